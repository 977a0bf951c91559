import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BulletinInput, ProgrammeInput, Recurrence } from '../../protocol/api/broadcast.ts';
import { type Part, stream } from '../../protocol/messages/fields.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { type Relayed, relayPart } from '../relays/relay-part.ts';
import type { StoredStation } from '../relays/station-store.ts';

/** One piece of a run, frozen with it: what is said, under which title, in which files. */
export const content = z.object({
  sha256: z.string(),
  title: z.string(),
  durationMs: z.number(),
  /** The encoded files; of a stream there are none. */
  opus: z.string().optional(),
  mp3: z.string().optional(),
  /** Where it comes from, when it is no file. */
  stream: stream.optional(),
  /** The station that is passed on, as it was called then. */
  relay: z
    .object({
      ...{ station: z.string(), name: z.string() },
      /** Of a source: the address it named, and as what. */
      ...{ url: z.string().optional(), as: z.enum(['live', 'relay']).optional() },
    })
    .optional(),
});
export type Content = z.infer<typeof content>;
export const contents = z.array(content);

/** A recording as a piece of a run, under the title it is told by. */
export function contentOf(
  { sha256, durationMs, opus, mp3 }: Pick<Content, 'sha256' | 'durationMs' | 'opus' | 'mp3'>,
  title: string,
): Content {
  return { sha256, title, durationMs, opus, mp3 };
}

export function partsOf(pieces: readonly Content[]): Part[] {
  return pieces.map(({ sha256, durationMs, opus, mp3, stream }) =>
    stream ? { sha256, durationMs, stream } : { sha256, durationMs, opus, mp3 },
  );
}

export function durationOf(pieces: readonly { durationMs: number }[]): number {
  return pieces.reduce((sum, piece) => sum + piece.durationMs, 0);
}

/** A station that is passed on, as a piece of a run; its recording is what sounds while the station is lost. */
export function relayContentOf(
  station: Relayed & Pick<StoredStation, 'name' | 'source' | 'content'>,
  minutes: number,
  fallback: Pick<Content, 'sha256' | 'durationMs' | 'opus' | 'mp3'>,
  title: string,
): Content {
  const from = station.source === undefined ? {} : { url: station.url, as: station.content ?? 'relay' };
  const { sha256, durationMs, stream } = relayPart(station, minutes, fallback);
  return { sha256, title, durationMs, stream, relay: { station: station.id, name: station.name, ...from } };
}

/** Which stations a run passes on, by name: `TiepAm` and `NguonTiepAm` of the log (DOMAIN §3.6). */
export function relayedBy(pieces: readonly Pick<Content, 'relay'>[]): string[] {
  return [...new Set(pieces.flatMap(({ relay }) => relay?.name ?? []))];
}

/** A station that a bulletin passes on: for how long, and (`source`) which address was meant when it was made. */
export interface RelayedStation {
  readonly station: string;
  readonly minutes: number;
  readonly source: string;
}

/** A relay lasts as long as was said; everything else as long as its recording (ms). */
export function lengthOf(bulletin: { readonly relay?: RelayedStation | undefined }, recordingMs: number): number {
  return bulletin.relay ? bulletin.relay.minutes * MINUTE_MS : recordingMs;
}

/**
 * What an approval of a bulletin is bound to: audio, text and how it is presented, and of a relay the station, its address and the
 * minutes (docs/decisions/0039). Any edit of these gives another hash; the genre is none of them, since nothing sounds otherwise
 * by it (docs/decisions/0027).
 */
export function bulletinHash(
  bulletin: Omit<BulletinInput, 'area' | 'draft' | 'relay'> & { readonly relay?: RelayedStation | undefined },
): string {
  const { title, class: bulletinClass, field, language, recording, text, expiresOn, relay } = bulletin;
  // Absent, the last day and the station add nothing: what was approved before there were any stays approved.
  const until = expiresOn === undefined ? [] : [expiresOn];
  const relayed = relay ? [['relay', relay.station, relay.minutes, relay.source]] : [];
  return hashOf([title, bulletinClass, field, language, recording, text ?? null, ...until, ...relayed]);
}

/**
 * What an approval of a programme is bound to: the bulletins as they are, where, when and how they sound. Single runs that are
 * moved or say something else belong to it; a skipped one does not, since silence needs nobody's approval (docs/decisions/0016).
 */
export function programmeHash(
  programme: Pick<ProgrammeInput, 'title' | 'targets' | 'recurrence' | 'resume' | 'volume' | 'registered'> & {
    readonly follows?: { readonly groups: readonly string[] } | undefined;
  },
  bulletinHashes: readonly string[],
  hashOfBulletin: (bulletin: string) => string = (bulletin) => bulletin,
): string {
  const { title, targets, recurrence, resume, volume, registered } = programme;
  // That it follows a group is approved too: the same places named one by one would stay as they are.
  const followed = (programme.follows?.groups ?? []).map((group) => `group ${group}`);
  const places = targets.map((target) => ('area' in target ? `area ${target.area}` : `node ${target.node}`));
  const where = [...places, ...followed].sort();
  const { from, to, times, weekdays, except } = recurrence;
  const when = [from, to ?? null, [...times].sort(), [...weekdays].sort(), [...except].sort()];
  const special = specialOf(recurrence, hashOfBulletin);
  return hashOf([title, bulletinHashes, where, [...when, ...special], resume, volume ?? null, registered]);
}

/** Nothing for a plain timetable, so that its hash is what it was before there were others. */
function specialOf(recurrence: Recurrence, hashOfBulletin: (bulletin: string) => string): unknown[] {
  const { rule, lunar, holidays = 'play', exceptions = [] } = recurrence;
  const singles = exceptions.flatMap((one): [number, string, number | string[]][] => {
    if (one.do === 'skip') return [];
    return [one.do === 'move' ? [one.at, 'move', one.to] : [one.at, 'replace', one.bulletins.map(hashOfBulletin)]];
  });
  if (rule === undefined && lunar === undefined && holidays === 'play' && singles.length === 0) return [];
  singles.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return [{ rule: rule ?? null, lunar: lunar ? [lunar.day, lunar.month ?? null] : null, holidays, singles }];
}

function hashOf(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
