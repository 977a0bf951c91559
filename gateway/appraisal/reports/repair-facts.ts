// pure
import type { Case } from '../../../protocol/api/cases.ts';
import { HOUR_MS } from '../../../protocol/units.ts';
import type { FaultSlip } from './faults-store.ts';

/** What a case says of a repair, as a slip prints it. */
export interface RepairFacts {
  readonly number: string;
  readonly kind: Case['kind'];
  /** The nodes it holds; hamlets where only those are known. */
  readonly nodes: readonly string[];
  readonly hamlets: readonly string[];
  readonly since: number;
  /** No fault that began later belongs to it: it was closed for longer than a day by then. */
  readonly until?: number | undefined;
  readonly reporter?: string | undefined;
  readonly cause?: Case['cause'];
  readonly repairer?: string | undefined;
  readonly measure: string;
  readonly parts: string;
  readonly costVnd?: number | undefined;
  readonly repairedAt?: number | undefined;
  readonly soundHeard?: boolean | undefined;
  readonly photos: number;
  readonly confirmedBy?: string | undefined;
  readonly confirmedAt?: number | undefined;
}

/** Causes gather for two minutes before they are one case; one that comes back within a day is the same. */
const GATHER_MS = HOUR_MS / 30;
const RECURRENCE_MS = 24 * HOUR_MS;

/** Finds the case of a fault: of its kind, on its node (or place), and open when the fault began. The newest of several. */
export function repairsBySlip(repairs: readonly RepairFacts[]): (slip: FaultSlip) => RepairFacts | undefined {
  const found = new Map<string, RepairFacts[]>();
  for (const repair of repairs)
    for (const place of [...repair.nodes, ...repair.hamlets]) {
      const key = `${repair.kind} ${place}`;
      found.set(key, [...(found.get(key) ?? []), repair]);
    }
  return (slip) =>
    found
      .get(`${slip.kind} ${slip.node ?? slip.area}`)
      ?.findLast(
        ({ since, until }) =>
          since - GATHER_MS <= slip.since && (until === undefined || slip.since <= until + RECURRENCE_MS),
      );
}
