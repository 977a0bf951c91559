import { describe, expect, test } from 'vitest';
import { nodesAfter, runAfter } from '../../dashboard/data/feed-apply.ts';
import { waitMs } from '../../dashboard/data/feed-link.ts';
import { ageOf, Freshness } from '../../dashboard/data/freshness.ts';
import type { Node } from '../../protocol/api/areas.ts';
import type { Delivery, Run } from '../../protocol/api/broadcast.ts';

const node = (id: string): Node => ({
  id,
  hamlet: 'a1',
  hamletName: 'Đông',
  commune: 'a2',
  communeName: 'Hưng Lĩnh',
  code: id,
  place: '',
  technology: 'ip',
  horns: 4,
  enrolled: true,
  presence: 'online',
  lastSeenAt: 1,
});

const delivery = (id: string, state: Delivery['state']): Delivery => ({
  node: id,
  code: id,
  place: '',
  hamlet: 'a1',
  hamletName: 'Đông',
  horns: 4,
  state,
});

const run = (deliveries: Delivery[]): Run => ({
  id: 'r',
  title: 'Bản tin',
  class: 'normal',
  level: 'commune',
  dueAt: 0,
  durationMs: 60_000,
  state: 'on-air',
  nodes: deliveries.length,
  counts: {},
  heard: 0,
  contents: [],
  deliveries,
});

describe('what the feed says reaches the pages', () => {
  test('a presence change moves its node and leaves the others and their last seen alone', () => {
    const page = { items: [node('n1'), node('n2')], total: 2 };
    const after = nodesAfter(page, new Map([['n1', { node: 'n1', state: 'offline' as const }]]));
    expect(after.items.map((one) => one.presence)).toEqual(['offline', 'online']);
    expect(after.items[0]?.lastSeenAt).toBe(1);
    expect(nodesAfter(page, new Map([['n9', { node: 'n9', state: 'offline' as const }]]))).toBe(page);
  });

  test('receipts are counted anew, and only a node that was heard counts as heard', () => {
    const before = run([delivery('n1', 'playing'), delivery('n2', 'playing'), delivery('n3', 'sent')]);
    const after = runAfter(before, [
      { node: 'n1', state: 'full', heard: true },
      { node: 'n2', state: 'full', heard: false },
    ]);
    expect(after?.counts).toEqual({ full: 2, sent: 1 });
    expect(after?.heard).toBe(1);
  });

  test('a field that a message leaves out keeps its value', () => {
    const before = run([{ ...delivery('n1', 'playing'), startedAt: 7 }]);
    expect(runAfter(before, [{ node: 'n1', state: 'full', startedAt: undefined }])?.deliveries[0]?.startedAt).toBe(7);
  });

  test('a node the run does not know means that the run is fetched again', () => {
    expect(runAfter(run([]), [{ node: 'n1', state: 'full' }])).toBeUndefined();
  });
});

describe('the age of the data', () => {
  test.each([
    [0, 'live'],
    [29_999, 'live'],
    [30_000, 'old'],
    [60_000, 'lost'],
  ])('%i ms old is %s', (ms, age) => {
    expect(ageOf(ms)).toBe(age);
  });

  test('the gateway’s clock counts, however wrong this device’s is', () => {
    let device = 1_000_000;
    const freshness = new Freshness(() => device);
    freshness.heard(5_000_000);
    device += 2_000;
    expect(freshness.serverNow()).toBe(5_002_000);
    expect(freshness.ageMs()).toBe(2_000);
    expect(freshness.state().heardAt).toBe(5_000_000);
  });

  test('a reconnect waits longer each time, up to half a minute, with full jitter', () => {
    expect(waitMs(0, 1)).toBe(1_000);
    expect(waitMs(3, 1)).toBe(8_000);
    expect(waitMs(20, 1)).toBe(30_000);
    expect(waitMs(20, 0)).toBe(0);
  });
});
