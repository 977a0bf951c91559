import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Unzip, UnzipInflate } from 'fflate';
import {
  type DossierAnswer,
  DossierCheck,
  MANIFEST,
  MANIFEST_NOTE,
  readManifest,
} from '../../protocol/dossier-check.ts';
import { proving } from './proving.ts';

const CHUNK_BYTES = 1 << 20;
const ZIP_BEGINS = 'PK\u0003\u0004';

export interface BundleOrder {
  readonly path: string;
  /** The log's key (SPKI, base64url); absent: the one in the file. */
  readonly publicKey?: string | undefined;
  /** Bytes read so far, and all of them. */
  readonly progress?: (done: number, all: number) => void;
}

/** Judges a dossier as ZIP or folder, or evidence alone (.jsonl, .json), offline. Throws what the disk throws. */
export function verifyBundle({ path, publicKey, progress = () => {} }: BundleOrder): DossierAnswer {
  const check = new DossierCheck({ proving, hasher, publicKey });
  if (statSync(path).isDirectory()) readFolder(path, check, progress);
  else if (beginsAsZip(path)) readZip(path, check, progress);
  else {
    check.begin(basename(path));
    chunksOf(path, (bytes) => check.chunk(bytes), progress);
    check.end();
  }
  return check.finish();
}

export function hasher() {
  const hash = createHash('sha256');
  return { update: (bytes: Uint8Array) => void hash.update(bytes), hex: () => hash.digest('hex') };
}

/** Of a folder only what the manifest lists: a reader may have put notes of the own beside it. */
function readFolder(folder: string, check: DossierCheck, progress: (done: number, all: number) => void): void {
  const there = readdirSync(folder);
  const manifest = there.includes(MANIFEST) ? readManifest(readFileSync(join(folder, MANIFEST), 'utf8')) : undefined;
  const listed = manifest ? manifest.files.map(({ name }) => name) : there;
  const names = there.filter((name) => listed.includes(name) || name === MANIFEST || name === MANIFEST_NOTE);
  const all = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  let before = 0;
  for (const name of names) {
    check.begin(name);
    chunksOf(
      join(folder, name),
      (bytes) => check.chunk(bytes),
      (done) => progress(before + done, all),
    );
    check.end();
    before += statSync(join(folder, name)).size;
  }
}

/** As a stream: neither the archive nor a file of it is ever whole in memory. */
function readZip(path: string, check: DossierCheck, progress: (done: number, all: number) => void): void {
  const unzip = new Unzip((file) => {
    if (file.name.endsWith('/')) return;
    check.begin(file.name);
    file.ondata = (error, bytes, final) => {
      if (error) throw error;
      check.chunk(bytes);
      if (final) check.end();
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    chunksOf(path, (bytes, final) => unzip.push(bytes, final), progress);
  } catch {
    check.broken();
  }
}

function beginsAsZip(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4);
    readSync(file, head, 0, 4, 0);
    return head.toString('latin1') === ZIP_BEGINS;
  } finally {
    closeSync(file);
  }
}

function chunksOf(
  path: string,
  take: (bytes: Uint8Array, final: boolean) => void,
  progress: (done: number, all: number) => void,
): void {
  const all = statSync(path).size;
  const file = openSync(path, 'r');
  try {
    for (let done = 0; ; ) {
      const bytes = Buffer.alloc(CHUNK_BYTES);
      const read = readSync(file, bytes, 0, CHUNK_BYTES, done);
      done += read;
      take(bytes.subarray(0, read), done >= all || read === 0);
      progress(done, all);
      if (done >= all || read === 0) return;
    }
  } finally {
    closeSync(file);
  }
}
