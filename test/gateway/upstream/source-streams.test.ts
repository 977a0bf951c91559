import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Sealing } from '../../../gateway/keys/sealing.ts';
import { AddressGuard } from '../../../gateway/outside/address-guard.ts';
import { isAllowedHost } from '../../../gateway/relays/allowed-host.ts';
import { openUrl } from '../../../gateway/relays/open-url.ts';
import { relayContent } from '../../../gateway/relays/relay-part.ts';
import { SourceStreams } from '../../../gateway/relays/source-streams.ts';
import type { Message } from '../../../gateway/upstream/dialect/messages.ts';
import { Incoming } from '../../../gateway/upstream/incoming.ts';
import { SourceNodes } from '../../../gateway/upstream/source-nodes.ts';
import { type KnownSource, Sources } from '../../../gateway/upstream/sources.ts';
import { relayStationInput, relayStationPatch } from '../../../protocol/api/relays.ts';
import { sourcePatch } from '../../../protocol/api/sources.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { Newsroom } from '../broadcast/newsroom.ts';
import type { TestDatabase } from '../database/engines.ts';
import { TestStation } from '../relays/test-station.ts';
import { openForAMoment } from './cap/moment.ts';

type Bulletin = Message<'bulletin'>;
const URL_OF_IT = 'http://127.0.0.1:9/live';
const TUESDAY = '2026-11-24';

describe('which hosts a source may name', () => {
  it.each([
    ['radio.nghean.vn', true],
    ['RADIO.nghean.vn', true],
    ['radio.nghean.vn.', true],
    ['evil-radio.nghean.vn', false],
    ['radio.nghean.vn.evil.vn', false],
    ['a.vov.vn', true],
    ['a.b.vov.vn', true],
    ['vov.vn', false],
    ['evilvov.vn', false],
    ['[::1]', false],
  ])('%s: %s', (host, wanted) => {
    expect(isAllowedHost(host, ['radio.nghean.vn', '*.vov.vn'])).toBe(wanted);
  });

  it('none where none is set', () => {
    fc.assert(fc.property(fc.domain(), (host) => !isAllowedHost(host, [])));
  });

  it('nor by a redirect', async () => {
    const station = await TestStation.start();
    try {
      station.answers.set('/away', (_, response) =>
        response.writeHead(302, { location: 'http://localhost:1/x' }).end(),
      );
      const calling = { guard: new AddressGuard(['127.0.0.1']), signal: new AbortController().signal };
      const opened = openUrl(`${station.origin}/away`, { ...calling, hosts: ['127.0.0.1'] });
      await expect(opened).rejects.toMatchObject({ message: expect.stringContaining('host-not-allowed') });
    } finally {
      await station.stop();
    }
  });
});

