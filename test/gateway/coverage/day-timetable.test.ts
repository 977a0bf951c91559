import { describe, expect, it } from 'vitest';
import type { Cancelled } from '../../../gateway/coverage/day-timetable.ts';
import type { HamletNode } from '../../../gateway/coverage/hamlet-sound.ts';
import { sessionsOf } from '../../../gateway/coverage/session.ts';
import type { DeliveryFacts } from '../../../gateway/coverage/sound.ts';
import { HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { DUE, delivery, HALF_HOUR, NUMBERS, silent } from './given.ts';

const SLOT = { id: 'slot', fromAt: DUE, toAt: DUE + HOUR_MS };
const LATER = DUE + 6 * HOUR_MS;
const NODE: HamletNode = { id: 'one', horns: 3, technology: 'ip', createdAt: 0, reportsSince: 0 };
const FM: HamletNode = { id: 'fm', horns: 3, technology: 'fm', createdAt: 0 };
const second = (other: Partial<DeliveryFacts> = {}) =>
  delivery({ run: 'second', dueAt: DUE + HALF_HOUR, startedAt: DUE + HALF_HOUR + 40, ...other });
const off = (other: Partial<Cancelled>): Cancelled => ({ fromAt: DUE, toAt: DUE + HALF_HOUR, inTime: true, ...other });

function judge(
  rows: DeliveryFacts[],
  {
    slots = [SLOT],
    cancelled = [],
    until = LATER,
    nodes = [NODE],
  }: Partial<{
    slots: (typeof SLOT)[];
    cancelled: Cancelled[];
    until: number;
    nodes: HamletNode[];
  }> = {},
): string[] {
  return sessionsOf(rows, nodes, NUMBERS, () => false, { slots, cancelled, until }).map(
    (session) => `${session.state} ${session.dueMs / MINUTE_MS}`,
  );
}

describe('a session of the registered timetable', () => {
  const table: [string, string[], string[]][] = [
    ['is heard when its hour is filled', judge([delivery(), second()]), ['heard 60']],
    ['of which half the hour was scheduled is partial', judge([delivery()]), ['partial 60']],
    ['in which nothing was scheduled is not heard', judge([]), ['not-heard 60']],
    ['in which nothing was scheduled is unknown where only FM hangs', judge([], { nodes: [FM] }), ['unknown 60']],
    [
      'is unknown while its node says nothing of it',
      judge([silent(), silent({ run: 'b', dueAt: DUE + HALF_HOUR })]),
      ['unknown 60'],
    ],
    [
      'does not count what sounded outside it',
      judge([delivery({ dueAt: DUE + 2 * HOUR_MS, startedAt: DUE + 2 * HOUR_MS })]),
      ['not-heard 60'],
    ],
    ['is not judged before its end', judge([delivery()], { until: DUE }), []],
    ['is not judged while a run of it is awaited', judge([delivery(), { ...silent({ run: 'b' }), ended: false }]), []],
    [
      'owes less by what was stopped by hand',
      judge([delivery(), second({ state: 'partial', reason: 'stopped' })]),
      ['heard 30'],
    ],
    [
      'of which everything was stopped is not counted',
      judge([delivery({ reason: 'stopped', durationMs: HOUR_MS })]),
      ['excluded 0'],
    ],
    ['cancelled an hour ahead is cancelled', judge([], { cancelled: [off({ session: 'slot' })] }), ['cancelled 0']],
    [
      'cancelled too late is not heard',
      judge([], { cancelled: [off({ session: 'slot', inTime: false })] }),
      ['not-heard 60'],
    ],
    ['owes less by a run cancelled ahead', judge([second()], { cancelled: [off({ run: 'first' })] }), ['heard 30']],
    [
      'owes no less by a run cancelled too late',
      judge([second()], { cancelled: [off({ run: 'first', inTime: false })] }),
      ['partial 60'],
    ],
  ];
  it.each(table)('%s', (_, states, expected) => {
    expect(states).toEqual(expected);
  });
});

describe('without a registered timetable', () => {
  it('a run cancelled ahead makes a cancelled session', () => {
    expect(judge([], { slots: [], cancelled: [off({ run: 'first' })] })).toEqual(['cancelled 0']);
  });
  it('a run cancelled too late is owed and not heard', () => {
    expect(judge([], { slots: [], cancelled: [off({ run: 'first', inTime: false })] })).toEqual(['not-heard 30']);
  });
  it('a run that played in spite of its cancellation counts as it played', () => {
    expect(judge([delivery()], { slots: [], cancelled: [off({ run: 'run' })] })).toEqual(['heard 30']);
  });
  it('the other run of the session is judged alone', () => {
    expect(judge([second()], { slots: [], cancelled: [off({ run: 'first' })] })).toEqual(['heard 30']);
  });
});
