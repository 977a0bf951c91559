import type { Knex } from 'knex';

/** What reports count besides: the genre of a bulletin, the regulation of a station, and what sources say in figures. */
export const reports = {
  name: '018-reports',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('bulletins', (t) => {
      t.text('genre');
    });
    /** A window's runs in an order that a sum over their deliveries can follow without sorting. */
    await knex.schema.alterTable('runs', (t) => t.index(['due_at', 'id']));
    await knex.schema.alterTable('stations', (t) => {
      /** Quy chế hoạt động. */
      t.text('regulation');
    });
    /** What a source says of an area in a year. Two that differ are two rows, also when one source says both. */
    await knex.schema.createTable('source_figures', (t) => {
      t.text('area_id').notNullable();
      t.integer('year').notNullable();
      t.text('figure').notNullable();
      t.text('source').notNullable();
      t.double('value').notNullable();
      t.text('note').notNullable();
      t.bigInteger('imported_at').notNullable();
      t.text('imported_by').notNullable();
      t.primary(['area_id', 'year', 'figure', 'source', 'value']);
    });
  },
};
