import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../gateway/log.ts';
import { AddressGuard } from '../../../../gateway/outside/address-guard.ts';
import { Feeds, type FeedsParts } from '../../../../gateway/upstream/feeds/feeds.ts';
import type { StoredSource } from '../../../../gateway/upstream/sources-store.ts';
import type { CapFeed } from '../../../../protocol/api/sources.ts';
import { MINUTE_MS } from '../../../../protocol/units.ts';
import { Air } from '../../broadcast/air.ts';
import type { TestDatabase } from '../../database/engines.ts';
import { capXml } from '../cap/messages.ts';
import { openForAMoment } from '../cap/moment.ts';
import { Office } from '../cap/office.ts';
import { makeSigner, signed } from '../cap/signing.ts';
import { atom, Sender } from './sender.ts';

let test: TestDatabase;
let air: Air;
let office: Office;
let sender: Sender;
let feed: CapFeed;
let feeds: Feeds;
const alarms: string[] = [];

beforeEach(async () => {
  test = await openForAMoment();
  air = new Air(test);
  air.link.connected = true;
  air.node(air.east, 'TL-001');
  await air.broadcast.start();
  office = new Office(air);
  sender = await new Sender().open();
  feed = { url: `${sender.url}/index`, everySeconds: 60, hosts: [] };
  alarms.length = 0;
  feeds = made();
  await feeds.start();
});
afterEach(async () => {
  await feeds.stop();
  await sender.close();
  await air.close();
  await test.close();
});

function source(): StoredSource {
  return {
    ...{
      ...office.source,
      kind: 'cap',
      mapping: 'default',
      statusEverySeconds: 60,
      signers: [],
      streamHosts: [],
      feed,
    },
    ...{ logPer: [], weights: [], secretHash: '', state: 'active', logPosition: 0, createdBy: 'a', createdAt: 0 },
  } as StoredSource; // its level is one that sources have
}
function made(change: Partial<FeedsParts> = {}): Feeds {
  return new Feeds({
    ...{ database: air.database, clock: air.clock, log: silentLog, facts: air.facts },
    guard: new AddressGuard(['127.0.0.1']),
    sources: { all: () => [source()] },
    take: (id, bytes) => office.alerts.take({ id, kind: 'cap' }, bytes),
    noteCall: async (_source, call) => void office.calls.push(call),
    alarm: { tell: (detail) => alarms.push(detail), settle: () => alarms.push('settled') },
    ...change,
  });
}
async function round(after = 0): Promise<void> {
  await air.clock.advance(after);
  feeds.tick();
  await feeds.idle();
}
const state = () => feeds.stateOf(source());
const alert = (identifier: string, info: object = {}) => capXml({ identifier, infos: [office.info(info)] });

