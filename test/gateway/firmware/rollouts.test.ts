import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { benchIdentity } from '../../../firmware-sim/fleet/bench-identity.ts';
import type { SimNode } from '../../../firmware-sim/fleet/sim-node.ts';
import { VirtualClock } from '../../../firmware-sim/virtual-clock.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { Firmware, type FirmwareParts } from '../../../gateway/firmware/firmware.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { RolloutDetail } from '../../../protocol/api/firmware.ts';
import { COMMAND_TYP } from '../../../protocol/channels.ts';
import type { RolloutStep } from '../../../protocol/firmware.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { image, TestKey, VirtualAir } from '../../firmware-sim/virtual-air.ts';
import type { TestDatabase } from '../database/engines.ts';
import { ENGINES } from '../database/engines.ts';

const START = Date.UTC(2026, 10, 23, 3);
const BY = { id: ulid(START) };
const AREA = 'a'.repeat(16);
const COMMUNES = 10;

/** 200 simulated nodes in ten communes, the gateway's part of firmware on a real database, and a clock moved by hand. */
describe.each(ENGINES)('a roll-out on $engine', ({ open, engine }) => {
  /** What 200 nodes do is the same on both; what is stored is not. */
  const withMany = it.runIf(engine === 'SQLite');
  let test: TestDatabase;
  let folder: string;
  let air: VirtualAir;
  let nodes: SimNode[];
  let firmware: Firmware;
  let parts: FirmwareParts;
  let faults: Map<string, string>;
  let sounding: Set<string>;
  const clock = () => ({ now: () => air.clock.now(), after: () => () => undefined });
  const ids = Array.from({ length: 200 }, (_, index) => benchIdentity('air', index).node);

  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'loaxa-firmware-'));
    air = new VirtualAir(new VirtualClock(START));
    faults = new Map();
    sounding = new Set();
    const { database } = test;
    const runs = () => new Map(air.births.map(({ node, firmware: name }) => [node, name]));
    parts = {
      ...{ database, clock: clock(), log: silentLog, facts: new FactBus(), folder },
      audit: new Audit({ database, clock: clock() }),
      releaseKeys: () => [{ kid: air.release.kid, publicKey: air.release.publicKey, from: 0, name: 'Sở' }],
      ...{ nameOf: () => 'Quản trị', areaName: () => 'Nghệ An', describe: (node) => ({ code: node, hamletName: '' }) },
      areasWithin: (areas) => areas,
      nodes: {
        within: () => [...runs()].map(([id, name]) => ({ id, firmware: name })),
        communeOf: (node) => `c${ids.indexOf(node) % COMMUNES}`,
        isOnline: (node) => air.clock.now() - (air.beats.get(node) ?? 0) < 90_000,
        lastBeatAt: (node) => air.beats.get(node),
      },
      ...{ overlap: () => true, watchedSince: () => START, soundingSoon: async () => (node) => sounding.has(node) },
      command: async (_transaction, { node, by, expiresAt, args }) => {
        const now = air.clock.now();
        const id = ulid(now);
        const command = {
          v: 1,
          id,
          aud: { node },
          iat: now,
          nbf: now - 1_000,
          exp: expiresAt,
          class: 'normal',
          by: 'system',
        };
        expect(by).toBe(BY.id);
        outgoing.push(() =>
          air.send('command', node, air.command.sign(COMMAND_TYP, { ...command, type: 'update', args })),
        );
        return { id };
      },
      send: async () => {
        for (const say of outgoing.splice(0)) say();
      },
      failed: { tell: (node, detail) => faults.set(node, detail), settle: (node) => faults.delete(node) },
    };
    firmware = new Firmware(parts);
    await firmware.start();
    const said: Parameters<Firmware['entries']>[1][number][] = [];
    air.onEntry = (node, entry, jws) => {
      if (entry.kind === 'update') said.push({ node, entry, jws, position: 0, receivedAt: air.clock.now() });
    };
    take = async () => {
      const items = said.splice(0);
      if (items.length === 0) return;
      const after = await database.write((transaction) => firmware.entries(transaction, items));
      (after as () => void)();
    };
  });
  const outgoing: (() => void)[] = [];
  let take: () => Promise<void>;

  afterEach(async () => {
    for (const node of nodes) node.stop();
    const open = await test.database.read('rollouts').whereNotIn('state', ['done', 'aborted']).select('id');
    for (const { id } of open) await step(id, 'abort');
    rmSync(folder, { recursive: true, force: true });
  });

  async function fleet(count: number): Promise<void> {
    nodes = Array.from({ length: count }, (_, index) => air.node(index));
    for (const node of nodes) node.start();
    await air.pass(2_000);
  }
  async function upload(bytes: Buffer, manifest = air.manifest(bytes)) {
    return firmware.firmwares.add(BY, manifest, await firmware.firmwares.receive(Readable.from([bytes])));
  }
  const begin = (sha256: string) =>
    firmware.rollouts.create(BY, { key: ulid(air.clock.now()), firmware: sha256, area: AREA, pauseMinutes: 5 });
  /** Ten seconds at a time, as the tick comes. */
  async function live(ms: number, until: (detail: RolloutDetail) => boolean = () => false, id?: string): Promise<void> {
    for (let left = ms; left > 0; left -= 10_000) {
      await air.pass(10_000, 5_000);
      await take();
      await firmware.tick();
      if (id !== undefined && until(await firmware.views.detail(id))) return;
    }
  }
  const step = (id: string, kind: RolloutStep, key = ulid()) => firmware.rollouts.step(BY, id, { kind, key });
  const running = (version: string) => nodes.filter((_, at) => lastBirth(at) === `loaxa-node ${version}`).length;
  const lastBirth = (at: number) => air.births.findLast(({ node }) => node === ids[at])?.firmware;

  withMany(
    'of a bad image halts at the first stage: 2 of 200 nodes have seen it, and both are back',
    async () => {
      await fleet(200);
      const { sha256 } = await upload(image('crashes'));
      const id = await begin(sha256);
      await live(30 * MINUTE_MS, ({ state }) => state === 'halted', id);
      const detail = await firmware.views.detail(id);
      expect(detail).toMatchObject({ state: 'halted', reason: 'crashed', stage: 0, nodes: 200 });
      expect(detail.stages.map((stage) => stage.nodes)).toEqual([2, 18, 180]);
      expect(air.updates().filter(({ state }) => state === 'installed')).toHaveLength(2);
      expect(faults.size).toBeGreaterThan(0);
      await live(30 * MINUTE_MS);
      expect(air.updates().filter(({ state }) => state === 'installed')).toHaveLength(2);
      expect(running('0.1.0')).toBe(200);
      const audit = await test.database.read('audit_entries').where({ subject: id }).orderBy('at').select('action');
      expect(audit.map(({ action }) => action)).toEqual(['rollout.create', 'rollout.halt']);
    },
    60_000,
  );

  withMany(
    'of a good image goes 1 % → 10 % → all, with a rest between, and never more than four of a commune at once',
    async () => {
      await fleet(200);
      const { sha256 } = await upload(image());
      const id = await begin(sha256);
      await live(3 * MINUTE_MS, ({ state }) => state === 'resting', id);
      expect(await firmware.views.detail(id)).toMatchObject({ state: 'resting', stage: 0 });
      expect(running('0.2.0')).toBe(2);
      // Killed and started anew: what is due lies in the database.
      firmware = new Firmware(parts);
      await firmware.start();
      await live(4 * MINUTE_MS);
      expect(running('0.2.0')).toBe(2);
      let most = 0;
      await live(
        60 * MINUTE_MS,
        ({ state, stages }) => {
          most = Math.max(
            most,
            ...stages.map(({ counts: { sent = 0, downloaded = 0, installed = 0 } }) => sent + downloaded + installed),
          );
          return state === 'done';
        },
        id,
      );
      expect(await firmware.views.detail(id)).toMatchObject({ state: 'done', stage: 2, failures: [] });
      expect(running('0.2.0')).toBe(200);
      expect(most).toBeLessThanOrEqual(4 * COMMUNES);
      expect(faults.size).toBe(0);
      const { items } = await firmware.views.list({ areas: [AREA], limit: 50 });
      expect(items.find((one) => one.id === id)?.stages.map(({ counts }) => counts)).toEqual([
        { confirmed: 2 },
        { confirmed: 18 },
        { confirmed: 180 },
      ]);
    },
  );

  it('leaves alone who is to sound, halts when one falls silent, and goes on only when somebody says so', async () => {
    await fleet(4);
    const { sha256 } = await upload(image('silent'));
    for (const node of ids) sounding.add(node);
    const id = await begin(sha256);
    await live(MINUTE_MS);
    expect((await firmware.views.detail(id)).stages[0]).toMatchObject({ held: 1, counts: { waiting: 1 } });
    sounding.clear();
    const stop = () => nodes.find((_, at) => air.updates(ids[at]).at(-1)?.state === 'installed')?.stop();
    await live(3 * MINUTE_MS, () => air.updates().at(-1)?.state === 'installed', id);
    stop();
    await live(11 * MINUTE_MS, ({ state }) => state === 'halted', id);
    expect(await firmware.views.detail(id)).toMatchObject({ state: 'halted', reason: 'silent' });
    await expect(step(id, 'pause')).rejects.toMatchObject({ code: 'rollout-stands' });
    const key = ulid();
    await step(id, 'resume', key);
    await step(id, 'resume', key);
    await live(20_000);
    expect(await firmware.views.detail(id)).toMatchObject({ state: 'resting' });
    await step(id, 'abort');
    await expect(step(id, 'resume')).rejects.toMatchObject({ code: 'rollout-ended' });
  }, 60_000);

  it('signed for some days is taken and offered for so long, then signed anew in the place of the one before', async () => {
    await fleet(3);
    for (const node of ids) sounding.add(node);
    const bytes = image();
    const expiresAt = air.clock.now() + 5 * MINUTE_MS;
    await expect(upload(bytes, air.manifest(bytes, { expiresAt: air.clock.now() }))).rejects.toMatchObject({
      code: 'firmware-expired',
    });
    const { sha256, ...shown } = await upload(bytes, air.manifest(bytes, { expiresAt }));
    expect(shown).toMatchObject({ expiresAt, expired: false });
    const id = await begin(sha256);
    await expect(upload(bytes, air.manifest(bytes, { releaseCounter: 11 }))).rejects.toMatchObject({
      code: 'rollout-open',
    });
    await live(6 * MINUTE_MS);
    sounding.clear();
    await live(MINUTE_MS, ({ state }) => state === 'halted', id);
    expect(await firmware.views.detail(id)).toMatchObject({ state: 'halted', reason: 'manifest-expired' });
    expect(air.updates()).toEqual([]);
    await step(id, 'abort');
    await expect(begin(sha256)).rejects.toMatchObject({ code: 'firmware-expired' });
    await expect(upload(bytes, air.manifest(bytes, { releaseCounter: 10 }))).rejects.toMatchObject({
      code: 'firmware-known',
    });
    await upload(bytes, air.manifest(bytes, { releaseCounter: 11 }));
    const [first] = firmware.firmwares.list([]).items.filter((one) => one.sha256 === sha256);
    expect(first).toMatchObject({ releaseCounter: 11, expired: false });
    await begin(sha256);
  }, 60_000);

  it('takes no image that no listed key signed, none that is another than was signed, and none twice', async () => {
    nodes = [];
    const bytes = image();
    await expect(upload(bytes, air.manifest(bytes, {}, new TestKey()))).rejects.toMatchObject({
      code: 'firmware-not-signed',
    });
    await expect(upload(bytes, air.manifest(bytes, {}, air.command))).rejects.toMatchObject({
      code: 'firmware-not-signed',
    });
    await expect(upload(bytes, 'x'.repeat(40))).rejects.toMatchObject({ code: 'firmware-not-signed' });
    await expect(upload(image(), air.manifest(bytes))).rejects.toMatchObject({ code: 'firmware-other-image' });
    const uploaded = await upload(bytes);
    await expect(upload(bytes)).rejects.toMatchObject({ code: 'firmware-known' });
    const { items, keys, fleet: runs } = firmware.firmwares.list(['a 0.1.0', 'a 0.1.0', undefined]);
    expect(items.find(({ sha256 }) => sha256 === uploaded.sha256)).toMatchObject({ signerName: 'Sở', trusted: true });
    expect(runs).toEqual([{ firmware: 'a 0.1.0', nodes: 2 }]);
    expect(keys).toEqual([{ kid: air.release.kid, name: 'Sở' }]);
  });
});
