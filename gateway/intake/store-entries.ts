import type { ReceiptAck } from '../../protocol/messages/downlink.ts';
import type { Entry, EntryKind } from '../../protocol/messages/uplink.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { type EvidenceLog, hashOfJws } from '../evidence/evidence-log.ts';
import type { EntryHandler, EntryHandlers, VerifiedEntry } from './intake.ts';
import { type LogMark, putMarks, readMarks, sequencesFrom, storedHashes, textOf } from './intake-store.ts';
import { acknowledgements, advance } from './log-marks.ts';

/** An entry whose signature held; not yet looked up. */
export interface Genuine {
  readonly node: string;
  readonly jws: string;
  readonly receivedAt: number;
  readonly entry: Entry;
}

export interface Outcome {
  readonly stored: number;
  readonly duplicates: number;
  /** Same node, log and sequence as a stored entry, other content. */
  readonly conflicts: readonly Genuine[];
  readonly acks: readonly ReceiptAck[];
  readonly afterCommit: readonly (() => void)[];
}

interface Place {
  readonly transaction: Transaction;
  readonly dialect: Dialect;
  readonly evidence: EvidenceLog;
  readonly handlers: EntryHandlers;
}

/** Everything that stands or falls together with the evidence; nothing is sent from in here. */
export async function storeEntries(place: Place, entries: readonly Genuine[], now: number): Promise<Outcome> {
  const { transaction, dialect, evidence } = place;
  const known = await storedHashes(
    transaction,
    dialect,
    entries.map(({ node, entry }) => ({ node, log: entry.log, seq: entry.seq })),
  );
  const sorted = sortOut(entries, known);
  const positions = await evidence.append(
    transaction,
    sorted.fresh.map(({ node, jws, receivedAt, entry }) => ({
      jws,
      node,
      log: entry.log,
      seq: entry.seq,
      kind: entry.kind,
      entryAt: entry.at,
      receivedAt,
    })),
  );
  const acks = await markAndAcknowledge(transaction, dialect, [...sorted.fresh, ...sorted.duplicates], now);
  const verified = sorted.fresh.map(
    (item, index): VerifiedEntry => ({ ...item, position: positions[index] as number }),
  );
  const afterCommit = await handle(place, verified);
  return {
    stored: sorted.fresh.length,
    duplicates: sorted.duplicates.length,
    conflicts: sorted.conflicts,
    acks,
    afterCommit,
  };
}

function sortOut(entries: readonly Genuine[], known: Map<string, string>) {
  const fresh: Genuine[] = [];
  const duplicates: Genuine[] = [];
  const conflicts: Genuine[] = [];
  for (const item of entries) {
    const key = textOf({ node: item.node, log: item.entry.log, seq: item.entry.seq });
    const hash = Buffer.from(hashOfJws(item.jws)).toString('hex');
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, hash);
      fresh.push(item);
    } else (before === hash ? duplicates : conflicts).push(item);
  }
  return { fresh, duplicates, conflicts };
}

async function markAndAcknowledge(
  transaction: Transaction,
  dialect: Dialect,
  items: readonly Genuine[],
  now: number,
): Promise<ReceiptAck[]> {
  const logs = new Map<string, { node: string; log: string; sequences: Set<number> }>();
  for (const { node, entry } of items) {
    const key = textOf({ node, log: entry.log });
    const own = logs.get(key) ?? { node, log: entry.log, sequences: new Set() };
    logs.set(key, own);
    own.sequences.add(entry.seq);
  }
  if (logs.size === 0) return [];
  const marks = await readMarks(transaction, dialect, [...logs.values()]);
  const movable: LogMark[] = [];
  for (const [key, { node, log, sequences }] of logs) {
    const below = marks.get(key) ?? 0;
    if (sequences.has(below)) movable.push({ node, log, below });
  }
  const stored = movable.length > 0 ? await sequencesFrom(transaction, dialect, movable) : new Map();
  const moved = movable.map((mark) => ({
    ...mark,
    below: advance(mark.below, stored.get(textOf({ node: mark.node, log: mark.log })) ?? new Set()),
  }));
  await putMarks(transaction, dialect, moved);
  for (const mark of moved) marks.set(textOf({ node: mark.node, log: mark.log }), mark.below);
  return [...logs].flatMap(([key, { node, log, sequences }]) =>
    acknowledgements(node, log, now, marks.get(key) ?? 0, sequences),
  );
}

async function handle(place: Place, items: readonly VerifiedEntry[]): Promise<(() => void)[]> {
  const afterCommit: (() => void)[] = [];
  for (const kind of new Set(items.map((item) => item.entry.kind))) {
    // The kinds were told apart by the schema; TypeScript cannot follow a lookup by a union.
    const handler = place.handlers[kind] as EntryHandler<EntryKind> | undefined;
    const after = await handler?.(
      place.transaction,
      items.filter((item) => item.entry.kind === kind),
    );
    if (typeof after === 'function') afterCommit.push(after as () => void);
  }
  return afterCommit;
}
