import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { EvidenceFile } from '../../protocol/api/evidence.ts';
import { fromBase64Url } from '../../protocol/jws.ts';
import { leafHash, verifyInclusion } from '../../protocol/merkle-proof.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** SHA-256 of a text in hex, as `sha256sum` gives it. On plain http the browser keeps its own away; then ours counts. */
export async function sha256Of(text: string): Promise<string> {
  const bytes = bytesOf(text);
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : sha256(bytes);
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Does the entry's path lead to the root of the checkpoint? */
export function isIncluded({ checkpoint, entries: [entry] }: EvidenceFile): boolean {
  if (!entry) return false;
  try {
    return verifyInclusion(
      sha256,
      leafHash(sha256, bytesOf(entry.jws)),
      entry.position,
      { size: checkpoint.size, root: fromBase64Url(checkpoint.rootHash) },
      entry.proof.map(fromBase64Url),
    );
  } catch {
    return false;
  }
}

/** An Ed25519 key in SPKI: twelve bytes that name the algorithm, then the key itself (RFC 8410). */
const SPKI_HEAD = 12;

/** Did the node's key sign it? Undefined when the key is not given. */
export function isSigned({ entries: [entry], nodeKeys }: EvidenceFile): boolean | undefined {
  if (!entry) return undefined;
  const [head = '', body = '', tail = ''] = entry.jws.split('.');
  try {
    const node = nodeOf(body);
    const key = node === undefined ? undefined : nodeKeys?.[node];
    if (key === undefined) return undefined;
    return ed25519.verify(fromBase64Url(tail), bytesOf(`${head}.${body}`), fromBase64Url(key).slice(SPKI_HEAD));
  } catch {
    return false;
  }
}

/** Header and payload of the message as indented JSON; the text itself where it cannot be read. */
export function readable(jws: string): string {
  try {
    const [head = '', body = ''] = jws.split('.');
    return JSON.stringify({ header: json(head), payload: json(body) }, null, 2);
  } catch {
    return jws;
  }
}

function nodeOf(body: string): string | undefined {
  const payload = json(body);
  if (typeof payload !== 'object' || payload === null || !('node' in payload)) return undefined;
  return typeof payload.node === 'string' ? payload.node : undefined;
}

function json(part: string): unknown {
  return JSON.parse(new TextDecoder().decode(fromBase64Url(part)));
}
