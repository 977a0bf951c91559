import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as csv from '../../../gateway/appraisal/dossiers/csv-files.ts';
import { deliveriesIn, nodesIn } from '../../../gateway/appraisal/dossiers/raw-rows-store.ts';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Coverage } from '../../../gateway/coverage/coverage.ts';
import type { Exclusion, HandLogLine, Visit } from '../../../gateway/coverage/sources.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { addDays, dayOf, daysBetween, instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { heard } from '../coverage/rows.ts';
import { openSqlite } from '../database/engines.ts';

const TO = '2026-11-22';
const FROM = addDays(TO, -89);
const FIRST = addDays(TO, -179);
const DAYS = daysBetween(FIRST, TO);
const OLD = '2025-07-01';

/** A hamlet by itself, or one that was made `since` days ago of two others; what hangs there; how it went. */
const place = fc.record({
  since: fc.integer({ min: 5, max: 120 }),
  households: fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 300 })),
  /** Of a hundred sessions so many are heard, and of the rest so many unknown. */
  heard: fc.constantFrom(100, 92, 80, 60, 0),
  unknown: fc.constantFrom(0, 50, 100),
  visits: fc.array(
    fc.record({
      back: fc.integer({ min: 0, max: 170 }),
      sounding: fc.constantFrom(4, 4, 4, 2),
      unannounced: fc.constantFrom(true, true, false),
    }),
    { maxLength: 4 },
  ),
  logged: fc.constantFrom(0, 60, 90),
  excluded: fc.option(fc.integer({ min: 0, max: 80 }), { nil: undefined }),
  seldom: fc.constantFrom(1, 1, 1, 6),
  seed: fc.nat(96),
});
/** Every kind is among any eight. */
const places = fc
  .array(place, { minLength: 8, maxLength: 8 })
  .map((some) => some.map((one, index) => ({ ...one, kind: KINDS[index % 4] ?? 'ip', madeOf: index > 4 ? 2 : 0 })));
const KINDS = ['ip', 'fm', 'mixed', 'became-ip'] as const;
type Place = (typeof places extends fc.Arbitrary<infer T> ? T : never)[number];

const area = (kind: Area['kind'], id: string, more: Partial<Area> = {}): Area => ({
  ...{ id, kind, name: id, validFrom: OLD, predecessors: [], ...more },
});

/** Rows of the product's own tables, many at a time. */
async function fill(places: readonly Place[], test: Awaited<ReturnType<typeof openSqlite>>) {
  const areas: Area[] = [area('province', 'p'), area('commune', 'c', { parent: 'p' })];
  const [nodes, stays, runs, deliveries, dirty]: Record<string, unknown>[][] = [[], [], [], [], []];
  const visits: Visit[] = [];
  const handLog: HandLogLine[] = [];
  const exclusions: Exclusion[] = [];
  const hang = (hamlet: string, technology: 'ip' | 'fm', from: number, until: number | null = null) => {
    const id = `${hamlet}-${technology}`;
    nodes?.push({
      ...{ id, hamlet_id: hamlet, code: id, place: '', search_key: id, sort_key: id, technology, horns: 4 },
      ...{ created_at: 0, enrolled_at: 0 },
    });
    stays?.push({ node_id: id, from_at: from, until_at: until, hamlet_id: hamlet, technology, horns: 4 });
    return id;
  };
  const air = (hamlet: string, node: string, days: readonly string[], one: Place) => {
    for (const [index, day] of days.entries()) {
      if (index % one.seldom !== 0) continue;
      const dueAt = instantAt(day, index % 2 === 0 ? '05:00' : '17:00');
      // Scattered evenly, the same every time.
      const lot = (index * 37 + one.seed) % 100;
      const word = lot < one.heard ? heard(dueAt) : (lot * 7) % 100 < one.unknown ? {} : heard(dueAt, 0);
      const run = `${hamlet}@${dueAt}`;
      runs?.push({
        ...{
          id: run,
          title: 'Bản tin',
          class: 'normal',
          level: 'commune',
          duration_ms: 1_800_000,
          lateness_ms: 600_000,
        },
        ...{
          state: 'ended',
          content: '[]',
          registered: true,
          area_id: 'c',
          created_by: 'system',
          created_at: 0,
          due_at: dueAt,
        },
      });
      const silent = { state: 'unknown', final: false, started_at: null, ended_at: null, played_ms: null };
      deliveries?.push({
        ...{ run_id: run, node_id: node, hamlet_id: hamlet, horns: 4, due: true, registered: true, due_at: dueAt },
        ...{ expected_ms: 1_800_000, ...silent, heard_ms: null, heard_by: null, clock_state: null, ...word },
        evidence_position: 'state' in word ? (deliveries?.length ?? 0) : null,
      });
      dirty?.push({ hamlet_id: hamlet, day, since_at: 1 });
    }
  };
  for (const [index, one] of places.entries()) {
    const id = `h${index}`;
    const made = one.madeOf === 0 ? OLD : addDays(TO, -one.since);
    const before = one.madeOf === 0 ? [] : [`${id}a`, `${id}b`];
    areas.push(area('hamlet', id, { parent: 'c', validFrom: made, predecessors: before, households: 200 }));
    for (const [at, old] of before.entries()) {
      areas.push(area('hamlet', old, { parent: 'c', validTo: addDays(made, -1), households: one.households[at] ?? 0 }));
      const node = hang(old, 'ip', 0, startOfDay(made));
      air(
        old,
        node,
        DAYS.filter((day) => day < made),
        { ...one, seed: one.seed + 31 * at, heard: at === 0 ? 80 : one.heard },
      );
    }
    const since = one.madeOf === 0 ? 0 : startOfDay(made);
    const turned = one.kind === 'became-ip' ? Math.max(since, startOfDay(addDays(TO, -50))) : since;
    if (one.kind !== 'ip') hang(id, 'fm', since, one.kind === 'became-ip' ? Math.max(turned, since + 1) : null);
    const own = DAYS.filter((day) => startOfDay(day) >= turned);
    if (one.kind !== 'fm') air(id, hang(id, 'ip', turned), own, one);
    for (const { back, sounding, unannounced } of one.visits)
      visits.push({
        ...{
          hamlet: id,
          at: instantAt(addDays(TO, -back), '17:10'),
          hornsThere: 4,
          hornsSounding: sounding,
          unannounced,
        },
        ...{ fromOutside: true, duringSession: true, technology: 'fm' },
      });
    for (const day of DAYS.slice(DAYS.length - one.logged))
      handLog.push({ commune: 'c', hamlets: [id], day, from: '05:00', to: '05:30' });
    if (one.excluded !== undefined)
      exclusions.push({
        id: `x${index}`,
        areas: [id],
        from: addDays(TO, -one.excluded),
        to: addDays(TO, 6 - one.excluded),
      });
  }
  await test.database.write(async (t) => {
    const tables = { nodes, node_places: stays, runs, deliveries, dirty_hamlet_days: dirty };
    for (const [table, rows = []] of Object.entries(tables))
      for (let at = 0; at < rows.length; at += 40) await t(table).insert(rows.slice(at, at + 40));
  });
  return { areas, visits, handLog, exclusions };
}

