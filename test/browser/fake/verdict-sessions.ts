import type { Area, Node } from '../../../protocol/api/areas.ts';
import type { HamletVerdict, Rule, SessionDetail, SessionState } from '../../../protocol/api/coverage.ts';
import { addDays, daysBetween, instantAt } from '../../../protocol/vietnam-time.ts';
import { chance } from './random.ts';

export type Kind =
  | 'good'
  | 'weak'
  | 'doubtful'
  | 'mute'
  | 'dark'
  | 'fm'
  | 'fm-unvisited'
  | 'none'
  | 'merged'
  | 'excluded'
  | 'new'
  | 'mixed';

export const HISTORY_DAYS = 180;
const MS = { morning: 30 * 60_000, afternoon: 15 * 60_000 };

/** Half a year of mornings and afternoons up to yesterday. FM and wired hamlets have sessions too, but no receipts. */
export function historyOf(
  hamlet: string,
  kind: Kind,
  today: string,
  runIdOf: (day: string, part: string) => string,
): SessionDetail[] {
  if (kind === 'none') return [];
  const since = kind === 'new' ? 8 : HISTORY_DAYS;
  const silent = kind === 'fm' || kind === 'fm-unvisited';
  return daysBetween(addDays(today, -since), addDays(today, -1)).flatMap((day) =>
    (['morning', 'afternoon'] as const).map((part): SessionDetail => {
      const state = stateOf(kind, chance('session', hamlet, day, part), day, today);
      const dueMs = MS[part];
      const low = state === 'heard' ? dueMs : state === 'partial' ? Math.round(dueMs * 0.4) : 0;
      return {
        ...{ day, part, state, dueMs, heardLowMs: low, heardHighMs: state === 'unknown' ? dueMs : low },
        runs: silent || state === 'cancelled' ? [] : [runIdOf(day, part)],
      };
    }),
  );
}

function stateOf(kind: Kind, dice: number, day: string, today: string): SessionState {
  const ago = (days: number) => addDays(today, -days);
  if (day === ago(20) || day === ago(19)) return 'excluded';
  if (kind === 'excluded' && day > ago(70) && day < ago(36)) return 'excluded';
  if (kind === 'fm' || kind === 'fm-unvisited') return 'unknown';
  // The gateway did not watch for two days.
  if (day === ago(9) || day === ago(8)) return 'unknown';
  if (dice > 0.985) return 'cancelled';
  switch (kind) {
    case 'weak':
      return dice < 0.74 ? 'heard' : dice < 0.8 ? 'partial' : dice < 0.95 ? 'not-heard' : 'unknown';
    case 'doubtful':
      return dice < 0.74 ? 'heard' : dice < 0.78 ? 'not-heard' : dice < 0.9 ? 'unknown' : 'heard';
    case 'mute':
      return dice < 0.4 ? 'heard' : 'not-heard';
    case 'dark':
      return day > ago(14) ? 'unknown' : dice < 0.75 ? 'heard' : 'not-heard';
    default:
      return dice < 0.95 ? 'heard' : dice < 0.965 ? 'partial' : dice < 0.98 ? 'not-heard' : 'unknown';
  }
}

