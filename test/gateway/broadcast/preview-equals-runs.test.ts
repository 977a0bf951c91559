import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredBulletin } from '../../../gateway/broadcast/bulletin-store.ts';
import { PROGRAMME_TABLES, rowsOf, type StoredProgramme } from '../../../gateway/broadcast/programme-store.ts';
import { Database } from '../../../gateway/database/database.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import type { PreviewItem, Recurrence, Target } from '../../../protocol/api/broadcast.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { Air, MONDAY, START } from './air.ts';
import { editedGroups, followingGroups, groupsOf } from './group-calendars.ts';
import { someRecurrence } from './recurrences.ts';

/** Minutes by which each zone's clock lies behind UTC in July: three that differ, one with daylight saving. */
const ZONES = { UTC: 0, 'Asia/Ho_Chi_Minh': -420, 'America/New_York': 240 } as const;
const CALENDARS = 1_000;
const COMMUNES = 8;
const DAYS = 14;
/** Day on which groups are edited. */
const EDITED_ON = 5;
const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Set in the child processes: where to write what was found, and from which seed. */
const { LOAXA_ZONE_RESULT: resultFile, LOAXA_ZONE_SEED: seedText } = process.env;

interface Found {
  readonly offset: number;
  readonly calendars: number;
  readonly runs: number;
  readonly deliveries: number;
  readonly moved: number;
  readonly silenced: number;
  /** Programmes that a group's change took along, and what they met at its new places. */
  readonly followed: number;
  readonly settled: number;
  readonly digest: string;
}

describe.runIf(resultFile === undefined)('over 1,000 random calendars the preview is what is executed', () => {
  const seed = String(Date.now() % 1_000_000_007);
  const all: Found[] = [];
  it.each(Object.entries(ZONES))(
    'in a process whose zone is %s',
    async (zone, offset) => {
      const folder = mkdtempSync(join(tmpdir(), 'loaxa-zone-'));
      const file = join(folder, 'found.json');
      const env = { ...process.env, TZ: zone, LOAXA_ZONE_RESULT: file, LOAXA_ZONE_SEED: seed };
      const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
      const args = [vitest, 'run', '--project', 'unit', 'test/gateway/broadcast/preview-equals-runs.test.ts'];
      await promisify(execFile)(process.execPath, args, { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 }).catch(
        (error) => {
          throw new Error(`seed ${seed}, zone ${zone}:\n${String(error.stdout).slice(-6_000)}`);
        },
      );
      const found: Found = JSON.parse(readFileSync(file, 'utf8'));
      rmSync(folder, { recursive: true, force: true });
      console.info(zone, found);
      // It really was another zone, the calendars were many, and of every kind.
      expect(found.offset).toBe(offset);
      expect(found.calendars).toBe(CALENDARS);
      expect(found.runs).toBeGreaterThan(5_000);
      expect(found.moved).toBeGreaterThan(100);
      expect(found.silenced).toBeGreaterThan(100);
      expect(found.followed).toBeGreaterThan(5);
      expect(found.settled).toBeGreaterThan(0);
      all.push(found);
      expect(found.digest).toBe(all[0]?.digest);
    },
    400_000,
  );
});

describe.runIf(resultFile !== undefined)('in this zone', () => {
  it('preview, materialised and executed runs are the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loaxa-calendars-'));
    const database = new Database(`sqlite:${join(folder, 'loaxa.db')}`, { durable: false });
    await database.start();
    const air = new Air({ database, url: '', close: async () => undefined });
    try {
      const found = await comparedOn(air, Number(seedText));
      writeFileSync(resultFile ?? '', JSON.stringify(found));
    } finally {
      await air.close();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 380_000);
});

