import type { FaultKind, IncidentKind, Severity } from '../protocol/faults.ts';

/** One thing to be told to people, once: a cause began, holds more than was told, or is over. */
export interface Notice {
  /** `{incident}/{what}`: the same thing told twice has the same id. */
  readonly id: string;
  readonly incident: string;
  readonly what: 'opened' | 'grew' | 'over';
  readonly kind: IncidentKind;
  readonly cause: FaultKind;
  readonly severity: Severity;
  /** Smallest area that holds all of it; absent for the installation itself. */
  readonly area?: string;
  /** The node, when it is one. */
  readonly node?: string;
  /** Name of mast, feeder, commune; code of the node. */
  readonly name: string;
  readonly nodes: number;
  /** Codes of the first fifty. */
  readonly codes: readonly string[];
  readonly hamlets: readonly string[];
  /** Every node it holds, where there may be more than fifty. */
  readonly members?: readonly string[];
  readonly since: number;
  readonly until?: number;
  readonly at: number;
  readonly detail?: string;
}

/** Called in the transaction (of knex) that stores the incidents; what it returns runs after the commit. */
export type NoticeHandler<Transaction> = (
  transaction: Transaction,
  notices: readonly Notice[],
) => Promise<(() => void) | undefined>;

/** Several who take notices, one after the other in the one transaction. */
export function tellEach<Transaction>(handlers: readonly NoticeHandler<Transaction>[]): NoticeHandler<Transaction> {
  return async (transaction, notices) => {
    const done: ((() => void) | undefined)[] = [];
    for (const handler of handlers) done.push(await handler(transaction, notices));
    return () => {
      for (const after of done) after?.();
    };
  };
}
