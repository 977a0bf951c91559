import type { ALARM_KINDS, BrokerAlarm } from '../protocol/roster.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface AlarmDetails {
  /** Only a name that is on the roster: strangers must not write names into the gateway's records. */
  readonly node?: string | undefined;
  readonly address?: string;
  readonly detail?: string;
}

export type PostAlarms = (alarms: readonly BrokerAlarm[]) => Promise<void>;

const FLUSH_EVERY_MS = 2_000;
/** As many as one message to the gateway may hold. */
const MAX_BATCH = 500;
const MAX_DETAIL = 200;

/**
 * What was refused, counted per kind, node and address and told in batches: a flood of refusals must not become a flood of
 * messages. Best effort: while the gateway is away the counts wait, bounded; when there are too many, node and address are given up.
 */
export class Alarms {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #post: PostAlarms | undefined;
  readonly #counted: (kind: AlarmKind) => void;
  #waiting = new Map<string, BrokerAlarm>();
  #cancelFlush: (() => void) | undefined;
  #posting: Promise<void> | undefined;

  constructor(clock: Clock, log: Log, counted: (kind: AlarmKind) => void, post: PostAlarms | undefined) {
    this.#clock = clock;
    this.#log = log;
    this.#counted = counted;
    this.#post = post;
  }

  raise(kind: AlarmKind, { node, address, detail }: AlarmDetails): void {
    this.#counted(kind);
    this.#add({
      kind,
      ...(node !== undefined && { node }),
      ...(address !== undefined && { address: address.slice(0, 64) }),
      ...(detail !== undefined && { detail: detail.slice(0, MAX_DETAIL) }),
      count: 1,
      at: this.#clock.now(),
    });
    this.#cancelFlush ??= this.#clock.after(FLUSH_EVERY_MS, () => void this.flush());
  }

  /** Writes to the log and posts whatever has been counted since the last time. */
  async flush(): Promise<void> {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    if (this.#posting) return this.#posting;
    const batch = [...this.#waiting.values()];
    this.#waiting = new Map();
    if (batch.length === 0) return;
    for (const alarm of batch) this.#log.warn(alarm, `refused or noticed: ${alarm.kind}`);
    if (!this.#post) return;
    this.#posting = this.#post(batch).catch((error: unknown) => {
      this.#log.debug({ err: error }, 'the gateway did not take the alarms, they wait');
      for (const alarm of batch) this.#add(alarm);
      this.#cancelFlush ??= this.#clock.after(FLUSH_EVERY_MS, () => void this.flush());
    });
    await this.#posting;
    this.#posting = undefined;
  }

  /** Tells what is left and stops. */
  async stop(): Promise<void> {
    await this.flush();
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
  }

  #add(alarm: BrokerAlarm): void {
    const key = `${alarm.kind} ${alarm.node ?? ''} ${alarm.address ?? ''}`;
    const known = this.#waiting.get(key);
    if (known) {
      this.#waiting.set(key, { ...known, ...alarm, count: known.count + alarm.count });
    } else if (
      this.#waiting.size < MAX_BATCH - ROOM_FOR_KINDS ||
      (alarm.node === undefined && alarm.address === undefined)
    ) {
      this.#waiting.set(key, alarm);
    } else {
      this.#add({ kind: alarm.kind, detail: 'many nodes or addresses', count: alarm.count, at: alarm.at });
    }
  }
}

/** Kept free for one entry a kind without node and address. */
const ROOM_FOR_KINDS = 16;