describe('a feed', () => {
  it('gives its alerts the way of pushed ones, each once, and asks for the index no more than its sender has a new one', async () => {
    sender.etag = '"1"';
    sender.files.set('/index', atom([{ href: '/a.xml' }, { href: 'b.xml' }]));
    sender.files.set('/a.xml', alert('VN-1'));
    sender.files.set('/b.xml', alert('VN-2', { expires: '2026-11-23T09:59:00+07:00' }));
    await round();
    expect(sender.takeAsked()).toEqual(['/index', '/a.xml', '/b.xml']);
    expect([await office.stateOf('VN-1'), await office.stateOf('VN-2')]).toEqual(['on-air', 'expired']);
    expect(office.told()).toHaveLength(1);
    expect(state()).toEqual({
      ...{ triedAt: air.clock.now(), fetchedAt: air.clock.now(), waiting: 0 },
      nextAt: air.clock.now() + MINUTE_MS,
    });
    await round(59_000);
    expect(sender.takeAsked()).toEqual([]);
    await round(1_000);
    expect(sender.takeAsked()).toEqual(['/index']);
    // A new version of one of them is fetched alone; the same words are the same message.
    sender.etag = '"2"';
    sender.files.set('/index', atom([{ href: '/a.xml', updated: '2026-11-23T10:01:00+07:00' }, { href: 'b.xml' }]));
    await round(MINUTE_MS);
    expect(sender.takeAsked()).toEqual(['/index', '/a.xml']);
    expect(office.told()).toEqual([]);
  });

  it('killed between taking and marking takes it once', async () => {
    sender.files.set('/index', `${sender.url}/a.xml\n`);
    sender.files.set('/a.xml', alert('VN-1'));
    feeds.store.mark = () => Promise.reject(new Error('killed'));
    await round();
    expect([await office.stateOf('VN-1'), state()?.waiting]).toEqual(['on-air', 1]);
    await feeds.stop();
    office.alerts = office.made();
    feeds = made();
    await feeds.start();
    await round(MINUTE_MS);
    expect(sender.takeAsked()).toEqual(['/index', '/a.xml', '/index', '/a.xml']);
    expect([office.told().length, (await office.counted()).duplicate, state()?.waiting]).toEqual([1, 1, 0]);
  });

  it('whose server goes away in the middle goes on where it was, ever later, with an alarm after a quarter of an hour', async () => {
    sender.etag = '"1"';
    sender.files.set('/index', atom(['a', 'b', 'c', 'd', 'e'].map((name) => ({ href: `/${name}` }))));
    sender.files.set('/a', alert('VN-a'));
    for (const name of ['b', 'c', 'd', 'e']) sender.files.set(`/${name}`, 503);
    await round();
    expect(sender.takeAsked()).toEqual(['/index', '/a', '/b', '/c', '/d']);
    expect(state()).toMatchObject({ waiting: 4, failure: 'HTTP 503', failingSince: air.clock.now() });
    sender.files.set('/index', 503);
    const pauses: number[] = [];
    for (let failed = 0; failed < 5; failed++) {
      const { nextAt = 0 } = state() ?? {};
      pauses.push((nextAt - air.clock.now()) / 1_000);
      await round(nextAt - air.clock.now());
    }
    expect(pauses).toEqual([30, 60, 120, 240, 300]);
    expect(alarms).toEqual(['settled']);
    await round(5 * MINUTE_MS);
    expect(alarms).toEqual(['settled', `${office.source.name} (HTTP 503)`]);
    // After a restart too.
    await feeds.stop();
    feeds = made();
    await feeds.start();
    sender.files.set('/index', atom(['a', 'b', 'c', 'd', 'e'].map((name) => ({ href: `/${name}` }))));
    for (const name of ['b', 'c', 'd', 'e']) sender.files.set(`/${name}`, alert(`VN-${name}`));
    sender.takeAsked();
    await round(5 * MINUTE_MS);
    expect(sender.takeAsked()).toEqual(['/index', '/b', '/c', '/d', '/e']);
    feeds.tick();
    expect([alarms.at(-1), state()?.failure]).toEqual(['settled', undefined]);
  });

  it('calls its own host and those that are named, and no private one, by links and redirects neither', async () => {
    const other = await new Sender().open();
    const elsewhere = other.url.replace('127.0.0.1', 'localhost');
    sender.files.set(
      '/index',
      atom([{ href: `${elsewhere}/x` }, { href: '/moved' }, { href: 'ftp://127.0.0.1/y' }, { href: '/a' }]),
    );
    sender.moved.set('/moved', `${elsewhere}/x`);
    sender.files.set('/a', alert('VN-1'));
    for (let times = 0; times < 6; times++) await round(5 * MINUTE_MS);
    expect([other.asked, await office.stateOf('VN-1')]).toEqual([[], 'on-air']);
    expect(office.calls.filter(({ what }) => what === 'CAP feed').map(({ detail }) => detail)).toEqual([
      'host-not-allowed: localhost',
      'host-not-allowed: 127.0.0.1',
      'bad-address: 127.0.0.1',
    ]);
    expect(state()).toMatchObject({ waiting: 0 });
    // Named, it is asked, and what was given up is tried again.
    other.files.set('/x', alert('VN-2'));
    feed = { ...feed, hosts: ['localhost'] };
    await feeds.forgive(source());
    feeds = made({ guard: new AddressGuard(['127.0.0.1', 'localhost']) });
    await feeds.start();
    await round();
    expect([other.asked, await office.stateOf('VN-2')]).toEqual([['/x', '/x'], 'on-air']);
    await other.close();
    feeds = made({ guard: new AddressGuard() });
    await round(MINUTE_MS);
    expect(state()?.failure).toBe('private-address');
  });

  it('whose alerts must be signed gives none that is not, and one that is refused is not fetched again', async () => {
    const now = air.clock.now();
    const signer = await makeSigner(now - MINUTE_MS, now + MINUTE_MS);
    office.signers = [signer.certificate];
    sender.files.set('/index', atom([{ href: '/good' }, { href: '/bad' }]));
    sender.files.set('/good', signed(alert('VN-1'), signer));
    sender.files.set('/bad', alert('VN-2'));
    await round();
    expect([await office.stateOf('VN-1'), await office.stateOf('VN-2')]).toEqual(['on-air', 'refused']);
    sender.takeAsked();
    await round(MINUTE_MS);
    expect([sender.takeAsked(), state()?.failure]).toEqual([['/index'], undefined]);
  });

  it.each([
    [
      'hostile XML',
      '<!DOCTYPE feed [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom">&a;</feed>',
      'malformed',
    ],
    ['a page of the web', 'See <b>here</b> for {alerts}', 'malformed'],
    ['more than is read', `#${'x'.repeat(600 * 1024)}`, 'answer-too-long'],
  ])('that is %s is a fault that is shown', async (_what, index, word) => {
    sender.files.set('/index', index);
    await round();
    expect(state()).toMatchObject({ failure: word, waiting: 0 });
  });

  it('with more than thirty new ones takes the newest first and leaves room for what is sent', async () => {
    const at = (n: number) => `2026-11-23T09:${String(n).padStart(2, '0')}:00+07:00`;
    sender.files.set('/index', atom(Array.from({ length: 35 }, (_, n) => ({ href: `/${n}`, updated: at(n) }))));
    for (let n = 0; n < 35; n++) sender.files.set(`/${n}`, alert(`VN-${n}`, { expires: at(0) }));
    await round();
    expect(sender.takeAsked().slice(0, 3)).toEqual(['/index', '/34', '/33']);
    expect(state()).toMatchObject({ waiting: 5, nextAt: air.clock.now() + MINUTE_MS });
    await round(MINUTE_MS);
    expect(sender.takeAsked()).toHaveLength(6);
    expect(state()?.waiting).toBe(0);
  });
});
