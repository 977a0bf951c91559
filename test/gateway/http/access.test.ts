import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../protocol/api/common.ts';
import { ROLES } from '../../../protocol/roles.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { type Caller, call, Doors } from './doors.ts';

describe('who may call which route', () => {
  let test: TestDatabase;
  let doors: Doors;
  const callers = new Map<string, Caller>();
  beforeAll(async () => {
    test = await openSqlite();
    doors = await Doors.open(test);
    const { province } = await doors.smallProvince();
    for (const role of ROLES) callers.set(role, await doors.person(role, [province.id]));
  });
  afterAll(async () => {
    await doors.close();
    await test.close();
  });

  const changes = () => doors.app.routeTable.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
  const ofPeople = () => changes().filter(({ access }) => access.who === 'signed-in' || access.who === 'roles');
  const urlOf = (url: string) => url.replace(/:\w+/g, 'n0000000000000000').replace('/api/v1', '');

  it('every route says it, and there are many', () => {
    expect(doors.app.routeTable.length).toBeGreaterThan(25);
    for (const { method, url, access } of doors.app.routeTable)
      expect(access?.who, `${method} ${url}`).toBeTypeOf('string');
  });

  it('a route that does not is refused when it is registered', () => {
    expect(() => doors.app.route({ method: 'GET', url: '/open-door', handler: async () => 'in' })).toThrow();
  });

  it('only signing in, one-time codes and enrolling may change something without an account', () => {
    const open = changes().filter(({ access }) => access.who === 'anyone');
    expect(open.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
      'POST /api/v1/enrol',
      'POST /api/v1/session',
      'POST /api/v1/session/account-link',
      'POST /api/v1/session/phone-link',
      'POST /api/v1/session/pin',
      'POST /api/v1/setup',
    ]);
  });

  it('no session: 401 everywhere', async () => {
    const guarded = doors.app.routeTable.filter(({ access, method }) => access.who !== 'anyone' && method !== 'HEAD');
    for (const { method, url } of guarded) {
      const answer = await call(doors, method, url.replace(/:\w+/g, 'n0000000000000000'));
      expect(answer.statusCode, `${method} ${url}`).toBe(401);
      expect(problem.parse(answer.json()).status).toBe(401);
    }
  });

  it('a session without the CSRF token: 403 on every change', async () => {
    for (const { method, url, access } of ofPeople()) {
      const role = access.who === 'roles' ? access.roles[0] : 'operator';
      const caller = callers.get(role ?? '') as Caller;
      for (const token of ['', 'wrong', `${caller.csrfToken}x`]) {
        const answer = await caller.call(method, urlOf(url), {}, { 'x-csrf-token': token });
        expect([answer.statusCode, answer.json().code], `${method} ${url}`).toEqual([403, 'csrf']);
      }
    }
  });

  it('a role that is not listed: 403', async () => {
    const guarded = doors.app.routeTable.filter(({ method }) => method !== 'HEAD');
    for (const { method, url, access } of guarded) {
      if (access.who !== 'roles') continue;
      for (const role of ROLES.filter((other) => !access.roles.includes(other))) {
        const answer = await (callers.get(role) as Caller).call(method, urlOf(url), {});
        expect([answer.statusCode, answer.json().code], `${role} ${method} ${url}`).toEqual([403, 'role']);
      }
    }
  });

  it('a refused change is on record with who, what and why', async () => {
    const appraiser = callers.get('appraiser') as Caller;
    await appraiser.call('POST', '/areas', { kind: 'province', name: 'Trộm' });
    const rows = await test.database.read('audit_entries').where({ by: appraiser.id, action: 'POST /api/v1/areas' });
    expect(rows.at(-1)).toMatchObject({ outcome: 'refused', address: '127.0.0.1' });
    expect(rows.at(-1).after).toContain('role');
  });

  it('so is what a signed-in person tried against a rule, a bounded number of times', async () => {
    const administrator = callers.get('administrator') as Caller;
    const tries = Array.from({ length: 130 }, () => administrator.call('PATCH', '/areas/a0000000000000000', {}));
    expect(new Set((await Promise.all(tries)).map((answer) => answer.statusCode))).toEqual(new Set([403]));
    const account = { username: 'twice', name: 'x', role: 'technician', areas: [], password: 'correct horse battery' };
    expect((await administrator.call('POST', '/accounts', account)).statusCode).toBe(422);
    const rows = await test.database.read('audit_entries').where({ by: administrator.id, outcome: 'refused' });
    expect(rows.filter((row) => row.action === 'PATCH /api/v1/areas/:id').length).toBeLessThanOrEqual(120);
    await doors.clock.advance(60_000);
    expect((await administrator.call('POST', '/accounts', account)).statusCode).toBe(422);
    const later = await test.database
      .read('audit_entries')
      .where({ by: administrator.id })
      .orderBy('id', 'desc')
      .first();
    expect(later).toMatchObject({ action: 'POST /api/v1/accounts', outcome: 'refused', after: '{"code":"no-area"}' });
  });

  it('strangers cannot fill the record: sixty refusals a minute, then the log alone', async () => {
    const before = await test.database.read('audit_entries').where({ by: 'anonymous' });
    await doors.clock.advance(60_000);
    for (let index = 0; index < 80; index++) await call(doors, 'POST', '/api/v1/areas', {});
    const after = await test.database.read('audit_entries').where({ by: 'anonymous' });
    expect(after.length - before.length).toBe(60);
  });

  it('a page of another site may neither change nor sign in, a page of this one may', async () => {
    const body = { username: 'nobody', password: 'x' };
    const foreign = await call(doors, 'POST', '/api/v1/session', body, { origin: 'https://evil.example' });
    expect([foreign.statusCode, foreign.json().code]).toEqual([403, 'foreign-origin']);
    const nothing = await call(doors, 'POST', '/api/v1/session', body, { origin: 'null' });
    expect(nothing.statusCode).toBe(403);
    const own = await call(doors, 'POST', '/api/v1/session', body, {
      origin: 'http://localhost:80',
      host: 'localhost',
    });
    expect(own.statusCode).toBe(401);
  });

  it('a device shows id and credential by HTTP Basic, the broker its token, and nothing else opens their doors', async () => {
    const caller = callers.get('administrator') as Caller;
    const roster = (headers: Record<string, string>) => call(doors, 'GET', '/internal/roster', undefined, headers);
    expect((await roster({ cookie: `loaxa_session=${caller.token}` })).statusCode).toBe(401);
    expect((await roster({ authorization: 'Bearer ' })).statusCode).toBe(401);
    expect((await roster({ authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await roster({ authorization: 'Basic !!!' })).statusCode).toBe(401);
  });
});
