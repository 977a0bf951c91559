import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { begunAt, type FeedProgress } from '../../../../gateway/upstream/feeds/feed-rule.ts';
import { FeedStore } from '../../../../gateway/upstream/feeds/feed-store.ts';
import { START } from '../../broadcast/air.ts';
import { ENGINES, type TestDatabase } from '../../database/engines.ts';

const URL = 'https://cap.example.vn/atom.xml';

describe.each(ENGINES)('what is known of a feed, on $engine', ({ open }) => {
  let test: TestDatabase;
  let store: FeedStore;
  beforeEach(async () => {
    test = await open();
    store = new FeedStore(test.database);
  });
  afterEach(() => test.close());

  const save = (progress: FeedProgress, source = 'S1') =>
    test.database.write((transaction) => store.save(transaction, source, progress));
  const marks = (...keys: string[]) => store.marks('S1', keys);

  it('is kept as it was, instants as numbers, and is replaced by what is newer', async () => {
    const first = begunAt(URL, START);
    await save(first);
    expect((await store.all()).get('S1')).toEqual({
      ...first,
      etag: undefined,
      lastModified: undefined,
      triedAt: undefined,
      fetchedAt: undefined,
      failure: undefined,
      failingSince: undefined,
    });
    const later: FeedProgress = {
      ...{
        url: URL,
        etag: '"7"',
        lastModified: 'Mon, 23 Nov 2026 03:00:00 GMT',
        triedAt: START + 1,
        fetchedAt: START + 1,
      },
      ...{ dueAt: START + 60_000, waiting: 3, failure: 'HTTP 503', failingSince: START, failures: 2 },
    };
    await save(later);
    await save(first, 'S2');
    expect((await store.all()).get('S1')).toEqual(later);
  });

  it('an alert has one mark, the last; other sources have their own', async () => {
    await store.mark('S1', 'a', { state: 'waiting', tries: 1 });
    await store.mark('S1', 'a', { state: 'done', tries: 0 });
    await store.mark('S2', 'b', { state: 'done', tries: 0 });
    expect([...(await marks('a', 'b'))]).toEqual([['a', { state: 'done', tries: 0 }]]);
  });

  it('marks go with what the index names no more, what was given up with new settings, and all of them with another address', async () => {
    await save(begunAt(URL, START));
    for (const key of ['a', 'b']) await store.mark('S1', key, { state: 'done', tries: 0 });
    await store.mark('S1', 'c', { state: 'given-up', tries: 5 });
    await store.mark('S2', 'a', { state: 'done', tries: 0 });
    await test.database.write((transaction) => store.keepOnly(transaction, 'S1', ['b', 'c']));
    expect([...(await marks('a', 'b', 'c')).keys()].sort()).toEqual(['b', 'c']);
    await test.database.write((transaction) => store.retry(transaction, 'S1'));
    expect([...(await marks('b', 'c')).keys()]).toEqual(['b']);
    await save(begunAt('https://other.example.vn/', START));
    expect((await marks('b')).size).toBe(0);
    expect((await store.marks('S2', ['a'])).size).toBe(1);
  });
});
