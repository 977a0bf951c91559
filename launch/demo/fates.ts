// pure
import { between, chance, chances } from '../../firmware-sim/scenarios/chance.ts';
import { type ScenarioName, timelineOf } from '../../firmware-sim/scenarios/scenarios.ts';
import { joined, type Span, type Timeline } from '../../firmware-sim/scenarios/timeline.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';

/** What a hamlet of the demo has been through. */
export const FATES = [
  'well',
  'power-cuts',
  'bad-line',
  'mute',
  'half-mute',
  'dark',
  'repaired',
  'new',
  'deaf',
  'wrong-clock',
] as const;
export type Fate = (typeof FATES)[number];

/** How many hamlets of each; all others are well. */
const TROUBLED: readonly (readonly [Fate, number])[] = [
  ['power-cuts', 11],
  ['bad-line', 9],
  ['mute', 5],
  ['half-mute', 4],
  ['dark', 5],
  ['repaired', 4],
  ['new', 4],
  ['deaf', 3],
  ['wrong-clock', 3],
];
/** Trouble keeps to a part of the communes, so that some are met as a whole. */
const TROUBLED_SHARE = 0.6;

/** The fate of each hamlet, in the order of the communes. */
export function fatesOf(hamletCounts: readonly number[], seed: string): Fate[] {
  const random = chances(seed, 'fates');
  const places: number[] = [];
  let first = 0;
  for (const [index, count] of hamletCounts.entries()) {
    if (index === 0 || chance(seed, 'troubled', index) < TROUBLED_SHARE)
      for (let hamlet = first; hamlet < first + count; hamlet++) places.push(hamlet);
    first += count;
  }
  const fates = Array.from({ length: first }, (): Fate => 'well');
  for (const [fate, count] of TROUBLED) {
    for (let drawn = 0; drawn < count && places.length > 0; drawn++) {
      const [place] = places.splice(Math.floor(random() * places.length), 1);
      if (place !== undefined) fates[place] = fate;
    }
  }
  return fates;
}

/** The scenario a node of this fate goes on with when the demo is live. */
export function scenarioOf(fate: Fate): ScenarioName {
  switch (fate) {
    case 'power-cuts':
      return 'power-cut';
    case 'bad-line':
      return 'bad-4g';
    case 'mute':
    case 'half-mute':
      return 'mute-horn';
    case 'dark':
      return 'dark';
    case 'wrong-clock':
      return 'wrong-clock';
    case 'well':
    case 'repaired':
    case 'new':
    case 'deaf':
      return 'quiet-week';
  }
}

/** When the node came: most before the window, a new one a week before its end. */
export function cameAt(fate: Fate, window: Span): number {
  return fate === 'new' ? Math.max(window.from, startOfDay(dayOf(window.to - 8 * DAY_MS))) : window.from;
}

/** What happened to a node in the window. `hamlet` shares its fate between its nodes. */
export function timelineFor(fate: Fate, seed: string, hamlet: string, node: string, window: Span): Timeline {
  if (fate !== 'dark' && fate !== 'repaired') return timelineOf(scenarioOf(fate), seed, node, window);
  const usual = timelineOf('quiet-week', seed, node, window);
  const back = fate === 'dark' ? 0 : between(5, 30, chance(seed, 'back', hamlet));
  const length = between(18, 40, chance(seed, 'dark-for', hamlet));
  const to = window.to - back * DAY_MS;
  const dark = { from: Math.max(window.from, to - length * DAY_MS), to };
  return { ...usual, off: joined([...usual.off, dark]) };
}
