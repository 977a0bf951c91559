import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findingSentence } from '../protocol/finding.ts';
import { readConfig } from './config.ts';
import { BACKUP_MANIFEST, type BackupManifest, changedFiles, DATABASE_FILE } from './database/backup.ts';
import { Database } from './database/database.ts';
import { verifyLog } from './evidence/verify-log.ts';
import { KeyFiles } from './keys/key-files.ts';
import { readSignedList } from './keys/signed-list.ts';
import { exitCodeOf, type Surroundings } from './typed-command.ts';

const USAGE = `Usage: npm run restore -- FILE.tar.gz [--to DIR]

Unpacks a backup into LOAXA_DATA_DIR (or DIR), which must be empty or not there yet, compares every file with the hashes in the
backup, and reads the whole evidence log against its checkpoints. Without private keys in the backup, put the folder keys/ back
from where you keep it before you start.`;

/** The command as it is typed; gives the exit code. */
export function restoreCommand(args: string[], around: Surroundings): Promise<number> {
  return exitCodeOf(run(args, around), around);
}

async function run(args: string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { to: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  const [path] = positionals;
  if (values.help || path === undefined) {
    around.say(USAGE);
    return values.help ? 0 : 2;
  }
  const folder = values.to === undefined ? readConfig(around.variables).dataDir : resolve(values.to);
  refuseFilled(folder);
  if (!existsSync(path)) throw new Error(`${path} is not there.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tar = spawnSync('tar', ['-xzf', resolve(path), '-C', folder, '--no-same-owner'], { encoding: 'utf8' });
  if (tar.status !== 0) throw new Error(`tar did not read ${path}: ${tar.stderr || tar.error?.message}`);
  const manifest = readManifest(folder);
  const changed = await changedFiles(folder, manifest);
  if (changed.length > 0)
    throw new Error(`These files are not as they were backed up: ${changed.slice(0, 10).join(', ')}.`);
  rmSync(join(folder, BACKUP_MANIFEST));
  return report(folder, manifest, around);
}

/** A running installation has its files there, the launcher's lock among them: nothing is ever written over one. */
function refuseFilled(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const running = existsSync(join(folder, 'launcher.lock')) ? ' An installation runs on it or did: stop it first.' : '';
  throw new Error(`${folder} is not empty.${running} Name an empty folder with --to, or move that one away.`);
}

function readManifest(folder: string): BackupManifest {
  const file = join(folder, BACKUP_MANIFEST);
  const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BackupManifest) : undefined;
  if (manifest?.format !== 'loaxa-backup-1') throw new Error('This archive is no backup of LoaXã.');
  return manifest;
}

async function report(folder: string, manifest: BackupManifest, { say }: Surroundings): Promise<number> {
  const database = new Database(`sqlite:${join(folder, DATABASE_FILE)}`);
  try {
    const { list } = readSignedList(new KeyFiles(join(folder, 'keys')));
    const publicKeys = list.keys.filter(({ use }) => use === 'checkpoint').map(({ publicKey }) => publicKey);
    const { size, counts, findings } = await verifyLog({ read: database.read, publicKeys });
    for (const finding of findings.slice(0, 20)) say(`WRONG  ${findingSentence(finding, 'en')}`);
    say(
      `${folder}: ${manifest.files.length} files as they were on ${new Date(manifest.madeAt).toISOString()}; evidence log of ${size} entries against ${counts.checkpoints} checkpoints: ${findings.length === 0 ? 'HOLDS' : 'DOES NOT HOLD'}.`,
    );
    if (!manifest.withKeys) say('Private keys are not in this backup: put the folder keys/ back before you start.');
    return findings.length === 0 ? 0 : 1;
  } finally {
    await database.stop();
  }
}
