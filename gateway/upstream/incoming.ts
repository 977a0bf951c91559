import { Readable } from 'node:stream';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { DoorFromAbove } from '../broadcast/door-from-above.ts';
import type { FromAbove } from '../broadcast/from-above.ts';
import type { Clock } from '../clock.ts';
import { ConflictError, InvalidInputError, RuleError, UnavailableError } from '../errors.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { download } from '../outside/download.ts';
import { causeOf } from '../outside/outside-error.ts';
import type { StoredRecording } from '../recordings/recording-store.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Speech } from '../recordings/speech.ts';
import type { Message } from './dialect/messages.ts';
import type { SourceNodes } from './source-nodes.ts';
import { authorOf, type KnownSource } from './sources.ts';
import { whenOf } from './when.ts';

type Upload = Awaited<ReturnType<Recordings['receive']>>;
type BulletinMessage = Message<'bulletin'>;

export interface IncomingParts {
  readonly clock: Clock;
  readonly door: FromAbove & Pick<DoorFromAbove, 'reschedule' | 'emergencyOf'>;
  readonly nodes: SourceNodes;
  readonly speech: Pick<Speech, 'speak'>;
  readonly recordings: Pick<Recordings, 'receive' | 'add' | 'forget'>;
  readonly guard: AddressGuard;
}

/** What became of a bulletin: our id of it, and where it lies now. */
export interface Taken {
  readonly reference: string;
  readonly id: string;
  readonly state: 'inbox' | 'scheduled' | 'on-air' | 'cancelled';
}

const FOR_MINUTES = { least: 1, most: 120, usual: 10 };

/** What a source system asks for, in our words, done through the door from above. */
export class Incoming {
  readonly #parts: IncomingParts;

  constructor(parts: IncomingParts) {
    this.#parts = parts;
  }

  /** `upload` is the sound that came with it; it is used up or forgotten here. */
  async bulletin(source: KnownSource, message: BulletinMessage, upload?: Upload): Promise<Taken> {
    const { door, nodes, clock } = this.#parts;
    let held = upload;
    try {
      const { reference, title } = message;
      requireSpoken(message);
      const targets = nodes.targets(source, message);
      const when = whenOf(message, clock.now());
      if (message.class === 'emergency' && message.content === 'text') {
        const { emergency } = await door.emergency(source, { ...emergencyOf(message), text: textOf(message), targets });
        return { reference, id: emergency, state: 'on-air' };
      }
      held = undefined;
      const recording = await this.#sound(source, message, upload);
      if (message.class === 'emergency') {
        const order = { ...emergencyOf(message), recording: recording.sha256, targets };
        return { reference, id: (await door.emergency(source, order)).emergency, state: 'on-air' };
      }
      const { class: urgency, field, language, text } = message;
      const what = { reference, title, class: urgency, field, language, text };
      const order = { ...what, recording: recording.sha256, targets, ...when };
      const { bulletin, programme } = await door.bulletin(source, order);
      return { reference, id: bulletin, state: programme === undefined ? 'inbox' : 'scheduled' };
    } finally {
      if (held) await this.#parts.recordings.forget(held);
    }
  }

  /** An emergency falls silent, a bulletin is called back. Twice is once. */
  async cancel(source: KnownSource, { reference, why = 'nguồn thu hồi' }: Message<'cancel'>): Promise<Taken> {
    const { door } = this.#parts;
    const emergency = await door.emergencyOf(source, reference);
    if (emergency === undefined) {
      await door.cancelBulletin(source, reference, why);
      return { reference, id: reference, state: 'cancelled' };
    }
    try {
      await door.endEmergency(source, emergency, 'cleared', why);
    } catch (error) {
      if (!(error instanceof ConflictError) || error.code !== 'emergency-over') throw error;
    }
    return { reference, id: emergency, state: 'cancelled' };
  }

  async reschedule(source: KnownSource, { reference, ...schedule }: Message<'reschedule'>): Promise<Taken> {
    const { door, clock } = this.#parts;
    const { bulletin, programme } = await door.reschedule(source, reference, whenOf(schedule, clock.now()));
    return { reference, id: bulletin, state: programme === undefined ? 'inbox' : 'scheduled' };
  }

  /** Its sound: spoken, sent along, or fetched from the address it names. */
  async #sound(source: KnownSource, message: BulletinMessage, upload: Upload | undefined): Promise<StoredRecording> {
    const { speech, recordings, guard } = this.#parts;
    const by = { id: authorOf(source) };
    const area = source.areas[0] ?? '';
    const { title, url, audio } = message;
    if (message.content === 'text') {
      if (upload) await recordings.forget(upload);
      return speech.speak({ text: textOf(message), title }, by, area);
    }
    const about = { title, area };
    if (upload) return recordings.add(by, upload, about);
    if (audio !== undefined) {
      const bytes = Buffer.from(audio, 'base64');
      return recordings.add(by, await recordings.receive(Readable.from([bytes])), about);
    }
    if (url === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new InvalidInputError('no-audio', 'Send the sound along (a file, base64), or the http address it lies at.');
    const body = await download(url, guard).catch((error: unknown) => {
      throw new UnavailableError('audio-not-fetched', `The sound could not be fetched: ${causeOf(error)}.`, {}, error);
    });
    return recordings.add(by, await recordings.receive(body), about);
  }
}

/** Throws for what cannot be told by a loudspeaker, or is not taken this way. */
function requireSpoken({ content }: BulletinMessage): void {
  if (content === 'text' || content === 'audio') return;
  throw new RuleError(
    'unsupported',
    content === 'live' || content === 'relay'
      ? 'A live or relayed programme is not taken from a source system; send text or sound, or have the station entered as a relay.'
      : 'A loudspeaker shows no pictures; send text or sound.',
  );
}

function textOf({ text }: BulletinMessage): string {
  if (text === undefined) throw new InvalidInputError('no-text', 'A bulletin of text needs its text.');
  return text;
}

function emergencyOf({ reference, title, event = 'other', exercise = false, length }: BulletinMessage) {
  const minutes = length === undefined ? FOR_MINUTES.usual : Math.ceil(length / MINUTE_MS);
  return {
    ...{ key: reference, title, event, status: exercise ? ('exercise' as const) : ('actual' as const) },
    forMinutes: Math.min(FOR_MINUTES.most, Math.max(FOR_MINUTES.least, minutes)),
  };
}
