import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { readConfig } from '../../../gateway/config.ts';
import { createGateway, type Gateway } from '../../../gateway/gateway.ts';
import { silentLog } from '../../../gateway/log.ts';
import { type HttpDoor, openHttp } from '../../../gateway/routes.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { overview } from '../../../protocol/api/coverage.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { SOUND_CACHE } from '../sound-cache.ts';

const PASSWORD = 'for-this-test-only';
const SYSTEM = { id: 'system' };

describe('the routes of coverage', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'loaxa-coverage-'));
  let gateway: Gateway;
  let door: HttpDoor;
  let province: Area;
  let here: Area;
  let elsewhere: Area;
  let hamlet: Area;
  let cookie: string;

  const get = (url: string, signedIn = true) =>
    door.app.inject({ method: 'GET', url: `/api/v1${url}`, ...(signedIn ? { headers: { cookie } } : {}) });

  beforeAll(async () => {
    for (const file of ['gateway.credential', 'roster.token']) writeFileSync(join(dataDir, file), 'x'.repeat(43));
    const clock = new MovableClock(instantAt('2026-11-22', '09:00'));
    gateway = await createGateway(readConfig({ ...SOUND_CACHE, LOAXA_DATA_DIR: dataDir }), { log: silentLog, clock });
    await gateway.load();
    const make = (kind: Area['kind'], name: string, parent?: Area) =>
      gateway.areas.create(SYSTEM, {
        kind,
        name,
        validFrom: '2025-07-01',
        predecessors: [],
        ...(parent && { parent: parent.id }),
      });
    province = await make('province', 'Nghệ An');
    here = await make('commune', 'Hưng Lĩnh', province);
    elsewhere = await make('commune', 'Hưng Lợi', province);
    hamlet = await make('hamlet', 'Xóm 1', here);
    await make('hamlet', 'Xóm 1', elsewhere);
    await gateway.nodes.create(SYSTEM, { hamlet: hamlet.id, code: 'HL-01', place: '', technology: 'ip', horns: 4 });
    const account = { username: 'appraiser', name: 'Thẩm', role: 'appraiser' as const, password: PASSWORD };
    await gateway.accounts.createAccount(SYSTEM, { ...account, areas: [here.id] });
    door = await openHttp(gateway, undefined);
    const payload = { username: 'appraiser', password: PASSWORD };
    const signedIn = await door.app.inject({ method: 'POST', url: '/api/v1/session', payload });
    cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  });
  afterAll(async () => {
    await door?.app.close();
    await gateway?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('gives the first page of the account’s own area', async () => {
    const answer = await get('/overview');
    expect(answer.statusCode).toBe(200);
    expect(overview.parse(answer.json())).toMatchObject({
      name: 'Hưng Lĩnh',
      nodes: { total: 1, notEnrolled: 1, online: 0 },
      horns: 4,
      hamlets: { total: 1, met: 0, notMet: 0, insufficient: 1 },
      communes: [{ name: 'Hưng Lĩnh', verdict: 'insufficient', nodes: 1, online: 0 }],
      watching: false,
    });
  });

  it('gives rules, verdicts and one hamlet', async () => {
    expect((await get('/rules')).json().items).toHaveLength(4);
    const coverage = (await get(`/coverage?area=${here.id}&rule=advanced`)).json();
    expect(coverage).toMatchObject({
      rule: { id: 'advanced' },
      to: '2026-11-22',
      hamlets: [{ name: 'Xóm 1', horns: 4 }],
    });
    const one = (await get(`/coverage/${hamlet.id}?from=2026-11-01&to=2026-11-22`)).json();
    expect(one).toMatchObject({ from: '2026-11-01', verdict: { verdict: 'insufficient' }, sessions: [] });
  });

  it.each([
    ['without a session', () => get('/overview', false), 401],
    ['another commune', () => get(`/coverage?area=${elsewhere.id}`), 403],
    ['the whole province', () => get(`/overview?area=${province.id}`), 403],
    ['an area that is none', () => get('/coverage/a0000000000000000'), 403],
    ['an unknown rule', () => get('/coverage?rule=none'), 404],
    ['a commune as a hamlet', () => get(`/coverage/${here.id}`), 404],
    ['a day that does not exist', () => get('/coverage?from=2026-02-30'), 400],
    ['a window of more than two years', () => get('/coverage?from=2020-01-01&to=2026-01-01'), 400],
    ['a window that ends before it begins', () => get('/coverage?from=2026-11-02&to=2026-11-01'), 400],
  ])('refuses %s', async (_, ask, status) => {
    expect((await ask()).statusCode).toBe(status);
  });
});
