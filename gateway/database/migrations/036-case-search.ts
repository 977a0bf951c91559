import type { Knex } from 'knex';
import { foldForSearch } from '../../../protocol/vietnamese.ts';

const AT_ONCE = 500;

/**
 * What a case is found by, folded: without it every search would have to read and fold all cases there ever were. And orders to many nodes at
 * once, each with the list it was given for.
 */
export const caseSearch = {
  name: '036-case-search',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('cases', (t) => {
      t.text('search_key').notNullable().defaultTo('');
      t.index(['assignee', 'state']);
    });
    await knex.schema.createTable('bulk_actions', (t) => {
      t.text('id').primary();
      t.text('key').notNullable();
      t.text('asked_by').notNullable();
      t.bigInteger('asked_at').notNullable();
      /** JSON: what was asked, and of which nodes. */
      t.text('input').notNullable();
      t.text('nodes').notNullable();
      t.unique(['asked_by', 'key']);
    });
    await knex.schema.alterTable('remote_actions', (t) => {
      t.text('bulk_id').index();
    });
    await fillSearch(knex);
  },
};

/** Of the cases there are: by the names of now. */
export async function fillSearch(knex: Knex): Promise<void> {
  const names = new Map<string, string>(
    (await knex('areas').select('id', 'name')).map(({ id, name }: { id: string; name: string }) => [id, name]),
  );
  const nodes = new Map<string, string>(
    (await knex('nodes').select('id', 'code', 'place')).map((row: { id: string; code: string; place: string }) => [
      row.id,
      `${row.code} ${row.place}`,
    ]),
  );
  for (let after = ''; ; ) {
    const rows: Row[] = await knex('cases').where('id', '>', after).orderBy('id').limit(AT_ONCE);
    for (const row of rows) {
      const words = [
        `SC-${row.year}-${String(row.serial).padStart(4, '0')}`,
        ...[nodes.get(row.node_id ?? ''), row.incident_name, names.get(row.hamlet_id ?? '')],
        ...[names.get(row.commune_id), row.measure, row.parts],
      ];
      const search_key = foldForSearch(words.filter((word) => word).join(' '));
      await knex('cases').where({ id: row.id }).update({ search_key });
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

interface Row {
  id: string;
  year: number;
  serial: number;
  commune_id: string;
  node_id: string | null;
  incident_name: string | null;
  hamlet_id: string | null;
  measure: string;
  parts: string;
}
