import type { Fault } from '../../protocol/api/coverage.ts';
import type { BrokerAlarm } from '../../protocol/roster.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { EntryHandler } from '../intake/intake.ts';
import type { Log } from '../log.ts';
import type { Presence } from '../presence/presence.ts';

export interface FaultsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly presence: Presence;
  /** Nodes that ought to be heard: enrolled and not retired. */
  readonly nodes: () => Iterable<string>;
}

export interface Alarm {
  readonly kind: Fault['kind'];
  readonly node?: string;
  readonly detail?: string;
  readonly count?: number;
  readonly at?: number;
}

export class Faults {
  constructor(_parts: FaultsParts) {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  /** Something noticed now: opens a fault or counts one up. */
  alarm(_alarm: Alarm): void {}
  brokerAlarms(_alarms: readonly BrokerAlarm[]): void {}
  /** Detects silence and its end; to be called each second, also writes what changed. */
  async tick(_now: number): Promise<void> {}
  readonly faultEntries: EntryHandler<'fault'> = async () => undefined;
  readonly refusalEntries: EntryHandler<'refusal'> = async () => undefined;
}
