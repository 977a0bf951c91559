import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Received } from '../../firmware-sim/source-system/received.ts';
import { type Mood, SourceSystem } from '../../firmware-sim/source-system/source-system.ts';
import { saveAreas } from '../../gateway/areas/areas-store.ts';
import { Database } from '../../gateway/database/database.ts';
import { putSource } from '../../gateway/upstream/sources-store.ts';
import type { Area } from '../../protocol/api/areas.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import { capXml } from '../gateway/upstream/cap/messages.ts';
import { atom, Sender } from '../gateway/upstream/feeds/sender.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';

const ENTRIES = 450;
const BATCH = 100;
const SOURCE = '01HZZZZZZZZZZZZZZZZZZZZZZZ';
const CAP_SOURCE = '01HZZZZZZZZZZZZZZZZZZZZZZY';
const PATIENCE_MS = 90_000;

/** Issue 7: none lost, none twice, whenever the gateway ends; here as a process that is killed while it is telling. */
let system: System;
const received = new Received();
let mood: () => Mood = () => 'takes';
const upstream = new SourceSystem({ received, mood: () => mood() });
const expected: string[] = [];
const sender = new Sender();

beforeAll(async () => {
  system = await System.prepared({ LOAXA_NOTIFY_PRIVATE: '127.0.0.1' });
  const database = new Database(`sqlite:${join(system.folder, 'loaxa.db')}`);
  await database.start();
  const now = Date.now();
  const area = (kind: Area['kind'], name: string, parent?: Area): Area => ({
    ...{ id: areaIdFrom(randomBytes(10)), kind, name, validFrom: '2025-07-01', predecessors: [] },
    ...(parent ? { parent: parent.id } : {}),
  });
  const province = area('province', 'Nghệ An');
  const commune = area('commune', 'Hưng Lĩnh', province);
  const hamlet = area('hamlet', 'Đông', commune);
  const dueAt = now - HOUR_MS;
  const about = { due_at: dueAt, registered: false, expected_ms: 60_000, horns: 4, due: true };
  const deliveries = Array.from({ length: ENTRIES }, (_, index) => {
    const [run_id, node_id] = [`01RUN${index % 9}`, `node-${index}`];
    expected.push(`${run_id}/${node_id}`);
    const played = { played_ms: 60_000, started_at: dueAt, ended_at: dueAt + 60_000, received_at: now };
    const row = { ...about, ...played, run_id, node_id, hamlet_id: hamlet.id, evidence_position: index };
    return { ...row, state: 'full', final: true };
  });
  const runs = Array.from({ length: 9 }, (_, index) => ({
    ...{ id: `01RUN${index}`, title: `Bản tin ${index}`, class: 'normal', level: 'commune', due_at: dueAt },
    ...{ duration_ms: 60_000, lateness_ms: 60_000, state: 'done', content: '[]', registered: false },
    ...{ area_id: commune.id, created_by: 'system', created_at: dueAt },
  }));
  await sender.open();
  sender.files.set('/index', atom(['a', 'b', 'c'].map((name) => ({ href: `/${name}.xml` }))));
  const expires = new Date(now + HOUR_MS).toISOString().replace(/\.\d+Z/, '-00:00');
  for (const name of ['a', 'b', 'c'])
    sender.files.set(`/${name}.xml`, capXml({ identifier: `VN-${name}`, infos: [{ severity: 'Minor', expires }] }));
  await database.write(async (transaction) => {
    await saveAreas(transaction, database.dialect, [province, commune, hamlet]);
    await transaction.batchInsert('runs', runs, 20);
    await transaction.batchInsert('deliveries', deliveries, 40);
    await putSource(transaction, {
      ...{ id: SOURCE, kind: 'source-system', name: 'HTTTN', level: 'province', areas: [province.id] },
      ...{ mapping: 'default', reportUrl: await upstream.listen(), statusEverySeconds: 60, signers: [] },
      ...{ streamHosts: [], logPer: ['node'], weights: [], secretHash: 'x', state: 'active', logPosition: 0 },
      ...{ createdBy: 'system', createdAt: now },
    });
    await putSource(transaction, {
      ...{ id: CAP_SOURCE, kind: 'cap', name: 'Khí tượng', level: 'province', areas: [province.id] },
      ...{ mapping: 'default', statusEverySeconds: 60, signers: [], streamHosts: [], logPer: ['node'], weights: [] },
      ...{ feed: { url: `${sender.url}/index`, everySeconds: 60, hosts: [] }, secretHash: 'y', state: 'active' },
      ...{ logPosition: 0, createdBy: 'system', createdAt: now },
    });
  });
  await database.stop();
  system.startBroker();
}, 60_000);
afterAll(async () => {
  await system?.stop();
  await upstream.stop();
  await sender.close();
});

const told = () => received.of('log').map(({ id }) => id);

it('kill -9 between two alerts of an index: what was taken is marked', async () => {
  mood = () => 503;
  let killed: Promise<void> | undefined;
  sender.before = (path) => {
    if (path !== '/b.xml' || killed) return false;
    killed = system.gateway?.kill();
    return true;
  };
  await system.startGateway().catch(() => undefined);
  await eventually('it is killed between the alerts', () => killed !== undefined, PATIENCE_MS);
  await killed;
  expect(sender.takeAsked()).toEqual(['/index', '/a.xml', '/b.xml']);
}, 120_000);

it('kill -9 amid the reports, when some were taken and not confirmed: everything stored is told once, in its order', async () => {
  /** Ends with the process, at the given call of its life. */
  const killedAt = async (call: number, how: Mood): Promise<void> => {
    let killed: Promise<void> | undefined;
    const begun = upstream.calls;
    mood = () => {
      if (upstream.calls - begun < call) return 'takes';
      killed ??= system.gateway?.kill();
      return how;
    };
    await system.startGateway().catch(() => undefined);
    await eventually(`it is killed at call ${call}`, () => killed !== undefined, PATIENCE_MS);
    await killed;
  };
  // Taken, and the gateway never learns it.
  await killedAt(2, 'lost-answer');
  expect(told()).toHaveLength(2 * BATCH);
  mood = () => 'takes';
  await system.startGateway();
  await eventually('everything was told', () => told().length >= ENTRIES, PATIENCE_MS);
  expect(told()).toEqual(expected);
  // The part whose confirmation was lost came again, by the same names.
  expect(received.again).toBe(BATCH);
}, 240_000);

it('and whenever it ended, the rest of the index was fetched, none that was marked, and each is one alert', async () => {
  const database = new Database(`sqlite:${join(system.folder, 'loaxa.db')}`);
  const taken = () => database.read('alerts').orderBy('identifier').pluck('identifier');
  const all = await eventually('all are on record', async () => ((await taken()).length >= 3 ? taken() : undefined));
  await database.stop();
  expect(all).toEqual(['VN-a', 'VN-b', 'VN-c']);
  expect(sender.takeAsked()).not.toContain('/a.xml');
});
