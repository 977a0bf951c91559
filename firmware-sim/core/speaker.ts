import type { Config, PlanFile, PlanItem, PlanPointer } from '../../protocol/messages/downlink.ts';
import type { Birth, Entry, ReceiptBody } from '../../protocol/messages/uplink.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../protocol/quiet-hours.ts';
import { withOrdinaryVolume } from '../../protocol/remote.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import type { Timer } from '../clock.ts';
import {
  claimGoingOn,
  claimOfCommand,
  claimOfPlanItem,
  contentLengthMs,
  isRunning,
  type RunClaim,
  staggered,
} from './claim.ts';
import { Desk, type DeskSettings } from './desk.ts';
import type { SeenCommand } from './documents.ts';
import { type Horns, HornWatch, isSilent, TELLING_MS } from './horn-watch.ts';
import type { NodeStore } from './node-store.ts';
import type { NodeTime } from './node-time.ts';
import { Outage } from './outage.ts';
import type { Outcome } from './outcome.ts';
import type { Player } from './player.ts';
import type { News, SignedLog } from './signed-log.ts';
import { outcomeOfCut, receiptOf, type Turn } from './turn.ts';

export interface SpeakerSettings {
  readonly sensor: Birth['capabilities']['sensor'];
  readonly firmware: string;
  /** How often the journal of what sounds, and the sign of life, go to disk. */
  readonly checkpointMs: number;
  readonly aliveMs: number;
  readonly maxSleepMs: number;
}

export interface SpeakerPorts {
  readonly time: NodeTime;
  readonly store: NodeStore;
  readonly log: SignedLog;
  readonly player: Player;
  readonly settings: SpeakerSettings;
  /** A run came to its end; the receipt is in the log. */
  ended?(turn: Turn, outcome: Outcome): void;
  logged?(): void;
  /** What sounds is another than before. */
  turned?(): void;
  /** A run is about to sound: a test tone gives way. */
  aboutToSound?(): void;
  /** Until when a planned run may sound in quiet hours; undefined, as without this, not at all. */
  freeUntil?(item: PlanItem): number | undefined;
}

export type BootCause = Extract<Entry, { kind: 'boot' }>['body']['cause'];

/** Until a configuration arrives. */
const FACTORY: DeskSettings = {
  quiet: DEFAULT_QUIET_WINDOWS,
  maxRunMs: 2 * HOUR_MS,
  volume: { emergency: 100, priority: 80, normal: 70 },
};
const SILENT_FAULT = 'horns-silent';

/** The loudspeaker without any network: what is on its disk, on time, with a signed receipt for every run. */
export class Speaker {
  readonly desk: Desk;
  readonly #ports: SpeakerPorts;
  readonly #outage: Outage;
  #config: Config | undefined;
  /** Said before any configuration came. */
  #ordinaryVolume: number | undefined;
  #timers: Timer[] = [];
  readonly #horns = new HornWatch();

  constructor(ports: SpeakerPorts) {
    this.#ports = ports;
    this.#outage = new Outage(ports.store, ports.time);
    this.#config = ports.store.read('config');
    this.desk = new Desk({
      time: ports.time,
      player: ports.player,
      maxSleepMs: ports.settings.maxSleepMs,
      settings: () => this.settings,
      whyLate: (claim) => this.#outage.whyLate(claim),
      finished: (turn, outcome) => this.#finish(turn, outcome),
      turned: () => ports.turned?.(),
      aboutToSound: () => ports.aboutToSound?.(),
      begun: (turns) => ports.store.write('playing', [...turns].map(toDocument)),
    });
  }

  get config(): Config | undefined {
    return this.#config;
  }

  get settings(): DeskSettings {
    return this.#config ?? { ...FACTORY, volume: withOrdinaryVolume(FACTORY.volume, this.#ordinaryVolume) };
  }

  /** Until a configuration says otherwise; the one that follows the command says the same. */
  setOrdinaryVolume(percent: number): void {
    this.#ordinaryVolume = percent;
    if (!this.#config) return;
    this.#config = { ...this.#config, volume: withOrdinaryVolume(this.#config.volume, percent) };
    this.#ports.store.write('config', this.#config);
  }

  start(boot: string, cause: BootCause): void {
    const { store, settings } = this.#ports;
    this.#outage.begin();
    this.#append({ kind: 'boot', body: { boot, firmware: settings.firmware, cause } });
    for (const turn of store.read('playing') ?? []) {
      if (this.#isReported(turn.claim.key)) continue;
      const now = this.#ports.time.now();
      if (isRunning(turn.claim) && runsUntil(turn.claim) > now) this.desk.goOn({ ...turn, restarted: true });
      else if ((turn.claim.until ?? 0) > now)
        this.desk.goOn({ ...turn, claim: claimGoingOn(turn.claim, turn.positionMs, now) });
      else this.#finish(turn, { ...outcomeOfCut(turn, 'restarted', 'partial') });
    }
    store.write('playing', []);
    this.#loadPlan();
    for (const { play } of store.read('commands') ?? []) {
      if (play?.type === 'play') this.#offer(claimOfCommand(play, this.#ports.time.now()));
    }
    this.desk.evaluate();
    this.#every(settings.aliveMs, () => this.#outage.alive());
    this.#every(settings.checkpointMs, () => {
      if (!this.desk.playing) return;
      this.desk.checkpoint();
      this.#watchHorns();
    });
  }

