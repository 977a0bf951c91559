import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Node } from '../../protocol/api/areas.ts';
import type { Action, ActionInput, DeviceLog, SelfTestList } from '../../protocol/api/remote.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import { ANSWER_WITHIN_MS } from '../../protocol/remote.ts';
import type { ApiClient } from './api-client.ts';
import { foundCommune } from './commune.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';

type Asked = ActionInput extends infer One ? (One extends ActionInput ? Omit<One, 'key'> : never) : never;

describe('a device asked from afar, through the real gateway and broker', () => {
  let system: System;
  let admin: ApiClient;
  let node: Node;
  const answeredMs: number[] = [];

  beforeAll(async () => {
    system = await System.start();
    const commune = await foundCommune(system);
    admin = commune.admin;
    node = await system.addNode(admin, commune.hamlet, 'TL-001');
    // Its configuration says when it may sound.
    await eventually('a configuration', () => system.documentOf(node.id, 'config'));
  }, 120_000);
  afterAll(() => system?.stop(), 60_000);

  /** Resolves when it is done; how long its first answer took is kept. */
  async function done(asked: Asked): Promise<Action> {
    const made = await admin.post<Action>(`/api/v1/nodes/${node.id}/actions`, { key: ulid(), ...asked });
    let answered: number | undefined;
    const ended = await eventually(`${asked.type} is over`, async () => {
      const now = await admin.get<Action>(`/api/v1/actions/${made.id}`);
      answered ??= now.answeredAt;
      return now.state === 'done' || now.state === 'rejected' ? now : undefined;
    });
    expect(ended.state).toBe('done');
    answeredMs.push((answered ?? Number.POSITIVE_INFINITY) - made.at);
    return ended;
  }
  const tones = () => readdirSync(system.wavFolderOf(node.id)).filter((name) => name.endsWith('.wav')).length;

  it('tests itself in silence and by a tone, and the signed result is in the evidence log', async () => {
    expect((await done({ type: 'silent-test' })).result).toBe('line-ok');
    expect(tones()).toBe(0);
    expect((await done({ type: 'calibrate', hearsIt: true })).result).toBe('heard');
    expect((await done({ type: 'tone-test' })).result).toBe('heard');
    expect(tones()).toBe(2);
    const tests = await eventually('three signed tests', async () => {
      const list = await admin.get<SelfTestList>(
        `/api/v1/nodes/${node.id}/self-tests?from=0&to=${Date.now() + 60_000}`,
      );
      return list.items.length === 3 ? list : undefined;
    });
    expect(tests.items.map(({ mode, result }) => `${mode} ${result}`)).toEqual([
      ...['tone heard', 'calibrate heard', 'silent line-ok'],
    ]);
    const [last] = tests.items;
    const { entries } = await admin.get<{ entries: { jws: string }[] }>(`/api/v1/evidence/${last?.position}`);
    const signed = decodeJws(entries[0]?.jws ?? '', ENTRY_TYP).payload;
    expect(signed).toMatchObject({ kind: 'self-test', node: node.id, body: { mode: 'tone', result: 'heard' } });
  });

  it('takes a volume that its configuration repeats, brings its log, and fetches its plan again', async () => {
    await done({ type: 'volume', percent: 55 });
    const configured = await eventually('the configuration says so', () => {
      const config = system.documentOf<{ version: number; volume: { normal: number } }>(node.id, 'config');
      return config?.volume.normal === 55 ? config : undefined;
    });
    await done({ type: 'resync' });
    await done({ type: 'fetch-log' });
    const { items } = await admin.get<{ items: DeviceLog[] }>(`/api/v1/nodes/${node.id}/log`);
    expect(items[0]?.lines.some((line) => line.includes(`version=${configured.version} configured`))).toBe(true);
  });

  it('restarts, and is done when it is up again', async () => {
    await done({ type: 'reboot' });
    const log = readFileSync(join(system.stateOf(node.id), 'log.jsonl'), 'utf8');
    expect(log.match(/"kind":"boot"/g)).toHaveLength(2);
    expect((await admin.get<Node>(`/api/v1/nodes/${node.id}`)).presence).toBe('online');
  });

  it('answers within five seconds', () => {
    const worst = Math.max(...answeredMs);
    console.info(JSON.stringify({ figure: 'remote actions answered', actions: answeredMs.length, worstMs: worst }));
    expect(answeredMs.length).toBeGreaterThanOrEqual(7);
    expect(worst).toBeLessThan(ANSWER_WITHIN_MS);
  });
});
