import { describe, expect, it } from 'vitest';
import { LATELY_MS } from '../../../gateway/http/proved.ts';
import { account as accountSchema, madeAccount, me } from '../../../protocol/api/people.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import type { Caller, Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';
import { Browser } from './browser.ts';

const PASSWORD = 'một mật khẩu dài';
const PIN = '592048';

describe.each(ENGINES)('administrators and accounts on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let areas: Awaited<ReturnType<Doors['smallProvince']>>;
  let root: Caller;
  let ofLinh: Caller;
  freshDoors({ open, live: true }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    areas = await doors.smallProvince();
    root = await doors.person('administrator', [areas.province.id]);
    ofLinh = await doors.person('administrator', [areas.linh.id]);
  });

  const codeOf = async (caller: Caller, method: string, path: string, body?: unknown) => {
    const answer = await caller.call(method, path, body);
    return answer.statusCode < 400 ? answer.statusCode : `${answer.statusCode} ${answer.json().code}`;
  };
  const input = (change: object = {}) => ({
    ...{ username: 'nga', name: 'Nguyễn Thị Nga', role: 'technician', areas: [areas.linh.id] },
    ...change,
  });
  const make = async (caller: Caller, change: object = {}) =>
    madeAccount.parse((await caller.call('POST', '/accounts', input(change))).json());

  it('make accounts in their own reach alone, of a form that the role allows', async () => {
    expect(await codeOf(ofLinh, 'POST', '/accounts', input({ areas: [areas.xa.id] }))).toBe('403 not-your-area');
    expect(await codeOf(ofLinh, 'POST', '/accounts', input({ areas: [areas.province.id] }))).toBe('403 not-your-area');
    expect(await codeOf(root, 'POST', '/accounts', input({ role: 'hamlet-head' }))).toBe('422 one-hamlet');
    expect(await codeOf(root, 'POST', '/accounts', input({ role: 'appraiser' }))).toBe('422 no-end');
    const head = { role: 'hamlet-head', areas: [areas.linh1.id], password: PASSWORD };
    expect(await codeOf(root, 'POST', '/accounts', input(head))).toBe('422 no-password');
    expect(await codeOf(root, 'POST', '/accounts', input({ areas: [] }))).toBe('422 no-area');
    expect(await codeOf(ofLinh, 'POST', '/accounts', input())).toBe(201);
    expect(await codeOf(ofLinh, 'POST', '/accounts', input())).toBe('409 username-taken');
  });

  it('see and change only what lies in their own areas', async () => {
    const far = await make(root, { username: 'xa', areas: [areas.xa.id] });
    const near = await make(root, { username: 'linh' });
    const seen = (await ofLinh.call('GET', '/accounts')).json().items.map(({ id }: { id: string }) => id);
    expect(seen).toContain(near.id);
    expect(seen).not.toContain(far.id);
    for (const [method, path] of [
      ['PATCH', ''],
      ['POST', '/link'],
      ['DELETE', '/second-factor'],
      ['DELETE', '/devices'],
      ['POST', '/erase'],
    ] as const)
      expect(
        await codeOf(ofLinh, method, `/accounts/${far.id}${path}`, method === 'PATCH' ? { name: 'x' } : undefined),
      ).toBe('403 not-your-area');
    expect(await codeOf(root, 'PATCH', `/accounts/${'0'.repeat(26)}`, { name: 'x' })).toBe('404 no-account');
  });

  it('give a one-time link with which the person chooses the password', async () => {
    const made = await make(root);
    expect(made).toMatchObject({ invited: true, link: { kind: 'password' } });
    const browser = new Browser(doors);
    const redeem = { code: made.link?.code, password: PASSWORD };
    expect(await browser.code('POST', '/session/account-link', { ...redeem, code: 'AAAA-AAAA-AAAA-AAAA' })).toBe(
      '403 unknown-link',
    );
    expect(me.parse((await browser.call('POST', '/session/account-link', redeem)).json()).step).toBe('done');
    expect(await new Browser(doors).code('POST', '/session/account-link', redeem)).toBe('403 used-link');
    expect((await new Browser(doors).signIn('nga', PASSWORD)).statusCode).toBe(200);
    const forgotten = (await root.call('POST', `/accounts/${made.id}/link`)).json();
    await doors.clock.advance(86_400_000);
    expect(await browser.code('POST', '/session/account-link', { ...redeem, code: forgotten.code })).toBe(
      '403 expired-link',
    );
    expect(JSON.stringify(await test.database.read('account_links'))).not.toContain(forgotten.code);
  });

  it('shut out whoever knew the old password: with a link its devices and tokens end as well', async () => {
    const made = await make(root, { password: PASSWORD });
    const thief = new Browser(doors);
    await thief.signIn('nga', PASSWORD);
    await thief.call('POST', '/me/devices', { name: 'Máy lạ', pin: PIN });
    const token = { name: 'lạ', areas: [areas.linh.id], days: 366 };
    const { token: shown } = (await thief.call('POST', '/me/tokens', token)).json();
    const { code } = (await root.call('POST', `/accounts/${made.id}/link`)).json();
    const owner = new Browser(doors);
    expect(await owner.code('POST', '/session/account-link', { code, password: `${PASSWORD} mới` })).toBe(200);
    expect(await thief.code('GET', '/session')).toBe('401 not-signed-in');
    expect(await thief.code('POST', '/session/pin', { pin: PIN })).toBe('403 unknown-device');
    expect(await doors.sessions.findToken(shown)).toBeUndefined();
    const record = await test.database
      .read('audit_entries')
      .where({ action: 'account.password-set', subject: made.id })
      .first();
    expect(JSON.parse(record.before)).toEqual({ ended: { sessions: 1, devices: 1, tokens: 1 } });
  });

  it('make no link for themselves: an open session is not enough to change a password', async () => {
    expect(await codeOf(root, 'POST', `/accounts/${root.id}/link`)).toBe('403 own-account');
  });

  it('give a hamlet head a card that links one phone, which then opens with a PIN', async () => {
    const head = await make(root, { role: 'hamlet-head', areas: [areas.linh1.id] });
    expect(head.link?.kind).toBe('phone');
    const phone = new Browser(doors);
    const redeem = { code: head.link?.code, pin: PIN, deviceName: 'Điện thoại' };
    expect(await phone.code('POST', '/session/account-link', { code: head.link?.code, password: PASSWORD })).toBe(
      '403 unknown-link',
    );
    const opened = me.parse((await phone.call('POST', '/session/phone-link', redeem)).json());
    expect(opened).toMatchObject({
      step: 'done',
      device: { name: 'Điện thoại' },
      account: { areas: [areas.linh1.id] },
    });
    expect(await new Browser(doors).code('POST', '/session/phone-link', redeem)).toBe('403 used-link');
    await phone.call('DELETE', '/session');
    expect((await phone.call('POST', '/session/pin', { pin: PIN })).json().step).toBe('done');
    expect((await root.call('DELETE', `/accounts/${head.id}/devices`)).statusCode).toBe(204);
    expect(await phone.code('GET', '/session')).toBe('401 not-signed-in');
    expect(await phone.code('POST', '/session/pin', { pin: PIN })).toBe('403 unknown-device');
  });

  it('change at once what an account may: memory, open sessions, its end', async () => {
    const made = await make(root, { password: PASSWORD });
    const browser = new Browser(doors);
    await browser.signIn('nga', PASSWORD);
    const narrowed = accountSchema.parse(
      (await root.call('PATCH', `/accounts/${made.id}`, { areas: [areas.linh1.id], name: 'Nga Mới' })).json(),
    );
    expect(narrowed).toMatchObject({ areas: [areas.linh1.id], name: 'Nga Mới' });
    expect(doors.accounts.authorityOf(made.id)).toEqual({ role: 'technician', areas: [areas.linh1.id] });
    expect((await browser.call('GET', '/session')).json().account).toMatchObject({
      name: 'Nga Mới',
      areas: [areas.linh1.id],
    });
    const validUntil = doors.clock.now() + 3_600_000;
    expect(await codeOf(root, 'PATCH', `/accounts/${made.id}`, { role: 'appraiser' })).toBe('422 no-end');
    expect(await codeOf(root, 'PATCH', `/accounts/${made.id}`, { role: 'appraiser', validUntil })).toBe(200);
    expect(await browser.code('GET', '/session')).toBe('401 not-signed-in');
    expect((await browser.signIn('nga', PASSWORD)).json()).toMatchObject({ validUntil });
    await doors.clock.advance(3_600_001);
    expect(await browser.code('GET', '/session')).toBe('401 not-signed-in');
    expect(await new Browser(doors).code('POST', '/session', { username: 'nga', password: PASSWORD })).toBe(
      '401 account-ended',
    );
    expect(await new Browser(doors).code('POST', '/session', { username: 'nga', password: 'sai' })).toBe(
      '401 wrong-password',
    );
    expect(doors.accounts.authorityOf(made.id)).toBeUndefined();
    expect(await codeOf(root, 'PATCH', `/accounts/${made.id}`, { disabled: true })).toBe(200);
    expect(await new Browser(doors).code('POST', '/session', { username: 'nga', password: PASSWORD })).toBe(
      '401 wrong-password',
    );
  });

  it('reset a lost second factor of others, never their own, and it is on record', async () => {
    const made = await make(root, { password: PASSWORD });
    const browser = new Browser(doors);
    await browser.signIn('nga', PASSWORD);
    await browser.setUpAuthenticator();
    expect(await codeOf(root, 'DELETE', `/accounts/${root.id}/second-factor`)).toBe('403 own-account');
    expect(await codeOf(root, 'DELETE', `/accounts/${made.id}/second-factor`)).toBe(204);
    expect(await browser.code('GET', '/session')).toBe('401 not-signed-in');
    expect((await browser.signIn('nga', PASSWORD)).json().step).toBe('done');
    const record = await test.database
      .read('audit_entries')
      .where({ action: 'account.second-factor-reset', by: root.id });
    expect(record).toMatchObject([{ subject: made.id }]);
  });

  it('cannot leave an area without one, not even when two disable each other at once', async () => {
    const other = await doors.person('administrator', [areas.province.id]);
    const answers = await Promise.all([
      codeOf(root, 'PATCH', `/accounts/${other.id}`, { disabled: true }),
      codeOf(other, 'PATCH', `/accounts/${root.id}`, { disabled: true }),
    ]);
    // Either may come first; PostgreSQL does not promise the order of two transactions.
    expect(answers).toHaveLength(2);
    expect(answers).toContain(200);
    expect(answers).toContain('409 last-administrator');
  });

  it('need a fresh proof for every change', async () => {
    await doors.clock.advance(11 * 3_600_000);
    await root.call('GET', '/session');
    await doors.clock.advance(2 * 3_600_000);
    expect(await codeOf(root, 'POST', '/accounts', input())).toBe('403 unlock-needed');
    expect(await codeOf(root, 'GET', '/accounts')).toBe(200);
  });

  it('prove themselves anew before they let somebody in, not before they shut somebody out', async () => {
    const made = await make(root, { password: PASSWORD });
    await doors.clock.advance(LATELY_MS);
    for (const [method, path, body] of [
      ['POST', '', input({ username: 'khac' })],
      ['POST', `/${made.id}/link`, undefined],
      ['DELETE', `/${made.id}/second-factor`, undefined],
      ['PATCH', `/${made.id}`, { role: 'administrator' }],
      ['PATCH', `/${made.id}`, { areas: [areas.linh1.id] }],
      ['PATCH', `/${made.id}`, { disabled: false }],
    ] as const)
      expect([path, await codeOf(root, method, `/accounts${path}`, body)]).toEqual([path, '403 unlock-needed']);
    expect(await codeOf(root, 'DELETE', `/accounts/${made.id}/devices`)).toBe(204);
    expect(await codeOf(root, 'PATCH', `/accounts/${made.id}`, { disabled: true, name: 'Nga' })).toBe(200);
  });

  it('leave before and after of every change on record, and no name', async () => {
    const made = await make(root, { password: PASSWORD });
    await root.call('PATCH', `/accounts/${made.id}`, { areas: [areas.linh1.id], name: 'Trần Bí Mật' });
    const rows = await test.database.read('audit_entries').where({ subject: made.id }).orderBy('id');
    expect(rows.map((row) => row.action)).toEqual(['account.create', 'account.change']);
    expect(JSON.parse(rows[1].before)).toEqual({ role: 'technician', areas: [areas.linh.id], disabled: false });
    expect(JSON.parse(rows[1].after)).toMatchObject({ areas: [areas.linh1.id], renamed: true });
    for (const word of ['Nga', 'nga"', 'Bí Mật']) expect(JSON.stringify(rows)).not.toContain(word);
  });

  it('let a program act as its account, within some areas, until a day', async () => {
    const make = async (change: object = {}) =>
      (await root.call('POST', '/me/tokens', { name: 'báo cáo', areas: [areas.linh.id], days: 30, ...change })).json();
    const reader = await make();
    const writer = await make({ mayChange: true });
    const as = (token: string, method: string, url: string, payload?: object) =>
      doors.app.inject({
        ...{ method: method as 'GET', url: `/api/v1${url}`, headers: { authorization: `Bearer ${token}` } },
        ...(payload ? { payload } : {}),
      });
    const code = async (...args: Parameters<typeof as>) => {
      const answer = await as(...args);
      return answer.statusCode < 400 ? answer.statusCode : `${answer.statusCode} ${answer.json().code}`;
    };
    expect(await code(reader.token, 'GET', `/areas/${areas.linh.id}`)).toBe(200);
    expect(await code(reader.token, 'GET', `/areas/${areas.xa.id}`)).toBe('403 out-of-scope');
    const node = { hamlet: areas.linh1.id, code: 'TL-1', place: '', technology: 'ip', horns: 1 };
    expect(await code(reader.token, 'POST', '/nodes', node)).toBe('403 token-reads-only');
    expect(await code(writer.token, 'POST', '/nodes', node)).toBe(201);
    expect(await code(writer.token, 'POST', '/nodes', { ...node, hamlet: areas.xa1.id })).toBe('403 out-of-scope');
    for (const [method, url] of [
      ['GET', '/accounts'],
      ['POST', '/accounts'],
      ['POST', '/me/tokens'],
      ['GET', '/me/sessions'],
      ['GET', '/feed'],
    ] as const)
      expect([url, await code(writer.token, method, url, method === 'POST' ? {} : undefined)]).toEqual([
        url,
        '403 token-not-enough',
      ]);
    expect(await code(writer.token, 'GET', '/session')).toBe('401 not-signed-in');
    expect(await code('lxt_nothing', 'GET', '/areas')).toBe('401 bad-token');
    expect(await codeOf(ofLinh, 'POST', '/me/tokens', { name: 'x', areas: [areas.xa.id], days: 1 })).toBe(
      '403 not-your-area',
    );
    const listed = (await root.call('GET', '/me/tokens')).json().items;
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatchObject({ usedAt: doors.clock.now() });
    expect(JSON.stringify([listed, await test.database.read('api_tokens')])).not.toContain(reader.token);
    await root.call('DELETE', `/me/tokens/${writer.id}`);
    expect(await code(writer.token, 'GET', '/areas')).toBe('401 bad-token');
    await doors.clock.advance(30 * 86_400_000);
    expect(await code(reader.token, 'GET', '/areas')).toBe('401 bad-token');
  });

  it('narrow a token with its account, and end it with it', async () => {
    const other = await doors.person('technician', [areas.province.id]);
    const { token } = (await other.call('POST', '/me/tokens', { name: 'x', areas: [areas.linh.id], days: 9 })).json();
    const found = async () => (await doors.sessions.findToken(token))?.person.areas;
    expect(await found()).toEqual([areas.linh.id]);
    await root.call('PATCH', `/accounts/${other.id}`, { areas: [areas.linh2.id, areas.xa.id] });
    expect(await found()).toEqual([areas.linh2.id]);
    await root.call('PATCH', `/accounts/${other.id}`, { disabled: true });
    expect(await found()).toBeUndefined();
  });
});
