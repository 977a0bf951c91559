// pure
import { HORN_STATES } from './horn-model.ts';

/** Where PCM leaves the node. */
export interface Sink {
  /** A run begins to sound at `at` (ms UTC). */
  open(key: string, at: number): void;
  write(pcm: Buffer): void;
  /** It fell silent; everything written is on its way out. */
  close(): void;
  /** Why the way out is broken, if it is. */
  readonly failure: string | undefined;
}

/** What `--sink` may say: null | wav:DIR | alsa:DEVICE. */
export type SinkChoice =
  | { readonly kind: 'null' }
  | { readonly kind: 'wav'; readonly folder: string }
  | { readonly kind: 'alsa'; readonly device: string };

export function sinkChoiceOf(text: string): SinkChoice {
  const [kind, ...rest] = text.split(':');
  const argument = rest.join(':');
  if (kind === 'null' && argument === '') return { kind };
  if (kind === 'wav' && argument !== '') return { kind, folder: argument };
  if (kind === 'alsa' && argument !== '') return { kind, device: argument };
  throw new RangeError(`--sink ${text}: say null, wav:FOLDER or alsa:DEVICE`);
}

export function isHornState(text: string): text is (typeof HORN_STATES)[number] {
  return (HORN_STATES as readonly string[]).includes(text);
}
