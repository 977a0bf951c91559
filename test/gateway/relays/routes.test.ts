import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import { relayRoutes } from '../../../gateway/relays/relay-routes.ts';
import type { RelayStation } from '../../../protocol/api/relays.ts';
import { Air } from '../broadcast/air.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';

const URL = 'http://10.1.2.3/live';

describe.each(ENGINES)('stations on $engine', ({ open }) => {
  let database: TestDatabase;
  let air: Air;
  let app: Awaited<ReturnType<typeof served>>;
  let people: Record<string, Person>;
  let id: string;

  beforeAll(async () => {
    database = await open();
    air = new Air(database);
    await air.broadcast.start();
    people = {
      operator: air.person('operator', air.commune),
      head: air.person('hamlet-head', air.east),
      neighbour: air.person('operator', air.other),
      province: air.person('administrator', air.province),
    };
    app = await served(
      { clock: air.clock, audit: air.audit, personOf: (token) => people[token] },
      { api: (api) => relayRoutes(api, air.relays) },
    );
    const made = await callAs(app, 'operator', 'POST', '/relays', { name: 'VOV1', url: URL });
    id = made.json<RelayStation>().id;
  });
  afterAll(async () => {
    await app.close();
    await air.close();
    await database.close();
  });

  test('are there for the areas below their owner and above, and not for the neighbour', async () => {
    const names = async (who: string) =>
      (await callAs(app, who, 'GET', '/relays')).json<{ items: RelayStation[] }>().items.map(({ name }) => name);
    await callAs(app, 'province', 'POST', '/relays', { name: 'Đài tỉnh', url: URL });
    expect(await names('operator')).toEqual(['Đài tỉnh', 'VOV1']);
    expect(await names('head')).toEqual(['Đài tỉnh', 'VOV1']);
    expect(await names('neighbour')).toEqual(['Đài tỉnh']);
    for (const path of [`/relays/${id}/events`, `/relays/${id}/stream.mp3`])
      expect((await callAs(app, 'neighbour', 'GET', path)).json()).toMatchObject({ code: 'no-such-relay' });
  });

  test('are changed by their own area alone, with what was before in the audit', async () => {
    const patch = (who: string, station = id) => callAs(app, who, 'PATCH', `/relays/${station}`, { name: 'VOV 1' });
    expect((await patch('head')).statusCode).toBe(403);
    expect((await patch('neighbour')).statusCode).toBe(404);
    const [above] = await air.relays.list(people.neighbour as Person);
    expect((await patch('neighbour', above?.id)).json()).toMatchObject({ code: 'out-of-scope' });
    expect((await patch('operator')).json()).toMatchObject({ name: 'VOV 1', state: 'unknown' });
    const [row] = await database.database.read('audit_entries').where({ action: 'relay.change', subject: id });
    expect(JSON.parse(row.before)).toMatchObject({ name: 'VOV1', url: URL });
    expect(JSON.parse(row.after)).toMatchObject({ name: 'VOV 1', url: URL });
  });

  test('never leave a token of their address in the audit, and say that the address became another', async () => {
    const at = (key: string) => `https://dai.example/live?token=${key}&b=1`;
    const made = (await callAs(app, 'operator', 'POST', '/relays', { name: 'Đài huyện', url: at('bi-mat-1') })).json();
    expect((await callAs(app, 'operator', 'PATCH', `/relays/${made.id}`, { url: at('bi-mat-2') })).statusCode).toBe(
      200,
    );
    const rows = await database.database.read('audit_entries').where({ subject: made.id });
    expect(JSON.stringify(rows)).not.toContain('bi-mat');
    const shown = { url: 'https://dai.example/live?token=[hidden]&b=[hidden]' };
    expect(rows.map(({ after }) => JSON.parse(after)).at(-1)).toMatchObject({ ...shown, addressChanged: true });
  });

  test.each([
    ['a password in the address', { url: 'http://a:b@vov.vn/live' }, 'password-in-address'],
    ['a fallback that is not here', { url: URL, fallback: 'a'.repeat(64) }, 'no-such-recording'],
    ['a file of the server', { url: 'file:///etc/passwd' }, undefined],
  ])('are refused with %s', async (_, change, code) => {
    const answer = await callAs(app, 'operator', 'POST', '/relays', { name: 'X', ...change });
    expect(answer.statusCode).toBe(400);
    if (code) expect(answer.json()).toMatchObject({ code });
  });

  test('in the own network are not called', async () => {
    const checked = await callAs(app, 'operator', 'POST', `/relays/${id}/check`);
    expect(checked.json()).toMatchObject({ state: 'lost', why: 'private-address' });
    const events = await callAs(app, 'operator', 'GET', `/relays/${id}/events`);
    expect(events.json()).toMatchObject({ items: [{ what: 'checked', why: 'private-address' }] });
  });
});
