import type { PresencePeriod, PresenceState } from '../../protocol/api/areas.ts';
import type { Beat, Birth, State } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { Log } from '../log.ts';
import type { Watch } from './watch.ts';

export interface PresenceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly watch: Watch;
}

export type PresenceCounts = Record<PresenceState, number>;

export class Presence {
  constructor(_parts: PresenceParts) {}
  /** Loads the newest state of every node in one query. */
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  beat(_node: string, _beat: Beat, _receivedAt: number): void {}
  birth(_node: string, _birth: Birth, _receivedAt: number): void {}
  state(_node: string, _state: State, _receivedAt: number): void {}
  /** Writes what changed, with the watch, in one transaction; to be called each second. */
  async flush(): Promise<void> {}
  stateOf(_node: string, _at?: number): PresenceState {
    throw new Error('not built yet');
  }
  lastSeenAt(_node: string): number | undefined {
    return undefined;
  }
  latest(_node: string): Beat | undefined {
    return undefined;
  }
  counts(_nodes: Iterable<string>, _at?: number): PresenceCounts {
    throw new Error('not built yet');
  }
  /** Tells `presenceChanged` for every node whose state is no longer what was told last. */
  tick(_now: number): void {}
  /** Non-overlapping periods that cover the window exactly. */
  periods(_node: string, _from: number, _to: number): Promise<PresencePeriod[]> {
    throw new Error('not built yet');
  }
}
