import { fromBase64Url, toBase64Url } from './jws.ts';
import type { Proving } from './key-list.ts';

/** Ed25519 in the signed notes of C2SP (signed-note, tlog-checkpoint). */
const ED25519 = 0x01;
const encoder = new TextEncoder();

export interface TreeHead {
  /** Which log: also the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Why a note is not believed. */
export type NoteFault = 'no-signatures' | 'not-a-checkpoint' | 'other-key' | 'signature-wrong';
export type OpenedNote<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly fault: NoteFault };

/** The text of a checkpoint: origin, size, root, each on a line. */
export function checkpointText(head: TreeHead): string {
  return `${head.origin}\n${head.size}\n${base64(head.root)}\n`;
}

/** The note: text (which ends its last line), an empty line, and «— name base64(key hash, signature)». */
export function noteOf(
  text: string,
  name: string,
  publicKey: string,
  signature: Uint8Array,
  sha256: Proving['sha256'],
) {
  const signed = new Uint8Array(4 + signature.length);
  signed.set(keyHash(name, publicKey, sha256));
  signed.set(signature, 4);
  return `${text}\n\u2014 ${name} ${base64(signed)}\n`;
}

/** Reads a note and judges the signature that `name`'s key (SPKI, base64url) gave it. Other signatures in it are ignored. */
export function openNote(
  note: string,
  nameOf: (text: string) => string | undefined,
  publicKey: string,
  { sha256, verify }: Proving,
): OpenedNote<{ readonly text: string; readonly name: string }> {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return { ok: false, fault: 'no-signatures' };
  const text = note.slice(0, end + 1);
  const name = nameOf(text);
  if (name === undefined) return { ok: false, fault: 'not-a-checkpoint' };
  const wanted = keyHash(name, publicKey, sha256);
  for (const line of note.slice(end + 2).split('\n')) {
    const match = /^\u2014 (\S+) ([A-Za-z0-9+/]{91}=)$/.exec(line);
    const signed = match?.[1] === name ? fromBase64(match[2] as string) : undefined;
    if (signed?.length !== 68 || !wanted.every((byte, index) => byte === signed[index])) continue;
    if (verify(publicKey, encoder.encode(text), signed.slice(4))) return { ok: true, text, name };
    return { ok: false, fault: 'signature-wrong' };
  }
  return { ok: false, fault: 'other-key' };
}

/** Reads a checkpoint and judges its signature against the public key (SPKI, base64url). */
export function openCheckpoint(
  note: string,
  publicKey: string,
  proving: Proving,
): OpenedNote<{ readonly head: TreeHead }> {
  const opened = openNote(note, (text) => parseCheckpoint(text)?.origin, publicKey, proving);
  if (!opened.ok) return opened;
  return { ok: true, head: parseCheckpoint(opened.text) as TreeHead };
}

/** What a checkpoint's text says, believed or not; undefined when it is none. */
export function parseCheckpoint(text: string): TreeHead | undefined {
  const [origin, sizeText, rootText] = text.split('\n');
  if (!origin || !sizeText || !rootText || !/^(0|[1-9]\d{0,15})$/.test(sizeText)) return undefined;
  const size = Number(sizeText);
  const root = fromBase64(rootText);
  if (!Number.isSafeInteger(size) || root?.length !== 32) return undefined;
  return { origin, size, root };
}

/** SHA-256(name, newline, 0x01, raw key), first four bytes. */
function keyHash(name: string, publicKey: string, sha256: Proving['sha256']): Uint8Array {
  const named = encoder.encode(`${name}\n`);
  const raw = bytesOf(publicKey)?.slice(-32) ?? new Uint8Array();
  const input = new Uint8Array(named.length + 1 + raw.length);
  input.set(named);
  input[named.length] = ED25519;
  input.set(raw, named.length + 1);
  return sha256(input).slice(0, 4);
}

function base64(bytes: Uint8Array): string {
  const text = toBase64Url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Standard base64 with its padding, in its one spelling; undefined for anything else. */
function fromBase64(text: string): Uint8Array | undefined {
  const bytes = bytesOf(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'));
  return bytes && base64(bytes) === text ? bytes : undefined;
}

function bytesOf(base64Url: string): Uint8Array | undefined {
  try {
    return fromBase64Url(base64Url);
  } catch {
    return undefined;
  }
}