  /** Power goes, or the process ends: nothing more is written but the journal. */
  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    this.#outage.alive();
    this.desk.close();
  }

  applyConfig(config: Config): void {
    // A permit is for the hamlet the node hangs in.
    const moved = this.#config?.groups[0] !== config.groups[0];
    const replan = moved || this.#config?.staggerMs !== config.staggerMs;
    this.#config = config;
    this.#ports.store.write('config', config);
    if (replan) this.#loadPlan();
    this.desk.evaluate();
  }

  applyPlan(pointer: PlanPointer, file: PlanFile, etag?: string): void {
    this.#ports.store.write('plan', { pointer, file, ...(etag !== undefined && { etag }) });
    this.desk.setPlan(this.#claimsOf(pointer.version, file));
    this.desk.evaluate();
  }

  play(command: Extract<NonNullable<SeenCommand['play']>, { type: 'play' }>): void {
    const claim = claimOfCommand(command, this.#ports.time.now());
    // An unproved clock cannot tell when `startAt` is; an emergency does not wait for it (DESIGN §8).
    this.#offer(this.#ports.time.trusted ? claim : { ...claim, startAt: Math.round(this.#ports.time.now()) });
    this.desk.evaluate();
  }

  /** The clock was corrected: what passed meanwhile is explained, what is due is played. */
  clockCorrected(jump: { fromMs: number; toMs: number } | undefined): void {
    this.#outage.trusted();
    if (jump) this.#append({ kind: 'clock', body: { ...jump, source: 'gateway' } });
    this.desk.evaluate();
  }

  note(news: News): void {
    this.#append(news);
  }

  #claimsOf(version: number, file: PlanFile): RunClaim[] {
    const since = this.#ports.store.read('identity')?.enrolledAt ?? 0;
    return file.items
      .map((item) => claimOfPlanItem(item, version, this.#ports.freeUntil?.(item)))
      .filter((claim) => claim.startAt >= since && !this.#isReported(claim.key))
      .map((claim) => staggered(claim, this.#staggerMs));
  }

  #offer(claim: RunClaim): void {
    if (!this.#isReported(claim.key)) this.desk.offer(staggered(claim, this.#staggerMs));
  }

  #loadPlan(): void {
    const plan = this.#ports.store.read('plan');
    if (plan) this.desk.setPlan(this.#claimsOf(plan.pointer.version, plan.file));
  }

  get #staggerMs(): number {
    return this.#config?.staggerMs ?? 0;
  }

  #isReported(key: string): boolean {
    return this.#ports.log.hasReceiptOf(key);
  }

  #finish(turn: Turn, outcome: Outcome): void {
    const { sensor } = this.#ports.settings;
    const receipt = receiptOf(turn, outcome, (this.#config ?? FACTORY).maxRunMs, sensor);
    this.#append({ kind: 'receipt', body: receipt });
    this.#judgeHorns(turn.claim.key, receipt);
    this.#ports.ended?.(turn, outcome);
  }

  #watchHorns(): void {
    if (this.#ports.settings.sensor === 'none') return;
    const found = this.#horns.look(this.desk.sounded);
    if (found) this.#sayHorns(found, found === 'silent' ? 'nothing heard for a minute' : 'heard again');
  }

  /** The node's own sensor against its own amplifier: silence where sound was sent is a fault, sound clears it. */
  #judgeHorns(key: string, { heard, playedMs }: ReceiptBody): void {
    if (heard.by === 'none' || playedMs < TELLING_MS) return;
    // Of horns that died in the middle the sum would say that they were heard.
    const found = this.#horns.of(key) ?? (isSilent(playedMs, heard.ms) ? 'silent' : 'sounding');
    this.#sayHorns(found, `${heard.ms} of ${playedMs} ms heard`);
  }

  #sayHorns(found: Horns, detail: string): void {
    const { store } = this.#ports;
    const isRaised = store.read('faults')?.includes(SILENT_FAULT) ?? false;
    const isToRaise = found === 'silent';
    if (isToRaise === isRaised) return;
    store.write('faults', isToRaise ? [SILENT_FAULT] : []);
    this.#append({ kind: 'fault', body: { fault: SILENT_FAULT, state: isToRaise ? 'raised' : 'cleared', detail } });
  }

  #append(news: News): void {
    this.#ports.log.append(news);
    this.#ports.logged?.();
  }

  #every(ms: number, action: () => void): void {
    if (!Number.isFinite(ms)) return;
    const slot = this.#timers.length;
    const again = () => {
      action();
      this.#timers[slot] = this.#ports.time.after(ms, again);
    };
    this.#timers.push(this.#ports.time.after(ms, again));
  }
}

/** A stream went on while the power was away: it is joined again where the clock is. */
function runsUntil(claim: RunClaim): number {
  return claim.startAt + Math.min(contentLengthMs(claim.parts) * claim.repeat, claim.maxMs);
}

function toDocument({ streams, ...turn }: Turn) {
  const claim = { ...turn.claim, parts: [...turn.claim.parts] };
  return { ...turn, claim, segments: [...turn.segments], ...(streams && { streams: [...streams] }) };
}
