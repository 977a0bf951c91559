import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { airingsOf } from '../../../gateway/appraisal/reports/aired.ts';
import { readAired } from '../../../gateway/appraisal/reports/aired-store.ts';
import { portionsOf } from '../../../gateway/appraisal/reports/airtime.ts';
import { toHear } from '../../../gateway/listening/to-hear.ts';
import { relayContent } from '../../../gateway/relays/relay-part.ts';
import type { StoredStation } from '../../../gateway/relays/station-store.ts';
import { bulletinInput, type ProgrammeInput } from '../../../protocol/api/broadcast.ts';
import { relayStationInput } from '../../../protocol/api/relays.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES } from '../database/engines.ts';
import { TestStation } from '../relays/test-station.ts';
import { MONDAY } from './air.ts';
import { type Newsroom, newsroomOfEachTest } from './newsroom.ts';

const EVENING = instantAt(MONDAY, '17:00');
const DEAD = 'http://127.0.0.1:9/live';

describe.each(ENGINES)('a bulletin that is a relay on $engine', ({ open }) => {
  let room: Newsroom;
  let station: TestStation;
  beforeAll(async () => {
    station = await TestStation.start();
  });
  afterAll(() => station.stop());
  newsroomOfEachTest(open, (made) => {
    room = made;
    room.air.node(room.air.east, 'TL-001');
  });

  const madeStation = (change: object = {}): Promise<StoredStation> =>
    room.air.relays.stations.create(room.operator, relayStationInput.parse({ name: 'VOV1', url: DEAD, ...change }));
  const relayBulletin = async ({ id }: StoredStation, minutes = 30) =>
    bulletinInput.parse({
      ...{ title: 'Tiếp sóng VOV1', recording: await room.air.recording(), relay: { station: id, minutes } },
    });
  const approvedRelay = async (of: StoredStation) => room.approvedBulletin(await relayBulletin(of));
  const scheduled = async (of: StoredStation, change: Partial<ProgrammeInput> = {}) =>
    room.scheduled({ bulletins: [(await approvedRelay(of)).id], ...change });
  const nodeId = () => [...room.air.nodes.keys()][0] as string;

  it('sounds for its minutes: in its view, its run, its part of the plan, which names its fallback', async () => {
    const { air } = room;
    const vov = await madeStation();
    const programme = await scheduled(vov);
    const bulletin = await air.broadcast.bulletins.get(programme.bulletins[0] as string);
    expect(await air.broadcast.bulletins.asBulletin(bulletin)).toMatchObject({
      ...{ durationMs: 30 * MINUTE_MS, relay: { station: vov.id, name: 'VOV1', minutes: 30 } },
    });
    const plan = await room.planOf(nodeId());
    expect(plan.items[0]).toMatchObject({
      startAt: EVENING,
      parts: [
        {
          ...{ sha256: relayContent(vov.id), durationMs: 30 * MINUTE_MS },
          stream: {
            ...{ kind: 'relay', url: `/api/v1/relays/${vov.id}/stream.mp3`, silenceMs: 20_000, silenceDb: -40 },
            fallback: [{ sha256: bulletin.recording, durationMs: 60_000 }],
          },
        },
      ],
    });
    expect(plan.items[0]?.maxMs).toBeGreaterThan(30 * MINUTE_MS);
    const [next] = await air.broadcast.views.next(air.commune.id);
    expect(await air.broadcast.runs.get(next?.id ?? '')).toMatchObject({ durationMs: 30 * MINUTE_MS });
    // What was written is what is made again: nothing is written, and no node told, twice.
    air.pointersSince();
    await air.broadcast.stationsChanged();
    await air.broadcast.plans.idle();
    expect(air.pointersSince()).toEqual([]);
  });

  it('is refused at 03:15 with the next allowed time', async () => {
    const { air } = room;
    const bulletin = await approvedRelay(await madeStation());
    const recurrence = { from: MONDAY, times: ['03:15'], weekdays: [], except: [] };
    await expect(
      air.broadcast.programmes.create(room.operator, room.programmeInput(bulletin.id, { recurrence })),
    ).rejects.toMatchObject({ code: 'quiet-hours', extra: { nextAllowedAt: expect.any(Number) } });
    // Begun before quiet hours it may not reach into them either.
    const late = { ...recurrence, times: ['20:45'] };
    await expect(
      air.broadcast.programmes.create(room.operator, room.programmeInput(bulletin.id, { recurrence: late })),
    ).rejects.toMatchObject({ code: 'quiet-hours' });
  });

  it('is refused of a neighbour’s station, of none, and as an emergency', async () => {
    const { air } = room;
    const foreign = await air.relays.stations.create(
      air.person('operator', air.other),
      relayStationInput.parse({ name: 'Xa', url: DEAD }),
    );
    const create = async (change: object) =>
      air.broadcast.bulletins.create(room.operator, { ...(await relayBulletin(foreign)), ...change });
    await expect(create({})).rejects.toMatchObject({ code: 'no-such-relay' });
    await expect(create({ relay: { station: '01ARZ3NDEKTSV4RRFFQ69G5FAV', minutes: 5 } })).rejects.toMatchObject({
      code: 'no-such-relay',
    });
    const own = await madeStation();
    await expect(create({ relay: { station: own.id, minutes: 5 }, class: 'emergency' })).rejects.toMatchObject({
      code: 'emergency-not-relayed',
    });
  });

  it('waits for approval again when its station has another address; another way or name only changes the plan', async () => {
    const { air } = room;
    const vov = await madeStation();
    const programme = await scheduled(vov);
    const stateOf = async () => (await air.broadcast.bulletins.get(programme.bulletins[0] as string)).state;
    await air.relays.change(room.operator, vov.id, { way: 'direct', name: 'VOV 1' });
    await air.broadcast.plans.idle();
    expect(await stateOf()).toBe('approved');
    expect((await room.planOf(nodeId())).items[0]?.parts[0]?.stream?.url).toBe(DEAD);
    await air.relays.change(room.operator, vov.id, { url: `${DEAD}2` });
    await air.broadcast.plans.idle();
    expect(await stateOf()).toBe('pending');
    expect((await air.broadcast.programmes.get(programme.id)).state).toBe('pending');
    expect((await room.planOf(nodeId())).items).toEqual([]);
    const { items } = await air.audit.list({ limit: 50, action: 'relay.change' } as never);
    expect(items.length).toBeGreaterThan(0);
  });

  it('holds its station: it is not deleted while a bulletin passes it on', async () => {
    const { air } = room;
    const vov = await madeStation();
    const programme = await scheduled(vov);
    const [shown] = await air.relays.list(room.operator);
    expect(shown).toMatchObject({ name: 'VOV1', usedIn: 1, listeners: 0, areaName: 'Hưng Lĩnh' });
    await expect(air.relays.delete(room.operator, vov.id)).rejects.toMatchObject({ code: 'relay-used' });
    await air.broadcast.library.discard(room.operator, programme.bulletins[0] as string, true);
    await air.relays.delete(room.operator, vov.id);
    expect(await air.relays.list(room.operator)).toEqual([]);
  });

  it('shows how much was the station and how much the fallback, and stands in the log as passed on', async () => {
    const { air } = room;
    const vov = await madeStation();
    const programme = await scheduled(vov);
    const node = air.nodes.get(nodeId());
    // The log is asked of SQL, which knows the places by their rows.
    await air.database.write(async (transaction) => {
      await transaction('areas').insert(
        air.tree.all().map(({ id, kind, name, parent, validFrom }) => ({
          ...{ id, kind, name, search_key: name, sort_key: name, parent_id: parent ?? null, valid_from: validFrom },
        })),
      );
    });
    air.clock.set(EVENING + 1_000);
    await air.broadcast.tick();
    await air.relays.tick();
    await air.relays.check(room.operator, vov.id);
    const lost = [{ from: EVENING + 5_000, to: EVENING + 25_000, why: 'lost' as const }];
    const streams = [{ sha256: relayContent(vov.id), playedMs: 1_780_000, fallbackMs: 20_000, breaks: lost }];
    await air.receipt(node as never, { programme: programme.id, dueAt: EVENING }, { playedMs: 1_800_000, streams });
    const run = await air.broadcast.runs.get(`${programme.id}@${EVENING}`);
    const detail = await air.broadcast.views.detail(run as never, () => true);
    expect(detail.deliveries[0]).toMatchObject({ state: 'full', relayMs: 1_780_000, fallbackMs: 20_000, breaks: lost });
    expect(detail.contents[0]).toMatchObject({ relay: 'VOV1' });
    const [airing] = airingsOf(await readAired(air.database, { from: EVENING, to: EVENING + 1 }));
    expect(airing).toMatchObject({
      tally: { filledIn: 1 },
      pieces: [{ relayed: 'VOV1', bulletin: { title: 'Tiếp sóng VOV1' } }],
    });
    expect(portionsOf(airing ? [airing] : [], [])[0]).toMatchObject({ source: 'Tiếp âm VOV1', own: false });
  });

  it('is listened to five minutes ahead: a dead station raises a fault of the commune before the start, a live one settles it', async () => {
    const { air } = room;
    const vov = await madeStation();
    const programme = await scheduled(vov);
    await air.relays.tick();
    expect(air.relayAlarms.size).toBe(0);
    air.clock.set(EVENING - 4 * MINUTE_MS);
    await air.relays.tick();
    await air.relays.idle();
    expect([...air.relayAlarms]).toEqual([[`${air.commune.id} VOV1`, 'VOV1: ECONNREFUSED']]);
    const run = `${programme.id}@${EVENING}`;
    expect(await air.relays.eventsOf(run)).toMatchObject([
      { what: 'checked', why: 'ECONNREFUSED', run, station: vov.id },
    ]);
    // Once a run, however often the tick comes.
    await air.relays.tick();
    await air.relays.idle();
    expect(await air.relays.eventsOf(run)).toHaveLength(1);
    await air.relays.change(room.operator, vov.id, { url: `${station.origin}/hls/live.m3u8` });
    expect(air.relayAlarms.size).toBe(0);
    expect(await air.relays.check(room.operator, vov.id)).toMatchObject({ state: 'ok', found: { codec: 'aac' } });
  }, 40_000);

  it('is what a listening node compares with', () => {
    const stream = { kind: 'relay', url: '/x', silenceMs: 20_000, silenceDb: -40 } as const;
    const part = { sha256: 'a'.repeat(64), durationMs: 60_000, stream };
    const ref = { run: '01ARZ3NDEKTSV4RRFFQ69G5FAV' };
    const session = { from: EVENING, to: EVENING + DAY_MS };
    expect(toHear('h', [session], [{ ref, dueAt: EVENING, parts: [part] }])).toMatchObject([
      { against: 'relay', parts: [part] },
    ]);
  });
});
