import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broadcastRoutes, deviceRoutes } from '../../../gateway/broadcast/broadcast-routes.ts';
import type { SecondPerson } from '../../../gateway/broadcast/run-routes.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import type { Wish } from '../../../gateway/people/confirmations.ts';
import type { Bulletin, Programme, Run, RunSummary } from '../../../protocol/api/broadcast.ts';
import type { Page } from '../../../protocol/api/common.ts';
import type { Emergency } from '../../../protocol/api/emergency.ts';
import { planFile } from '../../../protocol/messages/downlink.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';
import type { TestNode } from '../intake/test-node.ts';
import { Air, MONDAY } from './air.ts';

const EVENING = instantAt(MONDAY, '17:00');

describe('the broadcasting API', () => {
  let test: TestDatabase;
  let air: Air;
  let app: App;
  let node: TestNode;
  let people: Record<string, Person>;
  let bulletin: Bulletin;
  let programme: Programme;

  beforeAll(async () => {
    test = await openSqlite();
    air = new Air(test);
    people = {
      operator: air.person('operator', air.commune),
      approver: air.person('approver', air.commune),
      neighbour: air.person('approver', air.other),
      technician: air.person('technician', air.commune),
      hamletHead: air.person('hamlet-head', air.east),
      administrator: air.person('administrator', air.province),
    };
    node = air.node(air.east, 'TL-001');
    await air.broadcast.start();
    app = await served(
      {
        ...{ clock: air.clock, audit: air.audit, personOf: (token) => people[token] },
        devices: { holds: (id, credential) => air.nodes.has(id) && credential === 'secret' },
      },
      {
        api: (api) => broadcastRoutes(api, air.broadcast, secondPerson),
        outside: (outside) => deviceRoutes(outside, air.broadcast),
      },
    );
  });
  afterAll(async () => {
    await app.close();
    await air.close();
    await test.close();
  });

  /** Nobody confirms here; people's own tests do. */
  const asked: Wish[] = [];
  const secondPerson: SecondPerson = {
    ask: async (_request, { order: _order, areas: _areas, ...wish }) => {
      asked.push({ order: _order, areas: _areas, ...wish });
      const times = { requestedAt: air.clock.now(), expiresAt: air.clock.now() + 60_000 };
      const words = { byName: 'x', own: true, state: 'waiting' } as const;
      return { id: '0'.repeat(26), ...wish, communes: [...wish.communes], ...words, ...times };
    },
    waitingFor: async () => undefined,
    confirmerOf: async () => undefined,
  };

  const call = (who: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    callAs(app, who, method, path, payload);

  it('takes a bulletin, lets another person approve it, and says so to whoever may not', async () => {
    const input = { title: 'Tiêm phòng', recording: await air.recording() };
    expect((await call('technician', 'POST', '/bulletins', input)).statusCode).toBe(403);
    expect(
      (await call('operator', 'POST', '/bulletins', { ...input, recording: '0'.repeat(64) })).json(),
    ).toMatchObject({ code: 'no-such-recording' });
    const made = await call('operator', 'POST', '/bulletins', input);
    expect(made.statusCode).toBe(201);
    bulletin = made.json<Bulletin>();
    expect(bulletin).toMatchObject({
      state: 'pending',
      class: 'normal',
      area: air.commune.id,
      durationMs: 60_000,
      createdByName: `name of ${people.operator?.id}`,
    });
    expect((await call('operator', 'POST', `/bulletins/${bulletin.id}/approve`)).statusCode).toBe(403);
    const own = (await call('approver', 'POST', '/bulletins', input)).json<Bulletin>();
    expect((await call('approver', 'POST', `/bulletins/${own.id}/approve`)).json()).toMatchObject({
      status: 403,
      code: 'own-item',
    });
    const read = { contentHash: bulletin.contentHash };
    expect((await call('approver', 'POST', `/bulletins/${bulletin.id}/approve`, read)).json()).toMatchObject({
      ...{ status: 409, code: 'not-heard', left: [{ recording: bulletin.recording, leftMs: 60_000, enough: false }] },
    });
    await air.hears(people.approver as Person, bulletin.recording);
    const approved = await call('approver', 'POST', `/bulletins/${bulletin.id}/approve`, read);
    expect(approved.json<Bulletin>().approval).toMatchObject({
      by: people.approver?.id,
      contentHash: bulletin.contentHash,
    });
    expect((await call('operator', 'DELETE', `/bulletins/${own.id}`)).json()).toMatchObject({ state: 'cancelled' });
    const listed = (await call('operator', 'GET', '/bulletins?search=tiem')).json<Page<Bulletin>>();
    expect(listed.items.map((one) => one.id)).toEqual([bulletin.id]);
    expect((await call('neighbour', 'GET', '/bulletins')).json<Page<Bulletin>>().total).toBe(0);
    expect((await call('neighbour', 'GET', `/bulletins/${bulletin.id}`)).statusCode).toBe(404);
  });

  const input = (change: object = {}) => ({
    title: 'Bản tin chiều',
    bulletins: [bulletin.id],
    targets: [{ area: air.east.id }],
    recurrence: { from: MONDAY, times: ['17:00'], weekdays: [1, 2, 3, 4, 5] },
    ...change,
  });

  it('schedules a programme, shows it in the preview before and after the approval, and refuses quiet hours', async () => {
    const quiet = await call(
      'operator',
      'POST',
      '/programmes',
      input({ recurrence: { from: MONDAY, times: ['03:15'] } }),
    );
    expect(quiet.json()).toMatchObject({ status: 422, code: 'quiet-hours', nextAllowedAt: instantAt(MONDAY, '05:00') });
    programme = (await call('operator', 'POST', '/programmes', input())).json<Programme>();
    expect(programme).toMatchObject({
      state: 'pending',
      level: 'commune',
      class: 'normal',
      durationMs: 60_000,
      registered: true,
    });
    const path = `/programmes/preview?area=${air.commune.id}&from=${MONDAY}&to=2026-11-24`;
    const before = (await call('operator', 'GET', path)).json();
    expect(
      before.items.map((item: { willSound: boolean; warnings: string[] }) => [item.willSound, item.warnings]),
    ).toEqual([
      [false, ['not-approved', 'node-offline']],
      [false, ['not-approved', 'node-offline']],
    ]);
    expect((await call('approver', 'POST', `/programmes/${programme.id}/approve`)).json()).toMatchObject({
      state: 'approved',
    });
    const after = (await call('operator', 'GET', path)).json();
    expect(after.items.map((item: { startAt: number; willSound: boolean }) => [item.startAt, item.willSound])).toEqual([
      [EVENING, true],
      [EVENING + DAY_MS, true],
    ]);
    expect((await call('neighbour', 'GET', path)).statusCode).toBe(403);
    expect(
      (await call('operator', 'GET', `/programmes/preview?area=${air.commune.id}&from=${MONDAY}&to=2026-10-01`))
        .statusCode,
    ).toBe(400);
    expect((await call('operator', 'GET', '/programmes?state=approved')).json<Page<Programme>>().items).toHaveLength(1);
    expect((await call('operator', 'GET', `/programmes/${programme.id}`)).json()).toMatchObject({
      title: 'Bản tin chiều',
    });
  });

  it('gives a node its own plan with the bytes that were hashed, and no other', async () => {
    await air.broadcast.plans.idle();
    const [pointer] = air.pointersSince();
    const asNode = (id: string, credential = 'secret') => ({
      authorization: `Basic ${Buffer.from(`${id}:${credential}`).toString('base64')}`,
    });
    const url = pointer?.url ?? '';
    const answer = await app.inject({ method: 'GET', url, headers: asNode(node.id) });
    expect(answer.statusCode).toBe(200);
    const { createHash } = await import('node:crypto');
    expect(createHash('sha256').update(answer.rawPayload).digest('hex')).toBe(pointer?.sha256);
    expect(planFile.parse(answer.json()).items[0]).toMatchObject({
      startAt: EVENING,
      parts: [{ sha256: bulletin.recording }],
    });
    const unchanged = await app.inject({
      method: 'GET',
      url,
      headers: { ...asNode(node.id), 'if-none-match': `"${pointer?.sha256}"` },
    });
    expect(unchanged.statusCode).toBe(304);
    const stranger = air.node(air.east, 'TL-002');
    expect((await app.inject({ method: 'GET', url, headers: asNode(stranger.id) })).statusCode).toBe(404);
    expect((await app.inject({ method: 'GET', url, headers: asNode(node.id, 'wrong') })).statusCode).toBe(401);
    expect((await app.inject({ method: 'GET', url, headers: { cookie: 'loaxa_session=operator' } })).statusCode).toBe(
      401,
    );
    air.roster.put([
      { ...(air.roster.get(stranger.id) as NonNullable<ReturnType<typeof air.roster.get>>), retiredAt: 1 },
    ]);
  });

  it('shows runs with counts and deliveries, cut to the areas of who looks', async () => {
    air.clock.set(EVENING);
    await air.broadcast.tick();
    air.clock.set(EVENING + 61_000);
    await air.receipt(node, { programme: programme.id, dueAt: EVENING });
    await air.broadcast.tick();
    const id = `${programme.id}@${EVENING}`;
    const window = `from=${EVENING - DAY_MS}&to=${EVENING + DAY_MS}`;
    const { items } = (await call('operator', 'GET', `/runs?${window}&area=${air.east.id}`)).json<Page<RunSummary>>();
    expect(items).toMatchObject([
      { id, state: 'ended', nodes: 1, counts: { full: 1 }, heard: 1, programme: programme.id },
    ]);
    const run = (await call('operator', 'GET', `/runs/${encodeURIComponent(id)}`)).json<Run>();
    expect(run.deliveries).toMatchObject([
      { node: node.id, code: 'TL-001', hamletName: 'Đông', state: 'full', heard: true, evidence: 0 },
    ]);
    expect(run.contents).toEqual([{ sha256: bulletin.recording, title: 'Tiêm phòng', durationMs: 60_000 }]);
    expect((await call('neighbour', 'GET', `/runs/${encodeURIComponent(id)}`)).statusCode).toBe(404);
    expect((await call('neighbour', 'GET', `/runs?${window}`)).json()).toMatchObject({ items: [], total: 0 });
    expect((await call('neighbour', 'GET', `/runs?${window}&area=${air.commune.id}`)).statusCode).toBe(403);
    const pages = (await call('operator', 'GET', '/runs?state=planned&limit=3')).json<Page<RunSummary>>();
    const more = (await call('operator', 'GET', `/runs?state=planned&limit=3&cursor=${pages.next}`)).json<
      Page<RunSummary>
    >();
    expect(new Set([...pages.items, ...more.items].map((one) => one.id)).size).toBe(6);
    expect(pages.items[0]?.counts).toEqual({ planned: 1 });
  });

  it('plays now and stops, and both are on the audit record', async () => {
    const played = await call('operator', 'POST', '/runs', { bulletin: bulletin.id, targets: [{ area: air.east.id }] });
    expect(played.statusCode).toBe(201);
    const run = played.json<Run>();
    expect(run).toMatchObject({
      state: 'on-air',
      bulletin: bulletin.id,
      nodes: 1,
      deliveries: [{ node: node.id, state: 'planned' }],
    });
    expect((await call('operator', 'GET', `/runs/${run.id}`)).statusCode).toBe(200);
    const stopped = await call('operator', 'POST', '/stop', { run: run.id });
    expect(stopped.json()).toEqual({ command: expect.stringMatching(/^[0-9A-Z]{26}$/), nodes: 1 });
    expect((await call('operator', 'POST', '/stop', {})).json()).toMatchObject({ nodes: 1 });
    expect((await call('technician', 'POST', '/stop', {})).statusCode).toBe(403);
    const audited = await test.database.read('audit_entries').where({ outcome: 'done' }).orderBy('id');
    expect(audited.map((row) => row.action)).toEqual([
      ...[
        'bulletin.create',
        'bulletin.create',
        'bulletin.approve',
        'bulletin.cancel',
        'programme.create',
        'programme.approve',
      ],
      ...['run.play-now', 'run.stop', 'run.stop'],
    ]);
  });

  it('puts no emergency on the air like any bulletin', async () => {
    const input = { title: 'Lũ quét', class: 'emergency', recording: await air.recording() };
    const made = (await call('operator', 'POST', '/bulletins', input)).json<Bulletin>();
    await air.hears(people.approver as Person, made.recording);
    await call('approver', 'POST', `/bulletins/${made.id}/approve`);
    const played = await call('operator', 'POST', '/runs', { bulletin: made.id, targets: [{ area: air.east.id }] });
    expect(played.json()).toMatchObject({ status: 409, code: 'use-emergencies' });
  });

  it('raises an emergency at once in one commune, and asks for a second person beyond it', async () => {
    const order = (...targets: { id: string }[]) => ({
      ...{ key: ulid(), status: 'actual', text: 'Lũ quét', forMinutes: 5 },
      targets: targets.map(({ id }) => ({ area: id })),
    });
    const here = order(air.east, air.commune);
    const raised = await call('operator', 'POST', '/emergencies', here);
    expect([raised.statusCode, raised.json()]).toMatchObject([201, { state: 'siren', nodes: 1, hamlets: 1 }]);
    const again = await call('operator', 'POST', '/emergencies', here);
    expect(again.json<Emergency>().id).toBe(raised.json<Emergency>().id);
    expect((await call('hamletHead', 'POST', '/emergencies', order(air.east))).json()).toMatchObject({ code: 'role' });
    air.node(air.far, 'TL-003');
    const wide = order(air.commune, air.far);
    expect((await call('operator', 'POST', '/emergencies', wide)).statusCode).toBe(403);
    const answer = await call('administrator', 'POST', '/emergencies', wide);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      202,
      { action: 'emergency', title: 'Lũ quét', nodes: 2 },
    ]);
    expect(asked).toMatchObject([
      { areas: [air.commune.id, air.far.id], communes: ['Hưng Lĩnh', 'Long Xá'], order: wide },
    ]);
    const listed = (await call('operator', 'GET', '/emergencies')).json<Page<Emergency>>();
    expect(listed.items.map((one) => one.id)).toEqual([raised.json<Emergency>().id]);
    expect((await call('neighbour', 'GET', '/emergencies')).json<Page<Emergency>>().total).toBe(0);
    const path = `/emergencies/${raised.json<Emergency>().id}`;
    expect((await call('neighbour', 'GET', path)).statusCode).toBe(404);
    expect((await call('neighbour', 'POST', `${path}/clear`)).statusCode).toBe(403);
    expect((await call('approver', 'POST', `${path}/clear`)).json()).toMatchObject({ state: 'cleared' });
  });

  it('refuses ids, cursors and bodies that are none of ours', async () => {
    for (const path of ['/runs/..%2F..', '/runs/abc', '/bulletins/1', '/programmes/x'])
      expect((await call('operator', 'GET', path)).statusCode).toBe(400);
    expect((await call('operator', 'GET', '/runs?cursor=nonsense')).json()).toMatchObject({
      status: 400,
      code: 'bad-cursor',
    });
    expect((await call('operator', 'POST', '/runs', { bulletin: bulletin.id, targets: [] })).statusCode).toBe(400);
    expect(
      (await call('operator', 'POST', '/programmes', input({ recurrence: { from: MONDAY, times: ['25:00'] } })))
        .statusCode,
    ).toBe(400);
  });
});
