import { createPublicKey, verify } from 'node:crypto';
import { sha256 } from './sha256.ts';

/** Ed25519 in the signed notes of C2SP (signed-note, tlog-checkpoint). */
const ED25519 = 0x01;

export interface TreeHead {
  /** Which log: also the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text that is signed: origin, size, root, each on a line. */
export function checkpointText(head: TreeHead): string {
  return `${head.origin}\n${head.size}\n${Buffer.from(head.root).toString('base64')}\n`;
}

/** The note: text, an empty line, and «— name base64(key hash, signature)». */
export function noteOf(text: string, name: string, publicKey: string, signature: Uint8Array): string {
  const signed = Buffer.concat([keyHash(name, publicKey), signature]).toString('base64');
  return `${text}\n\u2014 ${name} ${signed}\n`;
}

export type NoteVerdict = { readonly ok: true; readonly head: TreeHead } | { readonly ok: false; readonly why: string };

/** Reads a checkpoint and judges its signature against the public key (SPKI, base64url). Other signatures in it are ignored. */
export function openCheckpoint(note: string, publicKey: string): NoteVerdict {
  const end = note.indexOf('\n\n');
  if (end < 0) return { ok: false, why: 'there is no empty line between text and signatures' };
  const text = note.slice(0, end + 1);
  const head = parseText(text);
  if (!head) return { ok: false, why: 'the first three lines are not origin, size and root' };
  const wanted = keyHash(head.origin, publicKey);
  for (const line of note.slice(end + 2).split('\n')) {
    const match = /^\u2014 (\S+) (\S+)$/.exec(line);
    if (match?.[1] !== head.origin) continue;
    const signed = Buffer.from(match[2] as string, 'base64');
    if (signed.length !== 68 || !signed.subarray(0, 4).equals(wanted)) continue;
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    if (verify(null, Buffer.from(text), key, signed.subarray(4))) return { ok: true, head };
    return { ok: false, why: 'the signature does not belong to this text' };
  }
  return { ok: false, why: 'it is not signed by this key' };
}

function parseText(text: string): TreeHead | undefined {
  const [origin, sizeText, rootText] = text.split('\n');
  if (!origin || !sizeText || !rootText || !/^(0|[1-9]\d{0,15})$/.test(sizeText)) return undefined;
  const size = Number(sizeText);
  const root = Buffer.from(rootText, 'base64');
  if (!Number.isSafeInteger(size) || root.length !== 32 || root.toString('base64') !== rootText) return undefined;
  return { origin, size, root };
}

/** SHA-256(name, newline, 0x01, raw key), first four bytes. */
function keyHash(name: string, publicKey: string): Buffer {
  const raw = Buffer.from(publicKey, 'base64url').subarray(-32);
  return Buffer.from(sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([ED25519]), raw]))).subarray(0, 4);
}
