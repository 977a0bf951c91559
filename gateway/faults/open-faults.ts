import { monotonicFactory } from 'ulid';
import type { FaultKind } from '../../protocol/faults.ts';
import { byWorst } from './classes.ts';
import type { FaultRow } from './faults-store.ts';
import { LIMITS } from './limits.ts';

export interface FaultKey {
  readonly kind: FaultKind;
  readonly node?: string | undefined;
  /** Of what belongs to a place and to no node. */
  readonly area?: string | undefined;
  /** Tells apart what one node reports of itself, or one emergency from another. */
  readonly name?: string | undefined;
}

export interface Raised {
  readonly since: number;
  readonly now: number;
  readonly source: FaultRow['source'];
  readonly count?: number | undefined;
  readonly detail?: string | undefined;
}

/** What is wrong now, in memory; rows that changed wait here for the next write. */
export class OpenFaults {
  readonly #ulid = monotonicFactory();
  readonly #open = new Map<string, FaultRow>();
  /** Under which key a row stands, by its id. */
  readonly #keys = new Map<string, string>();
  readonly #ofNode = new Map<string, Set<string>>();
  /** Over a moment ago: what comes back now is the same fault. */
  readonly #resting = new Map<string, FaultRow>();
  /** Those that come and go, and since when they keep well. */
  readonly #calming = new Map<string, number>();
  #changed = new Map<string, FaultRow>();

  load(open: readonly FaultRow[], resting: readonly FaultRow[]): void {
    for (const row of open) this.#put(textOf(keyOf(row)), row);
    for (const row of resting) this.#resting.set(textOf(keyOf(row)), row);
  }

  get(key: FaultKey): FaultRow | undefined {
    return this.#open.get(textOf(key));
  }

  /** The same fault as it is now; undefined when it is over. */
  now({ id }: Pick<FaultRow, 'id'>): FaultRow | undefined {
    const text = this.#keys.get(id);
    return text === undefined ? undefined : this.#open.get(text);
  }

  all(): Iterable<FaultRow> {
    return this.#open.values();
  }

  get size(): number {
    return this.#open.size;
  }

  has(node: string): boolean {
    return this.#ofNode.has(node);
  }

  /** It is well now, and only held open to see whether it stays so. */
  isCalming(row: FaultRow): boolean {
    return this.#calming.has(this.#keys.get(row.id) ?? '');
  }

