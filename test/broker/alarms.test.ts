import { describe, expect, test } from 'vitest';
import { Alarms } from '../../broker/alarms.ts';
import { MovableClock } from '../../gateway/clock.ts';
import { type BrokerAlarm, brokerAlarms } from '../../protocol/roster.ts';
import { LogBook } from './rig.ts';

const START = Date.UTC(2026, 10, 22);

function setUp(post?: (batch: readonly BrokerAlarm[]) => Promise<void>) {
  const clock = new MovableClock(START);
  const log = new LogBook();
  const batches: BrokerAlarm[][] = [];
  const counted: string[] = [];
  const take = async (batch: readonly BrokerAlarm[]) => {
    await post?.(batch);
    batches.push([...batch]);
  };
  return { clock, log, batches, counted, alarms: new Alarms(clock, log, (kind) => counted.push(kind), take) };
}

describe('alarms', () => {
  test('what happens again at one node and address within the interval is one entry with a count', async () => {
    const { alarms, clock, batches, counted } = setUp();
    for (let time = 0; time < 1_000; time++)
      alarms.raise('denied-publish', { node: 'n0000000000000001', address: '203.0.113.7', detail: 'x/y' });
    alarms.raise('denied-publish', { address: '203.0.113.8' });
    await clock.advance(2_000);
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject([{ count: 1_000, detail: 'x/y', at: START }, { count: 1 }]);
    expect(counted).toHaveLength(1_001);
  });

  test('a flood from everywhere stays within one message that the contract allows, and loses no count', async () => {
    const { alarms, clock, batches } = setUp();
    for (let index = 0; index < 5_000; index++)
      alarms.raise('bad-credential', { address: `203.0.${index >> 8}.${index & 255}` });
    await clock.advance(2_000);
    expect(brokerAlarms.safeParse({ alarms: batches[0] }).success).toBe(true);
    expect(batches[0]?.reduce((sum, alarm) => sum + alarm.count, 0)).toBe(5_000);
  });

  test('what the gateway did not take waits and is told later', async () => {
    let away = true;
    const { alarms, clock, batches } = setUp(async () => {
      if (away) throw new Error('away');
    });
    alarms.raise('duplicate-id', { address: '203.0.113.7' });
    await clock.advance(2_000);
    away = false;
    alarms.raise('duplicate-id', { address: '203.0.113.7' });
    await clock.advance(4_000);
    expect(batches.flat()).toMatchObject([{ kind: 'duplicate-id', count: 2 }]);
  });

  test('each entry is one line in the log', async () => {
    const { alarms, log } = setUp();
    alarms.raise('oversized-packet', { address: '203.0.113.7', detail: 'x'.repeat(1_000) });
    await alarms.stop();
    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).toMatchObject({
      level: 'warn',
      fields: { kind: 'oversized-packet', detail: 'x'.repeat(200) },
    });
  });
});
