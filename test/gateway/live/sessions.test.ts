import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { airingsOf } from '../../../gateway/appraisal/reports/aired.ts';
import { readAired } from '../../../gateway/appraisal/reports/aired-store.ts';
import { broadcastLog, LOG_COLUMNS } from '../../../gateway/appraisal/reports/broadcast-log.ts';
import type { Head } from '../../../gateway/appraisal/reports/document.ts';
import { announcedIn } from '../../../gateway/coverage/announcements.ts';
import { LIVE } from '../../../gateway/coverage/day-marks.ts';
import { deliveriesOf } from '../../../gateway/coverage/raw-store.ts';
import type { Person } from '../../../gateway/http/app.ts';
import type { Hearer } from '../../../gateway/http/fan-out.ts';
import { Live } from '../../../gateway/live/live.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import type { LiveInput } from '../../../protocol/api/live.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { type Air, MONDAY } from '../broadcast/air.ts';
import { Newsroom } from '../broadcast/newsroom.ts';
import { NUMBERS } from '../coverage/given.ts';
import { ENGINES, openSqlite, type TestDatabase } from '../database/engines.ts';
import type { TestNode } from '../intake/test-node.ts';
import { until } from './until.ts';

/** Speaking on a commune's air without any sound: what is decided and written. */
class Booth {
  readonly room: Newsroom;
  readonly air: Air;
  readonly live: Live;
  readonly head: Person;
  readonly above: Person;
  readonly nodes: TestNode[];
  readonly browsers = new Set(['browser']);
  readonly #folder = mkdtempSync(join(tmpdir(), 'loaxa-live-'));

