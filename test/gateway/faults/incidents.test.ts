import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { beating, communeOf, START, WatchPost } from './watch-post.ts';

const MAST = { kind: 'uplink', id: 'm1' } as const;
const FEEDER = { kind: 'feeder', id: 'f1' } as const;

describe('one cause, one message', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openSqlite();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.write(async (transaction) => {
      for (const table of ['faults', 'incidents', 'incident_nodes', 'watch_periods']) await transaction(table).delete();
    });
  });

  /** 30 nodes on a mast, in a commune of 50. */
  const valley = () => [...communeOf(30, 'a', [MAST]), ...communeOf(20, 'b').map((one) => ({ ...one, commune: 'a' }))];
  const idsOf = (planted: readonly { node: string }[]) => planted.map(({ node }) => node);

  it('a mast with 30 nodes goes: one message that names 30, within 100 s; it comes back: one message', async () => {
    const nodes = valley();
    const post = new WatchPost(test, nodes);
    const hung = new Set(idsOf(nodes.slice(0, 30)));
    let cutAt = Number.POSITIVE_INFINITY;
    let backAt = Number.POSITIVE_INFINITY;
    beating(post, idsOf(nodes), (node, now) => !hung.has(node) || now < cutAt || now >= backAt);
    await post.pass(150);
    cutAt = post.clock.now();
    await post.pass(100);
    expect(post.heads).toEqual(['opened uplink network-lost 30']);
    expect(post.notices[0]).toMatchObject({ name: 'Mast m1', hamlets: ['ha0', 'ha1', 'ha2', 'ha3', 'ha4'] });
    expect(post.notices[0]?.codes).toHaveLength(30);
    await post.pass(300);
    backAt = post.clock.now();
    await post.pass(40);
    expect(post.heads).toEqual(['opened uplink network-lost 30', 'over uplink network-lost 30']);
    expect(await post.listed()).toEqual([]);
  });

  it('the children are shown at once, each with the cause that hides it', async () => {
    const nodes = valley();
    const post = new WatchPost(test, nodes);
    let cutAt = Number.POSITIVE_INFINITY;
    beating(post, idsOf(nodes), (node, now) => now < cutAt || nodes.findIndex((one) => one.node === node) >= 30);
    await post.pass(150);
    cutAt = post.clock.now();
    await post.pass(100);
    const rows = await post.listed();
    expect(rows).toHaveLength(30);
    expect(new Set(rows.map(({ incident }) => incident)).size).toBe(1);
    expect(
      rows.every(({ incidentKind, detectedAt }) => incidentKind === 'uplink' && detectedAt <= cutAt + 100_000),
    ).toBe(true);
    expect(post.faults.worstOf(nodes[0]?.node ?? '')).toEqual(['network-lost']);
  });

  it('two communes of 100 lose mains at once: one message each, by the last gasp', async () => {
    const nodes = [...communeOf(100, 'a'), ...communeOf(100, 'b')];
    const post = new WatchPost(test, nodes);
    let cutAt = Number.POSITIVE_INFINITY;
    beating(post, idsOf(nodes), (_node, now) => now < cutAt);
    await post.pass(150);
    cutAt = post.clock.now();
    for (const { node } of nodes) post.beat(node, { lastGasp: true, mainsVolts: 0 });
    await post.pass(1);
    expect(await post.listed()).toHaveLength(200);
    await post.pass(300);
    expect(post.heads).toEqual(['opened commune mains-lost 100', 'opened commune mains-lost 100']);
  });

  it('half of them have no gasp in them: still one message', async () => {
    const nodes = communeOf(60, 'a', [FEEDER]);
    const post = new WatchPost(test, nodes);
    let cutAt = Number.POSITIVE_INFINITY;
    beating(post, idsOf(nodes), (_node, now) => now < cutAt);
    await post.pass(150);
    cutAt = post.clock.now();
    for (const { node } of nodes.slice(0, 40)) post.beat(node, { lastGasp: true, mainsVolts: 0 });
    await post.pass(200);
    expect(post.heads).toEqual(['opened feeder mains-lost 60']);
  });

  it('one node among neighbours that go on is told at once, and over when it is back', async () => {
    const nodes = communeOf(20, 'a');
    const post = new WatchPost(test, nodes);
    const [dead] = idsOf(nodes);
    let cutAt = Number.POSITIVE_INFINITY;
    let backAt = Number.POSITIVE_INFINITY;
    beating(post, idsOf(nodes), (node, now) => node !== dead || now < cutAt || now >= backAt);
    await post.pass(150);
    cutAt = post.clock.now();
    await post.pass(100);
    expect(post.heads).toEqual(['opened node network-lost 1']);
    backAt = post.clock.now();
    await post.pass(40);
    expect(post.heads).toEqual(['opened node network-lost 1', 'over node network-lost 1']);
  });

  it.each([
    { how: 'power, with a last gasp', gasp: true },
    { how: 'the link alone', gasp: false },
  ])('a node that comes and goes every 10 s for 10 min ($how): at most two messages', async ({ gasp }) => {
    const nodes = communeOf(20, 'a');
    const post = new WatchPost(test, nodes);
    const [restless = ''] = idsOf(nodes);
    await post.pass(100);
    beating(post, idsOf(nodes).slice(1), () => true);
    const steady = post.live;
    const from = post.clock.now();
    post.live = (now) => {
      steady(now);
      const second = Math.floor((now - from) / 1_000);
      if (second >= 600) {
        if (second % 30 === 0) post.beat(restless);
      } else if (second % 20 === 0) {
        post.birth(restless, `01JDB5K3X8Q4S00000000${String(gasp ? second : 0).padStart(5, '0')}`);
        post.beat(restless);
      } else if (second % 20 === 10 && gasp) post.beat(restless, { lastGasp: true });
    };
    await post.pass(600);
    await post.pass(1_300);
    expect(post.notices.length).toBeLessThanOrEqual(2);
    expect(post.heads).toEqual(gasp ? ['opened node mains-lost 1', 'over node mains-lost 1'] : []);
    const rows = await post.listed(false);
    expect(rows.length).toBe(gasp ? 1 : 0);
    expect(rows.every(({ flaps, until }) => flaps >= 25 && until !== undefined)).toBe(true);
  });

  it('who falls silent later belongs to the same cause, and its growth is told once', async () => {
    const nodes = communeOf(40, 'a', [MAST]);
    const post = new WatchPost(test, nodes);
    const cut = new Map<string, number>();
    beating(post, idsOf(nodes), (node, now) => now < (cut.get(node) ?? Number.POSITIVE_INFINITY));
    await post.pass(150);
    const first = post.clock.now();
    // The batteries of the others last some minutes longer, each.
    for (const [index, node] of idsOf(nodes).entries()) cut.set(node, first + (index < 20 ? 0 : (index - 17) * 60_000));
    await post.pass(1_600);
    expect(post.heads).toEqual(['opened uplink network-lost 20', 'grew uplink network-lost 40']);
    expect(await post.listed()).toHaveLength(40);
    expect(new Set((await post.listed()).map(({ incident }) => incident)).size).toBe(1);
  });

  it('most are back: over; the one that stays behind is a message of its own', async () => {
    const nodes = communeOf(30, 'a', [MAST]);
    const post = new WatchPost(test, nodes);
    let [cutAt, backAt] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    beating(post, idsOf(nodes), (node, now) => now < cutAt || (now >= backAt && node !== nodes[0]?.node));
    await post.pass(150);
    cutAt = post.clock.now();
    await post.pass(200);
    backAt = post.clock.now();
    await post.pass(200);
    expect(post.heads).toEqual([
      ...['opened uplink network-lost 30', 'over uplink network-lost 30'],
      'opened node network-lost 1',
    ]);
  });

  it('a restart knows what was told, and tells what could not be stored, once', async () => {
    const nodes = communeOf(20, 'a');
    const post = new WatchPost(test, nodes);
    let [cutAt, backAt] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    beating(post, idsOf(nodes), (_node, now) => now < cutAt || now >= backAt);
    await post.pass(150);
    cutAt = post.clock.now();
    await post.pass(80);
    post.failing = true;
    await expect(post.pass(30)).rejects.toThrow('the disk is full');
    // Nothing of it is in the database: the gateway starts again and finds it anew.
    post.failing = false;
    await post.again().start();
    await post.pass(10);
    expect(post.heads).toEqual(['opened commune network-lost 20']);
    await post.again().start();
    await post.pass(200);
    backAt = post.clock.now();
    await post.pass(60);
    expect(post.heads).toEqual(['opened commune network-lost 20', 'over commune network-lost 20']);
    expect(new Set(post.notices.map(({ incident }) => incident)).size).toBe(1);
  });

  it('five hours stopped: the gap is told, nobody is blamed for it, and what died meanwhile is one message a commune', async () => {
    const nodes = [...communeOf(60, 'a'), ...communeOf(60, 'b'), ...communeOf(60, 'c')];
    const post = new WatchPost(test, nodes);
    const down = new Set<string>([nodes[0]?.node ?? '']);
    beating(post, idsOf(nodes), (node) => !down.has(node));
    await post.pass(100);
    post.beat(nodes[0]?.node ?? '');
    await post.pass(200);
    expect(post.heads).toEqual(['opened node network-lost 1']);
    await post.presence.flush();
    await post.faults.stop();
    const stoppedAt = post.clock.now();
    post.asleep(5 * 60 * MINUTE_MS);
    // In commune c a tenth died while nobody looked; the one known before is still down.
    for (const { node } of nodes.slice(120, 126)) down.add(node);
    await post.again().start();
    await post.pass(85);
    expect(post.heads.slice(1)).toEqual(['opened system watch-gap 0']);
    expect(post.notices[1]).toMatchObject({ detail: '300 min', since: stoppedAt });
    const periods = await post.presence.periods(nodes[5]?.node ?? '', stoppedAt, stoppedAt + 5 * 60 * MINUTE_MS);
    expect(periods.filter(({ to, from }) => to - from > 60_000)).toMatchObject([{ state: 'unobserved' }]);
    await post.pass(400);
    expect(post.heads.slice(2)).toEqual(['opened commune network-lost 6']);
    const rows = await post.listed();
    expect(rows).toHaveLength(7);
    // From the reopening on: what was before was seen by nobody.
    expect(
      rows
        .filter(({ since }) => since > START + 10 * MINUTE_MS)
        .every(({ since }) => since >= stoppedAt + 5 * 60 * MINUTE_MS),
    ).toBe(true);
  });
});
