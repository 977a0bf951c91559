import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Received } from '../../../firmware-sim/source-system/received.ts';
import { type Mood, SourceSystem } from '../../../firmware-sim/source-system/source-system.ts';
import { Sealing } from '../../../gateway/keys/sealing.ts';
import { silentLog } from '../../../gateway/log.ts';
import { AddressGuard } from '../../../gateway/outside/address-guard.ts';
import { Mappings } from '../../../gateway/upstream/dialect/mappings.ts';
import { readSumPage } from '../../../gateway/upstream/log-pages.ts';
import { superseded } from '../../../gateway/upstream/report-thinning.ts';
import { Reporting } from '../../../gateway/upstream/reporting.ts';
import { listReports } from '../../../gateway/upstream/reports-store.ts';
import { SourceNodes } from '../../../gateway/upstream/source-nodes.ts';
import { Sources } from '../../../gateway/upstream/sources.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, instantAt } from '../../../protocol/vietnam-time.ts';
import { MONDAY, START } from '../broadcast/air.ts';
import { Newsroom } from '../broadcast/newsroom.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import type { TestNode } from '../intake/test-node.ts';

const SECRET = 'nhan-bao-cao';

describe.each(ENGINES)('reports upward on $engine', ({ open, engine }) => {
  let test: TestDatabase;
  let room: Newsroom;
  let nodes: TestNode[];
  let sources: Sources;
  let reporting: Reporting;
  let received: Received;
  let upstream: SourceSystem;
  let source: string;
  let url: string;
  let mood: Mood;
  let alarms: string[];
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-reports-'));

  beforeEach(async () => {
    test = await open();
    room = new Newsroom(test);
    nodes = [room.air.node(room.air.east, 'TL-001'), room.air.node(room.air.west, 'TL-002')];
    await room.air.broadcast.start();
    [received, mood, alarms] = [new Received(), 'takes', []];
    upstream = new SourceSystem({ received, secret: SECRET, mood: () => mood });
    url = await upstream.listen();
    reporting = await restarted();
    const administrator = room.air.person('administrator', room.air.province);
    const made = await sources.create(administrator, {
      ...{ kind: 'source-system', name: 'HTTTN', level: 'province', areas: [room.air.commune.id], mapping: 'default' },
      ...{ reportUrl: url, reportSecret: SECRET, statusEverySeconds: 60, signers: [] },
    });
    source = made.source.id;
  });
  afterEach(async () => {
    await reporting.stop();
    await upstream.stop();
    await room.air.close();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As after kill -9: nothing but the database is left. */
  async function restarted(): Promise<Reporting> {
    const { database, clock, audit, facts, tree, roster } = room.air;
    const mappings = Mappings.load(folder);
    sources = new Sources({
      ...{ database, clock, audit, facts, sealing: Sealing.load(join(folder, 'keys')), scope: tree },
      ...{ knowsMapping: (name) => mappings.has(name), logEnd: async () => 0 },
    });
    await sources.start();
    const named = new SourceNodes({ database, clock, audit, tree, roster });
    await named.start();
    return new Reporting({
      ...{ database, clock, log: silentLog, tree, sources, nodes: named, mappings, gatewayId: 'LX' },
      guard: new AddressGuard(['127.0.0.1']),
      status: {
        presenceAt: () => () => 'online',
        ...{ latest: () => undefined, titleOf: () => undefined, volumeOf: () => 60 },
      },
      alarm: { tell: (detail) => alarms.push(detail), settle: () => alarms.splice(0) },
    });
  }
  const round = async () => {
    reporting.tick();
    await reporting.idle();
  };
  /** Both nodes play a scheduled run of the commune; returns the ids under which it is to be told. */
  async function played(): Promise<string[]> {
    const programme = await room.scheduled();
    const dueAt = instantAt(MONDAY, '17:00');
    room.air.clock.set(dueAt + 2 * MINUTE_MS);
    await room.air.broadcast.tick();
    for (const node of nodes) await room.air.receipt(node, { programme: programme.id, dueAt });
    const rows = await test.database.read('deliveries').whereNotNull('evidence_position').select('run_id', 'node_id');
    return rows.map((row: { run_id: string; node_id: string }) => `${row.run_id}/${row.node_id}`).sort();
  }
  const told = () =>
    received
      .of('log')
      .map((line) => line.id)
      .sort();
  const states = async () =>
    (await listReports(test.database.read, source)).filter((one) => one.kind === 'log').map((one) => one.state);

  it('are told nowhere else with the old secret: an address on another server asks for the secret again', async () => {
    const administrator = room.air.person('administrator', room.air.province);
    const change = (patch: object) => sources.change(administrator, source, patch);
    await expect(change({ reportUrl: 'https://thief.example/reports' })).rejects.toMatchObject({
      code: 'secret-again',
    });
    expect(sources.stored(source).reportUrl).toBe(url);
    await change({ reportUrl: `${url}/other` });
    await change({
      reportUrl: 'https://new.example/reports?key=bi-mat-moi',
      reportSecret: 'another-secret-of-its-own',
    });
    const rows = await test.database.read('audit_entries').where({ action: 'source.change' });
    expect(JSON.stringify(rows)).not.toMatch(/bi-mat|another-secret/);
    expect(JSON.parse(rows.at(-1).after)).toMatchObject({ addressChanged: true, secretChanged: true });
  });

  it('an address that is emptied takes its secret along, so that no later address finds it', async () => {
    const administrator = room.air.person('administrator', room.air.province);
    expect(sources.stored(source).reportSecret).toBeDefined();
    await sources.change(administrator, source, { reportUrl: null });
    await sources.change(administrator, source, { reportUrl: 'https://thief.example/reports' });
    expect(sources.stored(source)).toMatchObject({ reportUrl: 'https://thief.example/reports' });
    expect(sources.stored(source).reportSecret).toBeUndefined();
  });

  it('each run on each node is told once, in the names of the source, and each minute the state of all', async () => {
    const expected = await played();
    await round();
    await round();
    expect(told()).toEqual(expected);
    expect(received.of('log')[0]?.said).toMatchObject({
      NguonID: 'LX',
      DichID: source,
      TieuDe: 'Bản tin chiều',
      KetQua: 1,
    });
    expect(received.of('status')).toHaveLength(1);
    expect(received.of('status')[0]?.said).toMatchObject({
      DanhSach: [
        { CumLoaID: nodes[0]?.id, AmLuong: 60, TrangThaiHoatDong: 2, TrangThaiKetNoi: 1 },
        { CumLoaID: nodes[1]?.id },
      ],
    });
    room.air.clock.set(room.air.clock.now() + MINUTE_MS);
    await round();
    expect(received.of('status')).toHaveLength(2);
    expect(received.again).toBe(0);
  });

  it('lost confirmations and kill -9 between send and mark give the same ids again and no others', async () => {
    const expected = await played();
    mood = 'lost-answer';
    await round();
    expect(told()).toEqual(expected);
    reporting = await restarted();
    mood = 'takes';
    await round();
    expect(told()).toEqual(expected);
    // Two entries and one state came a second time.
    expect(received.again).toBe(3);
    expect(await states()).toEqual(['sent', 'sent']);
  });

  it('where it is asked for, each run is told once more as a sum of each commune and of the whole', async () => {
    const administrator = room.air.person('administrator', room.air.province);
    await sources.change(administrator, source, { logPer: ['commune', 'run'], areas: [room.air.province.id] });
    room.air.node(room.air.far, 'TL-009');
    await played();
    await round();
    expect(told()).toEqual([]);
    room.air.clock.set(room.air.clock.now() + HOUR_MS);
    reporting = await restarted();
    await round();
    await round();
    const [{ run_id: run } = { run_id: '' }] = await test.database.read('deliveries').select('run_id');
    expect(told()).toEqual([run, `${run}/${room.air.commune.id}`].sort());
    const said = new Map(received.of('log').map((line) => [line.id, line.said as Record<string, unknown>]));
    const counts = { SoCumLoa: 2, SoCumLoaPhat: 2, KetQua: 1, TieuDe: 'Bản tin chiều', TiepAm: 0, LoaiBanTin: 3 };
    expect(said.get(run)).toMatchObject(counts);
    expect(said.get(run)).not.toHaveProperty('DonViID');
    expect(said.get(`${run}/${room.air.commune.id}`)).toMatchObject({ ...counts, DonViID: room.air.commune.id });
    expect(said.get(run)).not.toHaveProperty('CumLoaID');
    expect(received.again).toBe(0);
    // Asked for, the same is answered, and the hamlets too; pages of one line are the whole page by page.
    const { tree } = room.air;
    const areaOf = { hamlet: (one: string) => one, commune: (one: string) => tree.communeOf(one), run: () => 'run' };
    const query = { from: 0, to: room.air.clock.now(), now: room.air.clock.now() };
    for (const per of ['hamlet', 'commune', 'run'] as const) {
      const page = (after: string | undefined, most: number) =>
        readSumPage(test.database.read, { ...query, per, after, most, areaOf: areaOf[per] });
      const { lines, next } = await page(undefined, 500);
      expect(next).toBeUndefined();
      const paged: unknown[] = [];
      let after: string | undefined;
      do {
        const one = await page(after, 1);
        paged.push(...one.lines);
        after = one.next;
      } while (after !== undefined && paged.length < 10);
      expect(paged).toEqual(lines);
      expect(lines.reduce((sum, { item }) => sum + (item.nodes ?? 0), 0)).toBe(2);
      const hamlets = [`${run}/${room.air.east.id}`, `${run}/${room.air.west.id}`].sort();
      expect(lines.map(({ item }) => item.id)).toEqual(
        { hamlet: hamlets, commune: [`${run}/${room.air.commune.id}`], run: [run] }[per],
      );
    }
    const early = { ...query, now: 0, per: 'run', most: 5, areaOf: areaOf.run } as const;
    expect(await readSumPage(test.database.read, early)).toEqual({ lines: [] });
    // Later it asks for nodes again: what was is not told a second time.
    await sources.change(administrator, source, { logPer: ['node'] });
    await round();
    expect(told()).toHaveLength(2);
  });

  // What follows decides nothing in SQL that the above does not: one engine is enough.
  if (engine !== 'SQLite') return;

  it('away for days: tried again and again, alarmed after a quarter of an hour, everything told when it is back', async () => {
    const expected = await played();
    mood = 503;
    await round();
    const calls = upstream.calls;
    await round();
    expect(upstream.calls).toBe(calls);
    await reporting.follow();
    expect(alarms).toEqual([]);
    room.air.clock.set(room.air.clock.now() + 16 * MINUTE_MS);
    await reporting.follow();
    expect(alarms).toEqual(['HTTTN (HTTP 503)']);
    for (let hours = 0; hours < 72; hours += 12) {
      room.air.clock.set(room.air.clock.now() + 12 * HOUR_MS);
      await round();
    }
    expect(await states()).toEqual(['waiting', 'waiting']);
    mood = 'takes';
    room.air.clock.set(room.air.clock.now() + 10 * MINUTE_MS);
    await round();
    await reporting.follow();
    expect(told()).toEqual(expected);
    expect(alarms).toEqual([]);
    expect(sources.stored(source).failure).toBeUndefined();
  });

  it('what the other side calls wrong is set aside in the end, and does not hold up what comes after', async () => {
    const [first = ''] = await played();
    mood = 400;
    for (let tries = 0; tries < 30; tries++) {
      room.air.clock.set(room.air.clock.now() + 6 * MINUTE_MS);
      await round();
    }
    expect(await states()).toEqual(['given-up', 'given-up']);
    mood = 'takes';
    const dueAt = instantAt(addDays(MONDAY, 1), '17:00');
    room.air.clock.set(dueAt + 2 * MINUTE_MS);
    await room.air.broadcast.tick();
    await room.air.receipt(nodes[0] as TestNode, { programme: first.split('@')[0] ?? '', dueAt });
    await round();
    expect(told()).toHaveLength(1);
  });

  it('a second, better word of a node is no second report while the first waits; other areas are not told of', async () => {
    const expected = await played();
    const far = room.air.node(room.air.far, 'TL-009');
    const [run = ''] = expected[0]?.split('/') ?? [];
    const [programme = '', due = ''] = run.split('@');
    mood = 503;
    await round();
    const better = { heard: { by: 'microphone', ms: 60_000, levelDb: -10 }, playedMs: 60_001 };
    await room.air.receipt(nodes[0] as TestNode, { programme, dueAt: Number(due) }, better);
    await room.air.receipt(far, { programme, dueAt: Number(due) });
    mood = 'takes';
    room.air.clock.set(room.air.clock.now() + 10 * MINUTE_MS);
    await round();
    await round();
    expect(told()).toEqual(expected);
  });
});

describe('the state of all nodes that nobody takes', () => {
  it('is kept each minute for an hour, one in ten for a day, one an hour for a week', () => {
    const now = START;
    const all = Array.from({ length: 8 * 1_440 }, (_, index) => now - index * MINUTE_MS);
    const gone = new Set(superseded(all, now));
    const left = (from: number, to: number) => all.filter((at) => !gone.has(at) && now - at > from && now - at <= to);
    expect(left(-1, HOUR_MS)).toHaveLength(61);
    expect(left(HOUR_MS, DAY_MS).length).toBeLessThanOrEqual(139);
    expect(left(DAY_MS, 7 * DAY_MS).length).toBeLessThanOrEqual(145);
    expect(left(7 * DAY_MS, 9 * DAY_MS)).toEqual([]);
  });

  it('thinned again gives up nothing more, and never the newest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 8 * DAY_MS })), (ages) => {
        const instants = ages.map((age) => START - age);
        const gone = new Set(superseded(instants, START));
        const left = instants.filter((at) => !gone.has(at));
        expect(superseded(left, START)).toEqual([]);
        const newest = Math.max(...instants);
        if (START - newest <= HOUR_MS) expect(gone.has(newest)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
