import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { speech } from '../../../bench/broadcast-sound.ts';
import { NodeTime } from '../../../firmware-sim/core/node-time.ts';
import { SignedLog } from '../../../firmware-sim/core/signed-log.ts';
import { EntrySigner, newPrivateKey } from '../../../firmware-sim/core/signer.ts';
import { LEAD_MS, Listener } from '../../../firmware-sim/listening/listener.ts';
import { heardIn, ROADSIDE } from '../../../firmware-sim/listening/room.ts';
import { createLog } from '../../../firmware-sim/log.ts';
import { MemoryStore } from '../../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../../firmware-sim/virtual-clock.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { readConfig } from '../../../gateway/config.ts';
import { Database } from '../../../gateway/database/database.ts';
import { createGateway, type Gateway } from '../../../gateway/gateway.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import type { VerifiedEntry } from '../../../gateway/intake/intake.ts';
import { insertWords, wordsIn } from '../../../gateway/listening/listenings-store.ts';
import { silentLog } from '../../../gateway/log.ts';
import { RecordingStore } from '../../../gateway/recordings/recording-store.ts';
import { openHttp } from '../../../gateway/routes.ts';
import { printPath } from '../../../protocol/api/paths.ts';
import { type HeardPrint, PRINT_RATE, printOf } from '../../../protocol/fingerprint/print.ts';
import { decodePrint } from '../../../protocol/fingerprint/print-file.ts';
import type { ListeningBody } from '../../../protocol/messages/device.ts';
import { type PlanFile, planFile } from '../../../protocol/messages/downlink.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, instantAt } from '../../../protocol/vietnam-time.ts';
import { makeArea, makePerson, SYSTEM } from '../access/place.ts';
import { openPostgres, openSqlite } from '../database/engines.ts';
import { hear } from '../recordings/hear.ts';
import { SOUND_CACHE } from '../sound-cache.ts';

const MONDAY = '2026-11-23';
const START = instantAt(MONDAY, '10:00');
const session = (day: number) => instantAt(addDays(MONDAY, day), '17:00');
const RECORDING = 'ab'.repeat(32);

/** What the ear of each day hears. */
type Heard = 'due' | 'other' | 'noise' | 'dead';

