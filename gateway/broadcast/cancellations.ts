import { ulid } from 'ulid';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Database, Transaction } from '../database/database.ts';
import { DeliveryStore } from './delivery-store.ts';
import { isInTime } from './registered-session.ts';

/** Something registered that will not sound: a run, or a session of the timetable. Instants in ms UTC. */
export interface TakenOff {
  readonly run?: string | undefined;
  readonly session?: string | undefined;
  readonly fromAt: number;
  readonly toAt: number;
  readonly hamlets: readonly string[];
}

interface Row {
  id: string;
  hamlet_id: string;
  day: string;
  from_at: number;
  to_at: number;
  run_id: string | null;
  session_id: string | null;
  at: number;
  by: string;
  reason: string | null;
  in_time: boolean;
}

/** Writes down what was taken off, when and why, for the verdict to treat as its rule says (DOMAIN §4.6). */
export class Cancellations {
  readonly #deliveries: DeliveryStore;

  constructor(database: Database) {
    this.#deliveries = new DeliveryStore(database);
  }

  /** In the caller's transaction. Answers whether it was in time: an hour ahead, and with a reason. */
  async record(
    transaction: Transaction,
    taken: TakenOff,
    { by, at, reason }: { by: string; at: number; reason?: string | undefined },
  ): Promise<boolean> {
    const inTime = isInTime(taken.fromAt, at, reason);
    const id = ulid(at);
    const rows = taken.hamlets.map(
      (hamlet): Row => ({
        ...{ id, hamlet_id: hamlet, day: dayOf(taken.fromAt), from_at: taken.fromAt, to_at: taken.toAt },
        ...{ run_id: taken.run ?? null, session_id: taken.session ?? null },
        ...{ at, by, reason: reason || null, in_time: inTime },
      }),
    );
    await transaction.batchInsert('session_cancellations', rows, 80);
    const days = taken.hamlets.map((hamlet) => ({ hamlet, dueAt: taken.fromAt }));
    await this.#deliveries.markDirty(transaction, days, at);
    return inTime;
  }
}
