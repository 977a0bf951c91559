// pure
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, daysBetween, instantAt, startOfDay } from '../../protocol/vietnam-time.ts';
import { INJECTABLE, injected } from './causes.ts';
import { between, chance } from './chance.ts';
import { clipped, joined, NOTHING, type Span, type Timeline } from './timeline.ts';

export const SCENARIO_NAMES = [
  'quiet-week',
  'power-cut',
  'bad-4g',
  'wrong-clock',
  'mute-horn',
  'restart-storm',
  'dark',
  'ten-causes',
] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

export function isScenarioName(text: string): text is ScenarioName {
  return (SCENARIO_NAMES as readonly string[]).includes(text);
}

type DayOfEvents = (seed: string, node: string, day: Day) => Partial<Timeline>;

/** Nothing that begins on one day lasts longer than this. */
const LONGEST_DAYS = 30;
/** Nodes on one feeder lose power together. */
const FEEDERS = 6;

/**
 * What happens to `node` in `window` under a scenario: a pure function of its arguments, and the same for an instant whatever the
 * window around it, so that history and the live fleet go on from each other.
 */
export function timelineOf(scenario: ScenarioName, seed: string, node: string, window: Span): Timeline {
  const events = EVENTS[scenario];
  const days = daysBetween(addDays(dayOf(window.from), -LONGEST_DAYS), dayOf(window.to)).map((day) => ({
    ...NOTHING,
    ...events(seed, node, day),
  }));
  return {
    off: clipped(joined(days.flatMap((day) => day.off)), window),
    cut: clipped(joined(days.flatMap((day) => day.cut)), window),
    clock: clipped(
      days.flatMap((day) => day.clock),
      window,
    ),
    horn: clipped(
      days.flatMap((day) => day.horn),
      window,
    ),
    mains: clipped(joined(days.flatMap((day) => day.mains ?? [])), window),
    device: clipped(
      days.flatMap((day) => day.device ?? []),
      window,
    ),
  };
}

const EVENTS: Record<ScenarioName, DayOfEvents> = {
  'quiet-week': (seed, node, day) => ({ cut: someCuts(seed, node, day, 0.15, 1, 20 * SECOND_MS, 90 * SECOND_MS) }),
  'power-cut': powerCut,
  'bad-4g': bad4g,
  'wrong-clock': wrongClock,
  'mute-horn': muteHorn,
  'restart-storm': restartStorm,
  'ten-causes': tenCauses,
  dark: (_seed, _node, day) => ({ off: [{ from: startOfDay(day), to: startOfDay(day) + DAY_MS }] }),
};

/** A feeder goes dark, often just when the broadcast is on: the pumps of the hamlet start then. */
function powerCut(seed: string, node: string, day: Day): Partial<Timeline> {
  const feeder = Math.floor(chance(seed, 'feeder', node) * FEEDERS);
  const draw = (what: string) => chance(seed, what, feeder, day);
  if (draw('power-cut') >= 0.12) return {};
  const times = ['04:40', '05:10', '08:00', '13:00', '16:40', '17:15'];
  const from =
    instantAt(day, times[Math.floor(draw('when') * times.length)] ?? '08:00') +
    between(0, 20 * MINUTE_MS, draw('shift'));
  const dark = [{ from, to: from + between(20 * MINUTE_MS, 5 * HOUR_MS, draw('length')) }];
  return { off: dark, mains: dark };
}

function bad4g(seed: string, node: string, day: Day): Partial<Timeline> {
  const short = someCuts(
    seed,
    node,
    day,
    1,
    between(6, 20, chance(seed, 'cuts', node, day)),
    30 * SECOND_MS,
    25 * MINUTE_MS,
  );
  return { cut: [...short, ...someCuts(seed, `${node} long`, day, 0.1, 1, 2 * HOUR_MS, 8 * HOUR_MS)] };
}

/** A short loss of power takes the clock with it, and the network comes later than the power. */
function wrongClock(seed: string, node: string, day: Day): Partial<Timeline> {
  const draw = (what: string) => chance(seed, what, node, day);
  if (draw('wrong-clock') >= 0.15) return {};
  const from = instantAt(day, draw('half') < 0.5 ? '04:30' : '16:30') + between(0, 40 * MINUTE_MS, draw('shift'));
  const back = from + between(30 * SECOND_MS, 180 * SECOND_MS, draw('length'));
  const minutes = between(3, 40, draw('offset')) * (draw('sign') < 0.5 ? -1 : 1);
  return {
    off: [{ from, to: back }],
    clock: [{ from: back, to: back + 5 * MINUTE_MS, offsetMs: minutes * MINUTE_MS }],
    cut: [{ from: back, to: back + between(0, 20 * MINUTE_MS, draw('network')) }],
  };
}

/** Blocks of 30 days, in some of which the horns are silent for many of them. */
function muteHorn(seed: string, node: string, day: Day): Partial<Timeline> {
  const number = Math.floor(startOfDay(day) / DAY_MS);
  const block = Math.floor(number / LONGEST_DAYS);
  const draw = (what: string) => chance(seed, what, node, block);
  const kind = draw('mute-horn');
  if (kind >= 0.6) return {};
  const first = between(0, 20, draw('first'));
  const last = Math.min(LONGEST_DAYS - 1, first + between(3, 25, draw('length')));
  const inBlock = number - block * LONGEST_DAYS;
  if (inBlock < first || inBlock > last) return {};
  const state = kind < 0.48 ? 'mute' : kind < 0.56 ? 'weak' : 'lying';
  return { horn: [{ from: startOfDay(day), to: startOfDay(day) + DAY_MS, state }] };
}

/** Every node of the fleet restarts in the same few seconds. */
function restartStorm(seed: string, node: string, day: Day): Partial<Timeline> {
  const storms = between(1, 2, chance(seed, 'storms', day));
  return {
    off: Array.from({ length: storms }, (_, index) => {
      const from =
        startOfDay(day) +
        between(0, DAY_MS - 5 * MINUTE_MS, chance(seed, 'storm', day, index)) +
        between(0, 3_000, chance(seed, 'lag', node, day, index));
      return { from, to: from + between(15 * SECOND_MS, 90 * SECOND_MS, chance(seed, 'back', node, day, index)) };
    }),
  };
}

/** Most days each node has one of the things a technician is called for. */
function tenCauses(seed: string, node: string, day: Day): Partial<Timeline> {
  const draw = (what: string) => chance(seed, what, node, day);
  if (draw('ten-causes') >= 0.7) return {};
  const cause = INJECTABLE[Math.floor(draw('cause') * INJECTABLE.length)] ?? 'network-lost';
  const from = instantAt(day, '05:00') + between(0, 13 * HOUR_MS, draw('when'));
  return injected(cause, { from, to: from + between(20 * MINUTE_MS, 4 * HOUR_MS, draw('length')) });
}

function someCuts(
  seed: string,
  node: string,
  day: Day,
  share: number,
  count: number,
  shortestMs: number,
  longestMs: number,
): Span[] {
  if (chance(seed, 'cut', node, day) >= share) return [];
  return Array.from({ length: count }, (_, index) => {
    const from = startOfDay(day) + between(0, DAY_MS - 1, chance(seed, 'cut-at', node, day, index));
    return { from, to: from + between(shortestMs, longestMs, chance(seed, 'cut-for', node, day, index)) };
  });
}
