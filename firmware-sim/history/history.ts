import { ulid } from 'ulid';
import type { Config, PlanItem } from '../../protocol/messages/downlink.ts';
import type { Birth } from '../../protocol/messages/uplink.ts';
import { DAY_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { claimOfPlanItem } from '../core/claim.ts';
import type { NodeStore } from '../core/node-store.ts';
import { NodeTime } from '../core/node-time.ts';
import { placeAmongNeighbours, SelfTests } from '../core/self-tests.ts';
import { SignedLog } from '../core/signed-log.ts';
import { EntrySigner } from '../core/signer.ts';
import { type BootCause, Speaker } from '../core/speaker.ts';
import type { Reference } from '../core/test-rule.ts';
import { TimedBench } from '../player/timed-bench.ts';
import { TimedPlayer } from '../player/timed-player.ts';
import { chances } from '../scenarios/chance.ts';
import { hornAt, type Span, spanAt, type Timeline, without } from '../scenarios/timeline.ts';
import { MemoryStore } from '../storage/memory-store.ts';
import { VirtualClock } from '../virtual-clock.ts';

export interface HistoryNode {
  readonly node: string;
  /** PKCS #8, base64url. */
  readonly privateKey: string;
  readonly sensor: Birth['capabilities']['sensor'];
  /** How many there are to be tested; absent: two. */
  readonly horns?: number | undefined;
  /** The tone as it was when it was hung up; absent: nobody calibrated it. */
  readonly reference?: Reference | undefined;
}

export interface HistoryInput {
  readonly node: HistoryNode;
  readonly window: Span;
  readonly timeline: Timeline;
  /** Everything planned in the window, with the plan's version. */
  readonly items: readonly PlanItem[];
  readonly planVersion: number;
  readonly config: Pick<Config, 'beatMs' | 'quiet' | 'maxRunMs' | 'volume' | 'selfTest'>;
  readonly firmware: string;
  /** Gives ids and jitter: the same input gives the same history, signatures included. */
  readonly seed: string;
}

export interface HistoryEntry {
  /** When it could reach the gateway. */
  readonly at: number;
  readonly jws: string;
}

export interface HistorySession {
  readonly session: string;
  readonly boot: string;
  readonly from: number;
  readonly to: number;
  readonly beats: readonly number[];
}

export interface History {
  readonly log: string;
  readonly entries: readonly HistoryEntry[];
  readonly sessions: readonly HistorySession[];
}

/** The gateway's answer takes about so long after the line is up. */
const ANSWER_MS = 1_500;

/** What a node would have signed and said in a window of the past: the same speaker, log and arbiter, lived through under a moved clock. */
export function liveThrough(input: HistoryInput): History {
  const { node, window, timeline } = input;
  const random = chances(input.seed, node.node, window.from);
  const newId = (at: number) => ulid(at, random);
  const clock = new VirtualClock(window.from);
  const store = new MemoryStore(newId(window.from));
  store.write('config', {
    v: 1,
    node: node.node,
    version: 0,
    at: window.from,
    groups: [],
    ...input.config,
    quiet: [...input.config.quiet],
  });
  store.write('selfTest', node.reference ? { reference: node.reference } : {});
  const signer = new EntrySigner(node.privateKey);
  const planned = input.items
    .map((item) => claimOfPlanItem(item, input.planVersion))
    .filter((claim) => claim.startAt >= window.from);
  const online = without(window, [...timeline.off, ...timeline.cut]);
  const entries: HistoryEntry[] = [];
  const boots: (Span & { boot: string })[] = [];
  for (const powered of without(window, timeline.off)) {
    clock.moveTo(powered.from);
    const boot = newId(powered.from);
    boots.push({ ...powered, boot });
    const offsetMs = spanAt(timeline.clock, powered.from)?.offsetMs ?? 0;
    const time = new NodeTime(offsetClock(clock, offsetMs), 0, () => offsetMs === 0);
    const log = new SignedLog(node.node, store, signer, time);
    const known = log.position.next;
    const speaker = new Speaker({
      time,
      store,
      log,
      player: new TimedPlayer(clock, () => hornAt(timeline, clock.now()), { streams: 'modelled' }),
      settings: {
        sensor: node.sensor,
        firmware: input.firmware,
        checkpointMs: Number.POSITIVE_INFINITY,
        aliveMs: Number.POSITIVE_INFINITY,
        maxSleepMs: 400 * DAY_MS,
      },
      logged: () => trueTimes.push(clock.now()),
    });
    const trueTimes: number[] = [];
    const cause: BootCause = 'power';
    speaker.start(boot, cause);
    speaker.desk.setPlan(planned.filter((claim) => !log.hasReceiptOf(claim.key)));
    speaker.desk.evaluate();
    const tests = testsOf(input, speaker, time, store, clock);
    tests.configure(input.config.selfTest);
    const firstOnline = online.find((span) => span.to > powered.from && span.from < powered.to);
    if (offsetMs !== 0 && firstOnline) {
      const answerAt = Math.max(powered.from, firstOnline.from) + ANSWER_MS;
      clock.moveTo(answerAt);
      speaker.clockCorrected(time.correct(answerAt));
    }
    clock.moveTo(powered.to);
    tests.stop();
    speaker.stop();
    for (const [index, at] of trueTimes.entries()) {
      const entry = log.at(known + index);
      if (entry) entries.push({ at: arrival(online, at, window.to, random()), jws: entry.jws });
    }
  }
  return {
    log: store.logId,
    entries,
    sessions: online.map((span) => sessionOf(span, boots, input.config.beatMs, random, newId)),
  };
}

/** By the timetable of its commune, where there is one. */
function testsOf({ node, timeline }: HistoryInput, speaker: Speaker, time: NodeTime, store: NodeStore, clock: Clock) {
  const { sensor, horns = 2 } = node;
  return new SelfTests({
    bench: new TimedBench(clock, { sensor, horns, horn: () => hornAt(timeline, clock.now()) }),
    ...{ time, store, by: sensor, place: placeAmongNeighbours(node.node) },
    quiet: () => speaker.settings.quiet,
    playing: () => speaker.desk.playing !== undefined,
    note: (news) => speaker.note(news),
  });
}

function arrival(online: readonly Span[], at: number, end: number, share: number): number {
  const span = online.find(({ to }) => to > at);
  return Math.round((span ? Math.max(at, span.from) : end) + share * 2 * SECOND_MS);
}

export function sessionOf(
  span: Span,
  boots: readonly (Span & { boot: string })[],
  beatMs: number,
  random: () => number,
  newId: (at: number) => string,
): HistorySession {
  const beats: number[] = [];
  for (let at = span.from + random() * beatMs; at < span.to; at += beatMs * (0.9 + 0.2 * random()))
    beats.push(Math.round(at));
  return { session: newId(span.from), boot: spanAt(boots, span.from)?.boot ?? newId(span.from), ...span, beats };
}

/** A real-time clock that lost its battery is off by the same amount until the next boot. */
function offsetClock(clock: Clock, offsetMs: number): Clock {
  return {
    now: () => clock.now() + offsetMs,
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, action) => clock.after(delayMs, action),
  };
}
