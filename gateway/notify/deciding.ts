// pure
import type { MessageStep } from '../../protocol/notify.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Notice } from '../notices.ts';
import { heldUntil } from './night.ts';
import { concerns, type IsWithin, type Wish } from './wishes.ts';

/** A message that somebody is to get. Unique by (notice, subscription, step): deciding twice writes once. */
export interface Draft {
  readonly noticeId: string;
  readonly wish: Wish;
  readonly step: MessageStep;
  /** As stored: a reminder with its number. */
  readonly key: string;
  readonly notice: Notice;
  readonly state: 'waiting' | 'held';
  readonly dueAt: number;
}

/** How the opening of an incident came out for one subscription. */
export interface Told {
  readonly state: string;
  /** When it was due: in the morning, when it was held over night. */
  readonly at: number;
}
export type ToldOf = (incident: string, subscription: string) => Told | undefined;

/** Nobody reads the fortieth reminder. */
const MOST_REMINDERS = 40;
/** Whoever has one of these knows of it; `held` will know in the morning, from the digest. */
const KNOWS = ['sent', 'merged', 'waiting'];

/** Who gets what of one notice, at `at`. The next persons are not told here: their time has not come. */
export function draftsOf(
  notice: Notice,
  wishes: readonly Wish[],
  toldOf: ToldOf,
  at: number,
  isWithin: IsWithin,
): Draft[] {
  return wishes.flatMap((wish) => {
    const told = toldOf(notice.incident, wish.id);
    if (told) {
      const again = notice.what !== 'opened' && KNOWS.includes(told.state) && !wish.paused;
      return again ? [draft(notice, wish, notice.what, at)] : [];
    }
    const first = notice.what !== 'over' && wish.afterMinutes === 0 && concerns(wish, notice, isWithin);
    return first ? [draft(notice, wish, 'opened', at)] : [];
  });
}

export interface OpenIncident {
  readonly notice: Notice;
  readonly openedAt: number;
}

/** What time alone brings about while an incident is open and nobody took it: the next person, and reminders. */
export function followUps(
  { notice, openedAt }: OpenIncident,
  wishes: readonly Wish[],
  toldOf: ToldOf,
  at: number,
  isWithin: IsWithin,
): Draft[] {
  return wishes.flatMap((wish) => {
    const told = toldOf(notice.incident, wish.id);
    if (!told) {
      const isTime = wish.afterMinutes > 0 && at - openedAt >= wish.afterMinutes * MINUTE_MS;
      // What was open before the subscription was made is no news for it.
      const isNew = openedAt >= wish.changedAt;
      return isTime && isNew && concerns(wish, notice, isWithin)
        ? [draft({ ...notice, id: `${notice.incident}/next` }, wish, 'opened', at)]
        : [];
    }
    const count = wish.remindHours === 0 ? 0 : Math.floor((at - told.at) / (wish.remindHours * HOUR_MS));
    if (count < 1 || count > MOST_REMINDERS || wish.paused || !KNOWS.includes(told.state)) return [];
    return [draft({ ...notice, id: `${notice.incident}/reminder` }, wish, 'reminder', at, `reminder-${count}`)];
  });
}

function draft(notice: Notice, wish: Wish, step: MessageStep, at: number, key: string = step): Draft {
  const until = heldUntil(wish.night, step, notice.severity, at);
  const when =
    until === undefined ? ({ state: 'waiting', dueAt: at } as const) : { state: 'held' as const, dueAt: until };
  return { noticeId: notice.id, wish, step, key, notice, ...when };
}
