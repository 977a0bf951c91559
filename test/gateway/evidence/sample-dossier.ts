import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { MovableClock } from '../../../gateway/clock.ts';
import { Checkpoints } from '../../../gateway/evidence/checkpoints.ts';
import { type EvidenceEntry, EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { manifestText, signManifest } from '../../../gateway/evidence/manifest.ts';
import { packageLines } from '../../../gateway/evidence/package.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { DossierManifest } from '../../../protocol/api/evidence.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { TestNode } from '../intake/test-node.ts';

export const NOW = Date.parse('2026-11-22T01:00:00Z');
export const DELIVERY_COLUMNS =
  'run,node,hamlet,horns,due_at,duration_ms,lateness_ms,run_ended,final,state,reason,started_at,played_ms,heard_ms,heard_by,clock,registered,evidence';

/** A log with receipts of a few nodes, as the gateway keeps it, and the dossiers made of it. */
export async function sampleLog(size: number, open: () => Promise<TestDatabase> = openSqlite) {
  const test = await open();
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
  const keys = KeyRing.open(folder);
  const clock = new MovableClock(NOW);
  const evidence = new EvidenceLog(test);
  const checkpoints = new Checkpoints({ ...test, clock, log: silentLog, keys, origin: 'loaxa/test' });
  const nodes = Array.from({ length: 5 }, () => new TestNode());
  const entries: EvidenceEntry[] = [];
  const grow = async (count: number) => {
    const fresh = Array.from({ length: count }, (_, index) => entryOf(nodes, entries.length + index));
    entries.push(...fresh);
    await test.database.write((transaction) => evidence.append(transaction, fresh));
  };
  for (let left = size; left > 0; left -= 2_000) await grow(Math.min(left, 2_000));
  const keyOf = (id: string) => nodes.find((node) => node.id === id)?.publicKey;
  return {
    ...{ test, folder, keys, clock, evidence, checkpoints, nodes, entries, grow, keyOf },
    publicKey: keys.publicKey('checkpoint').publicKey,
    async lines(positions: readonly number[]): Promise<string[]> {
      const checkpoint = await checkpoints.make();
      const lines: string[] = [];
      for await (const line of packageLines({ evidence, checkpoint, positions, keyOf })) lines.push(line);
      return lines;
    },
    /** The files of a dossier over these receipts. */
    async dossier(positions: readonly number[]): Promise<Map<string, string>> {
      const lines = await this.lines(positions);
      const rows = positions.map((position) => rowOf(entries[position] as EvidenceEntry, position));
      const files = new Map([
        ['evidence.jsonl', lines.join('')],
        ['deliveries.csv', `${[DELIVERY_COLUMNS, ...rows].join('\n')}\n`],
        ['rule.json', '{}\n'],
      ]);
      return this.seal(files);
    },
    /** Adds manifest and note to files as they are. */
    async seal(files: ReadonlyMap<string, string>): Promise<Map<string, string>> {
      const { size: sealed, rootHash, note } = await checkpoints.make();
      const manifest: DossierManifest = {
        ...{ format: 'loaxa-dossier-1', id: ulid(NOW), number: '12/HS-LX-2026', code: 'AB12-CD34-EF56' },
        ...{ origin: 'loaxa/test', area: { id: 'a0000000000000001', name: 'Xã An Hòa' } },
        ...{ from: '2026-08-01', to: '2026-10-31', madeAt: NOW },
        rule: { id: 'nang-cao', version: 3, name: 'Loa hoạt động thường xuyên' },
        checkpoint: { size: sealed, rootHash, note },
        files: [...files].map(([name, text]) => ({ name, bytes: Buffer.byteLength(text), sha256: sha256Of(text) })),
      };
      return new Map([
        ...files,
        ['manifest.json', manifestText(manifest)],
        ['manifest.note', signManifest(keys, manifest)],
      ]);
    },
    async close() {
      await test.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type SampleLog = Awaited<ReturnType<typeof sampleLog>>;

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const heardMs = (seq: number) => 50_000 + (seq % 9_000);

function entryOf(nodes: readonly TestNode[], index: number): EvidenceEntry {
  const node = nodes[index % nodes.length] as TestNode;
  const seq = Math.floor(index / nodes.length);
  const at = NOW - 86_400_000 + index * 1_000;
  const jws = node.receipt(seq, at, { heard: { by: 'microphone', ms: heardMs(seq), levelDb: -20 } });
  return { jws, node: node.id, log: node.log, seq, kind: 'receipt', entryAt: at, receivedAt: at + 500 };
}

function rowOf({ node, log, seq, entryAt: at }: EvidenceEntry, position: number): string {
  const told = `full,,${at},60000,${heardMs(seq)},microphone,trusted,1`;
  return `${log},${node},a0000000000000002,2,${at},60000,300000,1,1,${told},${position}`;
}
