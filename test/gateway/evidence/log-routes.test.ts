import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerLogRoutes } from '../../../gateway/evidence/log-routes.ts';
import { Publishing } from '../../../gateway/evidence/publishing.ts';
import { Retention } from '../../../gateway/evidence/retention.ts';
import { SelfCheck } from '../../../gateway/evidence/self-check.ts';
import { sha256 } from '../../../gateway/evidence/sha256.ts';
import { silentLog } from '../../../gateway/log.ts';
import { fromBase64Url } from '../../../protocol/jws.ts';
import { verifyConsistency } from '../../../protocol/merkle-proof.ts';
import { openDoor, person } from '../faults/front-door.ts';
import { NOW, type SampleLog, sampleLog } from './sample-dossier.ts';

const HERE = 'a0000000000000001';

describe('the record over HTTP', () => {
  let sample: SampleLog;
  let door: Awaited<ReturnType<typeof openDoor>>;
  beforeAll(async () => {
    sample = await sampleLog(0);
    for (const size of [10, 300, 700]) {
      await sample.grow(size - sample.entries.length);
      sample.clock.set(NOW + size);
      await sample.checkpoints.make();
    }
    const [node] = sample.nodes;
    const boot = { jws: node?.boot(900, NOW) ?? '', seq: 900, kind: 'boot', entryAt: NOW, receivedAt: NOW };
    await sample.test.database.write((transaction) =>
      sample.evidence.append(transaction, [{ ...boot, node: node?.id ?? '', log: node?.log ?? '' }]),
    );
    const parts = { ...sample.test, ...sample, log: silentLog };
    const people = [person('appraiser', 'appraiser', [HERE]), person('stranger', 'operator', ['a0000000000000002'])];
    door = await openDoor(sample.test, sample.clock, people, {
      api: (api) =>
        registerLogRoutes(api, {
          ...parts,
          publishing: new Publishing({ ...parts, outsides: [] }),
          selfCheck: new SelfCheck({ ...parts, publicKeys: () => [sample.publicKey] }),
          retention: new Retention({ ...parts, months: 24, neededFrom: async () => undefined, record: async () => {} }),
          mayRead: (request) => request.person?.areas.includes(HERE) ?? false,
          nodeOf: (id) => ({ code: 'TL-017', hamletName: 'Thôn Đông', publicKey: sample.keyOf(id) ?? '', keySince: 5 }),
          runOf: async () => ({ title: 'Bản tin sáng', dueAt: NOW }),
        }),
    });
  });
  afterAll(async () => {
    await door.app.close();
    await sample.close();
  });

  it('anybody pages through the checkpoints, newest first', async () => {
    const first = (await door.get('/evidence/checkpoints?limit=2')).body;
    expect(first).toMatchObject({ total: 3, items: [{ size: 700, at: NOW + 700 }, { size: 300 }] });
    const second = (await door.get(`/evidence/checkpoints?limit=2&cursor=${first.next}`)).body;
    expect(second.items.map(({ size }: { size: number }) => size)).toEqual([10]);
    expect(second.next).toBeUndefined();
    expect((await door.get('/evidence/checkpoints?cursor=x')).status).toBe(400);
  });

  it('anybody can prove that the log only grew', async () => {
    const { items } = (await door.get('/evidence/checkpoints')).body;
    const heads = new Map(items.map((one: { size: number; rootHash: string }) => [one.size, one.rootHash]));
    for (const [older, newer] of [
      [10, 300],
      [300, 700],
      [10, 700],
      [700, 700],
    ] as const) {
      const { body } = await door.get(`/evidence/consistency?older=${older}&newer=${newer}`);
      const tree = (one: { size: number; rootHash: string }) => ({ size: one.size, root: fromBase64Url(one.rootHash) });
      expect([body.older.rootHash, body.newer.rootHash]).toEqual([heads.get(older), heads.get(newer)]);
      expect(verifyConsistency(sha256, tree(body.older), tree(body.newer), body.path.map(fromBase64Url))).toBe(true);
    }
    expect((await door.get('/evidence/consistency?older=300&newer=10')).body.code).toBe('no-such-tree');
    expect((await door.get('/evidence/consistency?older=1&newer=9999')).body.code).toBe('no-such-tree');
  });

  it('a receipt is told in words to whoever reaches its node, with its seal and the hash of the raw text', async () => {
    const { status, body } = await door.get('/receipts/12', 'appraiser');
    const raw = sample.entries[12]?.jws ?? '';
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ position: 12, kind: 'receipt', nodeCode: 'TL-017', hamletName: 'Thôn Đông', runTitle: 'Bản tin sáng' },
      ...{
        result: 'full',
        playedMs: 60_000,
        expectedMs: 60_000,
        heardMs: 50_002,
        heardBy: 'microphone',
        clock: 'trusted',
      },
      sha256: createHash('sha256').update(raw).digest('hex'),
      signature: { holds: true, keySince: 5 },
      sealed: { size: 300, at: NOW + 300 },
    });
    expect((await door.get('/receipts/12', 'stranger')).status).toBe(403);
    expect((await door.get('/receipts/12')).status).toBe(401);
    expect((await door.get('/receipts/700', 'appraiser')).body.code).toBe('not-a-receipt');
    expect((await door.get('/receipts/5000', 'appraiser')).body.code).toBe('no-such-evidence');
  });

  it('says how far it is sealed and from when on messages are kept', async () => {
    expect((await door.get('/evidence/status', 'appraiser')).body).toEqual({
      ...{ entries: 701, sealed: 700, sealedAt: NOW + 700, published: [], keptFrom: '2024-11-22' },
    });
    expect((await door.get('/evidence/status')).status).toBe(401);
  });
});
