import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { beating, communeOf, WatchPost } from './watch-post.ts';

const WINDOW = '01JDB5K3X8Q4S000000000WNDW';

describe('in a maintenance window', () => {
  let test: TestDatabase;
  let post: WatchPost;
  let window: { from: number; to: number };
  const nodes = communeOf(20, 'a').map(({ node }) => node);
  const [before = '', during = '', inAndOut = '', outside = ''] = nodes;
  const down = new Map<string, [from: number, to: number]>();
  beforeAll(async () => {
    test = await openSqlite();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.write(async (transaction) => {
      for (const table of ['faults', 'incidents', 'incident_nodes', 'watch_periods']) await transaction(table).delete();
    });
    down.clear();
    window = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    post = new WatchPost(test, communeOf(20, 'a'));
    post.windowOf = (node, at) => (node !== outside && at >= window.from && at < window.to ? WINDOW : undefined);
    beating(post, nodes, (node, now) => {
      const [from, to] = down.get(node) ?? [Number.POSITIVE_INFINITY, 0];
      return now < from || now >= to;
    });
    await post.pass(150);
  });
  const now = () => post.clock.now();
  const fall = (node: string) => down.set(node, [now(), Number.POSITIVE_INFINITY]);
  const rise = (node: string) => down.set(node, [0, 0]);
  const open = () => {
    window = { from: now(), to: Number.POSITIVE_INFINITY };
  };
  const close = () => {
    window = { from: window.from, to: now() };
  };

  it('what goes down and comes back is measured, carries the window, and is told to nobody', async () => {
    open();
    fall(inAndOut);
    await post.pass(130);
    expect(await post.listed()).toMatchObject([{ node: inAndOut, kind: 'network-lost', maintenance: WINDOW }]);
    rise(inAndOut);
    await post.pass(60);
    close();
    await post.pass(900);
    expect(post.heads).toEqual([]);
    expect(await post.listed(false)).toMatchObject([{ node: inAndOut, maintenance: WINDOW }]);
  });

  it('what was down before is told before, and not again after', async () => {
    fall(before);
    await post.pass(130);
    expect(post.heads).toEqual(['opened node network-lost 1']);
    open();
    await post.pass(300);
    expect(await post.listed()).toMatchObject([{ node: before, maintenance: WINDOW }]);
    close();
    await post.pass(900);
    expect(post.heads).toEqual(['opened node network-lost 1']);
    rise(before);
    await post.pass(60);
    expect(post.heads).toEqual(['opened node network-lost 1', 'over node network-lost 1']);
  });

  it('what was told before and is repaired within is over for people when the window ends, not sooner', async () => {
    fall(before);
    await post.pass(130);
    open();
    rise(before);
    await post.pass(200);
    expect(post.heads).toEqual(['opened node network-lost 1']);
    close();
    await post.pass(2);
    expect(post.heads).toEqual(['opened node network-lost 1', 'over node network-lost 1']);
  });

  it('what is still down at its end is told then, once, with its true beginning', async () => {
    open();
    fall(during);
    const fellAt = now();
    await post.pass(400);
    expect(post.heads).toEqual([]);
    close();
    await post.pass(2);
    expect(post.heads).toEqual(['opened node network-lost 1']);
    expect(post.notices[0]?.since).toBeLessThanOrEqual(fellAt + 30_000);
    await post.pass(600);
    expect(post.heads).toHaveLength(1);
  });

  it('several left down by the works are one message', async () => {
    open();
    for (const node of nodes.slice(4, 10)) {
      fall(node);
      await post.pass(200);
    }
    close();
    await post.pass(5);
    expect(post.heads).toEqual(['opened commune network-lost 6']);
  });

  it('a neighbour outside the window is told as ever', async () => {
    open();
    fall(outside);
    fall(during);
    await post.pass(130);
    expect(post.notices.map(({ node }) => node)).toEqual([outside]);
  });
});
