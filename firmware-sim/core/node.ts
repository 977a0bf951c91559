import type { Logger } from 'pino';
import type { Config } from '../../protocol/messages/downlink.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import type { Beat, Birth } from '../../protocol/messages/uplink.ts';
import { DEFAULT_BEAT_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Dial } from '../line/dial.ts';
import { Line } from '../line/line.ts';
import { Traffic } from '../line/traffic.ts';
import { Listener, type ListenerPorts } from '../listening/listener.ts';
import { CommandBook } from './command-book.ts';
import { DiagnosticLog, keptIn } from './diagnostic-log.ts';
import type { NodeIdentity } from './documents.ts';
import { Downlink } from './downlink.ts';
import type { KeyBook } from './key-book.ts';
import { LogSender } from './log-sender.ts';
import { loudestAt } from './loudest.ts';
import type { NodeStore } from './node-store.ts';
import { NodeTime } from './node-time.ts';
import { freeUntil } from './permit.ts';
import { type FetchPlan, PlanFetcher } from './plan-fetcher.ts';
import type { Player } from './player.ts';
import { Refusals } from './refusals.ts';
import { Remote } from './remote.ts';
import { type CredentialDesk, Rotation } from './rotation.ts';
import { placeAmongNeighbours, SelfTests } from './self-tests.ts';
import { SignedLog } from './signed-log.ts';
import type { EntrySigner } from './signer.ts';
import { type BootCause, Speaker, type SpeakerSettings } from './speaker.ts';
import type { TestBench } from './test-bench.ts';
import { TimeAsker } from './time-asker.ts';
import { type FirmwarePorts, Update } from './update.ts';
import type { Verifier } from './verifier.ts';

export interface NodeSettings extends SpeakerSettings {
  readonly horns: number;
  /** Overrides the configured interval: load generators only. */
  readonly beatMs?: number | undefined;
  /** Plans and receipts of many nodes are spread over this long. */
  readonly spreadMs: number;
  /** Lines about itself that it keeps in memory for whoever fetches them; a fleet of thousands keeps few. */
  readonly logLines?: number | undefined;
}

export interface NodePorts {
  readonly identity: NodeIdentity;
  readonly clock: Clock;
  /** Does anything outside (NTP, a real-time clock) stand for that clock? */
  readonly clockVouched: () => boolean;
  readonly store: NodeStore;
  readonly signer: EntrySigner;
  /** The keys it trusts; `verifier` reads in it. */
  readonly keys: KeyBook;
  readonly verifier: Verifier;
  readonly player: Player;
  /** It can sound what is no file. */
  readonly playsStreams?: boolean | undefined;
  readonly dial: Dial;
  readonly fetchPlan: FetchPlan;
  /** Where the node changes its credential; absent when it could not keep a new one. */
  readonly desk?: CredentialDesk | undefined;
  /** Measures horns, line and amplifier; absent where nothing can. */
  readonly bench?: TestBench | undefined;
  /** Ends this node and starts another in its place; absent where nobody would start it. */
  readonly restart?: (() => void) | undefined;
  readonly postLog?: ((url: URL, identity: NodeIdentity, text: string) => Promise<void>) | undefined;
  /** How the device changes its own firmware; absent when it cannot. */
  readonly firmware?: FirmwarePorts | undefined;
  /** These parts will be needed; their audio should be on disk. */
  readonly wantAudio: (parts: readonly Part[], urgent: boolean) => void;
  /** What a listening node hears with; absent in a loudspeaker. */
  readonly listener?: ListenerPorts | undefined;
  readonly telemetry: () => Partial<Beat>;
  readonly storage: () => Birth['storage'];
  readonly log: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  readonly settings: NodeSettings;
}

/** A body may not state a shorter interval, even when a load generator beats faster. */
const SHORTEST_STATED_BEAT_MS = 1_000;
/** The floor is written down when it has risen so much; ids of commands catch what lies between. */
const FLOOR_STEP_MS = MINUTE_MS;
/** Thousands begin in the same second: each says so within this, when its sensor has had time to listen. */
const NEWS_MS = 2_000;
const LOG_LINES = 300;

