import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsertMany } from '../../../gateway/database/bulk.ts';
import { ENGINES, openPostgres, openSqlite, type TestDatabase } from './engines.ts';

describe.each(ENGINES)('the database on $engine', ({ open }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  it('inserts and updates many rows in one statement, with undefined as NULL', async () => {
    const { database } = test;
    const columns = { node_id: 'text', from_at: 'integer', to_at: 'integer', last_beat_at: 'integer' } as const;
    const put = (rows: { node_id: string; from_at: number; to_at: number; last_beat_at: number }[]) =>
      database.write((t) =>
        upsertMany(
          t,
          database.dialect,
          'presence_periods',
          columns,
          ['node_id', 'from_at'],
          ['to_at', 'last_beat_at'],
          rows,
        ),
      );
    await put([
      { node_id: 'a', from_at: 1_790_000_000_000, to_at: 2, last_beat_at: 1 },
      { node_id: 'b\'"\n', from_at: 1, to_at: 3, last_beat_at: 2 },
    ]);
    await put([{ node_id: 'a', from_at: 1_790_000_000_000, to_at: 9, last_beat_at: 8 }]);
    const rows = await database
      .read('presence_periods')
      .select('node_id', 'from_at', 'to_at', 'last_beat_at')
      .orderBy('node_id');
    expect(rows).toEqual([
      { node_id: 'a', from_at: 1_790_000_000_000, to_at: 9, last_beat_at: 8 },
      { node_id: 'b\'"\n', from_at: 1, to_at: 3, last_beat_at: 2 },
    ]);
  });

  it('runs writes one after the other, and a failed one neither leaves rows nor stops the next', async () => {
    const { database } = test;
    const order: number[] = [];
    const first = database.write(async (t) => {
      await t('settings').insert({ key: 'one', value: '1' });
      order.push(1);
    });
    const failed = database.write(async (t) => {
      await t('settings').insert({ key: 'two', value: '2' });
      order.push(2);
      throw new Error('no');
    });
    const third = database.write(async (t) => {
      await t('settings').insert({ key: 'three', value: '3' });
      order.push(3);
    });
    await expect(failed).rejects.toThrow('no');
    await Promise.all([first, third]);
    expect(order).toEqual([1, 2, 3]);
    expect((await database.read('settings').orderBy('key')).map((row) => row.key)).toEqual(['one', 'three']);
  });

  it.each(['audit_entries', 'evidence_leaves', 'evidence_checkpoints'])(
    'refuses to change or delete a row of %s',
    async (table) => {
      const { database } = test;
      const row = {
        audit_entries: { at: 1, by: 'a', action: 'x', outcome: 'done' },
        evidence_leaves: {
          position: 0,
          leaf_hash: 'x',
          node_id: 'n',
          log_id: 'l',
          seq: 0,
          kind: 'boot',
          entry_at: 1,
          received_at: 1,
        },
        evidence_checkpoints: { size: 1, root_hash: 'x', at: 1, note: 'x' },
      }[table];
      await database.write(async (t) => {
        await t(table).insert(row);
      });
      await expect(database.write((t) => t(table).delete())).rejects.toThrow('append-only');
      const change =
        table === 'evidence_checkpoints'
          ? { root_hash: 'y' }
          : table === 'audit_entries'
            ? { by: 'y' }
            : { leaf_hash: 'y' };
      await expect(database.write((t) => t(table).update(change))).rejects.toThrow('append-only');
    },
  );
});

describe.runIf(ENGINES.length === 2)('both engines', () => {
  it('have the same tables, columns and nullability', async () => {
    const sqlite = await openSqlite();
    const postgres = await openPostgres(process.env.LOAXA_TEST_POSTGRES as string);
    try {
      const tables = await sqlite.database.read.raw(
        `SELECT m.name AS "table", c.name AS "column", (c."notnull" OR c.pk > 0) AS required FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'knex_%' ORDER BY 1, 2`,
      );
      const columns = await postgres.database.read.raw(
        `SELECT table_name AS "table", column_name AS "column", CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END AS required FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'knex_%' ORDER BY table_name COLLATE "C", column_name COLLATE "C"`,
      );
      expect(columns.rows).toEqual(tables);
    } finally {
      await sqlite.close();
      await postgres.close();
    }
  });
});
