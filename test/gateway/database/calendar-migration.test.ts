import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunStore } from '../../../gateway/broadcast/run-store.ts';
import { calendar } from '../../../gateway/database/migrations/007-calendar.ts';
import { ENGINES, type TestDatabase } from './engines.ts';

const PROGRAMME = '01ARZ3NDEKTSV4RRFFQ69G5FP1';
const DUE = 1_790_000_000_000;

describe.each(ENGINES)('runs from before single runs could be moved, on $engine', ({ open }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
    await test.database.write(async (t) => {
      for (const table of ['programme_replacements', 'programme_versions', 'silences']) await t.schema.dropTable(table);
      await t.schema.alterTable('runs', (table) => table.dropUnique(['programme_id', 'original_at']));
      await t.schema.alterTable('runs', (table) => table.dropColumns('original_at', 'silenced_by'));
      await t.schema.alterTable('runs', (table) => table.unique(['programme_id', 'due_at']));
      await t.schema.alterTable('programmes', (table) => table.dropColumn('version'));
      const run = {
        ...{
          title: 'x',
          class: 'normal',
          level: 'commune',
          due_at: DUE,
          duration_ms: 1,
          lateness_ms: 1,
          state: 'ended',
        },
        ...{ content: '[]', registered: true, area_id: 'a', created_by: 'system', created_at: 0 },
      };
      await t('runs').insert({ ...run, id: `${PROGRAMME}@${DUE}`, programme_id: PROGRAMME });
      await t('runs').insert({ ...run, id: 'now' });
      await calendar.up(t, test.database.dialect);
    });
  }, 60_000);
  afterAll(() => test.close());

  it('are named by the instant at which they were due', async () => {
    const store = new RunStore(test.database);
    expect(await store.get(`${PROGRAMME}@${DUE}`)).toMatchObject({ originalAt: DUE, dueAt: DUE });
    expect((await store.get('now'))?.originalAt).toBeUndefined();
  });

  it('may meet at one instant, but no original instant comes twice', async () => {
    const store = new RunStore(test.database);
    const run = await store.get(`${PROGRAMME}@${DUE}`);
    if (!run) throw new Error('the run is gone');
    const other = { ...run, id: `${PROGRAMME}@${DUE + 1}`, originalAt: DUE + 1 };
    await test.database.write((t) => store.saveMany(t, [other]));
    const twice = test.database.write((t) => store.saveMany(t, [{ ...other, id: 'other name' }]));
    await expect(twice).rejects.toThrow(/unique/i);
  });
});
