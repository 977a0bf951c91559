import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';

export class Watch {
  constructor(_parts: { database: Database; clock: Clock; facts: FactBus; monotonic?: () => number }) {}
  /** Our own voice came back through the broker at `at` (ms UTC). */
  echo(_at: number): void {}
  get isOpen(): boolean {
    return false;
  }
  periods(_from: number, _to: number): Promise<{ from: number; to: number }[]> {
    throw new Error('not built yet');
  }
}
