import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../../../gateway/audit/audit.ts';
import { registerAuditRoutes } from '../../../gateway/audit/audit-routes.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Checkpoints } from '../../../gateway/evidence/checkpoints.ts';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { registerEvidenceRoutes } from '../../../gateway/evidence/evidence-routes.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { Faults } from '../../../gateway/faults/faults.ts';
import { registerAlarmRoute, registerFaultRoutes } from '../../../gateway/faults/faults-routes.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { silentLog } from '../../../gateway/log.ts';
import { saveNodes } from '../../../gateway/nodes/nodes-store.ts';
import { Presence } from '../../../gateway/presence/presence.ts';
import { registerPresenceRoutes } from '../../../gateway/presence/presence-routes.ts';
import { Watch } from '../../../gateway/presence/watch.ts';
import { ALARMS_PATH } from '../../../protocol/roster.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { judgeAnswer } from '../evidence/judged.ts';
import { TestNode } from '../intake/test-node.ts';
import { BROKER_TOKEN, openDoor, person } from './front-door.ts';

const NOW = Date.parse('2026-11-22T01:00:00Z');
const HERE = 'a0000000000000001';
const ELSEWHERE = 'a0000000000000002';

describe('over HTTP', () => {
  let test: TestDatabase;
  let folder: string;
  let door: Awaited<ReturnType<typeof openDoor>>;
  let faults: Faults;
  const clock = new MovableClock(NOW);
  const node = new TestNode();
  beforeAll(async () => {
    test = await openSqlite();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
    const parts = { ...test, clock, log: silentLog, facts: new FactBus() };
    const evidence = new EvidenceLog(test);
    const keys = KeyRing.open(folder);
    const checkpoints = new Checkpoints({ ...parts, keys, origin: 'loaxa/test' });
    const presence = new Presence({ ...parts, watch: new Watch(parts) });
    const audit = new Audit(parts);
    faults = new Faults({
      ...{ ...parts, presence, windowOf: () => undefined, notice: async () => undefined },
      roster: { all: () => [], get: () => undefined },
      tree: { get: () => undefined, communeOf: () => undefined, smallestOver: () => undefined },
      parents: { causesOf: () => [], nodesOf: () => [], nameOf: () => undefined, areaOf: () => undefined },
    });
    const scope = { isWithin: (area: string, areas: readonly string[]) => areas.includes(area) };
    const areaOfNode = (id: string) => (id === node.id ? HERE : undefined);
    const people = [
      person('operator', 'operator', [HERE]),
      person('stranger', 'operator', [ELSEWHERE]),
      person('administrator', 'administrator', [HERE, ELSEWHERE]),
    ];
    door = await openDoor(test, clock, people, {
      api: (api) => {
        registerAuditRoutes(api, { audit, reachOf: () => undefined });
        registerPresenceRoutes(api, { presence, scope, areaOfNode });
        registerEvidenceRoutes(api, {
          evidence,
          checkpoints,
          keyOf: () => node.publicKey,
          mayRead: (request, id) => scope.isWithin(areaOfNode(id) ?? '', request.person?.areas ?? []),
        });
        registerFaultRoutes(api, {
          faults,
          scope,
          placesIn: (areas) => [...areas],
          areaName: () => undefined,
          casesOf: async () => new Map(),
          describe: (id) => (id === node.id ? { code: 'TL-1', hamlet: HERE, hamletName: 'Xóm 1' } : undefined),
        });
      },
      outside: (app) => registerAlarmRoute(app, faults),
    });
    await test.database.write((transaction) =>
      evidence.append(
        transaction,
        [0, 1, 2].map((seq) => ({
          jws: node.boot(seq, NOW),
          node: node.id,
          log: node.log,
          seq,
          kind: 'boot',
          entryAt: NOW,
          receivedAt: NOW,
        })),
      ),
    );
    const place = {
      id: node.id,
      hamlet: HERE,
      code: 'TL-1',
      place: '',
      technology: 'ip',
      horns: 2,
      createdAt: NOW,
    } as const;
    const versions = { configVersion: 0, rosterVersion: 0, sortKey: '', searchKey: '' };
    await test.database.write((transaction) =>
      saveNodes(transaction, test.database.dialect, [{ ...place, ...versions }], NOW),
    );
    await audit.record({ by: 'administrator', action: 'area.create', outcome: 'done' });
  });
  afterAll(async () => {
    await door.app.close();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('anybody reads the checkpoint; an entry with its proof verifies offline, and only its own area reads it', async () => {
    const checkpoint = await door.get('/evidence/checkpoint');
    expect(checkpoint).toMatchObject({ status: 200, body: { size: 3, origin: 'loaxa/test' } });
    const entry = await door.get('/evidence/1', 'operator');
    expect(judgeAnswer(entry.body, checkpoint.body.publicKey)).toMatchObject({ wrong: [], entries: 1, signed: 1 });
    expect((await door.get('/evidence/1', 'stranger')).status).toBe(403);
    expect((await door.get('/evidence/1')).status).toBe(401);
    expect((await door.get('/evidence/99', 'operator')).status).toBe(404);
    expect((await door.get('/evidence/-1', 'operator')).status).toBe(400);
  });

  it('the audit is the administrator’s', async () => {
    expect(await door.get('/audit', 'administrator')).toMatchObject({
      status: 200,
      body: { total: 1, items: [{ action: 'area.create' }] },
    });
    expect((await door.get('/audit', 'operator')).status).toBe(403);
    expect((await door.get("/audit?cursor=1'--", 'administrator')).status).toBe(400);
  });

  it('presence covers the window asked for, which must be one, in the caller’s area', async () => {
    const window = `from=${NOW - 1_000}&to=${NOW + 5_000}`;
    expect(await door.get(`/nodes/${node.id}/presence?${window}`, 'operator')).toEqual({
      status: 200,
      body: { periods: [{ from: NOW - 1_000, to: NOW, state: 'unobserved' }] },
    });
    expect((await door.get(`/nodes/${node.id}/presence?${window}`, 'stranger')).status).toBe(403);
    expect((await door.get(`/nodes/${new TestNode().id}/presence?${window}`, 'operator')).status).toBe(404);
    expect((await door.get(`/nodes/${node.id}/presence?from=5&to=5`, 'operator')).status).toBe(400);
  });

  it('only the broker raises alarms, and each sees the faults of the own area', async () => {
    const alarms = [
      { kind: 'duplicate-id', node: node.id, count: 1, at: NOW },
      { kind: 'bad-credential', address: '10.0.0.8', count: 3, at: NOW },
    ];
    const post = (token: string) =>
      door.app.inject({
        method: 'POST',
        url: ALARMS_PATH,
        headers: { authorization: `Bearer ${token}` },
        payload: { alarms },
      });
    expect((await post('guess')).statusCode).toBe(401);
    expect((await post(BROKER_TOKEN)).statusCode).toBe(204);
    await faults.tick(NOW);
    expect((await door.get('/faults?open=true', 'operator')).body).toMatchObject({
      total: 1,
      items: [{ kind: 'duplicate-id', nodeCode: 'TL-1', hamletName: 'Xóm 1' }],
    });
    expect((await door.get('/faults', 'stranger')).body).toMatchObject({ total: 0 });
    const first = await door.get('/faults?limit=1', 'administrator');
    const second = await door.get(`/faults?limit=1&cursor=${first.body.next}`, 'administrator');
    expect([first.body.items[0].kind, second.body.items[0].kind].sort()).toEqual(['bad-credential', 'duplicate-id']);
    expect(second.body.next).toBeUndefined();
    expect((await door.get(`/faults?area=${HERE}`, 'stranger')).status).toBe(403);
  });
});
