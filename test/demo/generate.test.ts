import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoFiles } from '../../firmware-sim/config.ts';
import { readNodes, readTrust } from '../../firmware-sim/fleet/identities.ts';
import { relayedBy } from '../../gateway/broadcast/content.ts';
import { MovableClock } from '../../gateway/clock.ts';
import { readConfig } from '../../gateway/config.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { silentLog } from '../../gateway/log.ts';
import { readDemoConfig } from '../../launch/demo/config.ts';
import { generate } from '../../launch/demo/generate.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const NOW = instantAt('2026-11-21', '20:00');
const PASSWORD = 'for-this-test-only';

describe('a demo of three days', { timeout: 240_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'loaxa-demo-test-'));
  const variables = { LOAXA_DATA_DIR: dataDir, LOAXA_DEMO_PASSWORD: PASSWORD, LOAXA_DEMO_DAYS: '3' };
  const lines: string[] = [];
  let gateway: Gateway;
  let province: string;

  beforeAll(async () => {
    await generate(readDemoConfig(variables), readConfig(variables), NOW, (line) => lines.push(line));
    gateway = await createGateway(readConfig(variables), { log: silentLog, clock: new MovableClock(NOW) });
    await gateway.load();
    province = gateway.tree.children()[0]?.id ?? '';
  }, 240_000);
  afterAll(async () => {
    await gateway?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('holds the district of the source, with its stations and their upgrades', () => {
    const all = gateway.tree.all();
    expect(all.filter((area) => area.kind === 'commune')).toHaveLength(18);
    expect(gateway.tree.hamletsUnder(province)).toHaveLength(126);
    expect(gateway.roster.all().reduce((total, node) => total + node.horns, 0)).toBe(882);
    expect(gateway.stations.all()).toHaveLength(18);
    expect(gateway.stations.all().filter((station) => station.upgrade === 'in-progress')).toHaveLength(8);
  });

  it('has a past that only signed receipts made: every heard delivery names its evidence', async () => {
    const heard = await gateway.database.read('deliveries').where('heard_ms', '>', 0);
    expect(heard.length).toBeGreaterThan(1_000);
    expect(heard.every((row) => row.evidence_position !== null)).toBe(true);
    expect(await gateway.evidence.size()).toBeGreaterThan(heard.length);
    expect(await gateway.database.read('evidence_checkpoints')).not.toHaveLength(0);
  });

  it('was watched from the first minute to the last', async () => {
    expect(await gateway.database.read('watch_periods')).toHaveLength(1);
    const node = gateway.roster.all().find((one) => one.sensor !== undefined)?.id ?? '';
    const periods = await gateway.presence.periods(node, NOW - 3_600_000, NOW);
    expect(periods.map((period) => period.state)).toContain('online');
  });

  it('has a technician’s desk: assets, slips at every stage, and what residents reported', async () => {
    const states = async (table: string) =>
      new Set((await gateway.database.read(table).select('state')).map(({ state }) => state));
    expect(await states('maintenance_slips')).toEqual(new Set(['planned', 'active', 'done']));
    expect([...(await states('cases'))]).toEqual(expect.arrayContaining(['new', 'acknowledged', 'resolved']));
    expect(gateway.assets.due(province).length).toBeGreaterThan(2);
    expect(gateway.assets.due(province)[0]).toMatchObject({ keeper: { name: expect.any(String) } });
  });

  it('has a station of its own, which some communes pass on in the morning: TiepAm of the log names it, and it was heard', async () => {
    const [station, ...others] = gateway.relays.stations.all();
    expect(others).toEqual([]);
    const runs = await gateway.database.read('runs').where('content', 'like', '%"relay"%').select('content');
    expect(runs.length).toBeGreaterThan(2);
    for (const { content } of runs) expect(relayedBy(JSON.parse(content))).toEqual([station?.name]);
    const heard = gateway.database.read('deliveries as d').join('runs as r', 'r.id', 'd.run_id');
    expect(await heard.where('r.content', 'like', '%"relay"%').where('d.heard_ms', '>', 5 * 60_000)).not.toHaveLength(
      0,
    );
  });

  it('has nodes that tested their horns: most were heard, some were not, and a mute one is a fault', async () => {
    const tests = await gateway.database.read('self_tests').select('node_id', 'mode', 'result');
    const of = (result: string) => tests.filter((test) => test.result === result).length;
    expect(of('heard')).toBeGreaterThan(20);
    expect(of('not-heard')).toBeGreaterThan(2);
    expect(of('no-reference')).toBe(0);
    expect(gateway.faults.openOf('mute').length).toBeGreaterThan(0);
    // Live, they go on with the reference they were given.
    const nodes = await readNodes(demoFiles(dataDir).nodes);
    expect(nodes.filter(({ reference }) => reference).length).toBeGreaterThan(200);
  });

  it('has listening nodes: one heard what was due, one nothing beside mute horns, one is deaf, and no verdict knows of them', async () => {
    const ears = gateway.roster.all().filter(({ listensTo }) => listensTo !== undefined);
    const week = { from: NOW - 7 * 86_400_000, to: NOW };
    const results = await Promise.all(
      ears.map(async ({ listensTo = '' }) => (await gateway.listening.ofHamlet(listensTo, week)).sessions),
    );
    const words = results.map((sessions) => new Set(sessions.map(({ state }) => state)));
    expect(words.map((states) => [...states].filter((state) => state !== 'not-listened'))).toEqual([
      ['heard'],
      ['silent'],
      ['deaf'],
    ]);
    expect(results.flat().filter(({ state }) => state !== 'not-listened').length).toBeGreaterThan(8);
    const places = await gateway.database.read('node_places').whereIn(
      'node_id',
      ears.map(({ id }) => id),
    );
    expect(places.every(({ from_at, until_at }) => from_at === until_at)).toBe(true);
  });

  it('has verdicts of every hamlet', async () => {
    const coverage = await gateway.coverage.of(province);
    expect(coverage.hamlets).toHaveLength(126);
    expect(coverage.hamlets.filter((hamlet) => hamlet.sessions.heard > 0).length).toBeGreaterThan(100);
    expect(coverage.hamlets.every((hamlet) => hamlet.sessions.due <= 8)).toBe(true);
  });

  it('lets the six accounts in, and says that it is a demo', async () => {
    for (const name of ['admin', 'operator', 'approver', 'technician', 'appraiser', 'inspector'])
      expect(await gateway.accounts.authenticate(name, PASSWORD)).toMatchObject({ username: name, areas: [province] });
    const row = await gateway.database.read('settings').where({ key: 'demo' }).first();
    expect(JSON.parse(row.value)).toMatchObject({ label: 'số liệu minh họa 2023' });
  });

  it('leaves identities that the fleet reads, for the owner alone', async () => {
    const files = demoFiles(dataDir);
    const nodes = await readNodes(files.nodes);
    expect(nodes).toHaveLength(252 + 3);
    expect(nodes.filter(({ ear }) => ear !== undefined)).toHaveLength(3);
    expect(nodes.every((node) => node.groups.length === 3)).toBe(true);
    expect(nodes.every((node) => gateway.nodes.credentials.holds(node.node, node.credential))).toBe(true);
    expect(await readTrust(files.keys)).toEqual({ root: gateway.keys.trust.root, keyList: gateway.keys.trust.jws });
    expect(statSync(files.nodes).mode & 0o077).toBe(0);
  });

  it('refuses a folder that holds something already', async () => {
    await expect(generate(readDemoConfig(variables), readConfig(variables), NOW, () => undefined)).rejects.toThrow(
      'not empty',
    );
  });
});
