import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AssignedCase } from '../../../gateway/notify/notify.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, openSqlite } from '../database/engines.ts';
import { ADMINISTRATOR, NotifyDesk } from './desk.ts';
import { COMMUNE, notice } from './notices.ts';

const states = async (desk: NotifyDesk) => (await desk.log()).map(({ step, state }) => `${step} ${state}`);
const incident = (n: number) => `01KAINCIDENT0000000000${String(n).padStart(4, '0')}`;

describe.each(ENGINES)('on $engine', ({ open }) => {
  let desk: NotifyDesk;
  beforeEach(async () => {
    desk = await new NotifyDesk(await open()).start();
  });
  afterEach(() => desk.stop());

  it('a storm becomes one digest, and its end is told to whom the beginning was', async () => {
    await desk.subscribe(await desk.mail(), { to: 'tam@xa.example' });
    await desk.take(...Array.from({ length: 12 }, (_, n) => notice({ incident: incident(n) })));
    expect(desk.outside.mails).toHaveLength(1);
    expect(await states(desk)).toEqual([...Array(12).fill('opened merged'), 'digest sent']);
    await desk.take(notice({ incident: incident(3), what: 'over', until: desk.clock.now() }));
    expect((await states(desk)).at(-1)).toBe('over sent');
  });

  it('is kept through a stop, and nothing is left of a transaction that was rolled back', async () => {
    await desk.subscribe(await desk.webHook());
    await expect(desk.rolledBack(notice())).rejects.toThrow('rolled back');
    expect(await desk.log()).toEqual([]);
    desk.outside.answers = [{ status: 500 }, { status: 200 }];
    await desk.take(notice());
    await desk.restart();
    await desk.pass(30 * SECOND_MS);
    expect(await states(desk)).toEqual(['opened sent']);
  });
});

