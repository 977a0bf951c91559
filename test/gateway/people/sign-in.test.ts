import { describe, expect, it } from 'vitest';
import { LATELY_MS, SHIFT_MS } from '../../../gateway/http/proved.ts';
import { PENDING_MS } from '../../../gateway/people/sessions.ts';
import { me, recoveryCodes, secondFactorSecret } from '../../../protocol/api/people.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import type { Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';
import { Browser, codeAt } from './browser.ts';

const PASSWORD = 'một mật khẩu dài';
const PIN = '592048';

describe.each(ENGINES)('a live installation on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let province: string;
  freshDoors({ open, live: true }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    province = (await doors.smallProvince()).province.id;
  });

  const account = (username: string, role: 'operator' | 'technician' | 'administrator' = 'operator') =>
    doors.accounts.createAccount(
      { id: 'system' },
      { username, name: username, role, areas: [province], password: PASSWORD },
    );
  /** An operator with authenticator, wholly signed in. */
  const operator = async () => {
    await account('nga');
    const browser = new Browser(doors);
    await browser.signIn('nga', PASSWORD);
    const factor = await browser.setUpAuthenticator();
    await doors.clock.advance(30_000);
    return { browser, ...factor };
  };
  const actions = async () => (await test.database.read('audit_entries').orderBy('id')).map((row) => row.action);

  it('makes the first administrator with the printed code, once, within a day, and then asks for an authenticator', async () => {
    const { firstAdministrator } = doors.people;
    const browser = new Browser(doors);
    const input = { username: 'quan', name: 'Quản', password: PASSWORD };
    expect((await browser.call('GET', '/setup')).json()).toEqual({ needed: true });
    const old = await firstAdministrator.newCode();
    const code = await firstAdministrator.newCode();
    expect(await browser.code('POST', '/setup', { ...input, code: old })).toBe('403 unknown-link');
    await doors.clock.advance(86_400_000);
    expect(await browser.code('POST', '/setup', { ...input, code })).toBe('403 expired-link');
    const fresh = await firstAdministrator.newCode();
    const made = me.parse((await browser.call('POST', '/setup', { ...input, code: fresh.toLowerCase() })).json());
    expect(made).toMatchObject({ step: 'second-factor-set-up', account: { role: 'administrator', areas: [] } });
    expect((await browser.call('GET', '/setup')).json()).toEqual({ needed: false });
    expect(await new Browser(doors).code('POST', '/setup', { ...input, code: fresh })).toBe('409 set-up-already');
    await browser.setUpAuthenticator();
    expect((await browser.call('GET', '/session')).json()).toMatchObject({ step: 'done', secondFactor: true });
    expect(JSON.stringify(await test.database.read('settings'))).not.toContain(fresh);
  });

  it('makes one administrator of two who come with the code at once', async () => {
    const code = await doors.people.firstAdministrator.newCode();
    const answers = await Promise.all(
      ['a', 'b'].map((username) =>
        new Browser(doors).code('POST', '/setup', { username, name: username, password: PASSWORD, code }),
      ),
    );
    expect(answers.filter((answer) => answer === 200)).toHaveLength(1);
    expect(await test.database.read('accounts')).toHaveLength(1);
  });

  it('lets a half signed-in session do nothing but complete or end the sign-in', async () => {
    await account('nga');
    const browser = new Browser(doors);
    expect((await browser.signIn('nga', PASSWORD)).json()).toMatchObject({
      step: 'second-factor-set-up',
      unlockedUntil: 0,
    });
    for (const [method, path] of [
      ['GET', '/areas'],
      ['POST', '/areas'],
      ['GET', '/me/sessions'],
      ['POST', '/session/unlock'],
      ['PUT', '/me/password'],
      ['GET', '/feed'],
    ] as const)
      expect([path, await browser.code(method, path, method === 'GET' ? undefined : {})]).toEqual([
        path,
        '401 sign-in-unfinished',
      ]);
    expect(await browser.code('POST', '/session/second-factor', { code: '123456' })).toBe('409 no-second-factor');
    expect((await browser.call('DELETE', '/session')).statusCode).toBe(204);
  });

  it('forgets a sign-in that is not completed in ten minutes', async () => {
    await account('nga');
    const browser = new Browser(doors);
    await browser.signIn('nga', PASSWORD);
    await doors.clock.advance(PENDING_MS);
    expect(await browser.code('POST', '/me/second-factor')).toBe('401 not-signed-in');
  });

  it('never lets the set-up pass by an authenticator that exists', async () => {
    const { secret } = await operator();
    const thief = new Browser(doors);
    expect((await thief.signIn('nga', PASSWORD)).json().step).toBe('second-factor');
    expect(await thief.code('POST', '/me/second-factor')).toBe('403 second-factor-exists');
    expect(await thief.code('POST', '/me/second-factor/confirm', { code: codeAt(secret, doors.clock.now()) })).toBe(
      '403 second-factor-exists',
    );
  });

  it('takes a code once, gives new tokens, and stores the secret sealed', async () => {
    const { secret } = await operator();
    const browser = new Browser(doors);
    await browser.signIn('nga', PASSWORD);
    const half = browser.cookies.get('loaxa_session');
    expect(await browser.code('POST', '/session/second-factor', { code: '000000' })).toBe('403 wrong-code');
    const code = codeAt(secret, doors.clock.now());
    const whole = me.parse((await browser.call('POST', '/session/second-factor', { code })).json());
    expect(whole).toMatchObject({ step: 'done', unlockedUntil: doors.clock.now() + SHIFT_MS, secondFactor: true });
    expect(browser.cookies.get('loaxa_session')).not.toBe(half);
    expect(await doors.sessions.find(half ?? '')).toBeUndefined();
    const again = new Browser(doors);
    await again.signIn('nga', PASSWORD);
    expect(await again.code('POST', '/session/second-factor', { code })).toBe('403 wrong-code');
    const rows = JSON.stringify(await test.database.read('accounts'));
    expect(rows).not.toContain(secret);
    expect(rows).toContain('v1.');
  });

  it('gives many tries of a code at once one success', async () => {
    const { secret } = await operator();
    const code = codeAt(secret, doors.clock.now());
    const browsers = [new Browser(doors), new Browser(doors), new Browser(doors)];
    for (const browser of browsers) await browser.signIn('nga', PASSWORD);
    const answers = await Promise.all(browsers.map((one) => one.code('POST', '/session/second-factor', { code })));
    expect(answers.filter((answer) => answer === 200)).toHaveLength(1);
  });

  it('slows guessing of codes down, also over many sessions', async () => {
    await operator();
    const seen: (string | number)[] = [];
    for (let tries = 0; tries < 7; tries++) {
      const browser = new Browser(doors);
      await browser.signIn('nga', PASSWORD);
      seen.push(await browser.code('POST', '/session/second-factor', { code: `00000${tries}` }));
    }
    expect(seen).toEqual([...Array(5).fill('403 wrong-code'), ...Array(2).fill('429 too-many-attempts')]);
    expect(await actions()).toContain('session.lock-out');
  });

  it('takes each recovery code once, on record, and none of an old set', async () => {
    const { browser, codes } = await operator();
    expect(codes).toHaveLength(10);
    expect(codes.every((code) => /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code))).toBe(true);
    const lost = async (code: string) => {
      const phone = new Browser(doors);
      await phone.signIn('nga', PASSWORD);
      return phone.code('POST', '/session/second-factor', { code });
    };
    expect(await lost((codes[0] ?? '').toLowerCase().replaceAll('-', ' '))).toBe(200);
    expect(await lost(codes[0] ?? '')).toBe('403 wrong-code');
    expect(await actions()).toContain('account.recovery-code-used');
    const renewed = recoveryCodes.parse((await browser.call('POST', '/me/recovery-codes')).json());
    expect(await lost(codes[1] ?? '')).toBe('403 wrong-code');
    expect(await lost(renewed.codes[1] ?? '')).toBe(200);
    expect(JSON.stringify(await test.database.read('recovery_codes'))).not.toContain(
      (codes[2] ?? '').replaceAll('-', ''),
    );
  });

  it('changes to a new authenticator only when freshly proved; the old one opens until the new one is', async () => {
    const { browser, secret } = await operator();
    expect(secondFactorSecret.parse((await browser.call('POST', '/me/second-factor')).json()).uri).toMatch(/^otpauth:/);
    expect(await browser.code('DELETE', '/me/second-factor')).toBe('403 second-factor-required');
    await doors.clock.advance(LATELY_MS);
    expect(await browser.code('POST', '/me/second-factor')).toBe('403 unlock-needed');
    expect(await browser.code('POST', '/session/unlock', { code: codeAt(secret, doors.clock.now()) })).toBe(200);
    expect((await browser.call('POST', '/me/second-factor')).statusCode).toBe(200);
  });

  it('lets a session that is taken over in the middle of a shift make no way in that lasts', async () => {
    const { browser } = await operator();
    await browser.call('POST', '/me/devices', { name: 'Máy đài', pin: PIN });
    const { items } = (await browser.call('GET', '/me/devices')).json();
    await doors.clock.advance(LATELY_MS);
    for (const [method, path, body] of [
      ['POST', '/me/second-factor', undefined],
      ['DELETE', '/me/second-factor', undefined],
      ['POST', '/me/recovery-codes', undefined],
      ['POST', '/me/devices', { name: 'Máy lạ', pin: PIN }],
      ['POST', '/me/tokens', { name: 'lạ', areas: [province], days: 366 }],
    ] as const)
      expect([path, await browser.code(method, path, body)]).toEqual([path, '403 unlock-needed']);
    expect(await browser.code('DELETE', `/me/devices/${items[0].id}`), 'to close one is always right').toBe(204);
  });

  it('unlocks under a new cookie: one that somebody learnt before stays locked, and dies', async () => {
    const { browser } = await operator();
    await browser.call('POST', '/me/devices', { name: 'Máy đài', pin: PIN });
    const learnt = browser.cookies.get('loaxa_session') ?? '';
    const [one, two] = await Promise.all([1, 2].map(() => browser.call('POST', '/session/unlock', { pin: PIN })));
    expect([one?.statusCode, two?.statusCode]).toEqual([200, 200]);
    const set = [one, two].flatMap((answer) => answer?.cookies ?? []);
    expect(set, 'of two at once one brings the cookie').toMatchObject([{ name: 'loaxa_session', httpOnly: true }]);
    expect(await doors.sessions.find(learnt), 'what was on its way').toMatchObject({ unlockedUntil: 0 });
    expect(await doors.sessions.find(browser.cookies.get('loaxa_session') ?? '')).toMatchObject({
      unlockedUntil: doors.clock.now() + SHIFT_MS,
    });
    expect(await browser.code('POST', '/me/recovery-codes')).toBe(200);
    await doors.clock.advance(30_000);
    expect(await doors.sessions.find(learnt)).toBeUndefined();
    expect(await browser.code('GET', '/session')).toBe(200);
    expect(await browser.code('DELETE', '/session')).toBe(204);
    expect(await browser.code('GET', '/session')).toBe('401 not-signed-in');
  });

  it('trusts a browser: its PIN opens and unlocks it for a shift, and nothing without its cookie', async () => {
    const { browser } = await operator();
    expect(await browser.code('POST', '/me/devices', { name: 'Máy đài', pin: '123456' })).toBe('422 weak-pin');
    expect(await browser.code('POST', '/me/devices', { name: 'Máy đài', pin: PIN })).toBe(201);
    const token = browser.cookies.get('loaxa_device') ?? '';
    expect((await browser.call('GET', '/session/device')).json()).toEqual({
      device: { name: 'Máy đài', accountName: 'nga' },
    });
    await browser.call('DELETE', '/session');
    const opened = me.parse((await browser.call('POST', '/session/pin', { pin: PIN })).json());
    expect(opened).toMatchObject({
      step: 'done',
      device: { name: 'Máy đài' },
      unlockedUntil: doors.clock.now() + SHIFT_MS,
    });
    await doors.clock.advance(SHIFT_MS / 2);
    expect((await browser.call('POST', '/session/unlock', { pin: PIN })).json()).toMatchObject({
      unlockedUntil: doors.clock.now() + SHIFT_MS,
    });
    const stranger = new Browser(doors);
    expect(await stranger.code('POST', '/session/pin', { pin: PIN })).toBe('403 unknown-device');
    expect((await stranger.call('GET', '/session/device')).json()).toEqual({});
    const rows = JSON.stringify(await test.database.read('trusted_devices'));
    expect(rows).not.toContain(token);
    expect(rows).toContain('$argon2id$');
    await doors.clock.advance(91 * 86_400_000);
    expect(await browser.code('POST', '/session/pin', { pin: PIN })).toBe('403 unknown-device');
  });

  it('trusts a browser no more after five wrong PINs, however many come at once', async () => {
    const { browser } = await operator();
    await browser.call('POST', '/me/devices', { name: 'Máy đài', pin: PIN });
    await browser.call('POST', '/session/pin', { pin: PIN });
    const first = await browser.call('POST', '/session/pin', { pin: '000001' });
    expect([first.statusCode, first.json()]).toMatchObject([403, { code: 'wrong-pin', triesLeft: 4 }]);
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => browser.call('POST', '/session/pin', { pin: `00001${index}` })),
    );
    await doors.clock.advance(900_000);
    expect(await browser.code('POST', '/session/pin', { pin: PIN })).toBe('403 unknown-device');
    expect(await browser.code('GET', '/session'), 'what its PIN opened is over').toBe('401 not-signed-in');
    expect(await actions()).toContain('account.device-locked');
  });

  it('ends what a device opened when the device is removed', async () => {
    const { browser, secret } = await operator();
    const { id } = (await browser.call('POST', '/me/devices', { name: 'Máy đài', pin: PIN })).json();
    await browser.call('POST', '/session/pin', { pin: PIN });
    const other = new Browser(doors);
    await other.signIn('nga', PASSWORD);
    await other.call('POST', '/session/second-factor', { code: codeAt(secret, doors.clock.now()) });
    expect((await other.call('GET', '/me/devices')).json()).toMatchObject({ items: [{ id, current: false }] });
    expect(await other.code('DELETE', `/me/devices/${id}`)).toBe(204);
    expect(await browser.code('GET', '/session')).toBe('401 not-signed-in');
  });

  it('slows guessing at one account from many addresses, and leaves its trusted browser usable', async () => {
    const { browser } = await operator();
    await browser.call('POST', '/me/devices', { name: 'Máy đài', pin: PIN });
    const guess = (index: number) =>
      doors.app.inject({
        ...{ method: 'POST', url: '/api/v1/session', payload: { username: 'nga', password: 'sai' } },
        remoteAddress: `10.0.${index}.1`,
      });
    const statuses: number[] = [];
    for (let index = 0; index < 24; index++) statuses.push((await guess(index)).statusCode);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
    expect(await new Browser(doors).code('POST', '/session', { username: 'nga', password: PASSWORD })).toBe(
      '429 too-many-attempts',
    );
    expect(await browser.code('POST', '/session/pin', { pin: PIN })).toBe(200);
    expect(await browser.code('POST', '/session', { username: 'nga', password: PASSWORD })).toBe(200);
  });

  it('records failures at existing accounts by their id, a bounded number a minute, and never the name that was tried', async () => {
    const { id } = await account('nga');
    for (let index = 0; index < 80; index++)
      await doors.app.inject({
        ...{ method: 'POST', url: '/api/v1/session', payload: { username: `nga${index || ''}`, password: 'sai' } },
        remoteAddress: `10.0.${index}.1`,
      });
    const failed = await test.database.read('audit_entries').where({ action: 'session.password', outcome: 'failed' });
    const lately = failed.filter((row) => row.at === doors.clock.now());
    expect(lately).toHaveLength(60);
    expect(lately.filter((row) => row.subject === id)).toMatchObject([{ by: 'anonymous' }]);
    expect(JSON.stringify(lately)).not.toContain('nga1');
  });

  it('keeps a changed password’s other sessions out, and asks for the current one', async () => {
    await account('tho', 'technician');
    const [browser, other] = [new Browser(doors), new Browser(doors)];
    expect((await browser.signIn('tho', PASSWORD)).json().step).toBe('done');
    await other.signIn('tho', PASSWORD);
    const next = { current: 'sai', password: 'mật khẩu khác hẳn' };
    expect(await browser.code('PUT', '/me/password', next)).toBe('403 wrong-password');
    expect(await browser.code('PUT', '/me/password', { ...next, current: PASSWORD, password: 'ngắn' })).toBe(
      '400 invalid-input',
    );
    expect((await browser.call('GET', '/me/sessions')).json().items).toHaveLength(2);
    expect(await browser.code('PUT', '/me/password', { ...next, current: PASSWORD })).toBe(204);
    expect(await other.code('GET', '/session')).toBe('401 not-signed-in');
    expect(await browser.code('GET', '/session')).toBe(200);
    expect((await new Browser(doors).signIn('tho', PASSWORD)).statusCode).toBe(401);
  });

  it('sends who has neither PIN nor authenticator back to the sign-in when the shift is over', async () => {
    await account('tho', 'technician');
    const browser = new Browser(doors);
    await browser.signIn('tho', PASSWORD);
    for (let hours = 0; hours < 12; hours += 6) {
      expect(await browser.code('GET', '/session')).toBe(200);
      await doors.clock.advance(6 * 3_600_000 + 1);
    }
    expect(await browser.code('POST', '/me/devices', { name: 'Máy', pin: PIN })).toBe('403 unlock-needed');
    expect(await browser.code('POST', '/session/unlock', { code: '123456' })).toBe('409 no-second-factor');
  });

  it('counts a browser once: signing in on it again ends what was open there', async () => {
    await account('tho', 'technician');
    const browser = new Browser(doors);
    await browser.signIn('tho', PASSWORD);
    await browser.signIn('tho', PASSWORD);
    expect((await browser.call('GET', '/me/sessions')).json().items).toMatchObject([{ current: true }]);
  });
});
