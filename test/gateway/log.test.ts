import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { createLog } from '../../gateway/log.ts';
import { type HttpDoor, openHttp } from '../../gateway/routes.ts';
import { ENROL_PATH } from '../../protocol/api/paths.ts';
import { ROSTER_PATH } from '../../protocol/roster.ts';
import { TestDevice } from './nodes/devices.ts';

const SYSTEM = { id: 'system' };

describe('the log of a whole gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-log-'));
  const lines: string[] = [];
  /** Whatever must never stand in a line. */
  const secrets = new Set<string>();
  const secret = (text: string) => {
    secrets.add(text);
    return text;
  };
  let gateway: Gateway;
  let door: HttpDoor;
  let node: string;

  beforeAll(async () => {
    for (const name of ['gateway.credential', 'roster.token'])
      writeFileSync(join(folder, name), secret(`${name}-${'x'.repeat(43)}`));
    const log = createLog('debug', 'gateway', { write: (line: string) => void lines.push(line) });
    // Nobody listens at port 1: the line to the broker fails, and says so.
    const config = readConfig({
      LOAXA_DATA_DIR: folder,
      LOAXA_BROKER_URL: `mqtt://someone:${secret('password-in-the-address')}@127.0.0.1:1`,
    });
    gateway = await createGateway(config, { log });
    await gateway.load();
    door = await openHttp(gateway, undefined);
    await gateway.start();
    const common = { validFrom: '2025-07-01', predecessors: [] };
    const province = await gateway.areas.create(SYSTEM, { ...common, kind: 'province', name: 'Nghệ An' });
    const commune = await gateway.areas.create(SYSTEM, { ...common, kind: 'commune', name: 'An', parent: province.id });
    const hamlet = await gateway.areas.create(SYSTEM, { ...common, kind: 'hamlet', name: 'Đ', parent: commune.id });
    const place = { hamlet: hamlet.id, code: 'TL-1', place: '', technology: 'ip' as const, horns: 1 };
    node = (await gateway.nodes.create(SYSTEM, place)).id;
  });
  afterAll(async () => {
    await door.app.close();
    await gateway.stop().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  function ask(method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) {
    return door.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  }

  it('holds nothing secret after sign-ins right and wrong, an enrolment, tokens right and wrong, and a broken database', async () => {
    const password = secret('correct horse battery staple');
    await gateway.accounts.createAccount(SYSTEM, {
      ...{ username: 'lan', name: 'Lan', role: 'administrator', areas: [], password },
    });
    await ask('POST', '/api/v1/session', { username: 'lan', password: secret('wrong-password-of-lan') });
    const signedIn = await ask('POST', '/api/v1/session', { username: 'lan', password });
    for (const cookie of signedIn.cookies) secret(cookie.value);
    if (typeof signedIn.json().csrfToken === 'string') secret(signedIn.json().csrfToken);
    const cookies = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    await ask(
      'POST',
      '/api/v1/areas',
      { kind: 'nonsense' },
      { cookie: cookies, 'x-csrf-token': secret('wrong-csrf-token') },
    );

    const { code } = await gateway.enrolment.labels.claim(SYSTEM, gateway.nodes.known(node));
    const device = new TestDevice();
    await ask('POST', ENROL_PATH, device.enrolBody(secret('WRONG-CODE-OF-SOMEBODY')));
    const enrolled = await ask('POST', ENROL_PATH, device.enrolBody(secret(code)));
    const credential = secret(String(enrolled.json().credential ?? 'no-credential-yet'));
    const basic = (word: string) => ({ authorization: `Basic ${secret(btoa(`${node}:${word}`))}` });
    await ask('GET', `/device/${node}/plan`, undefined, basic(credential));
    await ask('GET', `/device/${node}/plan`, undefined, basic(secret('wrong-credential-of-a-node')));
    await ask('GET', `${ROSTER_PATH}?since=0`, undefined, { authorization: `Bearer ${secret('wrong-roster-token')}` });

    await gateway.database.write((transaction) => transaction.schema.dropTable('account_areas'));
    await gateway.database.write((transaction) => transaction.schema.dropTable('accounts'));
    await ask('POST', '/api/v1/session', { username: 'lan', password });
    const broken = gateway.accounts.createAccount(SYSTEM, {
      ...{ username: 'ba', name: 'Ba', role: 'operator', areas: [], password: secret('another horse battery') },
    });
    await expect(broken).rejects.toThrow(/accounts/);
    await broken.catch((error) => gateway.log.error({ err: error }, 'as a route would log it'));

    const text = lines.join('');
    expect(text).toContain('a request failed');
    expect(text).toContain('broker connection failed');
    for (const one of secrets) expect(text).not.toContain(one);
    expect(text).not.toContain('$argon2');
  }, 30_000);

  it('a secret handed over by mistake, at any of four depths, is hidden; the code of an error is not', () => {
    const told: string[] = [];
    const log = createLog('info', 'test', { write: (line: string) => void told.push(line) });
    const hidden = { password: 'geheim-1', headers: { cookie: 'geheim-2', 'set-cookie': 'geheim-3' } };
    log.info({ ...hidden, a: hidden, b: { c: hidden }, pin: 'geheim-4', code: 'geheim-5' }, 'oops');
    log.error({ err: Object.assign(new Error('x'), { code: 'ENOSPC' }) }, 'full');
    expect(told.join('')).not.toContain('geheim');
    expect(told.join('')).toContain('ENOSPC');
  });
});
