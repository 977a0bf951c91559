import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { DEFAULT_SETTINGS, type PlaceSettings } from '../../../gateway/areas/broadcast-settings.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { Broadcast } from '../../../gateway/broadcast/broadcast.ts';
import type { Above } from '../../../gateway/broadcast/from-above.ts';
import type { SoundStopped } from '../../../gateway/broadcast/parts.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Outbox } from '../../../gateway/device-link/outbox.ts';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { FactBus } from '../../../gateway/facts.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { Intake } from '../../../gateway/intake/intake.ts';
import { CommandSigner } from '../../../gateway/keys/command-signer.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { silentLog } from '../../../gateway/log.ts';
import { type NodeRecord, nodeKeys, Roster } from '../../../gateway/nodes/roster.ts';
import { AddressGuard } from '../../../gateway/outside/address-guard.ts';
import { RecordingStore } from '../../../gateway/recordings/recording-store.ts';
import { Recordings } from '../../../gateway/recordings/recordings.ts';
import { Relays, type RelaysParts } from '../../../gateway/relays/relays.ts';
import type { Area, AreaKind } from '../../../protocol/api/areas.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { decodeJws } from '../../../protocol/jws.ts';
import type { PlanPointer } from '../../../protocol/messages/downlink.ts';
import type { RunRef } from '../../../protocol/messages/fields.ts';
import { DEFAULT_QUIET_WINDOWS, type QuietWindow } from '../../../protocol/quiet-hours.ts';
import { dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import type { TestDatabase } from '../database/engines.ts';
import { RecordedLink } from '../device-link/recorded-link.ts';
import { TestNode } from '../intake/test-node.ts';
import { hear } from '../recordings/hear.ts';

/** A Monday, ten in the morning. */
export const MONDAY = '2026-11-23';
export const START = instantAt(MONDAY, '10:00');

/** The broker's place for plan pointers: remembers what was sent. */
class PlanLink extends RecordedLink {
  pointers: PlanPointer[] = [];

  async sendSigned(_channel: 'plan' | string, _node: string, payload: object): Promise<void> {
    this.pointers.push(payload as PlanPointer);
  }
}

/** Broadcasting as the root builds it, with real stores, intake and outbox; only the broker is not there. */
export class Air {
  readonly clock: MovableClock;
  readonly facts = new FactBus();
  readonly link = new PlanLink();
  readonly tree: AreaTree;
  readonly roster: Roster;
  readonly nodes = new Map<string, TestNode>();
  readonly online = new Set<string>();
  readonly beats = new Map<string, { at: number; playing?: RunRef | undefined }>();
  /** Words spoken so far, by their text. */
  readonly spoken = new Map<string, string>();
  alarms: { area: string; emergency: string; title: string }[] = [];
  readonly people = new Map<string, Person>();
  /** Systems above, by the name of what they author. */
  readonly sources = new Map<string, { role: 'source'; areas: readonly string[] }>();
  /** Who speaks live is told of a STOP. */
  soundStopped: (stopped: SoundStopped) => void = () => undefined;
  readonly database: TestDatabase['database'];
  readonly recordings: Recordings;
  readonly audit: Audit;
  readonly keys: KeyRing;
  readonly signer: CommandSigner;
  readonly outbox: Outbox;
  readonly intake: Intake;
  readonly broadcast: Broadcast;
  readonly relays: Relays;
  /** Faults `relay-lost` that are open, as «commune name». */
  readonly relayAlarms = new Map<string, string>();
  readonly province: Area;
  readonly commune: Area;
  readonly other: Area;
  readonly east: Area;
  readonly west: Area;
  readonly far: Area;
  quiet: readonly QuietWindow[] = DEFAULT_QUIET_WINDOWS;
  settings: PlaceSettings = DEFAULT_SETTINGS;
  readonly orderAlarms = new Map<string, string>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'loaxa-air-'));
  #sequence = 0;

  constructor(test: TestDatabase, now = START, relays: Partial<RelaysParts> = {}) {
    const { database } = test;
    this.database = database;
    this.clock = new MovableClock(now);
    const { clock, facts, link } = this;
    this.tree = new AreaTree(() => dayOf(clock.now()));
    this.roster = new Roster(this.tree);
    this.province = this.#area('province', 'Nghệ An');
    this.commune = this.#area('commune', 'Hưng Lĩnh', this.province);
    this.other = this.#area('commune', 'Long Xá', this.province);
    this.east = this.#area('hamlet', 'Đông', this.commune);
    this.west = this.#area('hamlet', 'Tây', this.commune);
    this.far = this.#area('hamlet', 'Xa', this.other);
    this.audit = new Audit({ database, clock });
    const { audit, tree, roster } = this;
    this.recordings = new Recordings({
      database,
      clock,
      log: silentLog,
      audit,
      facts,
      folder: join(this.#folder, 'audio'),
    });
    this.keys = KeyRing.open(join(this.#folder, 'keys'));
    const { keys } = this;
    this.signer = new CommandSigner({
      pen: keys.takeCommandPen(),
      permitPen: keys.takePermitPen(),
      leaveOf: (id) => this.broadcast.programmes.exceptions.granted(id),
      authorityOf: (author) => this.people.get(author) ?? this.sources.get(author),
      hamletOf: (node) => roster.get(node)?.hamlet,
      isWithin: (area, scope) => tree.isWithin(area, scope),
    });
    this.outbox = new Outbox({
      ...{ database, clock, log: silentLog, link, signer: this.signer },
      onTargetsChanged: (transaction, changes) => this.broadcast.onTargetsChanged(transaction, changes),
    });
    this.relays = new Relays({
      ...{ database, clock, log: silentLog, facts, audit, tree, guard: new AddressGuard(['127.0.0.1']) },
      recordingOf: (sha256) => this.recordings.get(sha256),
      uses: (stations) => this.broadcast.relayRuns.uses(stations, clock.now()),
      coming: (window) => this.broadcast.relayRuns.sounding(window),
      addressChanged: (transaction, person, station) =>
        this.broadcast.bulletins.stationChanged(transaction, person, station),
      changed: () => this.broadcast.stationsChanged(),
      alarm: {
        tell: (commune, name, detail) => this.relayAlarms.set(`${commune} ${name}`, detail),
        settle: (commune, name) => this.relayAlarms.delete(`${commune} ${name}`),
        open: (name) =>
          [...this.relayAlarms.keys()].flatMap((key) =>
            key.endsWith(` ${name}`) ? [key.split(' ', 1)[0] as string] : [],
          ),
      },
      ...relays,
    });
    this.broadcast = new Broadcast({
      relays: this.relays,
      signPermit: (permit) => this.signer.signPermit(permit),
      ...{ database, clock, log: silentLog, facts, audit, tree, roster, link },
      quietHours: { windowsOf: () => this.quiet },
      settings: { at: () => this.settings },
      orderAlarm: {
        tell: (node, detail) => this.orderAlarms.set(node, detail),
        settle: (node) => this.orderAlarms.delete(node),
        open: () => [...this.orderAlarms.keys()].map((node) => ({ node })),
      },
      recordings: this.recordings,
      outbox: this.outbox,
      accounts: {
        authorityOf: (account) => this.people.get(account),
        within: (isInside) => [...this.people].flatMap(([id, { areas }]) => (areas.some(isInside) ? [id] : [])),
      },
      nameOf: (account) => `name of ${account}`,
      isOnline: (node) => this.online.has(node),
      lastBeatOf: (node) => this.beats.get(node),
      speech: { speak: (order, _by, area) => this.#spoken(order, area) },
      chimes: {
        get: (kind, area) => this.#spoken({ text: kind, title: kind }, area, kind === 'siren' ? 5_000 : 4_000),
      },
      unreviewed: {
        raise: (area, emergency, title) => this.alarms.push({ area, emergency, title }),
        settle: (_area, emergency) => {
          this.alarms = this.alarms.filter((alarm) => alarm.emergency !== emergency);
        },
      },
      soundStopped: (stopped) => this.soundStopped(stopped),
    });
    this.intake = new Intake({
      ...{ database, clock, log: silentLog },
      evidence: new EvidenceLog({ database }),
      keyOf: (node) => roster.keyOf(node),
      acknowledge: async () => undefined,
      handlers: { receipt: (transaction, items) => this.broadcast.takeReceipts(transaction, items) },
      alarm: () => undefined,
    });
  }

  async close(): Promise<void> {
    await this.relays.stop();
    await this.intake.stop();
    await this.broadcast.stop();
    await this.outbox.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A second gateway on the same database, as after a restart. */
  restarted(test: TestDatabase): Air {
    const again = new Air(test, this.clock.now());
    again.tree.put(this.tree.all());
    again.roster.put(this.roster.everKnown());
    for (const [id, node] of this.nodes) again.nodes.set(id, node);
    for (const [id, person] of this.people) again.people.set(id, person);
    return again;
  }

  person(role: Role, ...areas: Area[]): Person {
    const id = ulidLike();
    const person = { id, username: id.toLowerCase(), name: id, role, areas: areas.map((area) => area.id) };
    this.people.set(id, person);
    return person;
  }

  above(level: Above['level'], ...areas: Area[]): Above {
    const id = ulidLike();
    const reach = areas.map((area) => area.id);
    this.sources.set(`source:${id}`, { role: 'source', areas: reach });
    return { id, name: `Nguồn ${level}`, level, areas: reach };
  }

  /** An enrolled IP node with a key of its own. */
  node(hamlet: Area, code: string, change: Partial<NodeRecord> = {}): TestNode {
    const node = new TestNode();
    const about = { code, place: 'nhà văn hóa' };
    this.roster.put([
      {
        ...{ ...about, ...nodeKeys(about), id: node.id, hamlet: hamlet.id, technology: 'ip', horns: 4 },
        ...{
          publicKey: node.publicKey,
          enrolledAt: START - 1,
          createdAt: START - 1,
          configVersion: 1,
          rosterVersion: 1,
        },
        ...change,
      },
    ]);
    this.nodes.set(node.id, node);
    return node;
  }

  /** A recording that is there, without the minutes ffmpeg would take. */
  async recording(durationMs = 60_000, area = this.province): Promise<string> {
    const [sha256, opus, mp3] = [0, 1, 2].map(() => randomBytes(32).toString('hex')) as [string, string, string];
    const loudness = { loudnessBefore: -23, loudnessAfter: -16 };
    const about = { title: 'Ghi âm', format: 'mp3', bytes: 1, uploadedBy: 'x', uploadedAt: START };
    const store = new RecordingStore(this.database);
    await this.database.write((transaction) =>
      store.add(transaction, { sha256, opus, mp3, durationMs, ...loudness, ...about, area: area.id }),
    );
    return sha256;
  }

  /** This person listens to the whole of it. */
  async hears(person: Person, sha256: string): Promise<void> {
    const sound = await this.recordings.get(sha256);
    if (!sound) throw new Error('no such recording');
    await hear(this.database, person.id, sound, this.clock.now());
  }

  /** Words as sound: 400 ms each. Audio itself is another test's matter. */
  async #spoken({ text, title }: { text: string; title: string }, area: string, durationMs?: number) {
    const sha256 =
      this.spoken.get(text) ?? (await this.recording(durationMs ?? text.split(/\s+/).length * 400, this.province));
    this.spoken.set(text, sha256);
    const recording = await this.recordings.get(sha256);
    if (!recording) throw new Error(`no recording in ${area}`);
    return { ...recording, title };
  }

  pointersSince(): PlanPointer[] {
    return this.link.pointers.splice(0);
  }

  commands(): { to: string; payload: Record<string, unknown> }[] {
    return this.link
      .take()
      .map(({ to, jws }) => ({ to, payload: decodeJws(jws, 'loaxa-command+jws').payload as Record<string, unknown> }));
  }

  /** A signed receipt of a run, taken in by intake as from the wire. */
  async receipt(
    node: TestNode,
    run: { programme: string; dueAt: number } | { run: string },
    change: object = {},
  ): Promise<void> {
    const dueAt = 'dueAt' in run ? run.dueAt : this.clock.now();
    const sounded = { dueAt, startedAt: dueAt + 40, endedAt: dueAt + 60_040 };
    await this.intake.take(
      node.id,
      [node.receipt(this.#sequence++, this.clock.now(), { run, ...sounded, ...change })],
      this.clock.now(),
    );
  }

  #area(kind: AreaKind, name: string, parent?: Area): Area {
    const area: Area = {
      ...{ id: areaIdFrom(randomBytes(10)), kind, name, validFrom: '2025-07-01', predecessors: [] },
      ...(parent ? { parent: parent.id } : {}),
    };
    this.tree.put([area]);
    return area;
  }
}

function ulidLike(): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return `0${[...randomBytes(25)].map((byte) => alphabet[byte % 32]).join('')}`;
}
