import { simulatedTelemetry } from '../../firmware-sim/fleet/telemetry.ts';
import type { History } from '../../firmware-sim/history/history.ts';
import { isWithin, type Span } from '../../firmware-sim/scenarios/timeline.ts';
import type { MovableClock } from '../../gateway/clock.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { DEFAULT_BEAT_MS } from '../../protocol/units.ts';
import { PAST_BEAT_MS } from './lives.ts';

/** The gateway's own voice must come back at least every 15 s for its watch to stay open. */
const ECHO_MS = 10_000;
/** A node sends its log in batches of at most so many entries. */
const BATCH = 64;
/** So many nodes keep what they measured: enough to look at, and it costs a few seconds. */
const MEASURED_NODES = 36;
/** What a node takes up and says over its SIM, bytes a second: some 250 MB a month. */
const RECEIVED_A_SECOND = 92;
const SENT_A_SECOND = 7;

/** One node's history with how far it has been told. */
interface Telling {
  readonly node: string;
  readonly history: History;
  entry: number;
  session: number;
  beat: number;
  seq: number;
  readonly isMeasured: boolean;
}

/** Tells the gateway the past through its real doors: echoes, beats and signed entries, slice by slice under a moved clock. */
export class Past {
  readonly #gateway: Gateway;
  readonly #clock: MovableClock;
  /** When the gateway itself was down: nothing reached it, and entries wait on the nodes. */
  readonly #outages: readonly Span[];
  readonly #tellings: Telling[] = [];

  constructor(gateway: Gateway, clock: MovableClock, outages: readonly Span[]) {
    this.#gateway = gateway;
    this.#clock = clock;
    this.#outages = outages;
  }

  add(node: string, history: History): void {
    const entries = [...history.entries].sort((a, b) => a.at - b.at);
    const isMeasured = this.#tellings.length < MEASURED_NODES;
    this.#tellings.push({ node, history: { ...history, entries }, entry: 0, session: 0, beat: 0, seq: 0, isMeasured });
  }

  /** Moves the clock from where it is to `to` and tells everything that reached the gateway meanwhile. */
  async until(to: number): Promise<void> {
    const { watch, presence, telemetry, intake } = this.#gateway;
    while (this.#clock.now() < to) {
      const at = Math.min(this.#clock.now() + ECHO_MS, to);
      this.#clock.set(at);
      if (!isWithin(this.#outages, at)) watch.echo(at);
    }
    const down = isWithin(this.#outages, to);
    const taken: Promise<void>[] = [];
    for (const telling of this.#tellings) {
      this.#beats(telling, to);
      if (down) continue;
      const entries = entriesUntil(telling, to);
      for (let from = 0; from < entries.length; from += BATCH)
        taken.push(intake.take(telling.node, entries.slice(from, from + BATCH), to));
    }
    await presence.flush();
    await telemetry.flush();
    await Promise.all(taken);
  }

  #beats(telling: Telling, to: number): void {
    let last: Beat | undefined;
    const { presence, telemetry } = this.#gateway;
    for (;;) {
      const session = telling.history.sessions[telling.session];
      const at = session?.beats[telling.beat];
      if (session && at === undefined && telling.session + 1 < telling.history.sessions.length) {
        telling.session++;
        telling.beat = 0;
        continue;
      }
      if (!session || at === undefined || at > to) break;
      telling.beat++;
      if (isWithin(this.#outages, at)) continue;
      last = beatOf(telling, session, at);
      presence.beat(telling.node, last, at);
      if (telling.isMeasured) telemetry.take(telling.node, measured(telling.node, last), at);
    }
    if (!last) return;
    const beatMs = isTold(telling) ? DEFAULT_BEAT_MS : PAST_BEAT_MS;
    presence.beat(telling.node, { ...last, beatMs, ...simulatedTelemetry(telling.node, last.at, false) }, last.at);
  }
}

function beatOf(telling: Telling, session: History['sessions'][number], at: number): Beat {
  return {
    v: 1,
    node: telling.node,
    session: session.session,
    seq: telling.seq++,
    at,
    uptimeMs: at - session.from,
    beatMs: PAST_BEAT_MS,
  };
}

function measured(node: string, beat: Beat): Beat {
  const seconds = beat.uptimeMs / 1_000;
  return {
    ...beat,
    ...simulatedTelemetry(node, beat.at, false),
    sentBytes: Math.round(seconds * SENT_A_SECOND),
    receivedBytes: Math.round(seconds * RECEIVED_A_SECOND),
  };
}

/** After its last beat a node is expected at the usual interval: one that stays away is missed within minutes of the live start. */
function isTold({ history, session, beat }: Telling): boolean {
  return session === history.sessions.length - 1 && beat === history.sessions[session]?.beats.length;
}

function entriesUntil(telling: Telling, to: number): string[] {
  const { entries } = telling.history;
  const first = telling.entry;
  while ((entries[telling.entry]?.at ?? Number.POSITIVE_INFINITY) <= to) telling.entry++;
  return entries.slice(first, telling.entry).map((entry) => entry.jws);
}
