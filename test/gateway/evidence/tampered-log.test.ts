import fc from 'fast-check';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Frontier } from '../../../gateway/evidence/frontier.ts';
import type { StoredLeaf } from '../../../gateway/evidence/leaf-check.ts';
import { LogCheck, type SealedHead } from '../../../gateway/evidence/log-check.ts';
import { readHeads, readLeaves, readNodeKeys, readSubtrees } from '../../../gateway/evidence/log-store.ts';
import { proving } from '../../../gateway/evidence/proving.ts';
import { sha256 } from '../../../gateway/evidence/sha256.ts';
import { verifyLog } from '../../../gateway/evidence/verify-log.ts';
import { ENGINES } from '../database/engines.ts';
import { NOW, type SampleLog, sampleLog } from './sample-dossier.ts';

const SIZES = [1, 255, 300, 700, 800];
const SIZE = 800;
const EDGES = [0, 1, 127, 254, 255, 256, 257, 299, 300, 511, 512, 699, 700, 798, 799];
const somewhere = fc.oneof(fc.constantFrom(...EDGES), fc.nat(SIZE - 1));

/** A log that was sealed several times while it grew. */
async function sealedLog(open?: (typeof ENGINES)[number]['open']): Promise<SampleLog> {
  const sample = await sampleLog(0, open);
  for (const [index, size] of SIZES.entries()) {
    await sample.grow(size - (SIZES[index - 1] ?? 0));
    sample.clock.set(NOW + index);
    await sample.checkpoints.make();
  }
  await sample.test.database.write(async (transaction) => {
    for (const node of sample.nodes)
      await transaction('nodes').insert({
        ...{ id: node.id, hamlet_id: 'a', code: node.id, place: '', search_key: '', sort_key: node.id },
        ...{ technology: 'ip', horns: 2, public_key: node.publicKey, created_at: NOW },
      });
  });
  return sample;
}

