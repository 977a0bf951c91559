import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Database } from './database.ts';

export const BACKUP_MANIFEST = 'backup.json';
/** In the data folder: the instant of the newest backup, for the page of health. */
export const LAST_BACKUP_FILE = 'last-backup';
export const DATABASE_FILE = 'loaxa.db';

export interface BackedUpFile {
  /** With slashes, from the data folder on. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BackupManifest {
  readonly format: 'loaxa-backup-1';
  readonly madeAt: number;
  /** Are private keys in it? */
  readonly withKeys: boolean;
  readonly withAudio: boolean;
  readonly files: readonly BackedUpFile[];
}

/** A copy of one instant, whole and defragmented, while others go on writing (SQLite alone). */
export async function copyDatabase(databaseUrl: string, target: string): Promise<void> {
  const database = new Database(databaseUrl);
  try {
    await database.read.raw('VACUUM INTO ?', [target]);
  } finally {
    await database.stop();
  }
}

/** Public halves belong to every backup: without them nothing in it could be proved. */
const PUBLIC = ['keys/keys.jws', 'keys/root.pub'];
/** What only the owner may have. */
const SECRET = ['keys', 'tls', 'gateway.credential', 'roster.token'];
const AUDIO = ['audio'];

/** Names of what goes into a backup beside the database. */
export function namesOf(dataDir: string, { withKeys, withAudio }: { withKeys: boolean; withAudio: boolean }): string[] {
  const roots = [...(withKeys ? SECRET : PUBLIC), ...(withAudio ? AUDIO : [])];
  return roots.flatMap((root) => filesUnder(dataDir, root)).sort();
}

function filesUnder(dataDir: string, root: string): string[] {
  const path = join(dataDir, root);
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [root];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dataDir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

export async function describeFile(folder: string, name: string): Promise<BackedUpFile> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { name, bytes: statSync(path).size, sha256: hash.digest('hex') };
}

/** Names of files that are not as the manifest says. */
export async function changedFiles(folder: string, manifest: BackupManifest): Promise<string[]> {
  const changed: string[] = [];
  for (const { name, sha256 } of manifest.files)
    if (!existsSync(join(folder, name)) || (await describeFile(folder, name)).sha256 !== sha256) changed.push(name);
  return changed;
}
