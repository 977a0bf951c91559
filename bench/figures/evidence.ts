import { createPublicKey, verify } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { ulid } from 'ulid';
import { systemClock } from '../../gateway/clock.ts';
import type { Database } from '../../gateway/database/database.ts';
import { type EvidenceEntry, EvidenceLog, hashOfJws } from '../../gateway/evidence/evidence-log.ts';
import { Frontier } from '../../gateway/evidence/frontier.ts';
import { sha256 } from '../../gateway/evidence/sha256.ts';
import { verifyLog } from '../../gateway/evidence/verify-log.ts';
import { Intake } from '../../gateway/intake/intake.ts';
import { silentLog } from '../../gateway/log.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import { verifyInclusion } from '../../protocol/merkle-proof.ts';
import { inSqlite } from '../database.ts';
import { settleFleet } from '../fleet.ts';
import { type Options, sizesOf } from '../options.ts';
import { figure } from '../report.ts';
import { receiptsOf, SignedLog, signedEntries } from '../signed-log.ts';
import { medianSeconds, secondsOf } from '../timing.ts';

const LEAVES = 1_000_000;
const NODES = 100;
const RECEIPTS = 40_000;
/** As many as one message of a node may hold. */
const MESSAGE = 64;

/** The record: appending, taking receipts in, proving and verifying. */
export async function evidence(options: Options): Promise<void> {
  await receipts(options);
  for (const batch of [1, 100]) await inSqlite((database) => appending(database, batch, options.quick ? 500 : 3_000));
  for (const leaves of sizesOf(options.quick ? LEAVES / 100 : LEAVES, options)) {
    await inSqlite((database) => proving(database, leaves));
  }
  await inSqlite((database) => signatures(database, options.full ? LEAVES : LEAVES / (options.quick ? 500 : 20)));
}

/** `npm run verify -- --log --signatures`: every message hashed, read and its signature judged, none twice the same. */
async function signatures(database: Database, leaves: number): Promise<void> {
  const log = new EvidenceLog({ database });
  const [node] = (await settleFleet(database, { nodes: 1, hamlets: 1 }, Date.now())).identities;
  const signer = new SignedLog(node?.node);
  await database.write((transaction) => transaction('nodes').update({ public_key: signer.publicKey }));
  let batch: EvidenceEntry[] = [];
  for (const entry of signedEntries(signer, leaves)) {
    batch.push(entry);
    if (batch.length < 5_000 && entry.seq < leaves - 1) continue;
    const entries = batch;
    await database.write((transaction) => log.append(transaction, entries));
    batch = [];
  }
  for (const threads of [0, availableParallelism()]) {
    const before = process.cpuUsage();
    const seconds = await secondsOf(async () => {
      const { findings, counts } = await verifyLog({ read: database.read, publicKeys: [], signatures: true, threads });
      if (findings.length > 0 || counts.signed !== leaves) throw new Error('the log does not hold');
    });
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = Number(((user + system) / 1e6).toPrecision(3));
    figure('evidence.verify-signatures', seconds, 's', {
      leaves,
      threads,
      cpuSeconds,
      ...(leaves === LEAVES && { target: 60 }),
    });
  }
}

