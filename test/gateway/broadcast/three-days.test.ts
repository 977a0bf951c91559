import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntrySigner } from '../../../firmware-sim/core/signer.ts';
import { benchIdentity } from '../../../firmware-sim/fleet/bench-identity.ts';
import { liveThrough } from '../../../firmware-sim/history/history.ts';
import { planFile } from '../../../protocol/messages/downlink.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../../protocol/quiet-hours.ts';
import { DAY_MS, HOUR_MS } from '../../../protocol/units.ts';
import { addDays, instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { openSqlite } from '../database/engines.ts';
import { MONDAY } from './air.ts';
import { Newsroom } from './newsroom.ts';

const NODES = 10;
const TIMES = ['05:00', '11:30', '17:00'];
const WINDOW = { from: startOfDay(addDays(MONDAY, 1)), to: startOfDay(addDays(MONDAY, 1)) + 72 * HOUR_MS };

/** One node has no power around the second day's noon bulletin. */
const SECOND_DAY = addDays(MONDAY, 2);
const NOON = { from: instantAt(SECOND_DAY, '11:00'), to: instantAt(SECOND_DAY, '12:00') };
const dark = benchIdentity('offline', 3).node;

describe('72 hours without network', () => {
  it('everything planned is played, what a node without power missed it says itself, and each receipt counts once, however often and in whatever order it comes', async () => {
    const room = new Newsroom(await openSqlite());
    const { test, air } = room;
    await air.broadcast.start();
    const fleet = Array.from({ length: NODES }, (_, index) => {
      const { node: id, privateKey } = benchIdentity('offline', index);
      const publicKey = new EntrySigner(privateKey).publicKey;
      air.node(index % 2 === 0 ? air.east : air.west, `TL-${index}`, { id, publicKey });
      return { node: id, privateKey, sensor: 'microphone' as const };
    });
    const said = await room.approvedBulletin({ recording: await air.recording(600_000) });
    const recurrence = { from: MONDAY, times: TIMES, weekdays: [], except: [] };
    await room.scheduled({ bulletins: [said.id], recurrence });
    const pointers = new Map(air.pointersSince().map((pointer) => [pointer.node, pointer]));

    const histories = await Promise.all(
      fleet.map(async (node) => {
        const pointer = pointers.get(node.node);
        const body = await air.broadcast.plans.fetch(node.node, pointer?.sha256 ?? '');
        const { items } = planFile.parse(JSON.parse(body ?? '{}'));
        const history = liveThrough({
          ...{ node, window: WINDOW, items, planVersion: pointer?.version ?? 0, firmware: 'sim', seed: 'offline' },
          timeline: { off: node.node === dark ? [NOON] : [], cut: [WINDOW], clock: [], horn: [] },
          config: {
            ...{ beatMs: 30_000, quiet: [...DEFAULT_QUIET_WINDOWS], maxRunMs: 3 * HOUR_MS },
            volume: { emergency: 100, priority: 90, normal: 80 },
          },
        });
        return { node: node.node, entries: history.entries };
      }),
    );

    // The gateway was there all the time and heard nothing.
    for (let at = WINDOW.from; at <= WINDOW.to; at += HOUR_MS / 2) {
      air.clock.set(at);
      await air.broadcast.tick();
    }
    const runs = () => test.database.read('runs').where('due_at', '>=', WINDOW.from).where('due_at', '<', WINDOW.to);
    expect((await runs()).map((run) => run.state)).toEqual(Array(9).fill('ended'));
    const states = async () => {
      const ids = (await runs()).map((run) => run.id);
      const rows = await test.database
        .read('deliveries')
        .whereIn('run_id', ids)
        .select('state', 'played_ms', 'heard_ms');
      return rows.map((row) => `${row.state} ${row.played_ms} ${row.heard_ms}`);
    };
    expect(await states()).toEqual(Array(9 * NODES).fill('unknown null null'));

    const each = histories.flatMap(({ node, entries }) => entries.map(({ jws }) => ({ node, jws })));
    const [shuffled] = fc.sample(fc.shuffledSubarray([...each, ...each], { minLength: 2 * each.length }), {
      ...{ numRuns: 1, seed: 7 },
    });
    for (const { node, jws } of shuffled ?? []) await air.intake.take(node, [jws], WINDOW.to + 1);
    expect((await states()).sort()).toEqual([...Array(9 * NODES - 1).fill('full 600000 600000'), 'missed 0 0']);
    const missed = await test.database.read('deliveries').where({ state: 'missed' }).select('node_id', 'reason');
    expect(missed).toEqual([{ node_id: dark, reason: 'no-power' }]);
    const leaves = await test.database.read('evidence_leaves').count({ leaves: '*' }).first();
    expect(Number(leaves?.leaves)).toBe(each.length);
    console.info(JSON.stringify({ figure: '72 hours without network', nodes: NODES, runs: 9, entries: each.length }));
    await air.close();
    await test.close();
    expect(WINDOW.to - WINDOW.from).toBe(3 * DAY_MS);
  }, 60_000);
});
