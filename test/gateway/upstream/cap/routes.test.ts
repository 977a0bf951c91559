import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SecondPerson } from '../../../../gateway/broadcast/run-routes.ts';
import type { App, Person } from '../../../../gateway/http/app.ts';
import { alertOrder, alertRoutes } from '../../../../gateway/upstream/cap/alert-routes.ts';
import type { Page } from '../../../../protocol/api/common.ts';
import type { Alert, AlertDetail } from '../../../../protocol/api/sources.ts';
import { Air } from '../../broadcast/air.ts';
import type { TestDatabase } from '../../database/engines.ts';
import { callAs, served } from '../../http/served.ts';
import { capXml, geocode } from './messages.ts';
import { openForAMoment } from './moment.ts';
import { Office, reference } from './office.ts';

describe('the API of alerts', () => {
  let test: TestDatabase;
  let air: Air;
  let office: Office;
  let app: App;
  let people: Record<string, Person>;
  beforeAll(async () => {
    test = await openForAMoment();
    air = new Air(test);
    air.node(air.east, 'TL-001');
    await air.broadcast.start();
    office = new Office(air);
    people = {
      operator: air.person('operator', air.commune),
      head: air.person('hamlet-head', air.east),
      neighbour: air.person('operator', air.other),
      province: air.person('operator', air.province),
    };
    const sources = {
      find: async (token: string) => (token === 'secret' ? { id: office.source.id, kind: 'cap' as const } : undefined),
    };
    app = await served(
      { clock: air.clock, audit: air.audit, personOf: (token) => people[token], sources },
      { api: (api) => alertRoutes(api, { alerts: office.alerts, tree: air.tree }, secondPerson) },
    );
  });
  const asked: Parameters<SecondPerson['ask']>[1][] = [];
  const secondPerson: SecondPerson = {
    ask: async (_request, wish) => {
      asked.push(wish);
      const { action, title, nodes } = wish;
      const waits = { id: ulid(), requestedAt: 0, expiresAt: 1, byName: '', own: true, state: 'waiting' } as const;
      return { ...waits, action, title, nodes, communes: [...wish.communes] };
    },
    waitingFor: async () => undefined,
    confirmerOf: async () => undefined,
  };
  afterAll(async () => {
    await app.close();
    await air.close();
    await test.close();
  });

  const post = (payload: string | Buffer, type = 'application/cap+xml', token = 'secret') =>
    app.inject({
      ...{ method: 'POST', url: '/api/v1/cap', payload },
      headers: { 'content-type': type, authorization: `Bearer ${token}` },
    });
  const xml = (words: object = {}, info: object = {}) => capXml({ infos: [office.info(info)], ...words });
  const listed = async (who: string, query = '') =>
    (await callAs(app, who, 'GET', `/alerts${query}`)).json<Page<Alert>>().items.map(({ identifier }) => identifier);

  it('takes a message as XML of any of its three names, and a second time says that it is one', async () => {
    const first = await post(xml());
    expect([first.statusCode, first.json()]).toEqual([200, { id: expect.any(String), state: 'on-air' }]);
    for (const type of ['application/xml', 'text/xml; charset=utf-8'])
      expect((await post(xml(), type)).json()).toEqual({ ...first.json(), reason: 'duplicate' });
  });

  it.each([
    ['without a token', () => post(xml(), 'text/xml', 'wrong'), 401, 'bad-source-token'],
    ['as JSON', () => post('{}', 'application/json'), 400, 'no-message'],
    ['as a picture', () => post('x', 'image/png'), 415, 'unsupported-media-type'],
    ['that is not well-formed', () => post('<alert>'), 400, 'cap-malformed'],
    ['with a document type', () => post(`<!DOCTYPE a>${xml().slice(38)}`), 400, 'cap-malformed'],
    ['of 300 KiB', () => post(Buffer.alloc(300 * 1024, 'a')), 400, 'cap-malformed'],
    ['of more than 1 MiB', () => post(Buffer.alloc(1024 * 1024 + 1, 'a')), 413, 'too-large'],
  ])('refuses one %s', async (_what, send, status, code) => {
    const answer = await send();
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });

  it('tells a sender why a message was refused, under the id it is kept by', async () => {
    const answer = await post(xml({ identifier: 'BAD' }, { urgency: 'Now' }));
    expect(answer.json()).toMatchObject({ status: 400, reason: 'malformed', state: 'refused', id: expect.any(String) });
    const kept = (await callAs(app, 'operator', 'GET', '/alerts?state=refused')).json<Page<Alert>>();
    expect(kept.items.map(({ id }) => id)).toContain(answer.json().id);
  });

  it('shows each what concerns the own areas: those within, and those that hold them', async () => {
    await post(xml({ identifier: 'EAST' }, office.info({}, air.east)));
    await post(xml({ identifier: 'ALL' }, office.info({ severity: 'Moderate' }, air.province)));
    expect((await listed('head')).sort()).toEqual(['ALL', 'BAD', 'EAST', 'VN-1']);
    expect((await listed('neighbour')).sort()).toEqual(['ALL', 'BAD']);
    expect(await listed('operator', '?state=held')).toEqual(['ALL']);
    const first = (await callAs(app, 'operator', 'GET', '/alerts?limit=2')).json<Page<Alert>>();
    const second = (await callAs(app, 'operator', 'GET', `/alerts?limit=9&cursor=${first.next}`)).json<Page<Alert>>();
    expect(first.items.length + second.items.length).toBe(first.total);
    expect((await callAs(app, 'operator', 'GET', '/alerts?cursor=x')).json()).toMatchObject({ code: 'bad-cursor' });
  });

  it('shows the words of each info, what is spoken of it, and the message as it came', async () => {
    const words = {
      identifier: 'UP',
      msgType: 'Update',
      references: reference('NOBODY'),
      sent: '2026-11-23T10:01:00+07:00',
    };
    const sent = xml(words, { headline: 'LŨ ĐANG LÊN RẤT NHANH' });
    const { id } = (await post(sent)).json<{ id: string }>();
    const detail = (await callAs(app, 'head', 'GET', `/alerts/${id}`)).json<AlertDetail>();
    expect(detail).toMatchObject({
      ...{ xml: sent, areaNames: ['Hưng Lĩnh'], hamlets: 2, signed: false, state: 'on-air' },
      ...{ references: ['pctt@nghean.gov.vn,NOBODY,2026-11-23T03:00:00.000Z'], emergency: expect.any(String) },
      infos: [{ language: 'vi-VN', areas: ['Xã An Hòa'] }],
    });
    expect(detail.infos[0]?.spoken).toMatch(/^Lũ đang lên rất nhanh\. /);
    expect((await callAs(app, 'neighbour', 'GET', `/alerts/${id}`)).statusCode).toBe(404);
  });

  it('waits for a second person before one puts it on the air beyond one commune, and sounds only then', async () => {
    air.node(air.far, 'TL-003');
    const area = geocode(air.province.id);
    const { id } = (await post(xml({ identifier: 'VN-whole' }, { severity: 'Moderate', area }))).json();
    const answer = await callAs(app, 'province', 'POST', `/alerts/${id}/air`, { reason: 'đã gọi điện hỏi lại' });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      202,
      { action: 'emergency', state: 'waiting', nodes: 2 },
    ]);
    expect(asked).toMatchObject([{ communes: ['Hưng Lĩnh', 'Long Xá'], order: { kind: 'alert', alert: id } }]);
    expect((await office.alerts.get(id)).state).toBe('held');
    const { alert: of, reason } = alertOrder.parse(asked[0]?.order);
    const run = await office.alerts.airConfirmed(people.province as Person, of, reason);
    expect(await air.broadcast.emergencyEnds.get(run)).toMatchObject({ createdBy: `source:${office.source.id}` });
    expect((await office.alerts.get(id)).state).toBe('on-air');
  });

  it('lets nobody but a person who proved it decide, in the areas of the own account', async () => {
    const { id } = (await callAs(app, 'operator', 'GET', '/alerts?state=held')).json<Page<Alert>>().items[0] ?? {};
    const decide = (who: string) => callAs(app, who, 'POST', `/alerts/${id}/dismiss`, { reason: 'đã hỏi lại' });
    expect((await decide('head')).json()).toMatchObject({ code: 'role' });
    // It is for the whole province.
    expect((await decide('operator')).json()).toMatchObject({ code: 'out-of-scope' });
    expect((await callAs(app, 'operator', 'POST', `/alerts/${id}/dismiss`, {})).statusCode).toBe(400);
  });
});