describe('a recomputation by another program', () => {
  it('says of merged and mixed hamlets, visited, excluded and seldom on air, what the product says', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(places, async (some) => {
        const test = await openSqlite();
        const folder = mkdtempSync(join(tmpdir(), 'loaxa-recompute-'));
        try {
          const { areas, visits, handLog, exclusions } = await fill(some, test);
          const clock = new MovableClock(instantAt(TO, '23:59'));
          const tree = new AreaTree(() => dayOf(clock.now()));
          tree.put(areas);
          const { database } = test;
          const coverage = new Coverage({
            ...{ database, clock, log: silentLog, facts: new FactBus(), tree, treeSize: async () => 0 },
            ...{ visits: async () => visits, handLog: async () => handLog, exclusions: async () => exclusions },
          });
          await coverage.start();
          const { rule, hamlets } = await coverage.of('c', { from: FROM, to: TO });
          for (const one of hamlets) seen.add(`${one.basis} ${one.verdict}`);
          const ids = areas.flatMap(({ id, kind }) => (kind === 'hamlet' ? [id] : []));
          const asked = hamlets.map(({ hamlet }) => hamlet);
          const sessions = await coverage.sessionsOf(asked, { rule, from: FROM, to: TO });
          const write = async (name: string, lines: AsyncIterable<string> | Iterable<string>) => {
            const all: string[] = [];
            for await (const line of lines) all.push(line);
            writeFileSync(join(folder, name), all.join(''));
          };
          writeFileSync(join(folder, 'rule.json'), JSON.stringify({ ...rule, from: FROM, to: TO }));
          await write(
            'hamlets.csv',
            csv.hamletLines(
              areas.filter(({ kind }) => kind === 'hamlet'),
              () => tree.get('c'),
            ),
          );
          await write('nodes.csv', csv.nodeLines(await nodesIn(database.read, ids)));
          await write('deliveries.csv', csv.deliveryLines(deliveriesIn(database.read, ids, FIRST, TO)));
          const covered = exclusions.map((one) => ({
            ...one,
            hamlets: one.areas,
            cause: 'storm' as const,
            decision: '1',
          }));
          await write('exclusions.csv', csv.exclusionLines(covered));
          await write('inspections.csv', csv.inspectionLines(visits));
          await write('hand-log.csv', csv.handLogLines(handLog.map((one) => ({ ...one, hamlets: one.hamlets ?? [] }))));
          await write('sessions.csv', csv.sessionLines(sessions));
          await write('verdicts.csv', csv.verdictLines(hamlets));
          // A period closed when the record had forty entries: each row that rests on a later one says so, and no other.
          for await (const slice of deliveriesIn(database.read, ids, FIRST, TO, 40))
            for (const { evidence, afterClosing } of slice) expect(afterClosing).toBe((evidence ?? 0) >= 40);
          const said = await new Promise<string>((settle) =>
            settle(execFileSync(process.execPath, ['docs/recompute.mjs', folder], { encoding: 'utf8' })),
          ).catch((error: { stdout: string }) => error.stdout);
          expect(said).toBe('8 hamlets recomputed, 0 differences.\n');
        } finally {
          rmSync(folder, { recursive: true, force: true });
          await test.close();
        }
      }),
      { numRuns: 2, seed: 33, endOnFailure: true },
    );
    for (const basis of ['mixed', 'receipts', 'inspections'])
      expect([...seen].some((one) => one.startsWith(basis))).toBe(true);
  }, 240_000);
});
