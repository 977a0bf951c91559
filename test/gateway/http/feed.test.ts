import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type FeedMessage, feedMessage } from '../../../protocol/api/feed.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { type Caller, Doors } from './doors.ts';

/** An open dashboard, as far as the feed sees it. */
class Listening {
  readonly messages: FeedMessage[] = [];
  readonly socket: WebSocket;
  closed: number | undefined;
  status: number | undefined;

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data) => this.messages.push(feedMessage.parse(JSON.parse(String(data)))));
    this.socket.on('close', (code) => {
      this.closed = code;
    });
    this.socket.on('unexpected-response', (_request, response) => {
      this.status = response.statusCode;
    });
    this.socket.on('error', () => undefined);
  }

  of<T extends FeedMessage['type']>(type: T) {
    return this.messages.filter((message): message is Extract<FeedMessage, { type: T }> => message.type === type);
  }
}

describe('the live feed', () => {
  let test: TestDatabase;
  let doors: Doors;
  let url: string;
  let ids: Record<'linh' | 'xa', string>;
  let all: Awaited<ReturnType<Doors['smallProvince']>>;
  const open: Listening[] = [];
  beforeEach(async () => {
    test = await openSqlite();
    doors = await Doors.open(test);
    all = await doors.smallProvince();
    const input = { horns: 1, place: '', technology: 'ip' as const };
    const [linh, xa] = await doors.nodes.createMany({ id: 'system' }, [
      { ...input, hamlet: all.linh1.id, code: '1' },
      { ...input, hamlet: all.xa1.id, code: '2' },
    ]);
    ids = { linh: linh?.id ?? '', xa: xa?.id ?? '' };
    await doors.app.listen({ host: '127.0.0.1', port: 0 });
    url = `ws://127.0.0.1:${(doors.app.server.address() as AddressInfo).port}/api/v1/feed`;
  });
  afterEach(async () => {
    for (const { socket } of open.splice(0)) socket.terminate();
    await doors.close();
    await test.close();
  });

  const until = (holds: () => boolean) => expect.poll(holds, { timeout: 5_000, interval: 5 }).toBe(true);
  const listen = async (caller: Caller, headers: Record<string, string> = {}) => {
    const listening = new Listening(url, { cookie: `loaxa_session=${caller.token}`, ...headers });
    open.push(listening);
    await until(() => listening.of('tick').length > 0);
    return listening;
  };
  const presence = (node: string, state: 'online' | 'offline') =>
    doors.facts.tell('presenceChanged', { at: doors.clock.now(), changes: [{ node, state, lastSeenAt: 5 }] });

  it('greets, says whether the watch is open, and ticks every ten seconds', async () => {
    const listening = await listen(await doors.person('operator', [all.province.id]));
    expect(listening.messages.slice(0, 2).map(({ type }) => type)).toEqual(['hello', 'tick']);
    await doors.clock.advance(10_000);
    await until(() => listening.of('tick').length === 2);
    expect(listening.of('tick')[1]).toEqual({ type: 'tick', at: doors.clock.now(), watching: true });
  });

  it('tells each listener only of the own areas', async () => {
    const province = await listen(await doors.person('operator', [all.province.id]));
    const commune = await listen(await doors.person('operator', [all.linh.id]));
    presence(ids.linh, 'online');
    presence(ids.xa, 'online');
    doors.facts.tell('deliveriesChanged', { at: 1, run: 'r', deliveries: [{ node: ids.xa, state: 'full' }] });
    doors.facts.tell('faultChanged', { at: 1, id: 'f', kind: 'offline', node: ids.xa, raised: true });
    doors.facts.tell('changed', { at: 1, what: 'coverage' });
    await doors.clock.advance(1_000);
    await until(() => province.of('changed').length === 1 && commune.of('changed').length === 1);
    expect(province.of('presence')[0]?.changes.map(({ node }) => node)).toEqual([ids.linh, ids.xa]);
    expect(commune.of('presence')[0]?.changes.map(({ node }) => node)).toEqual([ids.linh]);
    expect([province.of('deliveries').length, province.of('fault').length]).toEqual([1, 1]);
    expect([commune.of('deliveries').length, commune.of('fault').length]).toEqual([0, 0]);
  });

  it('gathers for a second, and the last news of a thing is the one told', async () => {
    const listening = await listen(await doors.person('operator', [all.province.id]));
    for (let index = 0; index < 100; index++) presence(ids.linh, index % 2 ? 'offline' : 'online');
    doors.facts.tell('deliveriesChanged', {
      at: 1,
      run: 'r',
      deliveries: [{ node: ids.linh, state: 'playing', startedAt: 7 }],
    });
    doors.facts.tell('deliveriesChanged', { at: 2, run: 'r', deliveries: [{ node: ids.linh, state: 'full' }] });
    await doors.clock.advance(1_000);
    await until(() => listening.of('deliveries').length === 1);
    expect(listening.of('presence')).toHaveLength(1);
    expect(listening.of('presence')[0]?.changes).toEqual([{ node: ids.linh, state: 'offline', lastSeenAt: 5 }]);
    expect(listening.of('deliveries')[0]?.deliveries).toEqual([{ node: ids.linh, state: 'full', startedAt: 7 }]);
  });

  it('tells what waits for a second person to who asked and to those who may say yes', async () => {
    const asker = await doors.person('operator', [all.linh.id]);
    const listeners = {
      asker: await listen(asker),
      second: await listen(await doors.person('approver', [all.province.id])),
      tooSmall: await listen(await doors.person('approver', [all.xa.id])),
      technician: await listen(await doors.person('technician', [all.province.id])),
    };
    const about = { at: 1, id: 'c', by: asker.id, areas: [all.linh.id, all.xa.id] };
    doors.facts.tell('confirmationChanged', { ...about, state: 'waiting' });
    doors.facts.tell('changed', { at: 1, what: 'nodes' });
    await doors.clock.advance(1_000);
    await until(() => Object.values(listeners).every((one) => one.of('changed').length === 1));
    const counts = Object.entries(listeners).map(([name, one]) => [name, one.of('confirmation').length]);
    expect(Object.fromEntries(counts)).toEqual({ asker: 1, second: 1, tooSmall: 0, technician: 0 });
    expect(listeners.second.of('confirmation')[0]).toMatchObject({ id: 'c', state: 'waiting' });
  });

  it('tells of strangers at the broker to administrators alone', async () => {
    const administrator = await listen(await doors.person('administrator', [all.province.id]));
    const operator = await listen(await doors.person('operator', [all.province.id]));
    doors.facts.tell('faultChanged', { at: 1, id: 'f', kind: 'bad-credential', raised: true });
    doors.facts.tell('changed', { at: 1, what: 'nodes' });
    await doors.clock.advance(1_000);
    await until(() => operator.of('changed').length === 1 && administrator.of('changed').length === 1);
    expect([administrator.of('fault').length, operator.of('fault').length]).toEqual([1, 0]);
  });

  it('refuses who is not signed in and pages of other sites', async () => {
    const caller = await doors.person('operator', [all.province.id]);
    const cookie = `loaxa_session=${caller.token}`;
    const strangers = [
      new Listening(url, {}),
      new Listening(url, { cookie: 'loaxa_session=wrong' }),
      new Listening(url, { cookie, origin: 'https://evil.example' }),
      new Listening(url, { cookie, origin: 'null' }),
    ];
    open.push(...strangers);
    await until(() => strangers.every(({ status }) => status !== undefined));
    expect(strangers.map(({ status }) => status)).toEqual([401, 401, 403, 403]);
    const own = await listen(caller, { origin: url.replace('ws:', 'http:').replace('/api/v1/feed', '') });
    expect(own.closed).toBeUndefined();
  });

  it('lets a listener go soon after its session ended', async () => {
    const caller = await doors.person('operator', [all.province.id]);
    const listening = await listen(caller);
    await caller.call('DELETE', '/session');
    await doors.clock.advance(10_000);
    await until(() => listening.closed === 1008);
  });

  it('goes on when an unlocking has given the browser another cookie', async () => {
    const caller = await doors.person('operator', [all.province.id]);
    const listening = await listen(caller);
    const session = await doors.sessions.find(caller.token);
    await doors.sessions.unlock(caller.token, session?.id ?? '', doors.clock.now() + 60_000);
    for (let ticks = 0; ticks < 4; ticks++) await doors.clock.advance(10_000);
    expect(await doors.sessions.find(caller.token)).toBeUndefined();
    presence(ids.linh, 'online');
    await doors.clock.advance(1_000);
    await until(() => listening.of('presence').length > 0);
    expect(listening.closed).toBeUndefined();
  });

  it.each([
    { what: 'is locked', role: 'operator', disabled_at: 1, at: 'province' },
    { what: 'has another role', role: 'technician', disabled_at: null, at: 'province' },
    { what: 'has other areas', role: 'operator', disabled_at: null, at: 'xa' },
  ] as const)('tells nothing more, and lets go, when the account $what', async ({ role, disabled_at, at }) => {
    const caller = await doors.person('operator', [all.province.id]);
    const listening = await listen(caller);
    doors.accounts.remember({ id: caller.id, name: 'x', role, disabled_at, valid_until: null }, [all[at].id]);
    presence(ids.linh, 'online');
    await doors.clock.advance(1_000);
    await until(() => listening.closed === 1008);
    expect(listening.of('presence')).toEqual([]);
  });

  it('lets a listener go when more happens in a second than it could be told', async () => {
    const listening = await listen(await doors.person('operator', [all.province.id]));
    for (let index = 0; index < 26_000; index++)
      doors.facts.tell('runChanged', { at: 1, id: `r${index}`, state: 'ended' });
    await doors.clock.advance(1_000);
    await until(() => listening.closed === 1013);
    expect(listening.of('run')).toEqual([]);
  });

  it('drops a socket that never reads instead of filling memory', async () => {
    const listening = await listen(await doors.person('operator', [all.province.id]));
    listening.socket.pause();
    for (let second = 0; second < 60 && doors.feed.listeners > 0; second++) {
      for (let index = 0; index < 20_000; index++)
        doors.facts.tell('runChanged', { at: 1, id: `run-${second}-${index}-${'x'.repeat(40)}`, state: 'ended' });
      await doors.clock.advance(1_000);
    }
    await until(() => doors.feed.listeners === 0);
  });

  it('ends with the gateway and frees its port', async () => {
    const listening = await listen(await doors.person('operator', [all.province.id]));
    doors.feed.stop();
    await doors.app.close();
    await until(() => listening.closed !== undefined);
  });
});