async function comparedOn(air: Air, seed: number): Promise<Found> {
  const bulletins = await someBulletins(air);
  const places = placesOf(air);
  const calendars = fc.sample(fc.array(someProgramme(bulletins), { minLength: 1, maxLength: 2 }), {
    numRuns: CALENDARS,
    seed,
  });
  const silences = fc.sample(fc.option(someSilence, { freq: 2, nil: undefined }), { numRuns: CALENDARS, seed });
  let serial = 0;
  const named = calendars.flatMap((programmes, index) =>
    programmes.map((one) => programmeOf(one, places.hamlets[index] as readonly [Area, Area], serial++)),
  );
  const operator = air.person('operator', air.province);
  const groups = await groupsOf(air, operator, named, seed);
  const all = followingGroups(named, groups);
  await enter(air, all);
  const rows = silences.flatMap((silence, index) => {
    const [first, second] = places.hamlets[index] as readonly [Area, Area];
    return silence ? [{ ...silence, area: (silence.second ? second : first).id }] : [];
  });
  await air.database.write((transaction) =>
    transaction.batchInsert(
      'silences',
      rows.map(({ area, from, to }) => ({
        ...{ id: ulid(serial++), area_id: area, from_at: from, to_at: to, reason: 'x' },
        ...{ created_by: operator.id, created_at: START },
      })),
      100,
    ),
  );
  await air.broadcast.start();
  await air.broadcast.plans.idle();

  const window = { from: START, to: START + DAYS * DAY_MS };
  /** What was shown for the days before the groups are edited, and from then on. */
  const edit = startOfDay(addDays(MONDAY, EDITED_ON)) + 12 * HOUR_MS;
  const shown = new Set<string>();
  const seenSilenced = new Set<string>();
  let moved = 0;
  /** What waits for another by an order is shown where it will begin, and is due when it was. */
  const dueOf = ({ run = '', programme, startAt }: PreviewItem) => {
    const dueAt = waiting.has(programme) ? (dueAts.get(run) ?? startAt) : startAt;
    return startAt >= dueAt && startAt < dueAt + HOUR_MS ? dueAt : startAt;
  };
  let waiting = new Set<string>();
  const dueAts = new Map<string, number>();
  const look = async (from: number, to: number) => {
    waiting = new Set((await air.broadcast.programmes.orders.store.all()).keys());
    for (const run of await air.broadcast.runs.scheduled(from, to)) dueAts.set(run.id, run.dueAt);
    for (const commune of places.communes)
      for (const item of await air.broadcast.previews.preview(commune.id, { from, to })) {
        if (item.willSound) shown.add(`${item.run} ${dueOf(item)} ${item.hamlet}`);
        if (item.willSound && item.warnings.includes('moved')) moved += 1;
        if (item.warnings.includes('silenced')) seenSilenced.add(`${item.run} ${item.hamlet}`);
      }
  };
  await look(window.from, edit);
  const key = (run: { id: string; dueAt: number }) => `${run.id} ${run.dueAt}`;
  const materialised = (await air.broadcast.runs.scheduled(window.from, edit)).map(key);

  const begun = new Map<string, number>();
  air.facts.on('runChanged', ({ id, state }) => {
    // The last tick, which ends what is on air, comes after the window.
    if (state === 'on-air' && air.clock.now() < window.to) begun.set(id, (begun.get(id) ?? 0) + 1);
  });
  await walk(air, { from: window.from, to: edit });
  air.clock.set(edit);
  // What is due by then and was not frozen yet keeps its places.
  const { followed, settled } = await editedGroups(air, operator, groups, seed);
  await look(edit, window.to);
  materialised.push(...(await air.broadcast.runs.scheduled(edit, window.to)).map(key));
  await walk(air, { from: edit, to: window.to });
  air.clock.set(window.to - 1);
  await air.broadcast.tick();
  air.clock.set(window.to + HOUR_MS);
  await air.broadcast.tick();

  const { items } = await air.broadcast.runs.list({ from: window.from, to: window.to, limit: 1_000_000 });
  const executed = items.filter((run) => run.state !== 'cancelled');
  expect(executed.map((run) => run.state)).toEqual(executed.map(() => 'ended'));
  expect(executed.map(key).sort()).toEqual(materialised.sort());
  expect([...begun.values()].every((times) => times === 1)).toBe(true);
  expect([...begun.keys()].sort()).toEqual(executed.map((run) => run.id).sort());

  const due: { run_id: string; due_at: number; hamlet_id: string }[] = await air.database
    .read('deliveries')
    .where({ due: true });
  const sounded = due
    .filter((one) => one.due_at < window.to)
    .map((one) => `${one.run_id} ${one.due_at} ${one.hamlet_id}`);
  expect(new Set(sounded).size).toBe(sounded.length);
  const missing = sounded.filter((one) => !shown.has(one));
  const there = new Set(sounded);
  const invented = [...shown].filter((one) => !there.has(one));
  expect({ missing, invented }).toEqual({ missing: [], invented: [] });
  return {
    offset: new Date('2026-07-01T00:00:00Z').getTimezoneOffset(),
    ...{
      calendars: calendars.length,
      runs: executed.length,
      deliveries: sounded.length,
      moved,
      silenced: seenSilenced.size,
      followed,
      settled,
    },
    digest: createHash('sha256')
      .update(
        sounded
          .map((one) => one.replace(/ a\S+$/, ''))
          .sort()
          .join('\n'),
      )
      .digest('hex'),
  };
}

/** As the store writes them one by one; a statement for each would be half of this test. */
async function enter(air: Air, programmes: readonly StoredProgramme[]): Promise<void> {
  const rows = programmes.map(rowsOf);
  await air.database.write(async (transaction) => {
    for (const table of PROGRAMME_TABLES)
      await transaction.batchInsert(
        table,
        rows.flatMap((one) => one[table]),
        40,
      );
  });
  const [first] = programmes;
  if (first) expect(await air.broadcast.programmes.store.get(first.id)).toEqual(first);
}