  constructor(test: TestDatabase, mostSessions = 8) {
    this.room = new Newsroom(test);
    const { air } = this.room;
    this.air = air;
    this.head = air.person('hamlet-head', air.east);
    this.above = air.person('operator', air.province);
    this.nodes = [air.node(air.east, 'E1'), air.node(air.west, 'W1'), air.node(air.far, 'X1')];
    this.live = new Live({
      ...{
        database: air.database,
        clock: air.clock,
        facts: air.facts,
        audit: air.audit,
        tree: air.tree,
        log: silentLog,
      },
      ...{ roster: air.roster, outbox: air.outbox, recordings: air.recordings, broadcast: air.broadcast },
      ...{ quietHours: { windowsOf: () => air.quiet }, settings: { at: () => air.settings }, mostSessions },
      ...{ folder: this.#folder, nameOf: (account) => `name of ${account}`, monotonic: () => air.clock.now() },
      isOnline: (node) => air.online.has(node),
      authorityOf: (account) => air.people.get(account),
      chimes: { get: (_kind, area) => this.siren(area) },
      signedIn: async (ids) => new Set(ids.filter((id) => this.browsers.has(id))),
      lastBeatOf: (node) => air.beats.get(node),
    });
    air.soundStopped = (stopped) => this.live.soundStopped(stopped);
  }

  async open(): Promise<void> {
    await this.air.broadcast.start();
    await this.live.start();
  }

  async close(): Promise<void> {
    await this.live.stop();
    await this.air.close();
    await this.room.test.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** That a commune's chime sounds is another test's matter: here there is no file of it. */
  async siren(area: string) {
    const found = await this.air.recordings.get(await this.air.recording(5_000, { id: area } as Area));
    if (!found) throw new Error('no siren');
    return found;
  }

  speak(person: Person, change: Partial<LiveInput> = {}) {
    const { commune } = this.air;
    const input: LiveInput = { key: ulid(), targets: [{ area: commune.id }], class: 'normal', minutes: 10, ...change };
    return this.live.open(person, 'browser', input);
  }

  /** A microphone that says something until then, one word each quarter of a second. */
  async says(id: string, forMs: number): Promise<void> {
    const session = this.live.streamOf(id);
    session.happens({ type: 'connected' });
    for (let past = 0; past < forMs; past += 250) {
      await this.air.clock.advance(250);
      session.happens({ type: 'sound', levelDb: -20 });
    }
  }

  audits(action: string) {
    return this.air.database.read('audit_entries').where({ action }).select('*');
  }
}

const CAPABLE = { opus: true, mp3: true, sensor: 'microphone', horns: 4 } as const;
const ONE = [[2_000, true]];
const NONE = [['cancelled', false]];

/** The marks of announcements of a hamlet's Monday, one of its nodes known. */
async function dayOfHamlet({ database }: Air, hamlet: string, node: string): Promise<number[]> {
  const deliveries = await database.write((transaction) => deliveriesOf(transaction, MONDAY, [hamlet]));
  const nodes = [{ id: node, horns: 4, technology: 'ip' as const, createdAt: 0, reportsSince: 0 }];
  return announcedIn(deliveries.get(hamlet)?.announced ?? [], nodes, NUMBERS, () => false, new Map());
}

/** The broadcast log of that Monday, cell by the name of its column. */
async function logLines({ database, tree }: Air) {
  const from = startOfDay(MONDAY);
  const aired = await readAired(database, { from, to: from + DAY_MS });
  const counted = {
    nodes: 1,
    hamlets: 1,
    sounded: 1,
    full: 1,
    silent: 0,
    unknown: 0,
    heard: 1,
    playedMs: 0,
    heardMs: 0,
    filledIn: 0,
  };
  const place = { commune: 'c', hamlet: 'h', startedAt: from, endedAt: from };
  const tallies = aired.runs.map(({ id }) => ({ run: id, ...place, ...counted }));
  const airings = airingsOf({ ...aired, tallies });
  const organisation = { above: 'UBND tỉnh Nghệ An', name: 'Đài truyền thanh' };
  const when = { from: MONDAY, to: MONDAY, madeAt: from } as const;
  const head: Head = { organisation, place: 'Hưng Lĩnh', areaName: 'xã Hưng Lĩnh', madeBy: 'Nga', ...when };
  const places = { get: (id: string) => tree.get(id), hamletsOf: () => 2 };
  const [table] = broadcastLog(head, { airings, hand: [], places, nameOf: (account) => account, many: false }).tables;
  const cells = (row: readonly unknown[]) => row.map((cell, index) => [LOG_COLUMNS[index]?.title, cell] as const);
  return (table?.rows ?? []).map((row) => Object.fromEntries(cells(row)));
}

describe('speaking live', () => {
  let booth: Booth;
  let air: Air;
  beforeEach(async () => {
    booth = new Booth(await openSqlite());
    air = booth.air;
    await booth.open();
  });
  afterEach(() => booth.close());

  it('tells every node with one signed command to play its stream together after the countdown', async () => {
    const now = air.clock.now();
    const { id, title, level } = await booth.speak(booth.room.operator);
    expect({ title, level }).toEqual({ title: 'Nói trực tiếp Hưng Lĩnh 23/11 10:00', level: 'commune' });
    await air.outbox.flush();
    const [command, ...more] = air.commands();
    expect(more).toEqual([]);
    expect(command?.payload).toMatchObject({
      ...{ type: 'play', class: 'normal', aud: { group: air.commune.id }, exp: now + 13_000 },
      args: {
        ...{ run: { run: id }, startAt: now + 3_000, latenessMs: 10_000, maxMs: 10 * MINUTE_MS, resume: 'drop' },
        parts: [{ durationMs: 10 * MINUTE_MS, stream: { kind: 'live', url: `/api/v1/live/${id}/stream.mp3` } }],
      },
    });
    expect(await booth.audits('live.begin')).toHaveLength(1);
  });

  it('is judged by what was said, and ends the silence of its part of the day', async () => {
    const [east] = booth.nodes as [TestNode, TestNode];
    const { id, startsAt } = await booth.speak(booth.head, { targets: [{ area: air.east.id }] });
    await booth.says(id, 3_000 + 70_000);
    const shown = booth.live.shown(booth.head, await booth.live.end(booth.head, id));
    expect(shown).toMatchObject({ state: 'ended', end: 'speaker', durationMs: 70_000 });
    await booth.live.idle();
    const sounded = { dueAt: startsAt, startedAt: startsAt + 300, endedAt: startsAt + 70_300, playedMs: 70_000 };
    const heard = { heard: { by: 'microphone', ms: 66_000 } };
    await air.receipt(east, { run: id }, { ...sounded, ...heard, expectedMs: 70_300, result: 'full' });
    await air.clock.advance(10_000);
    await air.broadcast.tick();
    const run = await air.broadcast.runs.get(id);
    const views = await air.broadcast.views.summaries(run ? [run] : [], () => true);
    expect(views).toMatchObject([{ live: true, durationMs: 70_000, nodes: 1, heard: 1, state: 'ended' }]);
    const record = await dayOfHamlet(air, air.east.id, east.id);
    expect(record).toEqual([LIVE.surelyBefore | LIVE.perhapsBefore, 0, 0]);
    expect(await logLines(air)).toMatchObject([
      { 'Thể loại': 'Trực tiếp', 'Ghi chú': 'Trực tiếp', 'Thời lượng': 70_000 },
    ]);
  });

  it('of less than a minute ends no silence', async () => {
    const [east] = booth.nodes as [TestNode];
    const { id, startsAt } = await booth.speak(booth.head, { targets: [{ area: air.east.id }] });
    await booth.says(id, 3_000 + 50_000);
    await booth.live.end(booth.head, id);
    const sounded = { dueAt: startsAt, startedAt: startsAt, endedAt: startsAt + 50_000, playedMs: 50_000 };
    await air.receipt(
      east,
      { run: id },
      { ...sounded, heard: { by: 'microphone', ms: 50_000 }, expectedMs: 50_000, result: 'full' },
    );
    await air.clock.advance(10_000);
    await air.broadcast.tick();
    expect(await dayOfHamlet(air, air.east.id, east.id)).toEqual([0, 0, 0]);
  });

  it('is nothing that anybody owed where nothing was said', async () => {
    const { id } = await booth.speak(booth.room.operator);
    await air.clock.advance(15_250);
    await booth.live.idle();
    expect(await booth.live.get(booth.room.operator, id)).toMatchObject({ end: 'never-began', durationMs: 0 });
    expect(await air.broadcast.runs.get(id)).toMatchObject({ state: 'cancelled' });
    expect((await air.broadcast.deliveries.ofRun(id)).map(({ due, state }) => [due, state])).toEqual([
      [false, 'cancelled'],
      [false, 'cancelled'],
    ]);
  });

  it('stops the nodes a moment after the stream ended, and nobody is told to begin any more', async () => {
    const { id } = await booth.speak(booth.room.operator);
    await air.outbox.flush();
    air.commands();
    await booth.says(id, 5_000);
    await booth.live.end(booth.room.operator, id);
    await booth.live.idle();
    await air.outbox.flush();
    expect(air.commands()).toEqual([]);
    await air.clock.advance(2_000);
    await air.outbox.flush();
    expect(air.commands().map(({ payload }) => payload)).toMatchObject([{ type: 'stop', args: { run: { run: id } } }]);
    const states = await air.database.read('command_targets as t').join('commands as c', 'c.id', 't.command_id');
    expect(states.filter((row) => row.type === 'play').map((row) => row.state)).toEqual(['expired', 'expired']);
  });

  it('lets nobody else speak to any of the same nodes', async () => {
    const { operator, approver } = booth.room;
    const { endsAt } = await booth.speak(operator);
    const there = { targets: [{ node: booth.nodes[0]?.id ?? '' }] };
    await expect(booth.speak(approver, there)).rejects.toMatchObject({
      ...{ status: 409, code: 'someone-speaks', extra: { who: `name of ${operator.id}`, until: endsAt } },
    });
    await booth.speak(booth.above, { targets: [{ area: air.far.id }] });
    const outlook = await booth.live.outlook(approver, { ...there, class: 'normal' });
    expect(outlook).toMatchObject({ nodes: 1, speaker: { until: endsAt } });
  });

  it('of two who press at the same moment one speaks; the same key twice is one session', async () => {
    const { operator, approver } = booth.room;
    const both = await Promise.allSettled([booth.speak(operator), booth.speak(approver)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const far = { key: ulid(), targets: [{ area: air.far.id }] };
    const made = await Promise.all([booth.speak(booth.above, far), booth.speak(booth.above, far)]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    await expect(booth.speak(operator, far)).rejects.toMatchObject({ code: 'key-used' });
  });

  it('interrupts what is of its own rank with a reason, on its own nodes only', async () => {
    const { operator, approver } = booth.room;
    const bulletin = (await booth.room.approvedBulletin()).id;
    const run = await air.broadcast.playNow(operator, { bulletin, targets: [{ area: air.commune.id }] });
    const targets = [{ area: air.east.id }];
    await expect(booth.speak(approver, { targets })).rejects.toMatchObject({
      ...{ status: 409, code: 'busy', extra: { playing: [{ title: run.title, nodes: 1 }] } },
    });
    await air.outbox.flush();
    air.commands();
    const { id } = await booth.speak(approver, { targets, interrupt: 'cháy nhà' });
    await air.outbox.flush();
    const told = air.commands().map(({ payload }) => payload);
    expect(told.sort((a, b) => (String(a.type) > String(b.type) ? -1 : 1))).toMatchObject([
      { type: 'stop', aud: { group: air.east.id }, args: { run: { run: run.id }, why: 'cháy nhà' }, by: approver.id },
      { type: 'play', aud: { group: air.east.id }, args: { run: { run: id } } },
    ]);
    // It goes on in the other hamlet.
    expect(await air.broadcast.runs.get(run.id)).not.toHaveProperty('stoppedBy');
    const [entry] = await booth.audits('live.interrupt');
    expect(JSON.parse(entry.after)).toEqual({ reason: 'cháy nhà' });
    expect(JSON.parse(entry.before)).toEqual({ playing: [{ run: run.id, title: run.title, nodes: 1 }] });
  });

  it('is refused where a higher level or an emergency sounds, whatever the reason', async () => {
    const bulletin = (await booth.room.approvedBulletin()).id;
    await air.broadcast.playNow(booth.room.operator, { bulletin, targets: [{ area: air.commune.id }] });
    const targets = [{ area: air.east.id }];
    const refused = { status: 409, code: 'goes-before' };
    await expect(booth.speak(booth.head, { targets, interrupt: 'gấp lắm' })).rejects.toMatchObject(refused);
    const order = {
      key: ulid(),
      status: 'actual',
      event: 'other',
      text: 'Lũ đang về',
      targets,
      forMinutes: 10,
    } as const;
    await air.broadcast.raiseEmergency(booth.room.operator, order);
    await air.broadcast.emergencies.idle();
    await air.clock.advance(2_000);
    await expect(booth.speak(booth.room.operator, { targets, interrupt: 'gấp lắm' })).rejects.toMatchObject(refused);
  });

  it('ends when an emergency takes all of its nodes', async () => {
    const { id } = await booth.speak(booth.head, { targets: [{ area: air.east.id }] });
    await booth.says(id, 5_000);
    const targets = [{ area: air.commune.id }];
    const spoken = await booth.speak(booth.room.operator, { targets, class: 'emergency' });
    await booth.says(id, 3_000);
    await booth.live.tick();
    await booth.live.idle();
    expect(await booth.live.get(booth.head, id)).toMatchObject({ end: 'outranked' });
    expect(booth.live.streamOf(spoken.id).isOver).toBe(false);
  });

  it('as an emergency passes quiet hours and stands among the emergencies, to be reviewed', async () => {
    air.quiet = [{ from: '00:00', to: '23:59' }];
    await expect(booth.speak(booth.room.operator)).rejects.toMatchObject({
      ...{ status: 422, code: 'quiet-hours', extra: { nextAllowedAt: instantAt(MONDAY, '23:59'), emergency: true } },
    });
    const { id, soundsAt, startsAt } = await booth.speak(booth.room.operator, { class: 'emergency' });
    // Three seconds to connect, five of siren, and the stream's own lag.
    expect(startsAt - soundsAt).toBe(5_250);
    await booth.says(id, 13_000);
    const { emergencyEnds } = air.broadcast;
    expect(await emergencyEnds.get(id)).toMatchObject({
      status: 'actual',
      reviewDueAt: startsAt + 24 * 60 * MINUTE_MS,
    });
    await emergencyEnds.clear(booth.room.approver, id);
    await booth.live.tick();
    await booth.live.idle();
    expect(await booth.live.get(booth.room.operator, id)).toMatchObject({ end: 'stopped' });
    const reviewed = await emergencyEnds.review(booth.room.approver, id, 'đúng quy định');
    expect(reviewed).toMatchObject({ endedHow: 'cleared', reviewNote: 'đúng quy định' });
  });

  it('falls silent when somebody presses STOP there, and when the speaker signs out', async () => {
    const { operator } = booth.room;
    const first = await booth.speak(operator, { targets: [{ area: air.east.id }] });
    await air.broadcast.stopSound(operator, { area: air.west.id });
    expect(booth.live.streamOf(first.id).isOver).toBe(false);
    // A run that is named alone falls silent, whoever else speaks in the area.
    const { id: bulletin } = await booth.room.approvedBulletin();
    const run = await air.broadcast.playNow(operator, { bulletin, targets: [{ area: air.west.id }] });
    await air.broadcast.stopSound(operator, { run: run.id, area: air.commune.id });
    expect(booth.live.streamOf(first.id).isOver).toBe(false);
    await air.broadcast.stopSound(operator, { run: run.id });
    await air.broadcast.stopSound(operator, { area: air.commune.id });
    await booth.live.idle();
    const second = await booth.speak(operator);
    await air.broadcast.stopSound(operator, { run: second.id });
    await booth.live.idle();
    const third = await booth.speak(operator);
    booth.browsers.clear();
    await booth.live.tick();
    await booth.live.idle();
    for (const { id } of [first, second, third])
      expect(await booth.live.get(operator, id)).toMatchObject({ end: 'stopped' });
  });

  it('goes on for the others where one hamlet is silenced, says who did it, and ends when nobody is left', async () => {
    const { operator, approver } = booth.room;
    const { id } = await booth.speak(operator);
    const [east, west] = booth.nodes as [TestNode, TestNode];
    await booth.says(id, 5_000);
    await air.broadcast.stopSound(approver, { area: air.east.id, run: id });
    const session = booth.live.streamOf(id);
    expect([session.isOver, [...session.nodes]]).toEqual([false, [west.id]]);
    const part = { byName: `name of ${approver.id}`, areaNames: [air.east.name], nodes: 1 };
    expect(booth.live.list(operator)).toMatchObject([{ state: 'speaking', nodes: 1, partsStopped: [part] }]);
    // Who was silenced there may be spoken to by somebody else.
    expect(
      await booth.live.outlook(approver, { targets: [{ area: air.east.id }], class: 'normal' }),
    ).not.toHaveProperty('speaker');
    await booth.says(id, 5_000);
    await air.broadcast.stopSound(booth.above, { area: air.west.id });
    await booth.live.idle();
    const shown = booth.live.shown(operator, await booth.live.get(operator, id));
    expect(shown).toMatchObject({ state: 'ended', end: 'stopped', durationMs: 7_000 });
    expect(shown.partsStopped).toMatchObject([
      part,
      { byName: `name of ${booth.above.id}`, areaNames: [air.west.name] },
    ]);
    const audits = await booth.audits('live.part-stopped');
    expect(audits.map(({ by, before, after }) => [by, JSON.parse(before), JSON.parse(after)])).toEqual([
      [approver.id, { nodes: 2 }, { nodes: 1, stopped: [east.id], hamlets: [air.east.id] }],
      [booth.above.id, { nodes: 1 }, { nodes: 0, stopped: [west.id], hamlets: [air.west.id] }],
    ]);
  });

  it.each([
    { why: 'account', now: undefined },
    { why: 'role', now: { role: 'inspector' as const } },
    { why: 'areas', now: { areas: ['west'] } },
  ])('ends at once when the speaker loses the $why, and says so', async ({ why, now }) => {
    const { operator } = booth.room;
    const { id } = await booth.speak(operator);
    await booth.says(id, 5_000);
    const areas = now?.areas ? [air.west.id] : operator.areas;
    if (now) air.people.set(operator.id, { ...operator, ...now, areas });
    else air.people.delete(operator.id);
    await air.clock.advance(250);
    await booth.live.idle();
    expect(await booth.live.get(booth.room.approver, id)).toMatchObject({ end: 'revoked' });
    const [entry] = await booth.audits('live.end');
    expect(JSON.parse(entry.after)).toMatchObject({ end: 'revoked', why });
  });

  it('is heard by a person no longer than the browser is signed in and the account may, nor by a player with their key', async () => {
    const { live } = booth;
    const { id } = await booth.speak(booth.room.operator);
    const session = live.streamOf(id);
    const listener = air.person('operator', air.commune);
    const key = session.keyFor(listener.id);
    expect(() => live.keyHearer(`${key.slice(0, -1)}!`, session)).toThrow('key');
    const hearers: Record<string, Hearer | undefined> = {
      ...{ home: live.hearer(listener, session, 'home'), office: live.hearer(listener, session, 'office') },
      ...{ player: live.keyHearer(key, session), node: undefined },
    };
    const app = fastify();
    app.get<{ Params: { who: string } }>('/:who', (request, reply) =>
      session.stream.serve(request, reply, { hearer: hearers[request.params.who] }),
    );
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const cut: string[] = [];
    for (const who of Object.keys(hearers)) {
      const answer = await fetch(`${url}/${who}`);
      void answer
        .text()
        .catch(() => undefined)
        .then(() => cut.push(who));
    }
    const atWork = ['browser', 'home', 'office'];
    for (const browser of atWork) booth.browsers.add(browser);
    await air.clock.advance(250);
    expect(session.stream.size).toBe(4);
    booth.browsers.delete('home');
    await air.clock.advance(250);
    await until(() => cut.length === 1);
    air.people.delete(listener.id);
    await air.clock.advance(250);
    await until(() => cut.length === 3);
    expect([cut[0], cut.slice(1).sort(), session.stream.size]).toEqual(['home', ['office', 'player'], 1]);
    expect(() => live.keyHearer(key, session)).toThrow('key');
    await live.end(booth.room.operator, id);
    await app.close();
  });

  it('has the chime of its class before it, as the commune set it: the nodes begin with that, and the countdown is longer by it', async () => {
    const chime = { sha256: 'a'.repeat(64), opus: 'b'.repeat(64), mp3: 'c'.repeat(64), durationMs: 2_400 };
    air.settings = { ...air.settings, chime: { normal: chime } };
    const now = air.clock.now();
    const { id, soundsAt, startsAt, endsAt } = await booth.speak(booth.room.operator);
    expect([soundsAt - now, startsAt - now, endsAt - startsAt]).toEqual([3_000, 5_650, 10 * MINUTE_MS]);
    await air.outbox.flush();
    expect(air.commands()[0]?.payload).toMatchObject({
      args: {
        startAt: soundsAt,
        latenessMs: 12_650,
        maxMs: 10 * MINUTE_MS + 2_650,
        parts: [{ stream: { kind: 'live' } }],
      },
    });
    await booth.says(id, 5_750 + 4_000);
    await booth.live.end(booth.room.operator, id);
    await booth.live.idle();
    // What was said is what counts, the chime is no word.
    expect(await air.broadcast.runs.get(id)).toMatchObject({ dueAt: soundsAt, durationMs: 4_100 });
    const plain = await booth.speak(booth.room.operator, { class: 'priority' });
    expect(plain.startsAt).toBe(plain.soundsAt);
  });

  it('is seen by who belongs there, and nobody else', async () => {
    const elsewhere = air.person('operator', air.other);
    const { id } = await booth.speak(booth.room.operator);
    expect(booth.live.list(booth.head)).toMatchObject([{ id, own: false }]);
    expect(booth.live.list(elsewhere)).toEqual([]);
    await expect(booth.live.get(elsewhere, id)).rejects.toMatchObject({ code: 'no-such-session' });
    await expect(booth.speak(elsewhere)).rejects.toMatchObject({ code: 'out-of-scope' });
    // Those below see it, and have no key of its stream.
    expect(booth.live.list(booth.head)[0]).not.toHaveProperty('listen');
    expect(booth.live.list(booth.above)[0]).toHaveProperty('listen');
  });
});

it.each(ENGINES)('is stored alike on $engine', async ({ open }) => {
  const booth = new Booth(await open());
  await booth.open();
  const { operator } = booth.room;
  booth.live.onBirth(booth.nodes[0]?.id ?? '', { capabilities: { ...CAPABLE, can: ['stream'] } });
  await booth.live.tick();
  const silent = await booth.speak(operator, { interrupt: 'để kịp giờ' });
  await booth.live.end(operator, silent.id);
  const { id, key } = await booth.speak(operator);
  await booth.says(id, 5_000);
  await booth.live.tick();
  await booth.live.end(operator, id);
  await booth.live.idle();
  const said = (stored: string) => booth.air.broadcast.deliveries.ofRun(stored);
  expect(await booth.live.store.byKey(key)).toMatchObject({ id, end: 'speaker', durationMs: 2_000 });
  expect((await said(id)).map(({ expectedMs, due }) => [expectedMs, due])).toEqual([...ONE, ...ONE]);
  expect((await said(silent.id)).map(({ state, due }) => [state, due])).toEqual([...NONE, ...NONE]);
  expect(await booth.live.store.ableNodes()).toEqual([booth.nodes[0]?.id]);
  expect(await booth.live.store.open()).toEqual([]);
  await booth.close();
});

it('takes no more speakers than the server bears', async () => {
  const booth = new Booth(await openSqlite(), 1);
  await booth.open();
  await booth.speak(booth.room.operator);
  const another = booth.speak(booth.above, { targets: [{ area: booth.air.far.id }] });
  await expect(another).rejects.toMatchObject({ status: 503, code: 'live-full' });
  await booth.close();
});
