import knexModule, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSessionsOf } from '../../../gateway/coverage/hamlet-days-store.ts';
import { readLetters } from '../../../gateway/coverage/months-store.ts';
import { sessionKeyOf } from '../../../gateway/coverage/session-key.ts';
import { SHIPPED_RULES } from '../../../gateway/coverage/shipped-rules.ts';
// It also has PostgreSQL's eight-byte numbers read as numbers.
import '../../../gateway/database/database.ts';
import type { Dialect } from '../../../gateway/database/database.ts';
import { foundation } from '../../../gateway/database/migrations/001-foundation.ts';
import { verdict } from '../../../gateway/database/migrations/013-verdict.ts';
import { narrowRollUps } from '../../../gateway/database/migrations/044-narrow-roll-ups.ts';
import { periodsBetween } from '../../../gateway/presence/presence-store.ts';

/** As a roll-up was named before: the numbers of the shipped rule, spelt out. */
const SPELT_OUT = 'm80.000h66.667i80.000e2000v90c3600000l60000';
const KEY = sessionKeyOf((SHIPPED_RULES[0] as (typeof SHIPPED_RULES)[number]).numbers);
const [FIRST, SECOND] = ['2026-11-01', '2026-11-02'];

const SCHEMA = `narrow_${process.pid}`;
const server = process.env.LOAXA_TEST_POSTGRES;
const ENGINES: readonly { dialect: Dialect; settings: Knex.Config }[] = [
  { dialect: 'sqlite', settings: { client: 'sqlite3', connection: { filename: ':memory:' }, useNullAsDefault: true } },
  ...(server
    ? [{ dialect: 'postgres' as const, settings: { client: 'pg', connection: server, searchPath: SCHEMA } }]
    : []),
];

describe.each(ENGINES)('narrower roll-ups on $dialect', ({ dialect, settings }) => {
  let database: Knex;
  beforeAll(async () => {
    database = knexModule.knex({ ...settings, pool: { min: 1, max: 1 } });
    if (dialect === 'postgres') await database.raw(`CREATE SCHEMA ${SCHEMA}`);
    await foundation.up(database, dialect);
    await verdict.up(database);
  });
  afterAll(async () => {
    if (dialect === 'postgres') await database.raw(`DROP SCHEMA ${SCHEMA} CASCADE`);
    await database.destroy();
  });

  it('what was rolled up before is read as it was, in the narrow form', async () => {
    const run = { title: '', class: 'normal', level: 'commune', duration_ms: 1, lateness_ms: 0, state: 'ended' };
    for (const [id, due_at] of [
      ['P@2', 2],
      ['P@1', 1],
      ['Q@1', 1],
    ] as const)
      await database('runs').insert({
        ...{ ...run, id, due_at, content: '[]', registered: true, area_id: 'c', created_by: 'x', created_at: 0 },
      });
    const day = { rule_key: SPELT_OUT, computed_at: 9, marks: '' };
    await database('hamlet_days').insert([
      {
        ...day,
        hamlet_id: 'h1',
        day: FIRST,
        states: 'hu-',
        sessions: '[[0,60,50,55,["P@1","Q@1"]],[1,60,0,60,["P@2"]]]',
      },
      { ...day, hamlet_id: 'h1', day: SECOND, states: '--c', sessions: '[[2,0,0,0,[]]]', marks: '1.....' },
      { ...day, hamlet_id: 'h2', day: FIRST, states: 'n--', sessions: '[[0,60,0,0,["of a run that is gone"]]]' },
    ]);
    await database('hamlet_months').insert({
      ...{ rule_key: SPELT_OUT, hamlet_id: 'h1', month: '2026-11', states: 'hu---c'.padEnd(93, '-'), marks: '' },
    });
    const period = { node_id: 'n', last_beat_at: 70 };
    await database('presence_periods').insert([
      { ...period, from_at: 0, to_at: 100, hold_at: 160 },
      { ...period, from_at: 500, last_beat_at: 600, to_at: 610, hold_at: 900 },
    ]);

    await narrowRollUps.up(database, dialect);

    const sessions = await readSessionsOf(database, KEY, ['h1', 'h2'], FIRST, SECOND);
    const silent = { dueMs: 60, heardLowMs: 0, heardHighMs: 0 };
    expect([...sessions]).toEqual([
      [
        'h1',
        [
          {
            ...{ day: FIRST, part: 'morning', state: 'heard', dueMs: 60, heardLowMs: 50, heardHighMs: 55 },
            runs: ['P@1', 'Q@1'],
          },
          { ...silent, day: FIRST, part: 'afternoon', state: 'unknown', heardHighMs: 60, runs: ['P@2'] },
          { ...silent, day: SECOND, part: 'evening', state: 'cancelled', dueMs: 0, runs: [] },
        ],
      ],
      ['h2', [{ ...silent, day: FIRST, part: 'morning', state: 'not-heard', runs: ['of a run that is gone'] }]],
    ]);
    expect(await database('hamlet_days').where('hamlet_id', 'h1').orderBy('day')).toEqual([
      {
        rule_key: KEY,
        hamlet_id: 'h1',
        day: FIRST,
        states: 'hu-',
        sessions: '[[0,60,50,55,1,2],[1,60,0,60,3]]',
        marks: '',
      },
      { rule_key: KEY, hamlet_id: 'h1', day: SECOND, states: '--c', sessions: '[[2,0,0,0]]', marks: '1.....' },
    ]);
    expect([...(await readLetters(database, KEY, FIRST, SECOND))]).toEqual([['h1', { letters: 'hu---c', marks: '' }]]);
    expect((await periodsBetween(database, 'n', 0, 1_000)).map(({ holdAt }) => holdAt)).toEqual([160, 900]);
    expect(await database('presence_periods').orderBy('from_at').pluck('hold_at')).toEqual([null, 900]);
  });
});