/** A verdict in the fake's own plain way: enough that every figure on the page belongs to the sessions shown. */
export function verdictIn(
  place: { hamlet: Area; kind: Kind; nodes: readonly Node[]; sessions: readonly SessionDetail[] },
  commune: Area,
  rule: Rule,
  { from, to }: { from: string; to: string },
  today: string,
): HamletVerdict {
  const { hamlet, kind, nodes } = place;
  const { numbers } = rule;
  const sessions = place.sessions.filter(({ day }) => day >= from && day <= to);
  const count = (state: SessionState) => sessions.filter((one) => one.state === state).length;
  const counts = {
    ...{ heard: count('heard'), partial: count('partial'), notHeard: count('not-heard'), unknown: count('unknown') },
    ...{ excluded: count('excluded'), cancelled: count('cancelled') },
  };
  const due = sessions.length - counts.excluded - counts.cancelled;
  const share = (heard: number, of: number) => (of === 0 ? 0 : heard / of);
  const lower = share(counts.heard, due);
  const upper = share(counts.heard + counts.unknown, due);
  const silent = kind === 'fm' || kind === 'fm-unvisited';
  const few = due < numbers.minSessions;
  const tooMuch = share(counts.excluded, sessions.length) > numbers.excludedShare;
  const judged = (low: number, high: number) =>
    low >= numbers.sessionsShare ? 'met' : high < numbers.sessionsShare ? 'not-met' : 'insufficient';
  const verdict =
    kind === 'none' ? 'not-met' : kind === 'fm' ? 'met' : few || tooMuch ? 'insufficient' : judged(lower, upper);
  const dueWithout = due + counts.excluded;
  const without = { due: dueWithout, heard: counts.heard, lower: share(counts.heard, dueWithout) };
  const upperWithout = share(counts.heard + counts.unknown, dueWithout);
  const unwatched = sessions.filter(({ day }) => day === addDays(today, -9) || day === addDays(today, -8));
  const reasons: HamletVerdict['reasons'] = [];
  const because = (code: HamletVerdict['reasons'][number]['code'], figures: Record<string, number> = {}) =>
    reasons.push({ code, figures });
  if (kind === 'none') because('no-nodes');
  else if (silent) {
    because('by-inspection', { visits: kind === 'fm' ? 2 : 1, required: 2, apart: 34, log: 0.93 });
    if (kind === 'fm-unvisited') because('visits-missing', { visits: 1, required: 2 });
  } else if (few) because('too-few-sessions', { due, least: numbers.minSessions });
  else {
    because('heard-share', { lower, upper, needed: numbers.sessionsShare });
    if (tooMuch)
      because('excluded-too-much', { share: share(counts.excluded, sessions.length), allowed: numbers.excludedShare });
    if (unwatched.some(({ state }) => state === 'unknown'))
      because('unknown-unobserved', {
        sessions: unwatched.length,
        from: instantAt(addDays(today, -9), '04:10'),
        to: instantAt(addDays(today, -8), '22:40'),
      });
    if (kind === 'dark')
      because('unknown-offline', {
        sessions: 26,
        from: instantAt(addDays(today, -14), '18:02'),
        to: instantAt(addDays(today, -1), '23:59'),
      });
    if (kind === 'merged') because('inherited', { sessions: 46 });
    if (verdict === 'insufficient' && !tooMuch) because('bounds-disagree', {});
  }
  const missing = Math.max(0, Math.ceil(numbers.sessionsShare * due) - counts.heard);
  const worst: SessionState[] = ['not-heard', 'unknown', 'partial', 'cancelled', 'excluded', 'heard'];
  return {
    ...{ hamlet: hamlet.id, name: `Thôn ${hamlet.name}`, commune: commune.id, communeName: 'Xã An Hòa', verdict },
    ...{ sessions: { due, ...counts }, owed: due },
    without: {
      verdict:
        kind === 'none'
          ? 'not-met'
          : kind === 'fm'
            ? 'met'
            : few
              ? 'insufficient'
              : judged(without.lower, upperWithout),
      ...without,
      upper: upperWithout,
    },
    basis: kind === 'none' ? 'none' : silent ? 'inspections' : kind === 'mixed' ? 'mixed' : 'receipts',
    byInspection: kind === 'fm',
    technologies: [...new Set(nodes.map(({ technology }) => technology))],
    ...{ households: hamlet.households, days: 90, lower, upper },
    ...(verdict === 'met'
      ? {}
      : { missing: { sessions: silent || kind === 'none' ? 0 : missing, visits: kind === 'fm-unvisited' ? 1 : 0 } }),
    longestMiss: longestMiss(sessions),
    ...{ nodes: nodes.length, horns: nodes.reduce((sum, node) => sum + node.horns, 0), reasons },
    strip: daysBetween(addDays(to, -13), to).map((day) => {
      const states = sessions.filter((one) => one.day === day).map((one) => one.state);
      const state = worst.find((one) => states.includes(one));
      return state === undefined ? { day } : { day, state };
    }),
  };
}

function longestMiss(sessions: readonly SessionDetail[]): number {
  let longest = 0;
  let run = 0;
  for (const { state } of sessions) {
    run = state === 'not-heard' || state === 'partial' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