describe('a hamlet with FM loudspeakers and a listening node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-listening-'));
  const clock = new MovableClock(START);
  let gateway: Gateway;
  let app: App;
  let technician: Person;
  let hamlet: string;
  let neighbour: string;
  let listener: string;
  let credential: string;
  const signer = new EntrySigner(newPrivateKey());
  const ears = new Map<Heard, HeardPrint>();

  beforeAll(async () => {
    const files = {
      'gateway.credential': 'x'.repeat(43),
      'roster.token': 'y'.repeat(43),
      'index.html': '<!doctype html>',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const config = readConfig({ ...SOUND_CACHE, LOAXA_DATA_DIR: folder, LOAXA_DASHBOARD_DIR: folder });
    const database = new Database(config.databaseUrl, { durable: false });
    gateway = await createGateway(config, { log: silentLog, clock, database });
    await gateway.load();
    app = (await openHttp(gateway, undefined)).app;
    const province = await makeArea(gateway, 'province', 'Nghệ An');
    const commune = await makeArea(gateway, 'commune', 'Hưng Lĩnh', province);
    hamlet = (await makeArea(gateway, 'hamlet', 'Đông', commune)).id;
    neighbour = (await makeArea(gateway, 'hamlet', 'Tây', commune)).id;
    technician = await makePerson(gateway, 'technician', commune);
    const operator = await makePerson(gateway, 'operator', commune);
    const approver = await makePerson(gateway, 'approver', commune);
    const node = { hamlet, place: '' };
    await gateway.nodes.create(SYSTEM, { ...node, code: 'FM-1', technology: 'fm', horns: 4 });
    listener = (await gateway.nodes.create(SYSTEM, { ...node, code: 'CN-1', technology: 'ip', horns: 0 })).id;
    const enrolled = { node: listener, publicKey: signer.publicKey, firmware: 'test 1' };
    credential = (await gateway.enrolment.enrolInBulk(SYSTEM, [enrolled]))[0]?.credential ?? '';
    const bulletin = speech(0, 4);
    await record(bulletin, commune.id, operator, approver);
    const around = { beforeMs: LEAD_MS, afterMs: 8_000 };
    ears.set('due', printOf(heardIn(ROADSIDE, bulletin, around)));
    ears.set('other', printOf(heardIn(ROADSIDE, speech(5, 8), around)));
    ears.set('noise', printOf(heardIn(ROADSIDE, undefined, around)));
    ears.set('dead', printOf(new Float64Array(40 * PRINT_RATE)));
  });
  afterAll(async () => {
    await app.close();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The bulletin as a recording, in a programme of every afternoon at five, in a session registered for it. */
  async function record(sound: Float64Array, area: string, operator: Person, approver: Person): Promise<void> {
    const { recordings, database, broadcast } = gateway;
    const raw = join(folder, 'bulletin.raw');
    writeFileSync(raw, Buffer.from(Float32Array.from(sound).buffer));
    const opus = recordings.files.temporary();
    const input = ['-f', 'f32le', '-ar', String(PRINT_RATE), '-ac', '1', '-i', raw];
    execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...input, '-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg', opus]);
    const durationMs = Math.round((sound.length / PRINT_RATE) * 1_000);
    const about = { title: 'Bản tin', durationMs, loudnessBefore: -23, loudnessAfter: -16, format: 'mp3' };
    const kept = { bytes: 1, uploadedBy: operator.id, uploadedAt: START, area };
    const stored = { sha256: RECORDING, opus: await recordings.files.keep(opus, 'opus'), mp3: 'cd'.repeat(32) };
    await database.write((transaction) =>
      new RecordingStore(database).add(transaction, { ...stored, ...about, ...kept }),
    );
    await hear(database, approver.id, { sha256: RECORDING, durationMs }, START);
    const { id } = await broadcast.bulletins.create(operator, {
      ...{ title: 'Bản tin', class: 'normal', field: 'general', language: 'vi', recording: RECORDING },
    });
    await broadcast.bulletins.approve(approver, id);
    const programme = await broadcast.programmes.create(operator, {
      ...{ title: 'Bản tin chiều', bulletins: [id], targets: [{ area }], resume: 'resume', registered: true },
      recurrence: { from: addDays(MONDAY, 1), times: ['17:00'], weekdays: [], except: [] },
    });
    await broadcast.programmes.approve(approver, programme.id);
    const times = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '17:00', to: '17:05', validFrom: addDays(MONDAY, 1) };
    await broadcast.registered.register(operator, { area, ...times });
  }

  async function plan(): Promise<PlanFile> {
    await gateway.broadcast.plans.idle();
    const row = await gateway.database.read('plans').where({ node_id: listener }).first('body');
    return planFile.parse(JSON.parse(row.body));
  }

  /** Print of a recording, as a node gets it. */
  async function fetchPrint(recording: string) {
    const authorization = `Basic ${Buffer.from(`${listener}:${credential}`).toString('base64')}`;
    const answer = await app.inject({ url: printPath(recording), headers: { authorization } });
    return answer.statusCode === 200 ? decodePrint(answer.rawPayload) : undefined;
  }

  /** Lives through the session of a day with this at the ear; the node's signed entries, as they come to the gateway. */
  async function listen(days: readonly [number, Heard][]): Promise<string[]> {
    const time = new VirtualClock(START);
    const store = new MemoryStore(ulid());
    const nodeTime = new NodeTime(time, 0, () => true);
    const log = new SignedLog(listener, store, signer, nodeTime);
    let heard: Heard = 'noise';
    const node = new Listener(
      {
        ear: { open: () => ({ close: async () => ears.get(heard) as HeardPrint }) },
        prints: { want: () => undefined, get: fetchPrint },
      },
      { time: nodeTime, store, log: createLog('node', 'silent'), note: (news) => void log.append(news) },
    );
    const toHear = (await plan()).listen ?? [];
    node.start();
    node.setSessions(toHear.filter(({ from }) => days.some(([day]) => session(day) === from)));
    for (const [n, [day, what]] of days.entries()) {
      heard = what;
      time.moveTo(session(day) + HOUR_MS);
      const words = () => store.entries().filter(({ kind }) => kind === 'listening');
      await vi.waitFor(() => expect(words()).toHaveLength(n + 1), { timeout: 15_000 });
    }
    node.stop();
    return store.entries().map(({ jws }) => jws);
  }

  const openFaults = async () => {
    await gateway.faults.tick(clock.now());
    return (await gateway.faults.list({ open: true, limit: 50 })).map(({ kind, node, area }) => [kind, node ?? area]);
  };
  const hearing = () => gateway.listening.ofHamlet(hamlet, { from: START, to: START + 20 * DAY_MS });

  it('is set to it only where it has no horns, by somebody of both places, and is a loudspeaker no more', async () => {
    const { listeners, roster, database, nodes } = gateway;
    const [fm] = roster.byHamlet(hamlet).filter(({ technology }) => technology === 'fm');
    await expect(listeners.set(technician, fm?.id ?? '', hamlet)).rejects.toMatchObject({ code: 'not-ip' });
    const speaker = await nodes.create(SYSTEM, { hamlet, code: 'TL-1', place: '', technology: 'ip', horns: 2 });
    await expect(listeners.set(technician, speaker.id, hamlet)).rejects.toMatchObject({ code: 'has-horns' });
    await nodes.retire(SYSTEM, speaker.id);
    await expect(listeners.set({ ...technician, areas: [neighbour] }, listener, neighbour)).rejects.toMatchObject({
      code: 'out-of-scope',
    });
    expect(await listeners.set(technician, listener, hamlet)).toMatchObject({
      code: 'CN-1',
      hamlet,
      hamletName: 'Đông',
    });
    expect(roster.resolve([{ area: hamlet }, { node: listener }]).map(({ code }) => code)).toEqual(['FM-1']);
    // In the verdict it never hung there: a stay of no length.
    const stays = await database.read('node_places').where({ node_id: listener }).select('from_at', 'until_at');
    expect(stays.filter((stay) => stay.until_at !== stay.from_at)).toEqual([]);
  });

  it('has on its plan nothing to play, and every registered session with what is due in it', async () => {
    const { items, listen: toHear } = await plan();
    expect(items).toEqual([]);
    expect(toHear?.[0]).toMatchObject({
      hamlet,
      from: session(1),
      to: session(1) + 5 * MINUTE_MS,
      against: 'recording',
    });
    expect(toHear?.[0]?.parts.map(({ sha256 }) => sha256)).toEqual([RECORDING]);
    expect(toHear?.length).toBeGreaterThanOrEqual(14);
  });

  it('gets the print of a recording, made by the gateway in a thread, with its credential only', async () => {
    const print = await fetchPrint(RECORDING);
    expect(print?.words.length).toBeGreaterThan(500);
    expect(await fetchPrint('00'.repeat(32))).toBeUndefined();
    expect((await app.inject({ url: printPath(RECORDING) })).statusCode).toBe(401);
  });

  it('says what it heard on each day, in the evidence log, and what nobody listened to stays unsaid', async () => {
    const entries = await listen([
      [1, 'due'],
      [2, 'other'],
      [3, 'noise'],
      [4, 'noise'],
      [5, 'dead'],
    ]);
    clock.set(session(6) + HOUR_MS);
    await gateway.intake.take(listener, entries);
    // Sent again, it changes nothing.
    await gateway.intake.take(listener, entries);
    const { sessions, counts, listeners } = await hearing();
    expect(sessions.map(({ state }) => state).reverse()).toEqual([
      ...['heard', 'other-sound', 'silent', 'silent', 'deaf', 'not-listened'],
    ]);
    expect(counts).toEqual({
      ...{ due: 6, heard: 1, partial: 0, sound: 0, otherSound: 1, silent: 2, deaf: 1, notListened: 1 },
    });
    const heard = sessions[5];
    expect(heard).toMatchObject({ code: 'CN-1', against: 'recording', content: [RECORDING] });
    expect(Math.abs((heard?.matched?.[0]?.from ?? 0) - session(1))).toBeLessThanOrEqual(1_000);
    const leaf = await gateway.database.read('evidence_leaves').where({ position: heard?.position }).first();
    expect(leaf).toMatchObject({ node_id: listener, kind: 'listening' });
    expect(listeners).toMatchObject([{ code: 'CN-1', last: { result: 'deaf' } }]);
  });

  it('raises a fault of the hamlet after two silent sessions in a row, and its own for the dead microphone', async () => {
    await vi.waitFor(async () => expect(await openFaults()).toContainEqual(['not-heard', hamlet]));
    expect(await openFaults()).toContainEqual(['node-fault', listener]);
  });

  it('leaves the verdict as it was: judged by visits, with no session of its own', async () => {
    await gateway.coverage.rollUp();
    const rows = await gateway.database.read('hamlet_days').where({ hamlet_id: hamlet });
    for (const row of rows) expect(JSON.stringify(row)).not.toContain(listener);
    expect(await gateway.database.read('deliveries').where({ node_id: listener })).toEqual([]);
  });

  it('is not believed about a hamlet it is no longer set to, whoever signed it', async () => {
    const entries = await listen([[8, 'due']]);
    await gateway.listeners.set(technician, listener, neighbour);
    clock.set(session(8) + HOUR_MS);
    await gateway.intake.take(listener, entries);
    const leaves = await gateway.database.read('evidence_leaves').where({ node_id: listener, kind: 'listening' });
    expect(leaves).toHaveLength(6);
    expect((await hearing()).counts).toMatchObject({ due: 8, heard: 1, notListened: 3 });
    await gateway.listeners.unset(technician, listener);
    await expect(gateway.listeners.unset(technician, listener)).rejects.toMatchObject({ code: 'no-listener' });
    expect(gateway.roster.get(listener)?.listensTo).toBeUndefined();
  });
});