  of(node: string): FaultRow[] {
    return [...(this.#ofNode.get(node) ?? [])].flatMap((text) => this.#open.get(text) ?? []);
  }

  /** Kinds open at the node, the worst first. */
  worstOf(node: string): FaultKind[] {
    return this.#ofNode.has(node) ? [...new Set(this.of(node).map(({ kind }) => kind))].sort(byWorst) : [];
  }

  /** Opens a fault, counts an open one up, or takes one up again that was over a moment ago. `isNew`: onlookers must be told. */
  raise(key: FaultKey, { since, now, source, count = 1, detail }: Raised): { row: FaultRow; isNew: boolean } {
    const text = textOf(key);
    const before = this.#open.get(text);
    const calmed = this.#calming.delete(text);
    if (before) {
      // A watched fault is the same observation again: it is written when there is something new to say.
      const again = before.source === 'watch' && source === 'watch' && !calmed;
      const row: FaultRow = {
        ...before,
        ...(again ? {} : { updatedAt: now, count: before.count + count, detail: detail ?? before.detail }),
        flaps: before.flaps + (calmed ? 1 : 0),
      };
      if (!again) this.#change(text, row);
      return { row, isNew: false };
    }
    const rested = source === 'watch' ? this.#resting.get(text) : undefined;
    this.#resting.delete(text);
    const row: FaultRow = rested
      ? { ...rested, until: undefined, updatedAt: now, count: rested.count + 1, flaps: rested.flaps + 1, detail }
      : {
          ...{ id: this.#ulid(now), kind: key.kind, node: key.node, area: key.area },
          ...{ since, detectedAt: now, updatedAt: now, count, flaps: 0, detail, source },
        };
    this.#change(text, row);
    return { row, isNew: true };
  }

  /** Ends this one. */
  end(row: FaultRow, until: number, now: number): FaultRow | undefined {
    const text = this.#keys.get(row.id);
    return text === undefined ? undefined : this.#clear(text, until, now);
  }

  /** Ends an open fault; undefined when there is none, or when it comes and goes and must keep well for a while first. */
  clear(key: FaultKey, until: number, now: number): FaultRow | undefined {
    return this.#clear(textOf(key), until, now);
  }

  #clear(text: string, until: number, now: number): FaultRow | undefined {
    const before = this.#open.get(text);
    if (!before) return undefined;
    if (before.flaps > 0 && before.source === 'watch') {
      if (!this.#calming.has(text)) this.#calming.set(text, until);
      return undefined;
    }
    return this.#end(text, before, until, now);
  }

  /** Ends those that kept well long enough, and forgets what was over before that. */
  settleDown(now: number): FaultRow[] {
    const ended: FaultRow[] = [];
    for (const [text, since] of this.#calming) {
      const row = this.#open.get(text);
      if (!row) this.#calming.delete(text);
      else if (now - since >= LIMITS.holdMs) ended.push(this.#end(text, row, since, now));
    }
    for (const [text, row] of this.#resting) if (now - (row.until ?? now) > LIMITS.holdMs) this.#resting.delete(text);
    return ended;
  }

  /** The cause or the maintenance that holds it. */
  hold(row: FaultRow, held: { incident?: string | undefined; maintenance?: string | undefined }): FaultRow {
    const text = this.#keys.get(row.id);
    if (text === undefined) return row;
    const now = { ...(this.#open.get(text) ?? row), ...held };
    this.#change(text, now);
    return now;
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

  /** Something that is over at once: it is written, and never open. */
  note(row: FaultRow): void {
    this.#changed.set(row.id, row);
  }

  #end(text: string, before: FaultRow, until: number, now: number): FaultRow {
    const row: FaultRow = { ...before, until: Math.max(until, before.since), updatedAt: now };
    this.#calming.delete(text);
    this.#open.delete(text);
    this.#keys.delete(row.id);
    if (row.node !== undefined) {
      const own = this.#ofNode.get(row.node);
      own?.delete(text);
      if (own?.size === 0) this.#ofNode.delete(row.node);
    }
    if (row.source === 'watch') this.#resting.set(text, row);
    this.#changed.set(row.id, row);
    return row;
  }

  #change(text: string, row: FaultRow): void {
    this.#put(text, row);
    this.#changed.set(row.id, row);
  }

  #put(text: string, row: FaultRow): void {
    this.#open.set(text, row);
    this.#keys.set(row.id, text);
    if (row.node === undefined) return;
    const own = this.#ofNode.get(row.node);
    if (own) own.add(text);
    else this.#ofNode.set(row.node, new Set([text]));
  }
}

const NAMED: readonly FaultKind[] = [
  'node-fault',
  'emergency-not-reviewed',
  'licence-expiring',
  'maintenance-due',
  'relay-lost',
  'disk-low',
  'lagging',
  'job-failed',
  'broker-lost',
  'channel-failing',
  'dead-man-failing',
];

/** A node's own fault, and an emergency, are stored as «name: what more there is to say». */
export function nameOf(row: Pick<FaultRow, 'kind' | 'detail'>): string | undefined {
  return NAMED.includes(row.kind) ? row.detail?.split(': ', 1)[0] : undefined;
}

export function keyOf(row: Pick<FaultRow, 'kind' | 'node' | 'area' | 'detail'>): FaultKey {
  return { kind: row.kind, node: row.node, area: row.area, name: nameOf(row) };
}

function textOf(key: FaultKey): string {
  return `${key.kind}/${key.node ?? key.area ?? ''}/${key.name ?? ''}`;
}