describe('the log as rows', () => {
  let sample: SampleLog;
  let leaves: StoredLeaf[];
  let heads: SealedHead[];
  let subtrees: Map<string, Uint8Array>;
  let nodeKeys: Map<string, string>;

  beforeAll(async () => {
    sample = await sealedLog();
    const { read } = sample.test.database;
    leaves = await readLeaves(read, 0, SIZE);
    heads = await readHeads(read);
    subtrees = await readSubtrees(read);
    nodeKeys = await readNodeKeys(read);
  });
  afterAll(() => sample.close());

  const judge = (rows: readonly StoredLeaf[], checkpoints: readonly SealedHead[] = heads, signatures = false) => {
    const check = new LogCheck({
      ...{ proving, checkpoints, publicKeys: [sample.publicKey], purgedBelow: 0 },
      subtree: (height, position) => subtrees.get(`${height}/${position}`),
      ...(signatures && { nodeKeys }),
    });
    const frontier = new Frontier(sha256);
    for (const row of rows) {
      check.leaf(row);
      frontier.append(row.hash);
    }
    // Whoever forges the log forges its edge as well.
    check.end({ size: check.size, hashes: frontier.hashes });
    return check.findings;
  };
  /** The message's own hash, as a forger would store it beside. */
  const consistent = (row: StoredLeaf, jws: string): StoredLeaf => {
    const frontier = new Frontier(sha256);
    const bytes = Buffer.concat([Buffer.from([0]), Buffer.from(jws)]);
    frontier.append(sha256(bytes));
    return { ...row, jws, hash: frontier.hashes[0] as Uint8Array };
  };
  const names = (found: ReturnType<typeof judge>, position: number) =>
    found.some((one) => one.position === position && one.to === undefined) ||
    found.some((one) => one.to !== undefined && (one.position as number) <= position && position <= one.to);

  it('holds as it is', () => {
    expect(judge(leaves)).toEqual([]);
  });

  it('names a message changed anywhere, with or without its hash beside it', () => {
    fc.assert(
      fc.property(somewhere, fc.boolean(), (position, withHash) => {
        const row = leaves[position] as StoredLeaf;
        const jws = `${row.jws?.slice(0, -3)}${row.jws?.endsWith('AAA') ? 'BBB' : 'AAA'}`;
        const changed = withHash ? consistent(row, jws) : { ...row, jws };
        const found = judge(leaves.with(position, changed), heads, withHash);
        expect(found[0]).toMatchObject({ code: withHash ? 'leaf-changed' : 'body-changed', position });
        expect(found.some(({ code }) => code === 'sealed-range')).toBe(withHash);
      }),
      { numRuns: 25 },
    );
  });

  it('names an entry taken out anywhere, also when those behind move up', () => {
    fc.assert(
      fc.property(somewhere, (position) => {
        const gap = leaves.toSpliced(position, 1);
        expect(judge(gap)[0]).toMatchObject({ code: 'leaf-missing', position });
        const closed = gap.map((row, index) => ({ ...row, position: index }));
        const found = judge(closed);
        expect(found.length).toBeGreaterThan(0);
        expect(names(found, position), JSON.stringify(found)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('names an entry put in anywhere', () => {
    fc.assert(
      fc.property(somewhere, (position) => {
        const [node] = sample.nodes;
        const forged = sample.nodes[1]?.receipt(5_000, NOW) as string;
        const row = { ...consistent(leaves[position] as StoredLeaf, forged), node: node?.id ?? '' };
        const found = judge(
          [...leaves.slice(0, position), row, ...leaves.slice(position)].map((one, index) => ({
            ...one,
            position: index,
          })),
        );
        expect(names(found, position), JSON.stringify(found)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('names two entries that changed places, within a tile and across tiles', () => {
    fc.assert(
      fc.property(somewhere, somewhere, (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [leaves[one] as StoredLeaf, leaves[other] as StoredLeaf];
        const found = judge(leaves.with(one, { ...b, position: one }).with(other, { ...a, position: other }));
        expect(names(found, Math.min(one, other)), JSON.stringify(found)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('names a column that says something else than the signed message', () => {
    const found = judge(leaves.with(300, { ...(leaves[300] as StoredLeaf), kind: 'boot' }));
    expect(found).toEqual([
      { code: 'columns-changed', file: 'log', position: 300, field: 'kind', here: 'boot', proved: 'receipt' },
    ]);
  });

  it('names a checkpoint that was changed, and misses what was cut off the end', () => {
    for (const index of heads.keys()) {
      const head = heads[index] as SealedHead;
      const root = head.note.split('\n')[2] as string;
      const other = root.startsWith('A') ? `B${root.slice(1)}` : `A${root.slice(1)}`;
      const changed = heads.with(index, { ...head, note: head.note.replace(root, other) });
      expect(judge(leaves, changed)[0]).toMatchObject({ code: 'checkpoint-unsigned', position: head.size });
    }
    const codes = judge(leaves.slice(0, 790)).map(({ code, position }) => [code, position]);
    expect(codes).toEqual([
      ['leaf-missing', 790],
      ['sealed-range', 700],
      ['log-shorter', undefined],
    ]);
  });

  it('cannot be rewritten together with its own checkpoints once one of them left the house', async () => {
    const forged = await sealedLog();
    try {
      const published = heads.slice(-1);
      const own = { read: forged.test.database.read, publicKeys: [forged.publicKey, sample.publicKey] };
      expect((await verifyLog(own)).findings).toEqual([]);
      const found = (await verifyLog({ ...own, published })).findings;
      expect(found.map(({ code }) => code)).toContain('root-other');
    } finally {
      await forged.close();
    }
  });
});

describe.each(ENGINES)('the log in $engine', ({ open }) => {
  let sample: SampleLog;
  const verify = () => verifyLog({ read: sample.test.database.read, publicKeys: [sample.publicKey] });
  /** As somebody who owns the database and has taken its triggers off. */
  const forge = (work: (knex: Knex) => Promise<unknown>) => sample.test.database.write(work);

  /** A message with its own hash beside it. */
  const put = (position: number, jws: string) =>
    forge(async (knex) => {
      const hash = Buffer.from(sha256(Buffer.concat([Buffer.from([0]), Buffer.from(jws)]))).toString('hex');
      await knex('evidence_bodies').where({ position }).update({ jws });
      await knex('evidence_leaves').where({ position }).update({ leaf_hash: hash });
    });

  beforeAll(async () => {
    sample = await sealedLog(open);
    const { dialect } = sample.test.database;
    for (const table of ['evidence_leaves', 'evidence_subtrees', 'evidence_checkpoints'])
      await forge((knex) =>
        dialect === 'sqlite'
          ? knex.raw(`DROP TRIGGER ${table}_no_update`).then(() => knex.raw(`DROP TRIGGER ${table}_no_delete`))
          : knex.raw(`DROP TRIGGER ${table}_no_change ON ${table}`),
      );
  });
  afterAll(() => sample.close());

  it('holds, hashed again from its messages', async () => {
    expect(await verify()).toMatchObject({
      size: SIZE,
      findings: [],
      counts: { entries: SIZE, checkpoints: SIZES.length },
    });
  });

  it('names the entry whose message and hash were both changed, by its node’s signature', async () => {
    const { jws, leaf_hash } = await sample.test.database
      .read('evidence_bodies as b')
      .join('evidence_leaves as l', 'l.position', 'b.position')
      .where('b.position', 310)
      .first('b.jws', 'l.leaf_hash');
    const forgery = `${jws.slice(0, -4)}${jws.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    const hash = Buffer.from(sha256(Buffer.concat([Buffer.from([0]), Buffer.from(forgery)]))).toString('hex');
    await forge((knex) => knex('evidence_bodies').where({ position: 310 }).update({ jws: forgery }));
    expect((await verify()).findings[0]).toMatchObject({ code: 'body-changed', position: 310 });
    await forge((knex) => knex('evidence_leaves').where({ position: 310 }).update({ leaf_hash: hash }));
    const { findings } = await verify();
    expect(findings[0]).toMatchObject({ code: 'leaf-changed', position: 310 });
    expect(findings[1]).toMatchObject({ code: 'sealed-range', position: 256, to: 511 });
    await forge((knex) => knex('evidence_bodies').where({ position: 310 }).update({ jws }));
    await forge((knex) => knex('evidence_leaves').where({ position: 310 }).update({ leaf_hash }));
    expect((await verify()).findings).toEqual([]);
  });

  it('names the same first bad entries by their signatures on one thread, on two, and on its own', async () => {
    const { read } = sample.test.database;
    const kept = await read('evidence_bodies').whereIn('position', [260, 777]).select('position', 'jws');
    for (const { position, jws } of kept) {
      // A signature of another entry: hash, columns and words agree, only the node did not say it.
      const other: { jws: string } = await read('evidence_bodies')
        .where('position', position + 1)
        .first('jws');
      const forged = `${jws.slice(0, jws.lastIndexOf('.'))}${other.jws.slice(other.jws.lastIndexOf('.'))}`;
      await put(position, forged);
    }
    const order = { read, publicKeys: [sample.publicKey], signatures: true };
    const [own, one, two] = await Promise.all([0, 1, 2].map((threads) => verifyLog({ ...order, threads })));
    expect(own?.findings.slice(0, 1)).toMatchObject([{ code: 'leaf-changed', position: 260 }]);
    expect(own?.findings.filter(({ code }) => code === 'leaf-changed').map(({ position }) => position)).toEqual([
      260, 777,
    ]);
    expect(own?.counts).toMatchObject({ entries: SIZE, signed: SIZE });
    expect(one).toEqual(own);
    expect(two).toEqual(own);
    for (const { position, jws } of kept) await put(position, jws);
    expect((await verifyLog({ ...order, threads: 2 })).findings).toEqual([]);
  });

  it('names the entry that was deleted', async () => {
    const row = await sample.test.database.read('evidence_leaves').where({ position: 511 }).first();
    await forge((knex) => knex('evidence_leaves').where({ position: 511 }).delete());
    expect((await verify()).findings[0]).toMatchObject({ code: 'leaf-missing', position: 511 });
    await forge((knex) => knex('evidence_leaves').insert(row));
    expect((await verify()).findings).toEqual([]);
  });
});
