import type { Knex } from 'knex';
import { appendOnly } from '../append-only.ts';
import type { Dialect } from '../database.ts';

/** Drafts of rules, periods with what was frozen in them, exclusions, and what rounds hold besides visits and conclusions. */
export const rulesAndPeriods = {
  name: '014-rules-and-periods',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await rules(knex, dialect);
    await periods(knex, dialect);
    await exclusions(knex, dialect);
    await rounds(knex, dialect);
  },
};

async function rules(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.schema.alterTable('rules', (t) => {
    t.text('reason');
    t.text('drafted_by');
    t.bigInteger('drafted_at');
  });
  await appendOnly(knex, dialect, 'rules');
  await knex.schema.createTable('rule_drafts', (t) => {
    t.text('rule_id').primary();
    t.integer('version').notNullable();
    t.text('body').notNullable();
    t.text('reason').notNullable();
    t.text('by').notNullable();
    t.bigInteger('at').notNullable();
  });
}

async function periods(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.schema.createTable('periods', (t) => {
    t.text('id').primary();
    t.text('name').notNullable().unique();
    t.text('from_day').notNullable();
    t.text('to_day').notNullable();
    t.text('closes_on').notNullable();
    t.text('created_by').notNullable();
    t.bigInteger('created_at').notNullable();
    t.unique(['from_day', 'to_day']);
  });
  await knex.schema.createTable('period_closings', (t) => {
    t.text('period_id').primary();
    t.bigInteger('closed_at').notNullable();
    t.text('closed_by').notNullable();
    t.text('sha256').notNullable();
    t.bigInteger('tree_size').notNullable();
  });
  /** `head` of a province, `verdicts` and `sessions` of a commune: JSON, compressed, with the hash of its plain text. */
  await knex.schema.createTable('period_answers', (t) => {
    t.text('period_id').notNullable();
    t.text('rule_id').notNullable();
    t.integer('rule_version').notNullable();
    t.text('kind').notNullable();
    t.text('area_id').notNullable();
    t.text('sha256').notNullable();
    t.binary('body').notNullable();
    t.primary(['period_id', 'rule_id', 'kind', 'area_id']);
  });
  for (const table of ['periods', 'period_closings', 'period_answers']) await appendOnly(knex, dialect, table);
}

async function exclusions(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.schema.createTable('exclusions', (t) => {
    t.text('id').primary();
    t.text('from_day').notNullable();
    t.text('to_day').notNullable();
    /** Names of the parts of the day with a comma between; none: all. */
    t.text('parts');
    t.text('cause').notNullable();
    t.text('reason').notNullable();
    t.text('decision_number').notNullable();
    t.text('decision_on').notNullable();
    t.text('document').notNullable();
    t.text('document_name').notNullable();
    t.text('by').notNullable();
    t.bigInteger('at').notNullable();
    t.index(['to_day']);
  });
  await knex.schema.createTable('exclusion_areas', (t) => {
    t.text('exclusion_id').notNullable();
    t.text('area_id').notNullable();
    t.primary(['exclusion_id', 'area_id']);
  });
  await knex.schema.createTable('exclusion_revocations', (t) => {
    t.text('exclusion_id').primary();
    t.text('reason').notNullable();
    t.text('by').notNullable();
    t.bigInteger('at').notNullable();
  });
  for (const table of ['exclusions', 'exclusion_areas', 'exclusion_revocations'])
    await appendOnly(knex, dialect, table);
}

async function rounds(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.schema.createTable('appraisal_self_assessments', (t) => {
    t.text('round_id').notNullable();
    t.text('commune_id').notNullable();
    t.integer('version').notNullable();
    t.text('hamlets').notNullable();
    t.text('text').notNullable();
    t.text('by').notNullable();
    t.bigInteger('at').notNullable();
    t.primary(['round_id', 'commune_id', 'version']);
  });
  await knex.schema.createTable('appraisal_other_parts', (t) => {
    t.text('round_id').notNullable();
    t.text('commune_id').notNullable();
    t.text('part').notNullable();
    t.integer('version').notNullable();
    t.text('verdict').notNullable();
    t.text('text').notNullable();
    t.text('documents').notNullable();
    t.text('by').notNullable();
    t.bigInteger('at').notNullable();
    t.primary(['round_id', 'commune_id', 'part', 'version']);
  });
  await knex.schema.createTable('appraisal_draws', (t) => {
    t.text('id').primary();
    t.text('round_id').notNullable().index();
    t.text('seed').notNullable();
    t.text('from_day').notNullable();
    t.text('to_day').notNullable();
    t.text('parts').notNullable();
    t.text('communes').notNullable();
    t.text('candidates').notNullable();
    t.text('items').notNullable();
    t.text('by').notNullable();
    t.bigInteger('at').notNullable();
  });
  await knex.schema.alterTable('appraisal_visits', (t) => {
    t.text('draw_id').index();
    t.integer('draw_item');
  });
  for (const table of ['appraisal_self_assessments', 'appraisal_other_parts', 'appraisal_draws'])
    await appendOnly(knex, dialect, table);
}
