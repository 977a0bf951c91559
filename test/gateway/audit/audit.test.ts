import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';

describe.each(ENGINES)('the audit on $engine', ({ open }) => {
  let test: TestDatabase;
  let audit: Audit;
  const clock = new MovableClock(1_790_000_000_000);
  beforeAll(async () => {
    test = await open();
    audit = new Audit({ ...test, clock });
    for (let index = 0; index < 5; index++) {
      await audit.record({
        by: 'system',
        action: `act-${index % 2}`,
        outcome: 'done',
        before: { n: index },
        after: [index],
      });
      clock.set(clock.now() + 1);
    }
  });
  afterAll(() => test.close());

  it('lists newest first, page by page, with the total', async () => {
    const first = await audit.list({ limit: 2 });
    expect(first.items.map((item) => item.after)).toEqual([[4], [3]]);
    expect(first.total).toBe(5);
    const second = await audit.list({ limit: 3, cursor: first.next });
    expect(second.items.map((item) => item.before)).toEqual([{ n: 2 }, { n: 1 }, { n: 0 }]);
    expect(second.next).toBeUndefined();
  });

  it('filters by who, what, how it ended and when', async () => {
    expect((await audit.list({ limit: 9, action: 'act-1' })).items).toHaveLength(2);
    expect((await audit.list({ limit: 9, outcome: 'refused' })).items).toEqual([]);
    expect((await audit.list({ limit: 9, from: 1_790_000_000_003 })).total).toBe(2);
  });

  it('takes a family of actions by its first word, and no other that begins alike', async () => {
    for (const action of ['rule.publish', 'rule-draft.write', 'rule', 'rules.x', 'ruled'])
      await audit.record({ by: 'family', action, outcome: 'done' });
    const found = await audit.list({ limit: 9, by: 'family', kind: 'rule' });
    expect(found.items.map(({ action }) => action)).toEqual(['rule', 'rule-draft.write', 'rule.publish']);
    expect(found.total).toBe(3);
  });

  it('finds words in what was there before or after, taken as they are written', async () => {
    const about = { by: 'words', action: 'words', outcome: 'done' as const };
    await audit.record({ ...about, before: { title: 'Bản tin chiều' } });
    await audit.record({ ...about, after: { title: 'Bản tin "sáng" 100%' } });
    await audit.record({ ...about, subject: 'HN-001', after: { title: 'HN_0012' } });
    const titles = async (words: string) => (await audit.list({ limit: 9, by: 'words', about: words })).total;
    expect(await titles('tin chiều')).toBe(1);
    expect(await titles('TIN')).toBe(2);
    expect(await titles('"sáng" 100%')).toBe(1);
    expect(await titles('100%_')).toBe(0);
    expect(await titles('HN-001')).toBe(1);
    expect(await titles('HN_001')).toBe(1);
    expect(await titles('HN%001')).toBe(0);
  });

  it('looks for words in at most 92 days', async () => {
    const now = clock.now();
    await audit.record({ by: 'old', action: 'old', outcome: 'done', after: 'xưa' });
    clock.set(now + 93 * 86_400_000);
    expect((await audit.list({ limit: 9, by: 'old', about: 'xưa' })).total).toBe(0);
    expect((await audit.list({ limit: 9, by: 'old', about: 'xưa', from: now })).total).toBe(1);
    expect((await audit.list({ limit: 9, by: 'old', about: 'xưa', from: 0, to: now + 1 })).total).toBe(1);
    expect((await audit.list({ limit: 9, by: 'old', about: 'xưa', from: 0, to: now + 100 * 86_400_000 })).total).toBe(
      0,
    );
    expect((await audit.list({ limit: 9, by: 'old' })).total).toBe(1);
  });

  it('shows a reader with a reach only what concerns its areas and accounts', async () => {
    await audit.record({ by: 'mine', action: 'reach', outcome: 'done' });
    await audit.record({ by: 'other', action: 'reach', area: 'here', outcome: 'done' });
    await audit.record({ by: 'other', action: 'reach', subject: 'mine', outcome: 'refused' });
    await audit.record({ by: 'other', action: 'reach', area: 'elsewhere', outcome: 'done' });
    const reach = { areas: ['here'], accounts: ['mine'] };
    const { items, total } = await audit.list({ limit: 2, action: 'reach', reach });
    expect([items.length, total]).toEqual([2, 3]);
    expect((await audit.list({ limit: 9, action: 'reach', reach: { areas: [], accounts: [] } })).total).toBe(0);
  });

  it('stands or falls with the deed when it is given the transaction', async () => {
    await expect(
      test.database.write(async (transaction) => {
        await audit.record({ by: 'a', action: 'undone', outcome: 'done' }, transaction);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect((await audit.list({ limit: 9, action: 'undone' })).total).toBe(0);
  });
});