describe('streams that a source sends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-streams-'));
  let test: TestDatabase;
  let room: Newsroom;
  let sources: Sources;
  let incoming: Incoming;
  let source: KnownSource;

  beforeEach(async () => {
    test = await openForAMoment();
    room = new Newsroom(test);
    const { air } = room;
    air.link.connected = true;
    air.node(air.east, 'TL-001');
    await air.broadcast.start();
    const { database, clock, audit, facts, tree, roster, recordings } = air;
    sources = new Sources({
      ...{ database, clock, audit, facts, sealing: Sealing.load(join(folder, 'keys')), scope: tree },
      ...{ knowsMapping: () => true, logEnd: async () => 0 },
    });
    incoming = new Incoming({
      ...{ clock, recordings, door: air.broadcast.fromAbove, guard: new AddressGuard([]) },
      nodes: new SourceNodes({ database, clock, audit, tree, roster }),
      speech: { speak: async () => ((await recordings.get(await air.recording(8_000))) ?? []) as never }, // it is there
      streams: new SourceStreams({
        ...{ stations: air.relays.stations, guard: new AddressGuard(['127.0.0.1']) },
        provinceOf: () => air.province.id,
      }),
    });
    const { source: made } = await sources.create(air.person('administrator', air.province), {
      ...{ kind: 'source-system', name: 'HTTTN', level: 'province', areas: [air.province.id], mapping: 'default' },
      ...{ reportUrl: 'https://tinh.example.vn/bao-cao', reportSecret: 'mat-khau-bao-cao', statusEverySeconds: 60 },
      ...{ signers: [], streamHosts: ['127.0.0.1', '10.0.0.9'] },
    });
    source = sources.get(made.id) as KnownSource; // made just now
    air.sources.set(`source:${made.id}`, { role: 'source', areas: source.areas });
  });
  afterEach(async () => {
    await room.air.close();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const sent = (change: Partial<Bulletin> = {}): Promise<{ id: string; state: string }> =>
    incoming.bulletin(source, {
      ...{ reference: 'TT-1', title: 'Họp tỉnh', content: 'live', class: 'normal', url: URL_OF_IT },
      ...{ length: 25 * MINUTE_MS, ...change },
    });
  const mine = () => room.air.relays.stations.all().filter((one) => one.source === source.id);
  const shown = async (id: string) => {
    const { bulletins } = room.air.broadcast;
    return (await bulletins.asBulletins([await bulletins.get(id)]))[0];
  };
  const evening = { from: TUESDAY, to: TUESDAY, times: ['17:00'] } as const;

  it('normal lies in the inbox for its minutes, with what stands in for it; the commune sees no station of its own', async () => {
    const { id, state } = await sent();
    expect(state).toBe('inbox');
    const [station] = mine();
    expect(await shown(id)).toMatchObject({
      ...{ class: 'normal', durationMs: 25 * MINUTE_MS, fromSource: expect.any(String) },
      relay: { station: station?.id, minutes: 25 },
    });
    expect(room.air.relays.stations.visible(room.operator)).toEqual([]);
    await expect(room.air.relays.change(room.operator, station?.id ?? '', { name: 'x' })).rejects.toMatchObject({
      code: 'no-such-relay',
    });
  });

  it('priority is passed on at its times by the gateway, never in quiet hours, not even by its end', async () => {
    const { id, state } = await sent({ class: 'priority', ...evening });
    expect(state).toBe('scheduled');
    const [run] = await room.air.broadcast.runs.scheduled(0, instantAt(TUESDAY, '23:00'));
    expect(run).toMatchObject({ dueAt: instantAt(TUESDAY, '17:00'), durationMs: 25 * MINUTE_MS, level: 'province' });
    const [station] = mine();
    expect(run?.contents[0]).toMatchObject({
      ...{ sha256: relayContent(station?.id ?? ''), stream: { kind: 'relay' } },
      relay: { url: URL_OF_IT, as: 'live' },
    });
    const late = sent({
      reference: 'TT-2',
      url: 'http://127.0.0.1:9/late',
      class: 'priority',
      ...evening,
      times: ['20:50'],
    });
    await expect(late).rejects.toMatchObject({ code: 'quiet-hours' });
    // Nothing is kept of what was refused.
    expect(mine()).toHaveLength(1);
    const at = { reference: 'TT-1', from: TUESDAY, to: TUESDAY, times: ['18:00'] };
    await incoming.reschedule(source, at);
    expect(await shown(id)).toMatchObject({ relay: { minutes: 25 } });
  });

  it('an emergency is passed on at once and once, siren first, and ends by its length', async () => {
    room.air.clock.set(instantAt(TUESDAY, '02:30'));
    const { id, state } = await sent({ class: 'emergency', content: 'relay', length: 5 * MINUTE_MS });
    expect(state).toBe('on-air');
    const [command] = room.air.commands();
    const payload = command?.payload ?? {};
    expect(payload).toMatchObject({
      class: 'emergency',
      args: { run: { run: id }, repeat: 1, parts: [{}, { durationMs: 5 * MINUTE_MS, stream: { kind: 'relay' } }] },
    });
    const { maxMs } = payload.args as { maxMs: number };
    expect(maxMs).toBeLessThan(6 * MINUTE_MS);
    expect((await sent({ class: 'emergency', content: 'relay', length: 5 * MINUTE_MS })).id).toBe(id);
    expect(room.air.commands()).toEqual([]);
  });

  it.each([
    ['host-of-nobody', { url: 'http://evil.example.vn/live' }, 'stream-host'],
    ['own-network', { url: 'http://10.0.0.9/live' }, 'stream-address'],
    ['password', { url: 'http://a:b@127.0.0.1/live' }, 'password-in-address'],
    ['file', { url: 'file:///etc/passwd' }, 'bad-address'],
    ['no-address', { url: undefined }, 'no-stream'],
    ['no-end', { length: undefined }, 'no-length'],
    ['too-long', { length: 4 * HOUR_MS }, 'too-long'],
    ['pictures', { content: 'video' }, 'unsupported'],
  ] as const)('%s is refused, and nothing of it is kept', async (_, change, code) => {
    await expect(sent(change)).rejects.toMatchObject({ code });
    expect(mine()).toEqual([]);
  });

  it('a sound marked as a relay of an address is one; a stream that nothing names any more goes in the night', async () => {
    const text = { content: 'text', text: 'Mời bà con chờ', url: undefined } as const;
    const { id } = await sent({ ...text, relayed: true, relayedFrom: URL_OF_IT });
    expect(await shown(id)).toMatchObject({ relay: { minutes: 25 } });
    await room.air.relays.nightly();
    expect(mine()).toHaveLength(1);
    await incoming.cancel(source, { reference: 'TT-1' });
    room.air.clock.set(room.air.clock.now() + DAY_MS);
    await room.air.relays.nightly();
    expect(mine()).toEqual([]);
  });

  describe('a change of settings', () => {
    const change = (patch: unknown) =>
      sources.change(room.air.person('administrator', room.air.province), source.id, sourcePatch.parse(patch));

    it.each([null, ''])('%j empties address and secret of reports; what is not named stays', async (empty) => {
      expect((await change({ name: 'Tỉnh' })).reportUrl).toBe('https://tinh.example.vn/bao-cao');
      const after = await change({ reportUrl: empty, reportSecret: empty });
      expect(after.reportUrl).toBeUndefined();
      expect(sources.reportSecretOf(after)).toBeUndefined();
      expect(after).toMatchObject({ name: 'Tỉnh', streamHosts: ['127.0.0.1', '10.0.0.9'], logPer: ['node'] });
      const again = new Sources({
        ...{ database: test.database, clock: room.air.clock, audit: room.air.audit, facts: room.air.facts },
        ...{ sealing: Sealing.load(join(folder, 'keys')), scope: room.air.tree },
        ...{ knowsMapping: () => true, logEnd: async () => 0 },
      });
      await again.start();
      expect(again.stored(source.id).reportUrl).toBeUndefined();
      const [entry] = (await room.air.audit.list({ limit: 1 })).items;
      expect(entry).toMatchObject({
        action: 'source.change',
        before: { reportUrl: 'https://tinh.example.vn/bao-cao' },
      });
    });

    it('takes hosts and no addresses, and the word they are told by is audited', async () => {
      expect(sourcePatch.safeParse({ streamHosts: ['http://x.vn/'] }).success).toBe(false);
      expect((await change({ streamHosts: ['*.VOV.vn'] })).streamHosts).toEqual(['*.vov.vn']);
      await expect(sent()).resolves.toBeDefined();
      source = sources.get(source.id) as KnownSource; // there it is
      await expect(sent({ reference: 'TT-9' })).rejects.toMatchObject({ code: 'stream-host' });
    });

    it.each([null, ''])('of a station %j takes its own fallback away', async (empty) => {
      const fallback = await room.air.recording();
      const input = relayStationInput.parse({ name: 'VOV1', url: URL_OF_IT, fallback });
      const { id } = await room.air.relays.stations.create(room.operator, input);
      const patch = relayStationPatch.parse({ name: 'VOV2' });
      expect(await room.air.relays.change(room.operator, id, patch)).toMatchObject({ fallback });
      const emptied = relayStationPatch.parse({ fallback: empty });
      expect((await room.air.relays.change(room.operator, id, emptied)).fallback).toBeUndefined();
    });
  });
});
