import { describe, expect, it } from 'vitest';
import { type DeliveryFacts, soundOf } from '../../../gateway/coverage/sound.ts';
import { DUE, delivery, HALF_HOUR, silent } from './given.ts';

const ALL = HALF_HOUR;

describe('what sounded from one node', () => {
  const table: [string, DeliveryFacts, low: number, high: number][] = [
    ['a full receipt with a microphone is what the microphone heard', delivery({ heardMs: ALL - 1 }), ALL - 1, ALL - 1],
    ['a full receipt of a mute horn is silence', delivery({ heardMs: 0 }), 0, 0],
    ['more heard than the run lasts counts as the run', delivery({ heardMs: 2 * ALL }), ALL, ALL],
    ['a current reading counts like a microphone', delivery({ heardBy: 'current' }), ALL, ALL],
    ['without a sensor what was played is unknown', delivery({ heardBy: 'none', heardMs: 0 }), 0, ALL],
    ['without a sensor half played is at most half', delivery({ heardBy: 'none', playedMs: ALL / 2 }), 0, ALL / 2],
    ['no word is unknown', silent(), 0, ALL],
    ['a command merely received is unknown', silent({ state: 'received' }), 0, ALL],
    ['a node that says it is playing has not yet said what it played', silent({ state: 'playing' }), 0, ALL],
    ['a clock that cannot be trusted makes the receipt unknown', delivery({ clock: 'floor' }), 0, ALL],
    ['a missed run is silence, by the node’s own word', delivery({ state: 'missed', playedMs: 0, heardMs: 0 }), 0, 0],
    ['a refused run is silence', delivery({ state: 'refused', reason: 'quiet-hours', playedMs: 0, heardMs: 0 }), 0, 0],
    ['two seconds early is in time', delivery({ startedAt: DUE - 2_000 }), ALL, ALL],
    ['more than two seconds early is another sound', delivery({ startedAt: DUE - 2_001 }), 0, 0],
    ['the last instant of the allowed lateness is in time', delivery({ startedAt: DUE + 600_000 }), ALL, ALL],
    ['later than allowed is not the run', delivery({ startedAt: DUE + 600_001 }), 0, 0],
    [
      'what a higher rank took counts as sound',
      delivery({ state: 'preempted', playedMs: ALL / 3, heardMs: ALL / 3 }),
      ALL,
      ALL,
    ],
    [
      'a run that a higher rank took whole counts as sound',
      delivery({ state: 'missed', reason: 'outranked', playedMs: 0, heardMs: 0 }),
      ALL,
      ALL,
    ],
    [
      'a mute horn is not excused by a higher rank',
      delivery({ state: 'preempted', playedMs: ALL / 3, heardMs: ALL / 10 }),
      ALL / 10,
      ALL / 10,
    ],
    [
      'a higher rank on a node without a sensor stays unknown',
      delivery({ state: 'preempted', playedMs: ALL / 3, heardBy: 'none' }),
      0,
      ALL,
    ],
  ];
  it.each(table)('%s', (_, facts, lowMs, highMs) => {
    expect(soundOf(facts, 2_000, false)).toEqual({ lowMs, highMs });
  });

  it('what was played without a sensor is heard while an inspection vouches for the horns', () => {
    const played = delivery({ heardBy: 'none', heardMs: 0, playedMs: ALL - 5 });
    expect(soundOf(played, 2_000, true)).toEqual({ lowMs: ALL - 5, highMs: ALL - 5 });
  });

  it('an inspection does not make a silent node heard', () => {
    expect(soundOf(silent(), 2_000, true)).toEqual({ lowMs: 0, highMs: ALL });
    expect(soundOf(delivery({ heardMs: 0 }), 2_000, true)).toEqual({ lowMs: 0, highMs: 0 });
  });
});
