import { type Action, arbitrate, type Bid, type Contender, isHushed } from '../../protocol/arbiter.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import type { Timer } from '../clock.ts';
import { Agenda } from './agenda.ts';
import { bidOf, isLive, type RunClaim } from './claim.ts';
import type { Sounded } from './horn-watch.ts';
import { type LoudestWindow, loudestAt, untilLoudestChangesMs } from './loudest.ts';
import type { NodeTime } from './node-time.ts';
import type { Outcome } from './outcome.ts';
import type { Piece, Player, Sounding, SoundResult } from './player.ts';
import { contenderOf, failedWith, newTurn, outcomeOfCut, outcomeOfEnd, type Turn, withStretch } from './turn.ts';

export interface DeskSettings {
  readonly quiet: readonly QuietWindow[];
  readonly maxRunMs: number;
  readonly volume: { readonly emergency: number; readonly priority: number; readonly normal: number };
  /** Hours in which nothing but an emergency is louder. */
  readonly loudest?: readonly LoudestWindow[] | undefined;
}

export interface DeskPorts {
  readonly time: NodeTime;
  readonly player: Player;
  settings(): DeskSettings;
  /** Why an instant passed unplayed, when the desk itself cannot know (the node was off, its clock unproved). */
  whyLate(claim: RunClaim): Outcome | undefined;
  /** The one end of a run. */
  finished(turn: Turn, outcome: Outcome): void;
  /** What sounds is another than before. */
  turned?(): void;
  /** A run is about to sound: a test tone gives way. */
  aboutToSound?(): void;
  /** Something that must survive a power cut: the runs begun and not finished. */
  begun(turns: readonly Turn[]): void;
  /** A running desk looks again at least this often, since a system clock may be set under it. */
  readonly maxSleepMs: number;
}

interface Live {
  readonly sounding: Sounding;
  readonly from: number;
  readonly fromMs: number;
  volume: number;
}

interface Place {
  turn: Turn;
  readonly bid: Bid;
  live?: Live | undefined;
}

/** Content is decoded, and a stream opened, this long before it is due. */
const PREPARE_MS = 4_000;
/** What ends so shortly before quiet hours ended for them. */
const SOON_MS = 2_000;
const RETRY_MS = 500;
const SHORTEST_SLEEP_MS = 4;
const PREEMPTED: Outcome = { result: 'preempted', reason: 'outranked' };

/** Holds every claim on the horns and does what the arbiter decides. */
export class Desk {
  readonly #ports: DeskPorts;
  readonly #agenda = new Agenda();
  readonly #places = new Map<string, Place>();
  #timer: Timer | undefined;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  /** Takes a claim unless the run is already begun; a command replaces what a plan said about the same run. */
  offer(claim: RunClaim): void {
    const known = this.#places.get(claim.key);
    if (known && (hasBegun(known) || known.turn.claim.command)) return;
    this.#places.delete(claim.key);
    this.#agenda.add([claim]);
  }

  /** Forgets what waits by a plan and is not in the new one; what sounds goes on. */
  setPlan(claims: readonly RunClaim[]): void {
    for (const [key, place] of this.#places) {
      if (!hasBegun(place) && place.turn.claim.command === undefined) this.#places.delete(key);
    }
    this.#agenda.dropPlanned();
    this.#agenda.add(claims.filter((claim) => !this.#places.has(claim.key)));
  }

  /** A power cut ended it in the middle, and it is not over: it goes on where it was. */
  goOn(turn: Turn): void {
    this.#places.set(turn.claim.key, { ...this.#placeOf(turn.claim), turn });
  }