/** One node: a loudspeaker that plays by itself, and a line over which it is told what to play and tells what it did. */
export class Node {
  readonly speaker: Speaker;
  readonly line: Line;
  /** What it used of its SIM since it was switched on. */
  readonly traffic = new Traffic();
  readonly log: SignedLog;
  readonly time: NodeTime;
  readonly rotation: Rotation;
  readonly listener: Listener | undefined;
  readonly #ports: NodePorts;
  readonly #sender: LogSender;
  readonly #asker: TimeAsker;
  readonly #plans: PlanFetcher;
  readonly #remote: Remote;
  readonly #tests: SelfTests | undefined;
  readonly #downlink: Downlink;
  readonly #log: Logger;
  readonly #update: Update | undefined;
  readonly #boot: string;
  readonly #startedMs: number;
  #groups: ReadonlySet<string>;
  #session = '';
  #seq = 0;
  #savedFloor: number;
  #beat: Timer | undefined;
  #tidying: Timer | undefined;
  #isEmergency = false;
  #news: Timer | undefined;

  constructor(ports: NodePorts) {
    const { identity, store, clock, settings, random } = ports;
    const { node } = identity;
    const { spreadMs } = settings;
    this.#ports = ports;
    this.#boot = ports.newId();
    this.#startedMs = clock.monotonicMs();
    this.#savedFloor = store.read('clock')?.floor ?? 0;
    this.time = new NodeTime(clock, this.#savedFloor, ports.clockVouched);
    this.log = new SignedLog(node, store, ports.signer, this.time);
    const lines = new DiagnosticLog(settings.logLines ?? LOG_LINES, () => this.time.now());
    const log = keptIn(lines, ports.log);
    this.#log = log;
    this.speaker = new Speaker({
      time: this.time,
      store,
      log: this.log,
      player: ports.player,
      settings,
      ended: (turn, outcome) => this.#downlink.runEnded(turn, outcome),
      logged: () => this.#sender.nudge(),
      turned: () => this.#turned(),
      aboutToSound: () => this.#tests?.giveWay(),
      freeUntil: (item) => freeUntil(item, ports.keys, this.speaker.config?.groups ?? identity.groups, this.time),
    });
    this.listener =
      ports.listener &&
      new Listener(ports.listener, {
        ...{ time: this.time, store, log: ports.log },
        note: (news) => this.speaker.note(news),
      });
    this.#groups = new Set(this.speaker.config?.groups ?? identity.groups);
    const { desk, signer } = ports;
    const redial = () => this.line.redial();
    this.rotation = new Rotation({ clock, random, log, time: this.time, signer, desk, redial }, identity, store);
    this.line = new Line(
      { clock, dial: ports.dial, log, random, newSession: ports.newId, traffic: this.traffic },
      { url: identity.mqttUrl, node, access: () => this.rotation.dial() },
      {
        groups: () => [...this.#groups],
        up: (session) => this.#up(session),
        down: () => this.#down(),
        heard: (channel, payload) => {
          this.#downlink.heard(channel, payload);
          this.#saveFloor();
        },
      },
    );
    this.#sender = new LogSender(node, this.log, {
      clock,
      random,
      spreadMs,
      say: (body) => this.line.say('log', body),
    });
    this.#asker = new TimeAsker(node, this.time, (body) => this.line.say('timeRequest', body));
    const refusals = new Refusals(this.speaker, this.time, log);
    this.#plans = new PlanFetcher(
      {
        clock,
        random,
        spreadMs,
        fetchPlan: async (url, _enrolled, etag) => {
          const got = await ports.fetchPlan(url, this.rotation.identity, etag);
          this.traffic.fetched(got.same ? 0 : got.bytes.length);
          return got;
        },
        log,
      },
      identity,
      store,
      {
        fetched: (pointer, file, etag) => {
          this.speaker.applyPlan(pointer, file, etag);
          this.listener?.setSessions(file.listen ?? []);
          this.#wantAudio();
        },
        refused: (reason, detail) => refusals.refuse('plan', reason, detail),
      },
    );
    const kept = store.read('keys');
    if (kept) ports.keys.take(kept.jws);
    this.#update =
      ports.firmware &&
      new Update({
        ...ports.firmware,
        ...{ clock, random, spreadMs, store, log, keys: ports.keys, time: this.time, firmware: settings.firmware },
        identity: () => this.rotation.identity,
        isUp: () => this.line.up,
        isBusy: (withinMs) => this.#isBusy(withinMs),
        note: (body) => this.speaker.note({ kind: 'update', body }),
        settle: (command, reason) => this.#downlink.updateEnded(command, reason),
      });
    this.#tests = ports.bench && this.#testsOn(ports.bench);
    const { postLog } = ports;
    this.#remote = new Remote({
      ...{ time: this.time, store, random, log, lines },
      selfTests: this.#tests,
      restart: ports.restart,
      postLog: postLog && ((url, text) => postLog(url, this.rotation.identity, text)),
      httpUrl: () => this.rotation.identity.httpUrl,
      playing: () => this.speaker.desk.playing !== undefined,
      setVolume: (percent) => this.speaker.setOrdinaryVolume(percent),
    });
    this.#downlink = new Downlink({
      node,
      keys: ports.keys,
      keepKeys: (jws) => store.write('keys', { jws }),
      verifier: ports.verifier,
      time: this.time,
      speaker: this.speaker,
      commands: new CommandBook(store),
      log: this.log,
      sender: this.#sender,
      asker: this.#asker,
      plans: this.#plans,
      refusals,
      remote: this.#remote,
      groups: () => this.#groups,
      sayAck: (ack) => void this.line.say('ack', ack),
      configured: (config) => this.#configure(config),
      resync: () => void this.#birth(),
      rotate: () => this.rotation.want(),
      wantAudio: (command) => ports.wantAudio(command.args.parts, true),
      update: (command) => (this.#update ? this.#update.order(command) : 'unsupported'),
      answered: () => this.#update?.answered(),
    });
  }

  start(cause: BootCause): void {
    this.#log.info({ boot: this.#boot, cause, firmware: this.#ports.settings.firmware }, 'booted');
    this.speaker.start(this.#boot, cause);
    this.#tests?.configure(this.speaker.config?.selfTest);
    this.#wantAudio();
    this.#tidying = this.#ports.clock.after(HOUR_MS, () => this.#tidy());
    this.#update?.start();
    this.listener?.start();
    this.line.start();
  }

  /** Leaves the line with a goodbye; what sounds falls silent. */
  stop(): void {
    this.#end();
    this.line.stop();
  }

  /** Power goes. */
  cutPower(): void {
    this.#end();
    this.line.cut();
  }

  sendBeat(): void {
    const { playing, volume, heardMs } = this.speaker.desk;
    const said = this.line.say('beat', {
      v: 1,
      node: this.#ports.identity.node,
      session: this.#session,
      seq: this.#seq++,
      at: Math.round(this.time.now()),
      uptimeMs: Math.round(this.#ports.clock.monotonicMs() - this.#startedMs),
      beatMs: Math.max(SHORTEST_STATED_BEAT_MS, Math.round(this.#beatMs())),
      volume,
      sentBytes: this.traffic.sentBytes,
      receivedBytes: this.traffic.receivedBytes,
      ...this.#ports.telemetry(),
      ...(playing && { playing: playing.run }),
      ...(heardMs !== undefined && this.#ports.settings.sensor !== 'none' && { heardMs }),
    });
    void said.then((left) => {
      if (left) this.#update?.beat();
    });
  }

  #up(session: string): void {
    this.#session = session;
    this.#log.info({ session }, 'on the line');
    const { node } = this.#ports.identity;
    // The first beat follows the birth at once: whoever waits for a repair sees the node the moment it is back.
    void this.#birth().then(() => this.sendBeat());
    void this.line.say('state', { v: 1, node, session, state: 'online', at: Math.round(this.time.now()) });
    this.#asker.start();
    this.#sender.start();
    this.#plans.resume();
    this.#update?.up();
    this.rotation.up();
    // The second one somewhere within one interval: nodes that come back together do not go on beating together.
    this.#scheduleBeat(this.#ports.random());
  }

  /** Who waits for an emergency to be heard, or to be over, does not wait for the next beat. */
  #turned(): void {
    const isEmergency = this.speaker.desk.playing?.class === 'emergency';
    if (isEmergency === this.#isEmergency) return;
    this.#isEmergency = isEmergency;
    this.#news?.cancel();
    this.#news = this.#ports.clock.after(NEWS_MS * (0.5 + this.#ports.random() / 2), () => {
      if (this.line.up) this.sendBeat();
    });
  }

  #down(): void {
    this.#beat?.cancel();
    this.#asker.stop();
    this.#sender.stop();
    this.rotation.down();
  }

  #end(): void {
    this.#tidying?.cancel();
    this.#news?.cancel();
    this.#plans.stop();
    this.#tests?.stop();
    this.#remote.stop();
    this.#update?.stop();
    this.listener?.stop();
    this.rotation.stop();
    this.#down();
    this.speaker.stop();
  }

  async #birth(): Promise<void> {
    const { identity, settings, store, storage, keys } = this.#ports;
    const plan = store.read('plan')?.pointer.version;
    const config = this.speaker.config?.version;
    const said = await this.line.say('birth', {
      v: 1,
      node: identity.node,
      boot: this.#boot,
      session: this.#session,
      at: Math.round(this.time.now()),
      firmware: settings.firmware,
      capabilities: {
        ...{ opus: true, mp3: true, sensor: settings.sensor, horns: settings.horns },
        can: [
          ...this.#remote.can,
          ...(this.#update ? (['update'] as const) : []),
          ...(this.listener ? (['listen'] as const) : []),
          ...(this.#ports.playsStreams ? (['stream'] as const) : []),
        ],
      },
      ...(plan !== undefined && { plan }),
      ...(config !== undefined && { config }),
      keys: keys.version,
      storage: storage(),
      clock: { state: this.time.state, source: this.time.source },
      log: this.log.position,
    });
    if (said) this.#upAgain();
  }

  /** Told to restart, and here it is: that command is done. */
  #upAgain(): void {
    const { rebootedFor } = this.#remote;
    if (rebootedFor === undefined) return;
    this.#remote.rebootTold();
    this.#downlink.settle(rebootedFor, 'done');
  }

  #testsOn(bench: TestBench): SelfTests {
    const { store, settings, identity } = this.#ports;
    return new SelfTests({
      ...{ bench, store, time: this.time, by: settings.sensor },
      place: placeAmongNeighbours(identity.node),
      quiet: () => this.speaker.settings.quiet,
      loudest: () => loudestAt(this.speaker.settings.loudest ?? [], this.time.now()),
      playing: () => this.speaker.desk.playing !== undefined,
      note: (news) => {
        this.#log.info(news.body, news.kind);
        this.speaker.note(news);
      },
    });
  }

  #configure(config: Config): void {
    this.#log.info({ version: config.version }, 'configured');
    this.speaker.applyConfig(config);
    this.#tests?.configure(config.selfTest);
    this.#groups = new Set(config.groups);
    this.line.regroup();
    if (this.line.up) this.#scheduleBeat(this.#ports.random());
  }

  #isBusy(withinMs: number): boolean {
    const { desk } = this.speaker;
    const until = this.time.now() + withinMs;
    return desk.playing !== undefined || desk.claims().some(({ startAt }) => startAt <= until);
  }

  #wantAudio(): void {
    const planned = this.speaker.desk.claims().flatMap((claim) => claim.parts);
    this.#ports.wantAudio([...planned, ...(this.#ports.store.read('plan')?.file.keep ?? [])], false);
  }

  #beatMs(): number {
    return this.#ports.settings.beatMs ?? this.speaker.config?.beatMs ?? DEFAULT_BEAT_MS;
  }

  #scheduleBeat(share: number): void {
    this.#beat?.cancel();
    this.#beat = this.#ports.clock.after(this.#beatMs() * share, () => {
      this.sendBeat();
      this.#scheduleBeat(0.9 + 0.2 * this.#ports.random());
    });
  }

  /** Acknowledged entries past their time go; audio no plan needs may go. */
  #tidy(): void {
    this.log.prune();
    if (this.line.up) this.rotation.renew();
    this.#wantAudio();
    this.#tidying = this.#ports.clock.after(HOUR_MS, () => this.#tidy());
  }

  #saveFloor(): void {
    if (this.time.floor < this.#savedFloor + FLOOR_STEP_MS) return;
    this.#savedFloor = this.time.floor;
    this.#ports.store.write('clock', { floor: this.#savedFloor });
  }
}
