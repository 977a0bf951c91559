// pure
import type { RunRef } from '../../protocol/messages/fields.ts';
import type { StoredRun } from './run-store.ts';

/** A run as plans, commands and receipts name it: a scheduled one by its original instant, moved or not. */
export function refOf(run: Pick<StoredRun, 'id' | 'programme' | 'originalAt' | 'dueAt'>): RunRef {
  return run.programme === undefined
    ? { run: run.id }
    : { programme: run.programme, dueAt: run.originalAt ?? run.dueAt };
}