/** Receipts through the intake (verified, stored, acknowledged) beside the bare verification of the same bytes. */
async function receipts({ quick }: Options): Promise<void> {
  const logs = Array.from({ length: NODES }, () => new SignedLog());
  const run = ulid();
  const perNode = (quick ? RECEIPTS / 10 : RECEIPTS) / NODES;
  const now = Date.now();
  const messages = logs.map((log) => Array.from({ length: perNode }, () => log.receipt(run, now)));
  const total = perNode * NODES;

  const jws = messages.flat();
  const signed = jws.map((one) => decodeJws(one, ENTRY_TYP));
  const keys = logs.map((log) =>
    createPublicKey({ key: Buffer.from(log.publicKey, 'base64url'), format: 'der', type: 'spki' }),
  );
  const bare = await secondsOf(() => {
    for (const [index, one] of signed.entries()) {
      const key = keys[Math.floor(index / perNode)];
      if (!key || !verify(null, one.signingInput, key, one.signature)) throw new Error('a signature does not hold');
    }
  });
  figure('evidence.bare-verify', total / bare, 'per s', { says: 'the bound: node:crypto on one thread' });

  const stored = await inSqlite(async (database) => {
    let acknowledged = 0;
    const byNode = new Map(logs.map((log) => [log.node, log.publicKey]));
    const intake = new Intake({
      database,
      clock: systemClock,
      log: silentLog,
      evidence: new EvidenceLog({ database }),
      keyOf: (node) => byNode.get(node),
      acknowledge: async () => void acknowledged++,
      handlers: {},
      alarm: ({ detail }) => {
        throw new Error(detail);
      },
    });
    const seconds = await secondsOf(async () => {
      await Promise.all(logs.map((log, index) => sendAll(intake, log.node, messages[index] ?? [])));
    });
    const rows = Number((await database.read('evidence_leaves').count({ rows: '*' }).first())?.rows);
    await intake.stop();
    if (rows !== total) throw new Error(`${rows} of ${total} receipts are stored`);
    return seconds;
  });
  const ratio = Number((bare / stored).toPrecision(3));
  figure('evidence.receipts-taken', total / stored, 'per s', { ofBareVerify: ratio, targetShare: 0.5 });
}

async function sendAll(intake: Intake, node: string, entries: readonly string[]): Promise<void> {
  for (let at = 0; at < entries.length; at += MESSAGE)
    await intake.take(node, entries.slice(at, at + MESSAGE), Date.now());
}

async function appending(database: Database, batch: number, transactions: number): Promise<void> {
  const log = new EvidenceLog({ database });
  const entries = receiptsOf(Math.min(transactions * batch, 20_000));
  let position = 0;
  const seconds = await secondsOf(async () => {
    for (; position + batch <= entries.length; position += batch) {
      await database.write((transaction) => log.append(transaction, entries.slice(position, position + batch)));
    }
  });
  figure('evidence.append', position / seconds, 'per s', { batch, ...(batch > 1 && { target: 20_000 }) });
}

/** A whole log verified as a stranger would: every leaf hashed from its message, the root compared; then single proofs. */
async function proving(database: Database, leaves: number): Promise<void> {
  const log = new EvidenceLog({ database });
  const pool = receiptsOf(10_000);
  const filling = await secondsOf(async () => {
    for (let done = 0; done < leaves; done += pool.length) {
      const batch = pool.slice(0, leaves - done).map((entry, index) => ({ ...entry, seq: done + index }));
      await database.write((transaction) => log.append(transaction, batch));
    }
  });
  figure('evidence.append', leaves / filling, 'per s', { batch: pool.length, leaves });

  const verified = await secondsOf(async () => {
    const frontier = new Frontier(sha256);
    for (let from = 0; from < leaves; from += 10_000) {
      const rows = await database
        .read('evidence_bodies')
        .whereBetween('position', [from, from + 9_999])
        .orderBy('position')
        .select('jws');
      for (const { jws } of rows) frontier.append(hashOfJws(jws));
    }
    const root = await log.rootAt(leaves);
    if (Buffer.compare(frontier.root(), root) !== 0) throw new Error('the recomputed root is another one');
  });
  figure('evidence.verify-all-leaves', verified, 's', { leaves, ...(leaves === LEAVES && { target: 60 }) });

  figure('evidence.root', (await medianSeconds(20, () => log.rootAt(leaves))) * 1_000, 'ms', { leaves });
  const root = await log.rootAt(leaves);
  let next = 0;
  const proof = await medianSeconds(100, async () => {
    const position = (next++ * 7_919) % leaves;
    const path = await log.inclusionProof(position, leaves);
    const entry = await log.entry(position);
    const holds = verifyInclusion(sha256, hashOfJws(entry?.jws ?? ''), position, { size: leaves, root }, path);
    if (!holds) throw new Error(`the proof of leaf ${position} does not hold`);
  });
  figure('evidence.inclusion-proof', proof * 1_000, 'ms', { leaves, says: 'made and verified' });
}
