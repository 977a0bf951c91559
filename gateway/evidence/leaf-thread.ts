import { parentPort, workerData } from 'node:worker_threads';
import { judgeLeaf, type LeafRule, type StoredLeaf } from './leaf-check.ts';
import { proving } from './proving.ts';

// A thread of its own: judges batches as they come and answers each in turn (leaf-threads.ts starts it and sends it its rule).
const rule: LeafRule = { ...(workerData as Omit<LeafRule, 'proving'>), proving };

parentPort?.on('message', (leaves: readonly StoredLeaf[]) => {
  parentPort?.postMessage(leaves.map((leaf) => judgeLeaf(leaf, rule)));
});
