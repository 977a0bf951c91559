import { ulid } from 'ulid';
import type { Fault } from '../../protocol/api/faults.ts';
import type { FaultRow } from './faults-store.ts';

export interface FaultKey {
  readonly kind: Fault['kind'];
  readonly node?: string;
  /** Of what belongs to a place and to no node. */
  readonly area?: string;
  /** Tells apart what one node reports of itself, or one emergency from another. */
  readonly name?: string;
}

/** What is wrong now, in memory; rows that changed wait here for the next write. */
export class OpenFaults {
  readonly #open = new Map<string, FaultRow>();
  #changed = new Map<string, FaultRow>();

  load(rows: readonly FaultRow[]): void {
    for (const row of rows) this.#open.set(textOf({ ...row, name: nameOf(row) }), row);
  }

  get(key: FaultKey): FaultRow | undefined {
    return this.#open.get(textOf(key));
  }

  all(): Iterable<FaultRow> {
    return this.#open.values();
  }

  /** Opens a fault, or counts an open one up. Returns it with whether it is new. */
  raise(key: FaultKey, since: number, now: number, count = 1, detail?: string): { row: FaultRow; isNew: boolean } {
    const before = this.get(key);
    const row: FaultRow = before
      ? { ...before, updatedAt: now, count: before.count + count, detail: detail ?? before.detail }
      : { id: ulid(now), kind: key.kind, node: key.node, area: key.area, since, updatedAt: now, count, detail };
    this.#open.set(textOf(key), row);
    this.#changed.set(row.id, row);
    return { row, isNew: !before };
  }

  /** Ends an open fault; undefined when there is none. */
  clear(key: FaultKey, until: number, now: number): FaultRow | undefined {
    const before = this.get(key);
    if (!before) return undefined;
    const row: FaultRow = { ...before, until: Math.max(until, before.since), updatedAt: now };
    this.#open.delete(textOf(key));
    this.#changed.set(row.id, row);
    return row;
  }

  takeChanged(): FaultRow[] {
    const changed = [...this.#changed.values()];
    this.#changed = new Map();
    return changed;
  }

  /** Rows that could not be written wait for the next time, unless they changed meanwhile. */
  restore(rows: readonly FaultRow[]): void {
    for (const row of rows) if (!this.#changed.has(row.id)) this.#changed.set(row.id, row);
  }
}

const NAMED: readonly Fault['kind'][] = ['node-fault', 'emergency-not-reviewed', 'licence-expiring'];

/** A node's own fault, and an emergency, are stored as «name: what more there is to say». */
export function nameOf(row: Pick<FaultRow, 'kind' | 'detail'>): string | undefined {
  return NAMED.includes(row.kind) ? row.detail?.split(': ', 1)[0] : undefined;
}

function textOf(key: FaultKey): string {
  return `${key.kind}/${key.node ?? key.area ?? ''}/${key.name ?? ''}`;
}
