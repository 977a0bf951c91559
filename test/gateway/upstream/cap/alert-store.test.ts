import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertStore, type StoredAlert } from '../../../../gateway/upstream/cap/alert-store.ts';
import { ENGINES, type TestDatabase } from '../../database/engines.ts';

const letter = (index: number) => `01${String(index).padStart(24, '0')}`;
const alert = (index: number, change: Partial<StoredAlert> = {}): StoredAlert => ({
  ...{ id: letter(index), source: 'S', sourceName: 'Nguồn', identifier: `I${index}`, sender: 'a@b', sentAt: 1_000 },
  ...{ receivedAt: 2_000, status: 'Actual', messageType: 'Alert', signed: true, state: 'held', pending: 'air' },
  ...{ xml: '<alert/>', xmlSha256: 'x', contentHash: 'c', infos: [], references: [], areas: ['H1'], expiresAt: 9_000 },
  content: {
    ...{ headline: 'Lũ', event: 'Lũ', severity: 'Severe', urgency: 'Immediate', certainty: 'Likely' },
    ...{ orders: [], ends: [] },
  },
  ...change,
});

describe.each(ENGINES)('alerts stored on $engine', ({ open }) => {
  let test: TestDatabase;
  let store: AlertStore;
  const add = (one: StoredAlert) => test.database.write((transaction) => store.add(transaction, one));
  const idsOf = (found: readonly StoredAlert[]) => found.map(({ id }) => id);
  beforeAll(async () => {
    test = await open();
    store = new AlertStore(test.database);
  });
  afterAll(() => test.close());

  it('come back as they were, and change only where they are changed', async () => {
    const references = [{ sender: 'a@b', identifier: 'I0', sentAt: 900 }];
    const infos = [{ language: 'vi', spoken: 'Lũ.', areas: ['Xã'] }];
    const one = alert(1, { infos, references, areas: ['H1', 'C1'], messageType: 'Update', dueAt: 5_000 });
    await add(one);
    const found = await store.get(one.id);
    expect({ ...found, areas: [...(found?.areas ?? [])].sort() }).toEqual({ ...one, areas: ['C1', 'H1'] });
    await test.database.write((transaction) =>
      store.change(transaction, one.id, { state: 'on-air', pending: undefined }),
    );
    expect(await store.get(one.id)).toMatchObject({ state: 'on-air', dueAt: 5_000, references });
    expect((await store.get(one.id))?.pending).toBeUndefined();
  });

  it('are one for the same source, sender, identifier and sent, whatever else was refused under that name', async () => {
    const one = alert(2, { receivedAt: 3_000 });
    await add(one);
    await expect(add({ ...one, id: letter(3) })).rejects.toThrow();
    await add({ ...one, id: letter(4), state: 'refused', reason: 'unsigned', pending: undefined });
    await add({ ...one, id: letter(5), state: 'refused', reason: 'unsigned', pending: undefined });
    expect((await store.byMessage(one))?.id).toBe(one.id);
    expect(idsOf(await store.namesakes(one))).toEqual([one.id]);
    expect(await store.byMessage({ ...one, source: 'T' })).toBeUndefined();
  });

  it('are found by what they name and by who names them', async () => {
    const named = { sender: 'a@b', identifier: 'I2', sentAt: 1_000 };
    await add(alert(6, { messageType: 'Cancel', references: [named, named], pending: undefined }));
    expect(idsOf(await store.named('S', [named]))).toEqual([letter(2)]);
    expect(idsOf(await store.about('S', [named]))).toEqual([letter(6)]);
    expect(await store.about('T', [named])).toEqual([]);
    expect(await store.about('S', [])).toEqual([]);
  });

  it('wait until they are due', async () => {
    await add(alert(7, { dueAt: 8_000 }));
    expect(idsOf(await store.pending(7_999))).toEqual([letter(2)]);
    expect(idsOf(await store.pending(8_000)).sort()).toEqual([letter(2), letter(7)]);
  });

  it('are listed newest first, page by page, of the areas asked for and in one state', async () => {
    await add(alert(8, { areas: ['H2'], receivedAt: 4_000 }));
    const first = await store.list({ areas: ['H1', 'H2', 'H9'], limit: 2 });
    expect([first.total, idsOf(first.items)]).toEqual([7, [letter(8), letter(5)]]);
    const rest = await store.list({ areas: ['H1', 'H2'], limit: 9, after: { at: 3_000, id: letter(5) } });
    expect(idsOf(rest.items)).toEqual([letter(4), letter(2), letter(7), letter(6), letter(1)]);
    expect((await store.list({ areas: ['H2'], limit: 9 })).total).toBe(1);
    expect((await store.list({ areas: ['H1'], state: 'refused', limit: 9 })).total).toBe(2);
  });

  it('that were refused are forgotten after their time, the others never', async () => {
    expect(await test.database.write((transaction) => store.forgetRefused(transaction, 3_001))).toBe(2);
    expect((await store.list({ areas: ['H1'], limit: 9 })).total).toBe(4);
  });
});