describe('what people are told', () => {
  let desk: NotifyDesk;
  beforeEach(async () => {
    desk = await new NotifyDesk(await openSqlite()).start();
  });
  afterEach(() => desk.stop());

  it('goes by mail, signed in, to the address, once however often it is taken', async () => {
    await desk.subscribe(await desk.mail(), { to: 'tam@xa.example' });
    await desk.take(notice());
    await desk.take(notice());
    await desk.pass(MINUTE_MS);
    expect(desk.outside.mails).toMatchObject([{ from: 'loaxa@xa.example', to: 'tam@xa.example', user: 'loaxa' }]);
    expect(desk.outside.mails[0]?.text).toContain('Message-ID: <');
    expect(await states(desk)).toEqual(['opened sent']);
  });

  it('goes to a web hook as JSON under a signature of the time and the body', async () => {
    const key = 'một khóa đủ dài để ký';
    await desk.subscribe(await desk.webHook(key));
    await desk.take(notice({ nodes: 30 }));
    const [{ body = '', headers = {} } = {}] = desk.outside.posts;
    expect(JSON.parse(body)).toMatchObject({ v: 1, event: 'opened', incidents: [{ cause: 'mains-lost', nodes: 30 }] });
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-timestamp']).toBe(String(desk.clock.now() / SECOND_MS));
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });

  it('goes to a chat by the Bot API and to a telephone by any gateway that takes one HTTP request', async () => {
    const telegram = await desk.channel({ kind: 'telegram', url: desk.outside.url }, '123:ABC');
    const sms = await desk.channel(
      {
        ...{ kind: 'sms', method: 'POST', url: `${desk.outside.url}/send?to={phone}`, form: 'json', plain: true },
        ...{
          headers: [{ name: 'Authorization', value: 'Bearer {key}' }],
          body: '{"msg":"{text}"}',
          expects: '"ok":true',
        },
      },
      'chìa-khóa',
    );
    await desk.subscribe(telegram, { to: '-100123456' });
    await desk.subscribe(sms, { to: '+84912345678' });
    await desk.take(notice());
    const byPath = new Map(desk.outside.posts.map((post) => [post.url, post]));
    expect(JSON.parse(byPath.get('/bot123:ABC/sendMessage')?.body ?? '')).toMatchObject({ chat_id: '-100123456' });
    const sent = byPath.get('/send?to=%2B84912345678');
    expect(sent?.headers.authorization).toBe('Bearer cha-kha');
    expect(JSON.parse(sent?.body ?? '').msg).toMatch(/^Mat dien: AH-012, thon Dong, xa An Hoa tu /);
  });

  it('is tried again after a 500 and an unexpected answer, and is sent once in the end', async () => {
    await desk.subscribe(
      await desk.channel({
        ...{ kind: 'sms', method: 'GET', url: `${desk.outside.url}/s?m={text}&n={phone}`, form: 'json', body: '' },
        ...{ headers: [], expects: 'OK', plain: true },
      }),
      { to: '0912345678' },
    );
    desk.outside.answers = [{ status: 500 }, { status: 200, body: 'no credit' }, { status: 200, body: 'OK 1' }];
    await desk.take(notice());
    expect(await desk.log()).toMatchObject([{ state: 'waiting', tries: 1, failed: 'HTTP 500' }]);
    await desk.pass(29 * SECOND_MS);
    expect(desk.outside.posts).toHaveLength(1);
    await desk.pass(SECOND_MS);
    expect(await desk.log()).toMatchObject([{ state: 'waiting', tries: 2, failed: 'unexpected-answer' }]);
    await desk.pass(MINUTE_MS);
    await desk.pass(HOUR_MS);
    expect(desk.outside.posts).toHaveLength(3);
    expect(await desk.log()).toMatchObject([{ state: 'sent', tries: 3, failed: null }]);
  });

  it('is tried no more where the recipient is unknown, and the channel goes on for the others', async () => {
    const mail = await desk.mail();
    await desk.subscribe(mail, { to: 'nobody@xa.example' });
    await desk.subscribe(mail, { to: 'tam@xa.example' });
    await desk.take(notice());
    await desk.pass(HOUR_MS);
    expect((await desk.log()).map(({ state, failed }) => [state, failed])).toEqual([
      ['failed', 'unknown-recipient'],
      ['sent', null],
    ]);
    expect(desk.failing).toEqual([]);
  });

  it('a case that is given to somebody is said by every way of that person, alone, however much else there is', async () => {
    const mail = await desk.mail();
    const own = { account: '01KATECHN0000000000000000A', name: '', to: 'tho@xa.example' };
    await desk.subscribe(mail, own);
    await desk.subscribe(mail, { ...own, minSeverity: 'critical' });
    await desk.subscribe(mail, { to: 'khac@xa.example' });
    const given: AssignedCase = {
      ...{
        id: 'c1',
        key: 'k1',
        account: '01KATECHN0000000000000000A',
        area: COMMUNE,
        severity: 'major',
        number: 'SC-2026-0012',
      },
      ...{ cause: 'line-open', name: 'AH-012', byName: 'Hùng', note: 'mang thang' },
    };
    await desk.assign(given);
    await desk.assign(given);
    await desk.assign({ ...given, account: 'nobody', key: 'k2' });
    await desk.pass(MINUTE_MS);
    expect(desk.outside.mails.map(({ to }) => to)).toEqual(['tho@xa.example']);
    expect(await states(desk)).toEqual(['assigned sent']);
    const [row] = await desk.log();
    expect(row).toMatchObject({ link: 'https://loaxa.example/su-co/c1', incident_id: null });
    expect(row.text).toContain('Giao việc SC-2026-0012');
    expect(row.text).toContain('Người giao: Hùng');
  });

  it('is given up after a day, and the channel counts as failing until something gets through', async () => {
    const hook = await desk.webHook();
    await desk.subscribe(hook);
    desk.outside.answers = [{ status: 503 }];
    await desk.take(notice());
    for (let n = 0; n < 6; n++) await desk.pass(30 * MINUTE_MS);
    expect(desk.failing).toMatchObject([{ id: hook, word: 'HTTP 503' }]);
    const tries = desk.outside.posts.length;
    expect(tries).toBeLessThanOrEqual(7);
    await desk.pass(DAY_MS);
    expect(await desk.log()).toMatchObject([{ state: 'failed', failed: 'gave-up' }]);
    desk.outside.answers = [{ status: 200 }];
    await desk.take(notice({ incident: incident(2) }));
    await desk.pass(15 * MINUTE_MS);
    expect((await states(desk)).at(-1)).toBe('opened sent');
    expect(desk.failing).toEqual([]);
  });

  it('waits for the morning, when what was held is one message; the worst does not wait', async () => {
    const night = { from: '21:00', to: '05:00', criticalPasses: true };
    await desk.subscribe(await desk.webHook());
    await desk.subscribe(await desk.mail(), { to: 'tam@xa.example', night });
    desk.clock.set(instantAt('2026-11-23', '23:30'));
    const minor = { severity: 'major', cause: 'too-hot' } as const;
    await desk.take(...[1, 2, 3].map((n) => notice({ incident: incident(n), ...minor })));
    await desk.take(notice({ incident: incident(2), ...minor, what: 'over', until: desk.clock.now() }));
    expect(desk.outside.mails).toHaveLength(0);
    expect(desk.outside.posts).toHaveLength(4);
    await desk.take(notice({ incident: incident(4) }));
    expect(desk.outside.mails).toHaveLength(1);
    desk.clock.set(instantAt('2026-11-24', '04:59'));
    await desk.pass(30 * SECOND_MS);
    expect(desk.outside.mails).toHaveLength(1);
    await desk.pass(30 * SECOND_MS);
    expect(desk.outside.mails).toHaveLength(2);
    const [digest] = (await desk.log()).filter(({ step }) => step === 'digest');
    expect(digest).toMatchObject({ state: 'sent', subject: '[LoaXã] 2 sự cố mới ở 1 xã, 1 đã hết' });
  });

  it('goes to the next person when nobody takes it, and is repeated until somebody does', async () => {
    const mail = await desk.mail();
    await desk.subscribe(mail, { to: 'first@xa.example', remindHours: 2 });
    await desk.subscribe(mail, { to: 'second@xa.example', afterMinutes: 30 });
    await desk.take(notice(), notice({ incident: incident(2) }));
    desk.taken.add(incident(2));
    const to = () => desk.outside.mails.map((one) => one.to.split('@')[0]);
    await desk.pass(29 * MINUTE_MS);
    expect(to()).toEqual(['first', 'first']);
    await desk.pass(MINUTE_MS);
    expect(to()).toEqual(['first', 'first', 'second']);
    await desk.pass(90 * MINUTE_MS);
    await desk.pass(MINUTE_MS);
    expect(to()).toEqual(['first', 'first', 'second', 'first']);
    await desk.take(notice({ what: 'over', until: desk.clock.now() }));
    expect(to().slice(4).sort()).toEqual(['first', 'second']);
    await desk.pass(4 * HOUR_MS);
    expect(to()).toHaveLength(6);
  });
});

