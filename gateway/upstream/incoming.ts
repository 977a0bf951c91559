import { Readable } from 'node:stream';
import type { Target } from '../../protocol/api/broadcast.ts';
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
import type { SourceStreams } from '../relays/source-streams.ts';
import type { Message } from './dialect/messages.ts';
import type { SourceNodes } from './source-nodes.ts';
import { authorOf, type KnownSource } from './sources.ts';
import { type When, whenOf } from './when.ts';

type Upload = Awaited<ReturnType<Recordings['receive']>>;
type BulletinMessage = Message<'bulletin'>;

export interface IncomingParts {
  readonly clock: Clock;
  readonly door: FromAbove & Pick<DoorFromAbove, 'reschedule' | 'emergencyOf'>;
  readonly nodes: SourceNodes;
  readonly speech: Pick<Speech, 'speak'>;
  readonly recordings: Pick<Recordings, 'receive' | 'add' | 'forget'>;
  readonly guard: AddressGuard;
  readonly streams: Pick<SourceStreams, 'station' | 'forget'>;
}

/** What became of a bulletin: our id of it, and where it lies now. */
export interface Taken {
  readonly reference: string;
  readonly id: string;
  readonly state: 'inbox' | 'scheduled' | 'on-air' | 'cancelled';
}

const MOST_STREAM_MINUTES = 180;
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
      requireSounding(message);
      const targets = nodes.targets(source, message);
      const when = whenOf(message, clock.now());
      const streamed = streamOf(message);
      if (streamed) {
        held = undefined;
        return await this.#stream(source, message, { ...streamed, upload, targets, when });
      }
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

  /** Another's sound is passed on for as long as it says: at once, at its times, or when the commune chooses. */
  async #stream(
    source: KnownSource,
    message: BulletinMessage,
    { upload, targets, when, minutes, ...stream }: Streamed & Where & { readonly upload: Upload | undefined },
  ): Promise<Taken> {
    const { streams, door, recordings } = this.#parts;
    const { reference, title, class: urgency, field, language, text } = message;
    const kept = await streams.station(source, { ...stream, title }).catch(async (error: unknown) => {
      if (upload) await recordings.forget(upload);
      throw error;
    });
    try {
      const fallback = await this.#sound(
        source,
        upload ? { ...message, content: 'audio' } : { ...message, ...fallbackOf(message, source) },
        upload,
      );
      const relay = { station: kept.station.id, minutes };
      const what = { title, recording: fallback.sha256, relay, targets };
      if (urgency === 'emergency') {
        const { emergency } = await door.emergency(source, { ...emergencyOf(message), ...what });
        return { reference, id: emergency, state: 'on-air' };
      }
      const order = { ...what, reference, class: urgency, field, language, text, ...when };
      const { bulletin, programme } = await door.bulletin(source, order);
      return { reference, id: bulletin, state: programme === undefined ? 'inbox' : 'scheduled' };
    } catch (error) {
      if (kept.isNew) await streams.forget(kept.station.id);
      throw error;
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

/** Throws for what cannot be told by a loudspeaker. */
function requireSounding({ content }: BulletinMessage): void {
  if (content === 'image' || content === 'video')
    throw new RuleError('unsupported', 'A loudspeaker shows no pictures; send text or sound.');
}

interface Streamed {
  readonly url: string;
  readonly as: 'live' | 'relay';
  readonly minutes: number;
}
interface Where {
  readonly targets: Target[];
  readonly when: When;
}

/**
 * What is passed on instead of played: live, a station, or whatever is marked as a relay of an address. Undefined for text and
 * sound. Throws InvalidInputError without an address or a length: nothing sounds without an end.
 */
function streamOf({
  content,
  class: urgency,
  url,
  relayed,
  relayedFrom,
  length,
}: BulletinMessage): Streamed | undefined {
  const isStream = content === 'live' || content === 'relay';
  if (!isStream && !(relayed && relayedFrom !== undefined)) return undefined;
  const address = relayedFrom ?? url;
  if (address === undefined)
    throw new InvalidInputError('no-stream', 'A live or relayed bulletin names the http address of its stream.');
  if (length === undefined || length <= 0)
    throw new InvalidInputError('no-length', 'Say for how long it is to be passed on.');
  const minutes = Math.ceil(length / MINUTE_MS);
  const most = urgency === 'emergency' ? FOR_MINUTES.most : MOST_STREAM_MINUTES;
  if (minutes > most) throw new InvalidInputError('too-long', `It may be passed on for ${most} minutes at most.`);
  return { url: address, as: content === 'live' ? 'live' : 'relay', minutes };
}

/** What sounds while the stream is away: the sound or the words that came with it, else a sentence that says so. */
function fallbackOf(
  { content, text, audio, url, relayedFrom, title }: BulletinMessage,
  { name }: KnownSource,
): Pick<BulletinMessage, 'content' | 'text' | 'url'> {
  const hasOwnUrl = url !== undefined && relayedFrom !== undefined && url !== relayedFrom;
  if (audio !== undefined || hasOwnUrl) return { content: 'audio', url: hasOwnUrl ? url : undefined };
  if (text !== undefined && content !== 'audio') return { content: 'text', text };
  return { content: 'text', text: `Chương trình ${title} của ${name} đang gián đoạn, mời bà con chờ. [nghỉ 10 giây]` };
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
