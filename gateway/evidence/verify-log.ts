import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Finding } from '../../protocol/finding.ts';
import { readFrontier } from './evidence-store.ts';
import type { LeafRule, StoredLeaf } from './leaf-check.ts';
import { LeafThreads } from './leaf-threads.ts';
import { LogCheck } from './log-check.ts';
import { readHeads, readLeaves, readNodeKeys, readSubtrees } from './log-store.ts';
import { proving } from './proving.ts';
import { readPurgedBelow } from './retention-store.ts';

const LEAVES_AT_ONCE = 2_000;
/** So many go to a thread at once. */
const LEAVES_A_THREAD = 250;
/** Fewer signatures are judged sooner than threads are started. */
const WORTH_THREADS = 20_000;

export interface LogOrder {
  readonly read: Knex;
  /** Keys that may have signed the checkpoints (SPKI, base64url). */
  readonly publicKeys: readonly string[];
  /** Judge every node's signature too: some 70 s of processor a million, on as many cores as there are. */
  readonly signatures?: boolean;
  /** How many threads judge them; 0 is this one. Left out: one a core, for a log that is worth it. */
  readonly threads?: number;
  /** A checkpoint kept elsewhere, which the log must still lead to. */
  readonly published?: readonly { readonly size: number; readonly note: string }[];
  readonly progress?: (done: number, all: number) => void;
}

export interface LogVerdict {
  readonly size: number;
  readonly counts: LogCheck['counts'];
  readonly findings: readonly Finding[];
}

/** Reads the whole log of a database, hashes it again and holds it against every checkpoint. Entry by entry, breathing between batches. */
export async function verifyLog(order: LogOrder): Promise<LogVerdict> {
  const { read, publicKeys, published = [], progress = () => {} } = order;
  const own = await readHeads(read);
  const checkpoints = [...own, ...published].sort((a, b) => a.size - b.size);
  const subtrees = await readSubtrees(read);
  const nodeKeys = await readNodeKeys(read);
  const rule = { purgedBelow: await readPurgedBelow(read), ...(order.signatures && { nodeKeys }) };
  const frontier = await readFrontier(read);
  const check = new LogCheck({
    ...{ ...rule, proving, checkpoints, publicKeys },
    subtree: (height, position) => subtrees.get(`${height}/${position}`),
  });
  const cores = order.signatures && frontier.size >= WORTH_THREADS ? availableParallelism() : 0;
  const threads = order.threads ?? cores;
  // What is appended meanwhile waits for the next time.
  const batches = batchesOf(read, 0, frontier.size - 1, (done) => progress(done, frontier.size));
  if (threads > 0) await checkInThreads(batches, check, rule, threads);
  else for await (const leaves of batches) for (const leaf of leaves) check.leaf(leaf);
  check.end(frontier);
  const named = order.signatures ? [] : await nameEntries(read, check, nodeKeys);
  return { size: check.size, counts: check.counts, findings: [...named, ...check.findings] };
}

/** Where hashes lead nowhere, the nodes' signatures tell which entry it is. */
async function nameEntries(read: Knex, { spans }: LogCheck, nodeKeys: Map<string, string>): Promise<Finding[]> {
  const named: Finding[] = [];
  for (const { from, to } of spans) {
    const none = { checkpoints: [], publicKeys: [], subtree: () => undefined, purgedBelow: to };
    const again = new LogCheck({ proving, nodeKeys, ...none });
    for await (const leaves of batchesOf(read, from, to)) for (const leaf of leaves) again.leaf(leaf);
    named.push(...again.findings.filter(({ code }) => code === 'leaf-changed'));
  }
  return named;
}

/** The same in the same order: each entry is judged in some thread, and what it says joins the whole here, oldest first. */
async function checkInThreads(
  batches: AsyncIterable<readonly StoredLeaf[]>,
  check: LogCheck,
  rule: Omit<LeafRule, 'proving'>,
  count: number,
): Promise<void> {
  const threads = new LeafThreads(count, rule);
  const onTheirWay: { readonly leaves: readonly StoredLeaf[]; readonly judged: ReturnType<LeafThreads['judge']> }[] =
    [];
  const join = async () => {
    const oldest = onTheirWay.shift();
    if (!oldest) return;
    const judged = await oldest.judged;
    for (const [index, leaf] of oldest.leaves.entries()) check.leaf(leaf, judged[index]);
  };
  try {
    for await (const batch of batches)
      for (let at = 0; at < batch.length; at += LEAVES_A_THREAD) {
        const leaves = batch.slice(at, at + LEAVES_A_THREAD);
        const judged = threads.judge(leaves);
        // It is awaited in its turn; until then a thread that dies is no unhandled rejection.
        judged.catch(() => {});
        onTheirWay.push({ leaves, judged });
        if (onTheirWay.length >= threads.most) await join();
      }
    while (onTheirWay.length > 0) await join();
  } finally {
    await threads.stop();
  }
}

/** A batch of leaves after the other, with a breath between them. */
async function* batchesOf(
  read: Knex,
  from: number,
  to: number,
  progress: (done: number) => void = () => {},
): AsyncGenerator<readonly StoredLeaf[]> {
  for (let next = from; next <= to; ) {
    const leaves = await readLeaves(read, next, Math.min(LEAVES_AT_ONCE, to - next + 1));
    const last = leaves.at(-1);
    if (last === undefined) return;
    yield leaves.filter((leaf) => leaf.position <= to);
    next = last.position + 1;
    progress(Math.min(next, to + 1));
    await setImmediate();
  }
}