describe.each([
  ['SQLite', openSqlite],
  ...(process.env.LOAXA_TEST_POSTGRES
    ? [['PostgreSQL', () => openPostgres(process.env.LOAXA_TEST_POSTGRES as string)] as const]
    : []),
] as const)('words on %s', (_, open) => {
  it('are kept as they were said, once a place in the log', async () => {
    const test = await open();
    const [from, to] = [START, START + MINUTE_MS];
    const body: ListeningBody = {
      ...{ hamlet: 'h1', content: [RECORDING], from, to, dueMs: 60_000, soundMs: 50_000 },
      ...{ matchedMs: 40_000, matched: [{ from, to }], levelDb: -31.5, noiseDb: -60 },
      against: 'recording',
      result: 'partial',
    };
    const item: VerifiedEntry<'listening'> = {
      ...{ node: 'n1', position: 7, receivedAt: to, jws: '' },
      entry: {
        v: 1,
        ...{ node: 'n1', log: 'l', seq: 0, at: to },
        clock: 'trusted',
        kind: 'listening',
        body,
      },
    };
    for (let n = 0; n < 2; n++)
      await test.database.write((transaction) => insertWords(transaction, test.database.dialect, [item]));
    const { content, matched, hamlet, ...rest } = body;
    expect(await wordsIn(test.database.read, ['h1'], { from: START - 1, to: START + 1 })).toEqual([
      { ...rest, content: [RECORDING], matched: [{ from, to }], hamlet, node: 'n1', position: 7, trusted: true },
    ]);
    expect(await wordsIn(test.database.read, ['h2'], { from: 0, to: START + 1 })).toEqual([]);
    await test.close();
  });
});
