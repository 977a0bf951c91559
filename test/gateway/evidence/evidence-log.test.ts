import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { Checkpoints } from '../../../gateway/evidence/checkpoints.ts';
import { type EvidenceEntry, EvidenceLog, hashOfJws } from '../../../gateway/evidence/evidence-log.ts';
import { Frontier } from '../../../gateway/evidence/frontier.ts';
import { sha256 } from '../../../gateway/evidence/sha256.ts';
import { openCheckpoint } from '../../../gateway/evidence/signed-note.ts';
import { KeyFiles } from '../../../gateway/keys/key-files.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { rotate } from '../../../gateway/keys/rotation.ts';
import { silentLog } from '../../../gateway/log.ts';
import { toBase64Url } from '../../../protocol/jws.ts';
import { verifyConsistency, verifyInclusion } from '../../../protocol/merkle-proof.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { TestNode } from '../intake/test-node.ts';
import { judgeAnswer } from './judged.ts';

const NOW = Date.parse('2026-11-22T01:00:00Z');

describe.each(ENGINES)('the evidence log on $engine', ({ open }) => {
  let test: TestDatabase;
  let log: EvidenceLog;
  let checkpoints: Checkpoints;
  let folder: string;
  let keys: KeyRing;
  const clock = new MovableClock(NOW);
  const frontier = new Frontier(sha256);
  const roots = new Map<number, Uint8Array>();
  const node = new TestNode();
  const jwss: string[] = [];

  beforeAll(async () => {
    test = await open();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
    keys = KeyRing.open(folder);
    log = new EvidenceLog(test);
    checkpoints = new Checkpoints({ ...test, clock, log: silentLog, keys, origin: 'loaxa/test' });
    for (let size = 0; size < 1_000; ) {
      const entries = Array.from({ length: Math.min(1_000 - size, 1 + (size % 97)) }, (_, index) =>
        entry(size + index),
      );
      const positions = await test.database.write((transaction) => log.append(transaction, entries));
      expect(positions).toEqual(entries.map((_, index) => size + index));
      for (const one of entries) frontier.append(hashOfJws(one.jws));
      size += entries.length;
      roots.set(size, frontier.root());
    }
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function entry(seq: number): EvidenceEntry {
    const jws = node.boot(seq, NOW);
    jwss[seq] = jws;
    return { jws, node: node.id, log: node.log, seq, kind: 'boot', entryAt: NOW, receivedAt: NOW };
  }

  it('proves any entry against the head of any size', async () => {
    const sizes = [...roots.keys()];
    for (const size of [sizes[3], sizes[9], 1_000] as number[]) {
      for (const position of [0, 1, 255, 256, 257, size - 1].filter((one) => one < size)) {
        const path = await log.inclusionProof(position, size);
        const head = { size, root: roots.get(size) as Uint8Array };
        expect(verifyInclusion(sha256, hashOfJws(jwss[position] as string), position, head, path)).toBe(true);
      }
    }
  });

  it('proves that it only grew', async () => {
    const sizes = [...roots.keys()];
    for (const older of sizes.slice(0, 12)) {
      const path = await log.consistencyProof(older, 1_000);
      const [before, after] = [older, 1_000].map((size) => ({ size, root: roots.get(size) as Uint8Array }));
      expect(verifyConsistency(sha256, before as never, after as never, path)).toBe(true);
    }
    expect(Buffer.from(await log.rootAt(1_000)).equals(roots.get(1_000) as Uint8Array)).toBe(true);
  });

  it('takes neither the same sequence twice nor a part of a batch', async () => {
    await expect(
      test.database.write((transaction) => log.append(transaction, [entry(5_000), entry(5)])),
    ).rejects.toThrow();
    expect(await log.size()).toBe(1_000);
    expect(await log.entry(1_000)).toBeUndefined();
  });

  it('signs a checkpoint once for each size, in the form of a C2SP signed note', async () => {
    const first = await checkpoints.make();
    expect(await checkpoints.make()).toEqual(first);
    expect(first.note).toMatch(/^loaxa\/test\n1000\n[A-Za-z0-9+/]{43}=\n\n\u2014 loaxa\/test [A-Za-z0-9+/]+=*\n$/);
    const opened = openCheckpoint(first.note, first.publicKey);
    expect(opened).toMatchObject({ ok: true, head: { size: 1_000 } });
    expect(openCheckpoint(first.note.replace('\n1000\n', '\n1001\n'), first.publicKey).ok).toBe(false);
    expect(openCheckpoint(first.note, KeyRing.open(join(folder, 'other')).publicKey('checkpoint').publicKey).ok).toBe(
      false,
    );
  });

  it('after a rotation gives the same head under the new key, without a second row; the old note stays valid', async () => {
    const before = await checkpoints.make();
    const files = new KeyFiles(folder);
    rotate(files, { use: 'checkpoint', now: Date.now(), overlapMs: 0, atOnce: true });
    expect(keys.refresh()).toBe(true);
    const after = await checkpoints.latest();
    expect([after.size, after.rootHash]).toEqual([before.size, before.rootHash]);
    expect(after.publicKey).not.toBe(before.publicKey);
    expect(openCheckpoint(after.note, after.publicKey).ok).toBe(true);
    expect(openCheckpoint(before.note, before.publicKey).ok).toBe(true);
    expect(await test.database.read('evidence_checkpoints').where({ size: before.size })).toHaveLength(1);
  });

  it('gives a file that holds offline, and does not when a message, a place or the key is another', async () => {
    const checkpoint = await checkpoints.make();
    const entries = await Promise.all(
      [0, 999, 500].map(async (position) => ({
        position,
        jws: jwss[position] as string,
        proof: (await log.inclusionProof(position, checkpoint.size)).map(toBase64Url),
      })),
    );
    const file = { checkpoint, entries, nodeKeys: { [node.id]: node.publicKey } };
    expect(judgeAnswer(file, checkpoint.publicKey)).toMatchObject({ wrong: [], entries: 3, signed: 3 });
    const other = { ...file, entries: [{ ...entries[0], jws: jwss[1] }, ...entries.slice(1)] };
    expect(judgeAnswer(other, checkpoint.publicKey).wrong).toEqual(['entry-changed']);
    const moved = { ...file, entries: [{ ...entries[0], position: 2 }] };
    expect(judgeAnswer(moved, checkpoint.publicKey).wrong).toHaveLength(1);
    const stranger = new TestNode();
    expect(
      judgeAnswer({ ...file, nodeKeys: { [node.id]: stranger.publicKey } }, checkpoint.publicKey).wrong,
    ).toHaveLength(3);
    expect(judgeAnswer(file, stranger.publicKey)).toMatchObject({ wrong: ['checkpoint-unsigned'], holds: false });
    expect(judgeAnswer({ nonsense: true }, checkpoint.publicKey).wrong).toEqual(['not-a-dossier']);
  });
});
