import { createPublicKey, verify } from 'node:crypto';
import { type EvidenceFile, evidenceFile } from '../../protocol/api/evidence.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { check } from '../../protocol/codec.ts';
import { decodeJws, fromBase64Url } from '../../protocol/jws.ts';
import { verifyInclusion } from '../../protocol/merkle-proof.ts';
import { entry } from '../../protocol/messages/uplink.ts';
import { hashOfJws } from './evidence-log.ts';
import { sha256 } from './sha256.ts';
import { openCheckpoint, type TreeHead } from './signed-note.ts';

export interface FileVerdict {
  /** Every sentence that was found wrong; none means the file holds. */
  readonly wrong: readonly string[];
  readonly head?: TreeHead;
  readonly entries: number;
  /** Entries whose node key was given and whose signature held. */
  readonly signed: number;
}

/** Judges a file of evidence with the log's public key (SPKI, base64url) alone: no network, no database. */
export function verifyFile(json: unknown, publicKey: string): FileVerdict {
  const parsed = evidenceFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { wrong: [`not a file of evidence: ${issue?.path.join('.')} ${issue?.message}`], entries: 0, signed: 0 };
  }
  const file = parsed.data;
  const opened = openCheckpoint(file.checkpoint.note, publicKey);
  if (!opened.ok) return { wrong: [`the checkpoint does not hold: ${opened.why}`], entries: 0, signed: 0 };
  const { head } = opened;
  const wrong: string[] = [];
  if (file.checkpoint.size !== head.size || !same(file.checkpoint.rootHash, head.root))
    wrong.push('the figures beside the checkpoint are not those that were signed');
  const seen = new Set<number>();
  let signed = 0;
  for (const item of file.entries) {
    if (seen.has(item.position)) wrong.push(`entry ${item.position} is there twice`);
    seen.add(item.position);
    if (!verifyInclusion(sha256, hashOfJws(item.jws), item.position, head, item.proof.map(fromBase64Url)))
      wrong.push(`entry ${item.position} is not what the log holds there`);
    const verdict = judgeSignature(item.jws, file.nodeKeys);
    if (verdict === 'held') signed++;
    else if (verdict !== 'no-key') wrong.push(`entry ${item.position}: ${verdict}`);
  }
  return { wrong, head, entries: file.entries.length, signed };
}

function judgeSignature(jws: string, keys: EvidenceFile['nodeKeys']): 'held' | 'no-key' | string {
  try {
    const decoded = decodeJws(jws, ENTRY_TYP);
    const payload = check(entry, decoded.payload);
    if (!payload.ok) return payload.why;
    const key = keys?.[payload.body.node];
    if (key === undefined) return 'no-key';
    const object = createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' });
    return verify(null, decoded.signingInput, object, decoded.signature)
      ? 'held'
      : "the node's signature does not hold";
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable';
  }
}

function same(text: string, bytes: Uint8Array): boolean {
  return text === Buffer.from(bytes).toString('base64url');
}
