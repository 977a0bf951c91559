import { execFileSync } from 'node:child_process';
import { type KeyObject, sign } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyFiles, readKey } from '../../gateway/keys/key-files.ts';
import type { Node } from '../../protocol/api/areas.ts';
import type { KeyState } from '../../protocol/api/keys.ts';
import { COMMAND_TYP, ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws, joinJws, jwsSigningInput } from '../../protocol/jws.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import { gatewayUsername } from '../../protocol/sign-in.ts';
import { topicOf } from '../../protocol/topics.ts';
import type { ApiClient } from './api-client.ts';
import { foundCommune } from './commune.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';

interface Refusal {
  readonly reason?: string;
  readonly detail?: string;
  readonly id?: string;
}

describe('the keys of a running system', () => {
  let system: System;
  let admin: ApiClient;
  let node: Node;
  let province: string;
  let stolen: { kid: string; key: KeyObject };

  beforeAll(async () => {
    system = await System.start();
    const commune = await foundCommune(system);
    admin = commune.admin;
    node = await system.addNode(admin, commune.hamlet, 'TL-001');
    const [, , third] = system.documentOf<{ groups: string[] }>(node.id, 'identity')?.groups ?? [];
    province = third ?? '';
    stolen = current();
  }, 120_000);
  afterAll(() => system?.stop(), 60_000);

  const files = () => new KeyFiles(join(system.folder, 'keys'));
  const keys = (...args: string[]) =>
    execFileSync(process.execPath, ['dist/gateway/keys-main.js', ...args], {
      env: { ...process.env, ...system.environment },
      encoding: 'utf8',
    });
  const state = () => admin.get<KeyState>('/api/v1/keys');
  const held = () =>
    eventually('the newest list on the node', async () => {
      const { nodes } = await state();
      return nodes.enrolled === 1 && nodes.newest === 1;
    });

  function current() {
    const [kid = ''] = files().kidsOf('command');
    return { kid, key: readKey(files().privateOf('command', kid)).privateKey };
  }

  /** Says a stop of everything to the node as a thief of the broker's credential would, signed by this key. */
  async function say({ kid, key }: typeof stolen): Promise<string> {
    const now = Date.now();
    const command: Command = {
      ...{ v: 1, id: ulid(), aud: { node: node.id }, iat: now, nbf: now - 1_000, exp: now + 60_000, class: 'normal' },
      ...{ by: ulid(), scope: [province], type: 'stop', args: {} },
    };
    const input = jwsSigningInput({ alg: 'EdDSA', kid, typ: COMMAND_TYP }, command);
    const jws = joinJws(input, sign(null, Buffer.from(input), key));
    const username = gatewayUsername('main');
    const password = readFileSync(join(system.folder, 'gateway.credential'), 'utf8').trim();
    const thief = await mqtt.connectAsync(`mqtt://127.0.0.1:${system.ports.mqtt}`, {
      ...{ clientId: username, username, password, reconnectPeriod: 0, protocolVersion: 4 },
    });
    await thief.publishAsync(topicOf('command', { node: node.id }), JSON.stringify({ v: 1, jws }), { qos: 1 });
    await thief.endAsync();
    return command.id;
  }

  const obeyed = (id: string) =>
    eventually('the command obeyed', () => {
      const path = join(system.stateOf(node.id), 'commands.json');
      const seen = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { ack: { command: string } }[]) : [];
      return seen.some(({ ack }) => ack.command === id) || undefined;
    });
  const refused = (id: string) =>
    eventually('a signed refusal', () => {
      const entries = readFileSync(join(system.stateOf(node.id), 'log.jsonl'), 'utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : ((JSON.parse(line) as { entry?: { jws: string } }).entry?.jws ?? [])))
        .map((jws) => decodeJws(jws, ENTRY_TYP).payload as { kind: string; body: Refusal });
      return entries.find(({ kind, body }) => kind === 'refusal' && body.id === id)?.body;
    });

  it('a node enrols with the root and its list, and obeys the key in it', async () => {
    await held();
    expect((await state()).root.onServer).toBe(true);
    expect(system.gateway?.output).toContain('root key still lies on this server');
    await obeyed(await say(stolen));
  }, 40_000);

  it('after a theft: the node takes the new list, refuses the old key and obeys the new one, also after its restart', async () => {
    const before = await state();
    const began = Date.now();
    expect(keys('rotate', 'command', '--at-once')).toContain(current().kid);
    await eventually('the gateway takes the list', async () => (await state()).version > before.version || undefined);
    await held();
    console.info(JSON.stringify({ figure: 'a stolen key dead on the node', seconds: (Date.now() - began) / 1_000 }));
    expect(readdirSync(join(system.folder, 'keys')).filter((name) => name.includes(stolen.kid))).toEqual([]);
    expect(await refused(await say(stolen))).toMatchObject({ reason: 'not-signed' });
    await obeyed(await say(current()));

    await system.nodeProcess(node.id).stop();
    const stoppedAt = Date.now();
    system.restartNode(node.id);
    await eventually(
      'the node is back',
      async () => {
        const { presence, lastSeenAt = 0 } = await admin.get<Node>(`/api/v1/nodes/${node.id}`);
        return (presence === 'online' && lastSeenAt > stoppedAt) || undefined;
      },
      60_000,
    );
    expect(await refused(await say(stolen))).toMatchObject({ reason: 'not-signed' });
    await obeyed(await say(current()));
  }, 120_000);

  it('the root key moves away, the gateway runs on, and status says how many nodes hold the list', async () => {
    const away = join(system.folder, 'stick');
    keys('export-root', away);
    expect((await state()).root.onServer).toBe(false);
    await system.gateway?.stop();
    await system.startGateway();
    expect(keys('status')).toMatch(/not on this server[\s\S]*1 of 1 enrolled/);
    expect(() => keys('rotate', 'checkpoint')).toThrow(/--root FILE/);
    expect(keys('rotate', 'checkpoint', '--root', join(away, 'root.pem'), '--overlap-days', '3')).toContain('to ');
  }, 60_000);
});