describe('a channel', () => {
  let desk: NotifyDesk;
  beforeEach(async () => {
    desk = await new NotifyDesk(await openSqlite()).start();
  });
  afterEach(() => desk.stop());

  it('keeps its secret sealed: neither the database, nor the record, nor an error holds it', async () => {
    const hook = await desk.webHook('bí-mật-của-tôi');
    desk.outside.answers = [{ status: 500, body: 'bí-mật-của-tôi' }];
    expect(await desk.notify.test(ADMINISTRATOR, hook, '')).toMatchObject({ delivered: false, word: 'HTTP 500' });
    const rows = [...(await desk.rows('notification_channels')), ...(await desk.rows('audit_entries'))];
    expect(rows.length).toBeGreaterThan(2);
    expect(JSON.stringify(rows)).not.toContain('bí-mật');
  });

  it('leaves no address in the record, and none anywhere of a person who is erased', async () => {
    const to = 'nguyen.thi.quen@xa.example';
    const id = await desk.subscribe(await desk.mail(), { to, name: '' });
    await desk.notify.subscriptions.change(ADMINISTRATOR, id, { to: `0${to}` });
    await desk.notify.subscriptions.change(ADMINISTRATOR, id, { to });
    await desk.take(notice());
    const record = JSON.stringify(await desk.rows('audit_entries'));
    expect(record).not.toContain('nguyen');
    expect(record).toContain('n…@xa.example');
    expect(record).toContain('recipientChanged');
    expect(JSON.stringify(await desk.rows('notifications'))).toContain(to);
    await desk.forget(ADMINISTRATOR.id);
    expect(desk.notify.subscriptions.list(ADMINISTRATOR)).toEqual([]);
    const tables = ['notification_subscriptions', 'notifications', 'audit_entries'];
    const rows = JSON.stringify(await Promise.all(tables.map((table) => desk.rows(table))));
    expect(rows).not.toContain('quen@');
    expect(await states(desk), 'what was sent stays told').toEqual(['opened sent']);
  });

  it.each([
    ['a 200', [{ status: 200 }], 'ok'],
    ['a redirect, which nobody follows', [{ status: 302, headers: { location: '/elsewhere' } }], 'HTTP 302'],
    ['an endless answer', [{ status: 200, body: 'x'.repeat(70_000) }], 'answer-too-long'],
  ])('says of a test what %s means', async (_what, answers, word) => {
    desk.outside.answers = answers;
    expect((await desk.notify.test(ADMINISTRATOR, await desk.webHook(), '')).word).toBe(word);
    expect(desk.outside.posts).toHaveLength(1);
  });

  it('whose password is wrong, or whose server is not there, says so in a word', async () => {
    const { mailPort } = desk.outside;
    const mail = (port: number, secret: string) =>
      desk.channel(
        { kind: 'mail', host: '127.0.0.1', port, security: 'none', user: 'loaxa', from: 'l@xa.example' },
        secret,
      );
    const word = async (channel: string) => (await desk.notify.test(ADMINISTRATOR, channel, 'a@xa.example')).word;
    expect(await word(await mail(mailPort, 'sai'))).toBe('EAUTH');
    expect(await word(await mail(1, 'sai'))).toBe('ESOCKET');
  });

  it('does not send a secret it keeps to another address than the one it was given for', async () => {
    const hook = await desk.webHook('bí-mật');
    const settings = { kind: 'web-hook', url: 'https://elsewhere.example/' } as const;
    await expect(desk.notify.channels.change(ADMINISTRATOR, hook, { settings })).rejects.toMatchObject({
      code: 'secret-again',
    });
    await desk.notify.channels.change(ADMINISTRATOR, hook, { settings, secret: 'khác' });
    expect(desk.notify.channels.require(hook).settings).toEqual(settings);
  });

  it('that somebody is told by is not deleted', async () => {
    const hook = await desk.webHook();
    const told = await desk.subscribe(hook);
    await expect(desk.notify.channels.remove(ADMINISTRATOR, hook)).rejects.toMatchObject({ code: 'channel-used' });
    await desk.notify.subscriptions.remove(ADMINISTRATOR, told);
    await desk.notify.channels.remove(ADMINISTRATOR, hook);
    expect(desk.notify.channels.all()).toEqual([]);
  });
});
