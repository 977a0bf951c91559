import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../gateway/database/database.ts';
import type { Node } from '../../protocol/api/areas.ts';
import type { Programme, Recording } from '../../protocol/api/broadcast.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { addDays, dayOf, instantAt, timeOf } from '../../protocol/vietnam-time.ts';
import { approvedBulletin, type Commune, foundCommune } from './commune.ts';
import { eventually, Running } from './processes.ts';
import { System } from './system.ts';

const KILLS = 52;
/** Runs, one every so often, over the time of the kills. */
const RUNS = 32;
const EVERY_MS = 2_200;
/** Until the first: plan and audio must be on the nodes. */
const LEAD_MS = 25_000;
/** However loaded the machine is. */
const KILLING_AT_MOST_MS = 600_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A programme whose runs of the coming days were moved to instants that follow each other within minutes: the only way to have
 * many scheduled runs in a short time, and a hard one, since each is due at another instant than the one that names it.
 */
function denseTimetable(firstAt: number) {
  const begin = firstAt + 2 * HOUR_MS;
  const times = Array.from({ length: 24 }, (_, index) => timeOf(begin + index * MINUTE_MS));
  const from = addDays(dayOf(firstAt), 1);
  const originals = [0, 1, 2].flatMap((day) => times.map((time) => instantAt(addDays(from, day), time))).slice(0, RUNS);
  const exceptions = originals.map((at, index) => ({ at, do: 'move' as const, to: firstAt + index * EVERY_MS }));
  return { originals, recurrence: { from, to: addDays(from, 5), times, weekdays: [], except: [], exceptions } };
}

describe('the gateway is killed at any instant while runs are due', () => {
  let system: System;
  let commune: Commune;
  const nodes: Node[] = [];
  let recording: Recording;
  let bulletin: string;

  beforeAll(async () => {
    system = await System.start();
    commune = await foundCommune(system);
    for (const code of ['TL-001', 'TL-002'])
      nodes.push(await system.addNode(commune.admin, commune.hamlet, code, ['--spread-ms', '0']));
    const made = await approvedBulletin(system, commune, { name: 'alo', title: 'A lô', text: 'A lô, một hai ba.' });
    recording = made.recording;
    bulletin = made.bulletin.id;
  }, 240_000);
  afterAll(() => system?.stop(), 60_000);

  it(`over ${KILLS} kills no run is executed twice and none is lost`, async () => {
    const { admin, approver, hamlet } = commune;
    const firstAt = Date.now() + LEAD_MS;
    const { originals, recurrence } = denseTimetable(firstAt);
    const programme = await admin.post<Programme>('/api/v1/programmes', {
      ...{ title: 'Dồn dập', bulletins: [bulletin], targets: [{ area: hamlet.id }], area: hamlet.parent, recurrence },
    });
    await approver.post(`/api/v1/programmes/${programme.id}/approve`);
    const ids = originals.map((at) => `${programme.id}@${at}`);
    for (const node of nodes)
      await eventually(
        'the node holds plan and sound',
        () => system.holds(node.id, ids.at(-1) ?? '', recording) || undefined,
        LEAD_MS,
      );

    const killedAfterMs: number[] = [];
    let whole = 0;
    const begun = Date.now();
    while (killedAfterMs.length < KILLS && Date.now() - begun < KILLING_AT_MOST_MS) {
      // Every third life comes to its full strength first; the others end anywhere, also while they start and catch up.
      const grown = killedAfterMs.length % 3 === 0;
      const born = Date.now();
      if (killedAfterMs.length > 0)
        system.gateway = new Running('gateway', 'dist/gateway/main.js', [], system.environment);
      if (grown) {
        await system.gateway?.ready;
        whole += 1;
      }
      await pause(Math.random() * (grown ? 700 : 1_800));
      await system.gateway?.kill();
      killedAfterMs.push(Date.now() - born);
    }
    const killing = (Date.now() - begun) / 1_000;
    await system.startGateway();
    const lastAt = firstAt + RUNS * EVERY_MS;
    await pause(Math.max(0, lastAt - Date.now()));

    const database = new Database(`sqlite:${join(system.folder, 'loaxa.db')}`);
    try {
      const dueRows = () =>
        database
          .read('runs')
          .where({ programme_id: programme.id })
          .where('due_at', '<', firstAt + DAY_MS / 2);
      await eventually(
        'every run has ended and every node has spoken',
        async () => {
          const open = await dueRows().whereNot({ state: 'ended' });
          const silent = await database.read('deliveries').whereIn('run_id', ids).whereNull('evidence_position');
          return open.length === 0 && silent.length === 0 ? true : undefined;
        },
        120_000,
      );
      const rows: { id: string; due_at: number }[] = await dueRows();
      expect(rows.map((row) => row.id).sort()).toEqual([...ids].sort());
      expect(new Map(rows.map((row) => [row.id, row.due_at]))).toEqual(
        new Map(ids.map((id, index) => [id, firstAt + index * EVERY_MS])),
      );
      const expected = ids.flatMap((id) => nodes.map((node) => `${id} ${node.id}`)).sort();
      const deliveries: { run_id: string; node_id: string; state: string; due: number }[] = await database
        .read('deliveries')
        .whereIn('run_id', ids);
      expect(deliveries.map((one) => `${one.run_id} ${one.node_id}`).sort()).toEqual(expected);
      expect(deliveries.filter((one) => !one.due)).toEqual([]);
      expect(new Set(deliveries.map((one) => one.state))).toEqual(new Set(['full']));
      // The evidence log holds the node's own signed word on each run exactly once …
      expect((await receiptsOf(database, programme.id)).sort()).toEqual(expected);
      // … and what left the node's amplifier is one stretch of sound a run.
      for (const node of nodes) {
        const sounds = readdirSync(system.wavFolderOf(node.id)).filter((name) => name.endsWith('.wav'));
        expect(sounds.filter((name) => name.startsWith(programme.id))).toHaveLength(RUNS);
      }
    } finally {
      await database.stop();
    }
    expect(killedAfterMs.length).toBeGreaterThanOrEqual(50);
    console.info(
      JSON.stringify({
        figure: 'gateway killed while runs are due',
        ...{ kills: killedAfterMs.length, lived: whole, runs: RUNS, nodes: nodes.length, seconds: Math.round(killing) },
      }),
    );
  }, 900_000);
});

/** Run and node of every receipt in the evidence log. */
async function receiptsOf(database: Database, programme: string): Promise<string[]> {
  const bodies: { jws: string }[] = await database.read('evidence_bodies').select('jws');
  return bodies.flatMap(({ jws }) => {
    const { payload } = decodeJws(jws, ENTRY_TYP);
    const entry = payload as { kind: string; node: string; body: { run?: { programme?: string; dueAt?: number } } };
    const { run } = entry.body;
    return entry.kind === 'receipt' && run?.programme === programme ? [`${programme}@${run.dueAt} ${entry.node}`] : [];
  });
}
