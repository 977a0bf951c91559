import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Area, Node, PresencePeriod } from '../../protocol/api/areas.ts';
import type { Bulletin, Programme, Recording, Run } from '../../protocol/api/broadcast.ts';
import type { Enrolment } from '../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../protocol/api/paths.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { topicOf } from '../../protocol/topics.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { openPostgres, type TestDatabase } from '../gateway/database/engines.ts';
import startPostgres from '../gateway/database/postgres-server.ts';
import { TestDevice } from '../gateway/nodes/devices.ts';
import type { ApiClient } from './api-client.ts';
import { approvedBulletin, foundCommune } from './commune.ts';
import { MOSQUITTO, Mosquitto } from './mosquitto.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';

const GATEWAY_USER = 'loaxa-gateway';
const DAY_MS = 86_400_000;
/** Longer than two lost echoes: the gateway must say that it did not watch. */
const BROKER_DEAD_MS = 20_000;

const stopPostgres = await startPostgres();
const postgres = process.env.LOAXA_TEST_POSTGRES;
if (!MOSQUITTO) console.warn('mosquitto is not installed: this flow is left out (apt-get install mosquitto).');
afterAll(() => stopPostgres?.());

describe.runIf(MOSQUITTO && postgres)("the system on other people's mosquitto and PostgreSQL", () => {
  let database: TestDatabase;
  let mosquitto: Mosquitto;
  let system: System;
  let admin: ApiClient;
  let hamlet: Area;
  let recording: Recording;
  let bulletin: Bulletin;
  let approver: ApiClient;
  const nodes: Node[] = [];

  beforeAll(async () => {
    database = await openPostgres(postgres as string);
    system = await System.start(async ({ folder, ports }) => {
      mosquitto = new Mosquitto({ folder, port: ports.mqtt, gateway: { id: 'main', username: GATEWAY_USER } });
      const password = readFileSync(join(folder, 'gateway.credential'), 'utf8');
      mosquitto.admit({ username: GATEWAY_USER, password, groups: [] });
      await mosquitto.start();
      return {
        environment: {
          LOAXA_DATABASE_URL: database.url,
          // mosquitto's password file knows no colon in a name: not gateway:main but a name of the operator's.
          LOAXA_BROKER_URL: `mqtt://${GATEWAY_USER}@127.0.0.1:${ports.mqtt}`,
        },
        admit: ({ node, credential, groups }) => mosquitto.admit({ username: node, password: credential, groups }),
      };
    });
    const commune = await foundCommune(system);
    ({ admin, approver, hamlet } = commune);
    for (const code of ['TL-001', 'TL-002']) nodes.push(await system.addNode(admin, hamlet, code));
    const spoken = { name: 'thu', title: 'Bản tin thử', text: 'Kính thưa bà con, đây là bản tin thử của xã.' };
    ({ recording, bulletin } = await approvedBulletin(system, commune, spoken));
  }, 180_000);

  afterAll(async () => {
    await system?.stop();
    await mosquitto?.kill();
    await database?.close();
  }, 60_000);

  const presenceOf = async (node: Node) => (await admin.get<Node>(`/api/v1/nodes/${node.id}`)).presence;

  async function heardBy(targets: unknown): Promise<Run> {
    const { id } = await admin.post<Run>('/api/v1/runs', { bulletin: bulletin.id, targets });
    return eventually(
      'a receipt of each node',
      async () => {
        const run = await admin.get<Run>(`/api/v1/runs/${id}`);
        return run.deliveries.every((delivery) => delivery.receivedAt !== undefined) ? run : undefined;
      },
      recording.durationMs + 30_000,
    );
  }

  it('tells a node of a programme, by a plan the node fetches', async () => {
    const dueAt = Math.ceil((Date.now() + DAY_MS) / 60_000) * 60_000;
    const programme = await admin.post<Programme>('/api/v1/programmes', {
      title: 'Bản tin ngày mai',
      bulletins: [bulletin.id],
      targets: [{ area: hamlet.id }],
      area: hamlet.parent,
      recurrence: { from: dayOf(dueAt), to: dayOf(dueAt), times: [timeOf(dueAt)] },
    });
    await approver.post(`/api/v1/programmes/${programme.id}/approve`);
    await eventually(
      'both nodes hold plan and audio',
      () => nodes.every((node) => system.holds(node.id, `${programme.id}@${dueAt}`, recording)) || undefined,
      30_000,
    );
  }, 40_000);

  it('plays now on a whole hamlet and on one node, with receipts in the evidence', async () => {
    for (const targets of [[{ area: hamlet.id }], [{ node: nodes[0]?.id }]]) {
      const run = await heardBy(targets);
      expect(run.deliveries.map(({ state, heard }) => [state, heard])).toEqual(
        run.deliveries.map(() => ['full', true]),
      );
    }
    const leaves = await database.database.read('evidence_leaves').where('kind', 'receipt');
    expect(leaves).toHaveLength(3);
  }, 120_000);

  it('shows a node with its own password only what is its own, and lets it speak for nobody else', async () => {
    const [victim] = nodes as [Node];
    const created = await admin.post<Node>('/api/v1/nodes', {
      hamlet: hamlet.id,
      code: 'TL-003',
      place: 'chợ',
      technology: 'ip',
      horns: 1,
    });
    const { code } = await admin.post<{ code: string }>(`/api/v1/nodes/${created.id}/claim`);
    const { node, credential, groups, mqttUrl } = await admin.post<Enrolment>(
      ENROL_PATH,
      new TestDevice().enrolBody(code),
    );
    expect(mqttUrl).toBe(`mqtt://127.0.0.1:${system.ports.mqtt}`);
    mosquitto.admit({ username: node, password: credential, groups });
    const thief = await eventually('the third node is let in', () =>
      // Another's client id does not throw the other out: mosquitto takes the name for it.
      connectAsync(mqttUrl, { clientId: victim.id, username: node, password: credential, reconnectPeriod: 0 }),
    );
    const seen: string[] = [];
    thief.on('message', (topic) => seen.push(topic));
    await thief.subscribeAsync('#', { qos: 1 });
    const beat: Beat = {
      v: 1,
      node: victim.id,
      session: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      seq: 1,
      at: Date.now(),
      uptimeMs: 1,
      beatMs: 600_000,
    };
    const forged = topicOf('beat', { node: victim.id });
    await thief.publishAsync(forged, JSON.stringify(beat), { qos: 1 });
    await admin.post<Run>('/api/v1/runs', { bulletin: bulletin.id, targets: [{ area: hamlet.parent }] });
    const toAll = topicOf('groupCommand', { group: hamlet.parent ?? '' });
    await eventually('the command to the whole commune', () => seen.includes(toAll));
    expect(new Set(seen)).toEqual(new Set([topicOf('host', { gateway: 'main' }), toAll]));
    expect(mosquitto.log).toMatch(new RegExp(`Denied PUBLISH from ${node} .*'${forged}'`));

    // Revoked, but still in mosquitto's files: the gateway itself does not listen to it any more.
    await admin.post(`/api/v1/nodes/${node}/revoke`);
    await thief.publishAsync(topicOf('beat', { node }), JSON.stringify({ ...beat, node }), { qos: 1 });
    await eventually('the revoked node is not listened to', async () =>
      /messages_dropped\{kind="unknown-node"\} 1/.test(await (await fetch(`${system.url}/metrics`)).text()),
    );
    expect((await admin.get<Node>(`/api/v1/nodes/${node}`)).lastSeenAt).toBeUndefined();
    await thief.endAsync();
    expect(await presenceOf(victim)).toBe('online');
  }, 60_000);

  it('comes back when mosquitto was dead, and calls that time unobserved', async () => {
    const deadAt = Date.now();
    await mosquitto.kill();
    await new Promise((resolve) => setTimeout(resolve, BROKER_DEAD_MS));
    await mosquitto.start();
    const aliveAt = Date.now();
    await eventually(
      'gateway and nodes are back, and heard again',
      async () => (await Promise.all(nodes.map(presenceOf))).every((presence) => presence === 'online') || undefined,
      90_000,
    );
    const run = await heardBy(nodes.map((node) => ({ node: node.id })));
    expect(run.deliveries.map((delivery) => delivery.state)).toEqual(['full', 'full']);
    for (const node of nodes) {
      const { periods } = await admin.get<{ periods: PresencePeriod[] }>(
        `/api/v1/nodes/${node.id}/presence?from=${deadAt - 60_000}&to=${Date.now()}`,
      );
      const unobserved = periods.filter(
        (period) => period.state === 'unobserved' && period.from < aliveAt && period.to > deadAt,
      );
      expect(unobserved).toHaveLength(1);
      const [gap] = unobserved as [PresencePeriod];
      expect(gap.from).toBeLessThan(deadAt + 2_000);
      expect(gap.to).toBeGreaterThan(aliveAt - 2_000);
      expect(periods.filter((period) => period.state === 'offline' && period.to > deadAt)).toEqual([]);
    }
  }, 200_000);

  it('goes on with the same data after a stop, with no transaction left open', async () => {
    await system.gateway?.stop();
    expect(await system.gateway?.exited).toBe(0);
    await system.startGateway();
    admin = await system.again();
    await eventually(
      'both nodes online',
      async () => (await Promise.all(nodes.map(presenceOf))).every((presence) => presence === 'online') || undefined,
      90_000,
    );
    const idle = await database.database.read('pg_stat_activity').where('state', 'like', 'idle in transaction%');
    expect(idle.filter((row) => Date.now() - new Date(row.xact_start).getTime() > 5_000)).toEqual([]);
    const warnings = system.gateway?.output.split('\n').filter((line) => /"level":(40|50)/.test(line));
    expect(warnings).toEqual([expect.stringContaining('the root key still lies on this server')]);
  }, 120_000);
});
