import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labels } from '../../../gateway/database/migrations/003-labels.ts';
import { ENGINES, type TestDatabase } from './engines.ts';

describe.each(ENGINES)('labels out of claim codes on $engine', ({ open }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  it('keep what was open and what was used, each bound to its node', async () => {
    const { database } = test;
    const node = { place: '', search_key: '', sort_key: '', technology: 'ip', horns: 1, created_at: 1 };
    await database.write(async (t) => {
      await t.schema.dropTable('labels');
      await t.schema.createTable('claim_codes', (table) => {
        table.text('sha256').primary();
        table.text('node_id').notNullable();
        table.text('created_by').notNullable();
        table.bigInteger('created_at').notNullable();
        table.bigInteger('expires_at').notNullable();
        table.bigInteger('used_at');
      });
      await t('nodes').insert({ ...node, id: 'n1', hamlet_id: 'a1', code: 'TL-1', public_key: 'key' });
      await t('nodes').insert({ ...node, id: 'n2', hamlet_id: 'a2', code: 'TL-2' });
      const claim = { created_by: 'p', created_at: 1_790_000_000_000, expires_at: 1_790_000_086_400 };
      await t('claim_codes').insert({ ...claim, sha256: 'used', node_id: 'n1', used_at: 1_790_000_000_500 });
      await t('claim_codes').insert({ ...claim, sha256: 'open', node_id: 'n2' });
      await t('claim_codes').insert({ ...claim, sha256: 'lost', node_id: 'n3' });
      await labels.up(t);
    });
    const rows = await database.read('labels').orderBy('sha256');
    expect(rows).toMatchObject([
      { sha256: 'open', area_id: 'a2', node_id: 'n2', confirmed_by: 'p', used_at: null, device_key: null },
      { sha256: 'used', area_id: 'a1', node_id: 'n1', used_at: 1_790_000_000_500, device_key: 'key', other_calls: 0 },
    ]);
    expect(await database.read.schema.hasTable('claim_codes')).toBe(false);
  });
});
