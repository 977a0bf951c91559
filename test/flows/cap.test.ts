import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Node } from '../../protocol/api/areas.ts';
import type { EmergencyDetail } from '../../protocol/api/emergency.ts';
import type { AlertDetail } from '../../protocol/api/sources.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import { type AlertWords, capXml, geocode, SENDER } from '../gateway/upstream/cap/messages.ts';
import type { ApiClient } from './api-client.ts';
import { foundCommune } from './commune.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';

describe('an alert of CAP on a simulated node', () => {
  let system: System;
  let admin: ApiClient;
  let secret: string;
  let commune: string;
  let node: Node;

  beforeAll(async () => {
    system = await System.start();
    const founded = await foundCommune(system);
    admin = founded.admin;
    commune = founded.hamlet.parent as string;
    node = await system.addNode(admin, founded.hamlet, 'TL-001');
    const source = { kind: 'cap', name: 'Đài khí tượng thủy văn', level: 'province', areas: [commune] };
    ({ secret } = await admin.post<{ secret: string }>('/api/v1/sources', source));
  }, 120_000);
  afterAll(() => system?.stop(), 60_000);

  const isoOf = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, '-00:00');
  const begun = Date.now();
  const sentAt = (seconds: number) => isoOf(begun + seconds * 1_000);
  const send = async (words: AlertWords, headline: string) => {
    const words0 = { headline, description: 'Nước lên', instruction: 'Đi ngay', expires: isoOf(begun + HOUR_MS) };
    const body = capXml({ infos: [{ ...words0, area: geocode(commune) }], ...words });
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/cap+xml' };
    const answer = await fetch(`${system.url}/api/v1/cap`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { id: string; state: string; reason?: string };
  };
  const alertOf = (id: string) => admin.get<AlertDetail>(`/api/v1/alerts/${id}`);
  const playsIn = (emergency: string) =>
    eventually('the node plays it', async () => {
      const detail = await admin.get<EmergencyDetail>(`/api/v1/emergencies/${emergency}`);
      // Confirmed is told before it sounds; what is silenced before its first sound has no end.
      return detail.confirmed === 1 && Date.now() > detail.startedAt + 1_500 ? detail : undefined;
    });
  const endedIn = (emergency: string) =>
    eventually('the node has fallen silent and reported', async () => {
      const detail = await admin.get<EmergencyDetail>(`/api/v1/emergencies/${emergency}`);
      return detail.deliveries[0]?.endedAt === undefined ? undefined : detail;
    });

  it('sounds once, is replaced by its Update and stopped by a Cancel', async () => {
    const [one, two, three] = [1, 2, 3].map((number) => `VN-${Date.now()}-${number}`);
    const words = { identifier: one, sent: sentAt(0) };
    const first = await send(words, 'Lũ đang lên');
    expect(await alertOf(first.id)).toMatchObject({ state: 'on-air' });
    expect(await send(words, 'Lũ đang lên')).toMatchObject({ id: first.id, reason: 'duplicate' });
    const old = (await alertOf(first.id)).emergency ?? '';
    await playsIn(old);

    const update = {
      identifier: two,
      sent: sentAt(1),
      msgType: 'Update',
      references: `${SENDER},${one},${sentAt(0)}`,
    };
    const second = await send(update, 'Lũ lên cao hơn');
    const fresh = (await alertOf(second.id)).emergency ?? '';
    await playsIn(fresh);
    expect(await endedIn(old)).toMatchObject({ state: 'cleared' });
    expect(await alertOf(first.id)).toMatchObject({ state: 'replaced' });

    const cancel = {
      identifier: three,
      sent: sentAt(2),
      msgType: 'Cancel',
      references: `${SENDER},${two},${sentAt(1)}`,
    };
    await send({ ...cancel, infos: [] }, '');
    expect((await endedIn(fresh)).endedAt).toBeDefined();
    expect(await alertOf(second.id)).toMatchObject({ state: 'cancelled' });
    const sounds = readdirSync(system.wavFolderOf(node.id)).filter((name) => name.endsWith('.wav'));
    expect(sounds.length).toBeGreaterThanOrEqual(1);
  });

  it('is sent by the script of the documentation, which makes nothing sound as it is', () => {
    const environment = { ...process.env, LOAXA_URL: system.url, CAP_SECRET: secret };
    const answer = execFileSync('sh', ['docs/examples/send-cap.sh', commune], { env: environment, encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ state: 'not-aired', reason: 'test' });
  });
});