  /** Silences one run, or everything that sounds, waits for its turn, or was commanded; `spare` leaves emergencies alone. */
  silence(key: string | undefined, spare?: 'emergency'): void {
    const isMeant = (claim: RunClaim) => (key === undefined ? claim.class !== spare : claim.key === key);
    const ahead = this.#agenda
      .claims()
      .filter((claim) => isMeant(claim) && (key !== undefined || claim.command !== undefined));
    for (const claim of ahead) {
      this.#agenda.remove(claim.key);
      this.#places.set(claim.key, this.#placeOf(claim));
    }
    for (const place of [...this.#places.values()]) {
      if (!isMeant(place.turn.claim)) continue;
      this.#hush(place);
      this.#finish(place, key !== undefined && isLive(place.turn.claim) ? this.#spoken(place) : cutShort(place));
    }
    this.evaluate();
  }

  get playing(): RunClaim | undefined {
    return this.#sounding()?.turn.claim;
  }

  /** Of what sounds, or else of an ordinary bulletin (percent). */
  get volume(): number {
    const place = this.#sounding();
    return place ? this.#volumeAsked(place) : this.#ports.settings().volume.normal;
  }

  /** What the sensor has heard so far of what sounds. */
  get heardMs(): number | undefined {
    const place = this.#sounding();
    return place && Math.round(this.#current(place).heardMs);
  }

  /** What sounds, how much of it was played, and how much of that was heard. */
  get sounded(): Sounded | undefined {
    const place = this.#sounding();
    if (!place) return undefined;
    const { claim, playedMs, heardMs } = this.#current(place);
    return { key: claim.key, playedMs, heardMs };
  }

  claims(): RunClaim[] {
    return [...[...this.#places.values()].map((place) => place.turn.claim), ...this.#agenda.claims()];
  }

  /** Power goes or the process ends: silence, no receipts; what was begun is on disk. */
  close(): void {
    this.#timer?.cancel();
    this.checkpoint();
    this.#sounding()?.live?.sounding.stop();
    this.#places.clear();
    this.#agenda.clear();
  }

  checkpoint(): void {
    const begun = [...this.#places.values()].filter(hasBegun);
    this.#ports.begun(begun.map((place) => this.#current(place)));
  }

  evaluate(): void {
    this.#timer?.cancel();
    const { time, player, maxSleepMs } = this.#ports;
    const now = time.now();
    const contenders: Contender[] = [];
    for (const claim of this.#agenda.takeUntil(now + PREPARE_MS)) this.#places.set(claim.key, this.#placeOf(claim));
    let wakeAt = Math.min(now + maxSleepMs, this.#agenda.nextAt - PREPARE_MS);
    for (const place of this.#places.values()) {
      const { claim } = place.turn;
      if (!hasBegun(place)) {
        if (!time.trusted && claim.class !== 'emergency') continue;
        if (player.lacking(claim.parts) && now <= claim.startAt + claim.latenessMs) {
          wakeAt = Math.min(wakeAt, now + RETRY_MS);
          continue;
        }
        if (claim.startAt > now) player.prepare(this.#piece(place, 0, place.bid.lengthMs));
      }
      contenders.push(contenderOf(this.#current(place), place.bid, place.live !== undefined));
    }
    const decision = arbitrate(contenders, this.#ports.settings().quiet, now);
    const isUrgent = decision.actions.some((action) => STARTS.has(action.do) && this.#isEmergency(action.key));
    for (const action of decision.actions) this.#do(action, !isUrgent);
    wakeAt = Math.min(wakeAt, this.#holdDown(now));
    this.#timer = time.after(Math.max(SHORTEST_SLEEP_MS, Math.min(wakeAt, decision.wakeAt) - now), () =>
      this.evaluate(),
    );
  }

  /** `softly`: what falls silent gives way to nothing urgent. */
  #do(action: Action, softly: boolean): void {
    const place = this.#places.get(action.key);
    if (!place) return;
    switch (action.do) {
      case 'continue':
        return;
      case 'start':
      case 'restart':
        this.#sound(place, 0, action.limitMs);
        break;
      case 'resume':
        this.#sound(place, action.fromMs, action.limitMs);
        break;
      case 'interrupt':
        this.#hush(place, softly);
        this.checkpoint();
        break;
      case 'stop':
        this.#hush(place, softly);
        this.#finish(
          place,
          action.why === 'quiet-hours' ? outcomeOfCut(place.turn, 'quiet-hours', 'refused') : this.#ended(place),
        );
        break;
      case 'drop':
        this.#hush(place, softly);
        this.#finish(
          place,
          action.why === 'outranked' ? PREEMPTED : outcomeOfCut(place.turn, 'quiet-hours', 'refused'),
        );
        break;
      case 'refuse':
        this.#finish(place, this.#refusal(place, action.why));
        break;
    }
  }

  #placeOf(claim: RunClaim): Place {
    return { turn: newTurn(claim), bid: bidOf(claim, this.#ports.settings().maxRunMs) };
  }

  #refusal(place: Place, why: Extract<Action, { do: 'refuse' }>['why']): Outcome {
    if (why === 'quiet-hours') return { result: 'refused', reason: why };
    const late = this.#ports.whyLate(place.turn.claim);
    if (late) return late;
    if (why === 'outranked') return PREEMPTED;
    const lacking = this.#ports.player.lacking(place.turn.claim.parts);
    return lacking ? failedWith(place.turn, lacking) : { result: 'missed', reason: why };
  }

  #sound(place: Place, fromMs: number, limitMs: number): void {
    this.#ports.aboutToSound?.();
    const from = this.#ports.time.now();
    const piece = this.#piece(place, fromMs, limitMs);
    const sounding = this.#ports.player.start(piece, (result) => {
      if (place.live?.sounding !== sounding) return;
      place.live = undefined;
      place.turn = withStretch(place.turn, from, fromMs, this.#byOurClock(result), this.#ports.time.now());
      this.#finish(place, this.#ended(place));
      this.evaluate();
    });
    place.live = { sounding, from, fromMs, volume: piece.volume };
    this.checkpoint();
    this.#ports.turned?.();
  }

  #hush(place: Place, softly = false): void {
    const { live } = place;
    if (!live) return;
    place.live = undefined;
    const result = this.#byOurClock(live.sounding.stop(softly));
    place.turn = withStretch(place.turn, live.from, live.fromMs, result, this.#ports.time.now());
  }

  #ended(place: Place): Outcome {
    const soon = this.#ports.time.now() + SOON_MS;
    return outcomeOfEnd(place.turn, place.bid, isHushed(place.bid, this.#ports.settings().quiet, soon));
  }

  /** The receipt is on disk before the journal forgets that the run was begun; the other order could lose it. */
  #finish(place: Place, outcome: Outcome): void {
    this.#places.delete(place.turn.claim.key);
    this.#ports.finished(place.turn, outcome);
    if (place.turn.startedAt === undefined) return;
    this.checkpoint();
    this.#ports.turned?.();
  }

  #current(place: Place): Turn {
    const { live, turn } = place;
    if (!live) return turn;
    const result = this.#byOurClock(live.sounding.progress());
    return withStretch(turn, live.from, live.fromMs, result, this.#ports.time.now());
  }

  #sounding(): Place | undefined {
    for (const place of this.#places.values()) if (place.live) return place;
    return undefined;
  }

  #piece(place: Place, fromMs: number, limitMs: number): Piece {
    const { key, parts, repeat } = place.turn.claim;
    return {
      key,
      parts,
      repeat,
      fromMs,
      limitMs,
      volume: this.#volumeOf(place, this.#ports.time.now()),
    };
  }

  /** What is set for it, whatever the hour. */
  #volumeAsked({ turn: { claim } }: Place): number {
    return claim.volume ?? this.#ports.settings().volume[claim.class];
  }

  #volumeOf(place: Place, now: number): number {
    const set = this.#volumeAsked(place);
    return place.bid.class === 'emergency' ? set : Math.min(set, loudestAt(this.#ports.settings().loudest ?? [], now));
  }

  /** What sounds is not louder than the hour allows. Returns when to look again. */
  #holdDown(now: number): number {
    const place = this.#sounding();
    if (!place?.live) return Number.POSITIVE_INFINITY;
    const { live } = place;
    const volume = this.#volumeOf(place, now);
    if (volume !== live.volume) live.sounding.setVolume(volume);
    live.volume = volume;
    return now + untilLoudestChangesMs(this.#ports.settings().loudest ?? [], now);
  }

  /** Somebody spoke until this command: that was the end of it, and all there was to hear. */
  #spoken(place: Place): Outcome {
    if (place.turn.startedAt === undefined) return outcomeOfCut(place.turn, 'stopped', 'missed');
    place.turn = { ...place.turn, lengthMs: place.turn.lengthMs ?? place.turn.positionMs };
    return place.turn.streams ? this.#ended(place) : cutShort(place);
  }

  #isEmergency(key: string): boolean {
    return this.#places.get(key)?.bid.class === 'emergency';
  }

  /** Instants of streams come by the player's clock that never jumps. */
  #byOurClock(result: SoundResult): SoundResult {
    if (!result.streams) return result;
    const { time } = this.#ports;
    const shift = time.now() - time.monotonicMs();
    const streams = result.streams.map((told) => ({
      ...told,
      breaks: told.breaks.map(({ from, to, why }) => ({
        from: Math.round(from + shift),
        to: Math.round(to + shift),
        why,
      })),
    }));
    return { ...result, streams };
  }
}

const STARTS: ReadonlySet<Action['do']> = new Set(['start', 'restart', 'resume']);

function cutShort({ turn }: Place): Outcome {
  return outcomeOfCut(turn, 'stopped', 'missed');
}

/** Its first stretch is added to the turn only when it ends: until then `live` alone tells that it sounds. */
function hasBegun({ turn, live }: Place): boolean {
  return turn.startedAt !== undefined || live !== undefined;
}
