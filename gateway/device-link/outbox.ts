import type { BulletinClass } from '../../protocol/classes.ts';
import type { Audience, Command, CommandType } from '../../protocol/messages/downlink.ts';
import type { Ack } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { DeviceLink } from './device-link.ts';

export type TargetState = 'queued' | 'sent' | 'expired' | 'received' | 'accepted' | 'rejected' | 'done';

export interface TargetChange {
  readonly command: string;
  readonly runId?: string;
  readonly node: string;
  readonly state: TargetState;
  readonly reason?: string;
}

export interface CommandOrder<T extends CommandType = CommandType> {
  readonly type: T;
  readonly class: BulletinClass;
  readonly audience: Audience;
  readonly args: Extract<Command, { type: T }>['args'];
  /** Account id or `system`. */
  readonly by: string;
  /** Absent: valid at once. */
  readonly notBefore?: number;
  readonly expiresAt: number;
  readonly runId?: string;
}

export interface OutboxParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: { sign(use: 'command', typ: string, payload: object): string };
  readonly link: Pick<DeviceLink, 'publish' | 'connected'>;
  /** The signer's own judgement: false makes `enqueue` refuse. */
  readonly mayCommand: (audience: Audience, by: string) => boolean;
  /** In the transaction that stores the new states: many at once. */
  readonly onTargetsChanged?: (transaction: Transaction, changes: readonly TargetChange[]) => Promise<void>;
  /** After the commit, one by one. */
  readonly onTargetChanged?: (command: string, node: string, state: TargetState, reason?: string) => void;
}

export class Outbox {
  constructor(_parts: OutboxParts) {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  /** Signs and stores the command with a row per target, in the caller's transaction; after its commit call `flush`. */
  enqueue<T extends CommandType>(
    _transaction: Transaction,
    _order: CommandOrder<T>,
    _targets: readonly string[],
  ): Promise<{ id: string }> {
    throw new Error('not built yet');
  }
  flush(): Promise<void> {
    throw new Error('not built yet');
  }
  onAck(_node: string, _ack: Ack): void {}
  onBirth(_node: string): void {}
  reconcile(): Promise<void> {
    throw new Error('not built yet');
  }
}
