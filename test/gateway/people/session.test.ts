import { describe, expect, it } from 'vitest';
import { IDLE_MS, LIFE_MS } from '../../../gateway/people/sessions.ts';
import { me } from '../../../protocol/api/people.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { call, type Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';

describe.each(ENGINES)('signing in on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    const { province } = await doors.smallProvince();
    const account = { username: 'Nga', name: 'Nguyễn Thị Nga', role: 'operator', areas: [province.id] } as const;
    await doors.accounts.createAccount({ id: 'system' }, { ...account, password: 'mật khẩu' });
  });
  const signIn = (username: string, password: string, address = '127.0.0.1') =>
    doors.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { username, password },
      remoteAddress: address,
    });
  const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>) => {
    const cookie = answer.cookies[0];
    if (!cookie) throw new Error('no cookie was set');
    return cookie;
  };

  it('gives a cookie no script can read and no other site can use, and says who it is', async () => {
    const answer = await signIn('nga', 'mật khẩu');
    expect(answer.statusCode).toBe(200);
    const body = me.parse(answer.json());
    expect(body.account).toMatchObject({ username: 'nga', name: 'Nguyễn Thị Nga', role: 'operator' });
    expect(body.demo).toEqual({ label: 'số liệu minh họa 2023' });
    const cookie = cookieOf(answer);
    expect(cookie).toMatchObject({ name: 'loaxa_session', httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(cookie.value).toMatch(/^[\w-]{43}$/);
    const again = await call(doors, 'GET', '/api/v1/session', undefined, { cookie: `loaxa_session=${cookie.value}` });
    expect(again.json()).toEqual(body);
  });

  it('stores neither password nor token', async () => {
    const token = cookieOf(await signIn('nga', 'mật khẩu')).value;
    const rows = JSON.stringify([
      await test.database.read('accounts'),
      await test.database.read('web_sessions'),
      await test.database.read('audit_entries'),
    ]);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain('mật khẩu');
    expect(rows).toContain('$argon2id$');
  });

  it('answers a wrong password and an unknown name alike', async () => {
    const [wrong, unknown] = [await signIn('nga', 'sai'), await signIn('không ai', 'sai')];
    expect([wrong.statusCode, wrong.json()]).toEqual([unknown.statusCode, unknown.json()]);
    expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'wrong-password']);
  });

  it('makes an address that guesses wait longer and longer, and nobody else', async () => {
    for (let tries = 0; tries < 5; tries++) expect((await signIn('nga', 'sai')).statusCode).toBe(401);
    const waits: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      const answer = await signIn('nga', 'mật khẩu');
      expect([answer.statusCode, answer.json().code]).toEqual([429, 'too-many-attempts']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      waits.push(answer.json().retryAfterMs);
      await doors.clock.advance(answer.json().retryAfterMs);
      expect((await signIn('nga', 'sai')).statusCode).toBe(401);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000]);
    expect((await signIn('nga', 'mật khẩu', '10.0.0.2')).statusCode).toBe(200);
    await doors.clock.advance(64_000);
    expect((await signIn('nga', 'mật khẩu')).statusCode).toBe(200);
    expect((await signIn('nga', 'sai')).statusCode).toBe(401);
  });

  it('counts by the address a proxy on this machine tells, and believes no other machine', async () => {
    const guess = (forwarded: string, remoteAddress: string) =>
      doors.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: { username: 'nga', password: 'sai' },
        headers: { 'x-forwarded-for': forwarded },
        remoteAddress,
      });
    for (let tries = 0; tries < 6; tries++) await guess('203.0.113.1', '127.0.0.1');
    expect((await guess('203.0.113.1', '127.0.0.1')).statusCode).toBe(429);
    expect((await guess('203.0.113.2', '127.0.0.1')).statusCode).toBe(401);
    for (let tries = 0; tries < 6; tries++) await guess(`198.51.100.${tries}`, '192.0.2.7');
    expect((await guess('198.51.100.99', '192.0.2.7')).statusCode).toBe(429);
  });

  it('gives many guesses at once no more tries than one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn('nga', 'sai')));
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(5);
  });

  it('ends after twelve hours without a request, and after a week in any case', async () => {
    const headers = { cookie: `loaxa_session=${cookieOf(await signIn('nga', 'mật khẩu')).value}` };
    const seen = async () => (await call(doors, 'GET', '/api/v1/session', undefined, headers)).statusCode;
    for (let passed = 0; passed < LIFE_MS; passed += IDLE_MS - 60_000) {
      expect(await seen()).toBe(200);
      await doors.clock.advance(IDLE_MS - 60_000);
    }
    expect(await seen()).toBe(401);
    const idle = { cookie: `loaxa_session=${cookieOf(await signIn('nga', 'mật khẩu')).value}` };
    await doors.clock.advance(IDLE_MS);
    const answer = await call(doors, 'GET', '/api/v1/session', undefined, idle);
    expect(answer.statusCode).toBe(401);
    expect(answer.cookies[0]).toMatchObject({ name: 'loaxa_session', value: '' });
  });

  it('says in every answer when it will end: later with each request, and never later than a week', async () => {
    const began = doors.clock.now();
    const headers = { cookie: `loaxa_session=${cookieOf(await signIn('nga', 'mật khẩu')).value}` };
    const endsIn = async () => {
      const { headers: told } = await call(doors, 'GET', '/api/v1/session', undefined, headers);
      return Number(told['x-session-ends']) - doors.clock.now();
    };
    expect(await endsIn()).toBe(IDLE_MS);
    await doors.clock.advance(IDLE_MS - 120_000);
    expect(await endsIn(), 'two minutes ahead, asking makes it longer').toBe(IDLE_MS);
    while (doors.clock.now() < began + LIFE_MS - IDLE_MS) {
      await endsIn();
      await doors.clock.advance(IDLE_MS / 2);
    }
    expect(await endsIn()).toBe(began + LIFE_MS - doors.clock.now());
    const stranger = await call(doors, 'GET', '/api/v1/session/device');
    expect(stranger.headers['x-session-ends']).toBeUndefined();
  });

  it('ends at once when signed out or when the account is disabled', async () => {
    const first = await signIn('nga', 'mật khẩu');
    const headers = { cookie: `loaxa_session=${cookieOf(first).value}`, 'x-csrf-token': first.json().csrfToken };
    expect((await call(doors, 'DELETE', '/api/v1/session', undefined, headers)).statusCode).toBe(204);
    expect((await call(doors, 'GET', '/api/v1/session', undefined, headers)).statusCode).toBe(401);
    const second = { cookie: `loaxa_session=${cookieOf(await signIn('nga', 'mật khẩu')).value}` };
    await test.database.write((t) => t('accounts').where({ username: 'nga' }).update({ disabled_at: 1 }));
    expect((await call(doors, 'GET', '/api/v1/session', undefined, second)).statusCode).toBe(401);
    expect((await signIn('nga', 'mật khẩu')).statusCode).toBe(401);
  });

  it('takes no second account of a name, whatever its case', async () => {
    const account = { username: ' NGA ', name: 'x', role: 'operator', areas: [], password: 'x' } as const;
    await expect(doors.accounts.createAccount({ id: 'system' }, account)).rejects.toThrow('already');
  });
});
