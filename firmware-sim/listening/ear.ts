// pure
import type { HeardPrint } from '../../protocol/fingerprint/print.ts';
import type { PlanFile } from '../../protocol/messages/downlink.ts';

export type ToHear = NonNullable<PlanFile['listen']>[number];

/** What a listening node hears with: a sound card, a file, a stream, or a model of a room. */
export interface Ear {
  /** Begins to listen for this session; the noise before it belongs to it. */
  open(session: ToHear): OpenEar;
}

export interface OpenEar {
  /** What was heard since it was opened; empty where the microphone gave nothing. Keeps no sound, only the print of it. */
  close(): Promise<HeardPrint>;
}

/** What `--ear` may say: wav:FILE | alsa:DEVICE. */
export type EarChoice =
  | { readonly kind: 'wav'; readonly file: string }
  | { readonly kind: 'alsa'; readonly device: string };

export function earChoiceOf(text: string): EarChoice {
  const [kind, ...rest] = text.split(':');
  const argument = rest.join(':');
  if (kind === 'wav' && argument !== '') return { kind, file: argument };
  if (kind === 'alsa' && argument !== '') return { kind, device: argument };
  throw new RangeError(`--ear ${text}: say wav:FILE or alsa:DEVICE`);
}
