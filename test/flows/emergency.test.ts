import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Node } from '../../protocol/api/areas.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { EmergencyDetail, EmergencyTemplate } from '../../protocol/api/emergency.ts';
import type { ApiClient } from './api-client.ts';
import { approvedBulletin, everyPreparedMessage, foundCommune } from './commune.ts';
import { enrolFleet, startFleet } from './good-fleet.ts';
import { eventually, type Running } from './processes.ts';
import { System, spokenRecording } from './system.ts';

const NODES = 500;
/** What the gateway configures for an ordinary bulletin and for an emergency. */
const [ORDINARY, FORCED] = [80, 100];
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe(`an emergency on ${NODES} simulated nodes`, () => {
  let system: System;
  let operator: ApiClient;
  let fleet: Running;
  let hamlet: string;
  let commune: string;
  let templates: EmergencyTemplate[];

  beforeAll(async () => {
    system = await System.start();
    const founded = await foundCommune(system);
    operator = founded.approver;
    hamlet = founded.hamlet.id;
    commune = founded.hamlet.parent as string;
    const spoken = { name: 'tin', title: 'Tin thường', text: 'Kính thưa bà con. '.repeat(15) };
    // Else what is measured below is measured beside the gateway's own preparations.
    [templates] = await Promise.all([everyPreparedMessage(operator), approvedBulletin(system, founded, spoken)]);
    await system.gateway?.stop();
    const nodes = await enrolFleet(system, hamlet, NODES);
    await system.startGateway();
    fleet = await startFleet(system, nodes);
    await eventually(
      'every node beats at its ordinary volume',
      async () => (await atVolume(ORDINARY)) === NODES,
      60_000,
    );
  }, 360_000);

  afterAll(async () => {
    await fleet?.stop();
    await system?.stop();
  }, 60_000);

  const allNodes = async () => (await operator.get<Page<Node>>(`/api/v1/nodes?area=${commune}&limit=500`)).items;
  const atVolume = async (volume: number) => (await allNodes()).filter((node) => node.volume === volume).length;
  const detailOf = (id: string) => operator.get<EmergencyDetail>(`/api/v1/emergencies/${id}`);
  const raise = (change: object) =>
    operator.post<EmergencyDetail>('/api/v1/emergencies', {
      ...{ key: ulid(), status: 'actual', targets: [{ area: commune }] },
      ...change,
    });
  const flood = () => templates.find((one) => one.status === 'actual' && one.event === 'flood')?.id;
  const reported = (id: string) =>
    eventually('every node has reported', async () => {
      const detail = await detailOf(id);
      return detail.deliveries.every((one) => one.endedAt !== undefined) ? detail : undefined;
    });
  const share = (times: readonly number[], of: number) => {
    const sorted = [...times].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * of) - 1] ?? Number.POSITIVE_INFINITY;
  };

  it('sounds on 95 % within 5 s, falls silent within 3 s when cleared, and every volume is what it was', async () => {
    const orderedAt = Date.now();
    const { id, online } = { ...(await raise({ template: flood() })), online: NODES };
    const answeredMs = Date.now() - orderedAt;
    const confirmed = await eventually('all confirm', async () => {
      const detail = await detailOf(id);
      return detail.confirmed === NODES ? detail : undefined;
    });
    const confirmedMs = Date.now() - orderedAt;
    expect(confirmed).toMatchObject({ nodes: NODES, hamlets: 1, silent: 0, offline: 0 });
    await eventually('the forced volume', async () => (await atVolume(FORCED)) === NODES);
    // Before any receipt: the beats say where it is heard; some of these horns are mute.
    const during = await eventually('heard', async () => {
      const detail = await detailOf(id);
      return detail.heard > 0.2 * NODES ? detail : undefined;
    });
    const clearedAt = Date.now();
    await operator.post(`/api/v1/emergencies/${id}/clear`, { why: 'hết lũ' });
    const { deliveries, ...after } = await reported(id);
    expect(after.state).toBe('cleared');
    const begun = deliveries.map((one) => (one.startedAt ?? Number.POSITIVE_INFINITY) - orderedAt);
    const silent = deliveries.map((one) => (one.endedAt ?? Number.POSITIVE_INFINITY) - clearedAt);
    const restored = await eventually('volumes restored', async () => {
      const count = await atVolume(ORDINARY);
      return count === NODES ? count : undefined;
    });
    console.info(
      JSON.stringify({
        ...{ figure: 'emergency', nodes: NODES, answeredMs, confirmedMs, heardBeforeReceipts: during.heard },
        ...{ firstAudioP95Ms: share(begun, 0.95), firstAudioMaxMs: share(begun, 1) },
        ...{ silentP95Ms: share(silent, 0.95), silentMaxMs: share(silent, 1), volumesRestored: restored },
      }),
    );
    expect(begun.filter((ms) => ms <= 5_000).length).toBeGreaterThanOrEqual(0.95 * online);
    expect(share(silent, 1)).toBeLessThanOrEqual(3_000);
    for (const one of deliveries) expect([one.state, one.reason]).toEqual(['partial', 'stopped']);
  }, 60_000);

  it('called off within the siren no word was said', async () => {
    const { id } = await raise({ template: flood() });
    await sleep(2_000);
    await operator.post(`/api/v1/emergencies/${id}/cancel`);
    const { deliveries, state } = await reported(id);
    expect(state).toBe('cancelled');
    for (const one of deliveries) expect(one.playedMs).toBeLessThanOrEqual(5_000);
  }, 60_000);

  it('typed words of the longest kind are on the air within 10 s of the decision', async () => {
    const text = `${'Bà con chú ý nước sông đang dâng cao rất nhanh, '.repeat(12).slice(0, 590).trim()}.`;
    const boundAt = Date.now();
    spokenRecording(system.folder, 'bound', text);
    const boundMs = Date.now() - boundAt;
    const orderedAt = Date.now();
    const { id } = await raise({ text, event: 'flood' });
    const answeredMs = Date.now() - orderedAt;
    await sleep(2_000);
    await operator.post(`/api/v1/emergencies/${id}/clear`);
    await reported(id);
    const words = text.split(/\s+/).length;
    console.info(JSON.stringify({ figure: 'typed emergency', words, answeredMs, boundMs }));
    // UX §4, F2. `boundMs`: espeak-ng and one encoding by themselves (a third of a second on two free cores); where that alone takes
    // longer than a second and a quarter, others have the machine, and what is judged is the share of it.
    expect(answeredMs).toBeLessThanOrEqual(Math.max(10_000, 8 * boundMs));
  }, 90_000);

  it('/dung stops everything without a script, and says within 5 s who has not confirmed', async () => {
    const { items } = await operator.get<Page<{ id: string }>>('/api/v1/bulletins');
    await operator.post('/api/v1/runs', { bulletin: items[0]?.id, targets: [{ area: commune }] });
    await sleep(4_000);
    const headers = { cookie: operator.cookie };
    const page = await fetch(`${system.url}/dung`, { headers });
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(Buffer.byteLength(html)).toBeLessThan(5_000);
    expect(html).not.toMatch(/<script|onclick/i);
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const pressedAt = Date.now();
    const forged = await fetch(`${system.url}/dung`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ csrf: 'x' }),
    });
    expect(forged.status).toBe(403);
    const stopped = await fetch(`${system.url}/dung`, { method: 'POST', headers, body: new URLSearchParams({ csrf }) });
    const result = await stopped.text();
    const tookMs = Date.now() - pressedAt;
    console.info(JSON.stringify({ figure: '/dung', nodes: NODES, bytes: Buffer.byteLength(html), tookMs }));
    expect(result).toContain(`Đã im ${NODES}/${NODES} cụm`);
    expect(result).toContain('Tất cả đã im.');
    expect(tookMs).toBeLessThanOrEqual(5_000);
  }, 60_000);
});
