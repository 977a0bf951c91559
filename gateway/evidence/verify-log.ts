import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Finding } from '../../protocol/finding.ts';
import { readFrontier } from './evidence-store.ts';
import { LogCheck } from './log-check.ts';
import { readHeads, readLeaves, readNodeKeys, readSubtrees } from './log-store.ts';
import { proving } from './proving.ts';
import { readPurgedBelow } from './retention-store.ts';

const LEAVES_AT_ONCE = 2_000;

export interface LogOrder {
  readonly read: Knex;
  /** Keys that may have signed the checkpoints (SPKI, base64url). */
  readonly publicKeys: readonly string[];
  /** Judge every node's signature too: some 70 s a million. */
  readonly signatures?: boolean;
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
  const parts = {
    ...{ proving, checkpoints, publicKeys, purgedBelow: await readPurgedBelow(read) },
    subtree: (height: number, position: number) => subtrees.get(`${height}/${position}`),
  };
  const nodeKeys = await readNodeKeys(read);
  const frontier = await readFrontier(read);
  const check = new LogCheck({ ...parts, ...(order.signatures && { nodeKeys }) });
  // What is appended meanwhile waits for the next time.
  await eachLeaf(
    read,
    0,
    frontier.size - 1,
    (leaf) => check.leaf(leaf),
    (done) => progress(done, frontier.size),
  );
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
    await eachLeaf(read, from, to, (leaf) => again.leaf(leaf));
    named.push(...again.findings.filter(({ code }) => code === 'leaf-changed'));
  }
  return named;
}

async function eachLeaf(
  read: Knex,
  from: number,
  to: number,
  take: (leaf: Parameters<LogCheck['leaf']>[0]) => void,
  progress: (done: number) => void = () => {},
): Promise<void> {
  for (let next = from; next <= to; ) {
    const leaves = await readLeaves(read, next, LEAVES_AT_ONCE);
    for (const leaf of leaves) if (leaf.position <= to) take(leaf);
    const last = leaves.at(-1);
    if (last === undefined) return;
    next = last.position + 1;
    progress(Math.min(next, to + 1));
    await setImmediate();
  }
}
