import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import {
  BACKUP_MANIFEST,
  type BackupManifest,
  copyDatabase,
  DATABASE_FILE,
  describeFile,
  LAST_BACKUP_FILE,
  namesOf,
} from './database/backup.ts';
import { exitCodeOf, type Surroundings } from './typed-command.ts';

const USAGE = `Usage: npm run backup -- FILE.tar.gz [--with-keys] [--without-audio]

Writes one archive of the installation in LOAXA_DATA_DIR, also while it runs: a consistent copy of the database, the audio, the
public keys, and a list of hashes. Private keys and credentials are in it only with --with-keys: keep such a file under lock, and
any backup private (it holds the accounts). On PostgreSQL use pg_dump for the database and copy the data folder beside it.`;

/** The command as it is typed; gives the exit code. */
export function backupCommand(args: string[], around: Surroundings): Promise<number> {
  return exitCodeOf(run(args, around), around);
}

async function run(args: string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'with-keys': { type: 'boolean', default: false },
      'without-audio': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [path] = positionals;
  if (values.help || path === undefined) {
    around.say(USAGE);
    return values.help ? 0 : 2;
  }
  const { dataDir, databaseUrl } = readConfig(around.variables);
  const target = resolve(path);
  if (existsSync(target)) throw new Error(`${target} is there already: name a new file.`);
  if (!databaseUrl.startsWith('sqlite:'))
    throw new Error(
      `The database is PostgreSQL: back it up with pg_dump --format=custom, and copy ${dataDir} (keys, audio) beside it.`,
    );
  if (!existsSync(databaseUrl.slice('sqlite:'.length)))
    throw new Error(`There is no database in ${dataDir}: set LOAXA_DATA_DIR to the folder of the installation.`);
  const wishes = { withKeys: values['with-keys'], withAudio: !values['without-audio'] };
  const files = await write(target, { dataDir, databaseUrl }, wishes);
  writeFileSync(join(dataDir, LAST_BACKUP_FILE), `${systemClock.now()}\n`);
  around.say(`${target}: ${files} files${wishes.withKeys ? ', private keys among them' : ', no private key'}.`);
  return 0;
}

/** Half an archive never has the name that was asked for. */
async function write(
  target: string,
  place: { dataDir: string; databaseUrl: string },
  wishes: { withKeys: boolean; withAudio: boolean },
): Promise<number> {
  const work = mkdtempSync(join(dirname(target), '.loaxa-backup-'));
  try {
    await copyDatabase(place.databaseUrl, join(work, DATABASE_FILE));
    const names = namesOf(place.dataDir, wishes);
    const files = [await describeFile(work, DATABASE_FILE)];
    for (const name of names) files.push(await describeFile(place.dataDir, name));
    const manifest: BackupManifest = { format: 'loaxa-backup-1', madeAt: systemClock.now(), ...wishes, files };
    writeFileSync(join(work, BACKUP_MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
    const list = join(work, 'names');
    writeFileSync(list, names.map((name) => `${name}\n`).join(''));
    const archive = join(work, 'archive.tar.gz');
    const own = ['-C', work, BACKUP_MANIFEST, DATABASE_FILE];
    const tar = spawnSync('tar', ['-czf', archive, ...own, '-C', place.dataDir, '-T', list], { encoding: 'utf8' });
    if (tar.status !== 0) throw new Error(`tar did not write the archive: ${tar.stderr || tar.error?.message}`);
    chmodSync(archive, 0o600);
    renameSync(archive, target);
    return files.length;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
