// pure
import type { BulletinClass } from '../../protocol/classes.ts';
import type { PlanItem } from '../../protocol/messages/downlink.ts';
import { type QuietWindow, soundingMs } from '../../protocol/quiet-hours.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Chime, PlaceSettings } from '../areas/broadcast-settings.ts';

/** What decides in one commune whether, how long and with which chime something sounds. */
export interface Manner {
  readonly quiet: readonly QuietWindow[];
  readonly settings: PlaceSettings;
}

/** Most communes of a province keep the same hours and settings: one of each kind says as much as all. */
export function distinctManners(manners: readonly Manner[]): Manner[] {
  return [...new Map(manners.map((manner) => [JSON.stringify(manner), manner])).values()];
}

export function chimeOf({ settings }: Manner, bulletinClass: BulletinClass): Chime | undefined {
  return bulletinClass === 'emergency' ? undefined : settings.chime[bulletinClass];
}

/** The chime and what follows it. */
export function lengthAt(manner: Manner, bulletinClass: BulletinClass, durationMs: number): number {
  return durationMs + (chimeOf(manner, bulletinClass)?.durationMs ?? 0);
}

/** How much of chime and content sounds there; 0 when it may not begin (DOMAIN §3.3). All of it when it is `excepted`. */
export function soundingAt(
  manner: Manner,
  bulletinClass: BulletinClass,
  startAt: number,
  durationMs: number,
  excepted = false,
): number {
  const length = lengthAt(manner, bulletinClass, durationMs);
  if (excepted) return length;
  return soundingMs(manner.quiet, manner.settings.overrun, bulletinClass, startAt, length);
}

/** Longest run of a class; what an emergency may last is said by who orders it, and ends with the node's own limit. */
export function longestMs({ settings }: Manner, bulletinClass: BulletinClass): number {
  return bulletinClass === 'emergency' ? Number.POSITIVE_INFINITY : settings.maxRunMinutes * MINUTE_MS;
}

/** A plan's item before it is signed for; `excepted` names the exception by which it may sound in quiet hours. */
export interface Planned extends PlanItem {
  readonly excepted?: string | undefined;
}

/** An item with this commune's chime before it. */
export function withChime(item: Planned, manner: Manner): Planned {
  const chime = chimeOf(manner, item.class);
  return chime ? { ...item, parts: [chime, ...item.parts], maxMs: item.maxMs + chime.durationMs } : item;
}

/** An item as long as it may be here: at most the longest run, ended where quiet hours begin; undefined when it may not begin. */
export function limited(item: Planned, { quiet, settings }: Manner): Planned | undefined {
  const lengthMs = item.parts.reduce((sum, part) => sum + part.durationMs, 0);
  const windows = item.excepted === undefined ? quiet : [];
  const sounding = soundingMs(windows, settings.overrun, item.class, item.startAt, lengthMs);
  if (sounding === 0) return undefined;
  const trimmedMs = sounding < lengthMs ? sounding : Number.POSITIVE_INFINITY;
  const maxMs = Math.min(item.maxMs, trimmedMs, longestMs({ quiet, settings }, item.class));
  return maxMs === item.maxMs ? item : { ...item, maxMs };
}
