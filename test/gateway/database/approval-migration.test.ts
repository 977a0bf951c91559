import knexModule, { type Knex } from 'knex';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foundation } from '../../../gateway/database/migrations/001-foundation.ts';
import { approval } from '../../../gateway/database/migrations/009-approval.ts';

let database: Knex;
beforeAll(async () => {
  const memory = { client: 'sqlite3', connection: { filename: ':memory:' }, pool: { min: 1, max: 1 } };
  database = knexModule.knex({ ...memory, useNullAsDefault: true });
  await foundation.up(database, 'sqlite');
});
afterAll(() => database.destroy());

it('bulletins of before are found by their texts, and stay approved', async () => {
  const kept = { class: 'normal', field: 'general', language: 'vi', recording: 'r', area_id: 'a', created_at: 1 };
  const decided = { state: 'approved', content_hash: 'h', approved_by: 'x', approved_at: 2, approved_hash: 'h' };
  const row = { ...kept, ...decided, title: 'Sức khỏe', search_key: 'suc khoe', created_by: 'm', changed_by: 'm' };
  await database('bulletins').insert({ ...row, id: 'told', text: 'Tiêm phòng SỞI' });
  await database('bulletins').insert({ ...row, id: 'silent', text: null });
  await approval.up(database);
  expect(await database('bulletins').orderBy('id')).toMatchObject([
    { ...decided, id: 'silent', search_key: 'suc khoe', expires_on: null, returned: null },
    { ...decided, id: 'told', search_key: 'suc khoe tiem phong soi', judged: null, approved_for: null },
  ]);
});