/** The days of a window with their nights: ticks, some of them late. */
async function walk(air: Air, window: { from: number; to: number }): Promise<void> {
  for (let day = 0; day <= DAYS; day++) {
    const midnight = startOfDay(addDays(MONDAY, day));
    for (const at of [
      midnight + 10 * MINUTE_MS,
      midnight + 6 * HOUR_MS,
      midnight + 15 * HOUR_MS,
      midnight + 23 * HOUR_MS,
    ]) {
      if (at <= air.clock.now() || at >= window.to) continue;
      air.clock.set(at);
      await air.broadcast.tick();
      if (at === midnight + 10 * MINUTE_MS && day % 5 === 1) await air.broadcast.nightly();
    }
  }
}

interface SomeProgramme {
  readonly recurrence: Recurrence;
  readonly bulletins: readonly string[];
  readonly approved: boolean;
  readonly reach: 'first' | 'second' | 'both';
}

function someProgramme(bulletins: readonly string[]): fc.Arbitrary<SomeProgramme> {
  return fc.record({
    recurrence: someRecurrence(MONDAY, bulletins),
    bulletins: fc.array(fc.constantFrom(...bulletins), { minLength: 1, maxLength: 2 }),
    approved: fc
      .boolean()
      .map((one) => one || bulletins.length === 0)
      .chain((one) => fc.constantFrom(one, true, true)),
    reach: fc.constantFrom('first' as const, 'second' as const, 'both' as const),
  });
}

const someSilence = fc
  .record({
    from: fc.integer({ min: -24, max: DAYS * 24 }).map((hours) => START + hours * HOUR_MS),
    hours: fc.integer({ min: 1, max: 72 }),
    second: fc.boolean(),
  })
  .map(({ from, hours, second }) => ({ from, to: from + hours * HOUR_MS, second }));

/** Bulletins of several lengths; one is not approved, of one the file is away. */
async function someBulletins(air: Air): Promise<string[]> {
  const lengths = [30_000, 60_000, 600_000, 1_500_000, 60_000, 60_000];
  const hash = 'e'.repeat(64);
  const made: StoredBulletin[] = [];
  for (const [index, durationMs] of lengths.entries()) {
    const recording = index === 5 ? randomBytes(32).toString('hex') : await air.recording(durationMs);
    made.push({
      ...{
        id: ulid(900_000 + index),
        title: `Bản tin ${index}`,
        class: 'normal',
        field: 'health',
        language: 'vi',
        recording,
      },
      ...{ area: air.province.id, contentHash: hash, createdBy: 'y', changedBy: 'y', createdAt: 1 },
      ...(index === 4 ? { state: 'pending' } : { state: 'approved', approval: { by: 'x', at: 1, contentHash: hash } }),
    });
  }
  await air.database.write(async (transaction) => {
    for (const one of made) await air.broadcast.bulletins.store.save(transaction, one);
  });
  // Mostly what can be aired.
  const ids = made.map((one) => one.id);
  return [...ids.slice(0, 4), ...ids.slice(0, 4), ...ids.slice(0, 4), ...ids.slice(4)];
}

/** Two hamlets with a node each for every calendar. */
function placesOf(air: Air): { communes: Area[]; hamlets: (readonly [Area, Area])[] } {
  const area = (kind: Area['kind'], name: string, parent: string): Area => {
    const one: Area = {
      ...{ id: areaIdFrom(randomBytes(10)), kind, name, parent, validFrom: '2025-07-01', predecessors: [] },
    };
    air.tree.put([one]);
    return one;
  };
  const communes = Array.from({ length: COMMUNES }, (_, index) => area('commune', `Xã ${index}`, air.province.id));
  const hamlets = Array.from({ length: CALENDARS }, (_, index) => {
    const { id } = communes[index % COMMUNES] as Area;
    const two = [area('hamlet', `Đông ${index}`, id), area('hamlet', `Tây ${index}`, id)] as const;
    for (const one of two) air.node(one, `TL-${one.name}`);
    return two;
  });
  return { communes, hamlets };
}

function programmeOf(one: SomeProgramme, [first, second]: readonly [Area, Area], serial: number): StoredProgramme {
  const hash = 'd'.repeat(64);
  const places = one.reach === 'both' ? [first, second] : [one.reach === 'first' ? first : second];
  const targets: Target[] = places.map(({ id }) => ({ area: id }));
  return {
    ...{
      id: ulid(serial),
      title: `Lịch ${serial}`,
      class: 'normal',
      level: 'commune',
      resume: 'resume',
      registered: true,
    },
    ...{
      area: first.parent ?? '',
      createdBy: 'y',
      changedBy: 'y',
      createdAt: instantAt('2026-01-01', '08:00'),
      version: 1,
    },
    ...{ bulletins: one.bulletins, targets, recurrence: one.recurrence, contentHash: hash },
    ...(one.approved ? { state: 'approved', approval: { by: 'x', at: 1, contentHash: hash } } : { state: 'pending' }),
  };
}

/** The same in every process, so that the results can be compared. */
function ulid(serial: number): string {
  return `01ARZ3NDEKTSV4RRF0${String(serial).padStart(8, '0')}`;
}
