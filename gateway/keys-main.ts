import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fingerprintOf, KEY_USES, type KeyUse } from '../protocol/key-list.ts';
import { DAY_MS } from '../protocol/units.ts';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { Database } from './database/database.ts';
import { KeyFiles } from './keys/key-files.ts';
import { KeyRing } from './keys/key-ring.ts';
import { proving } from './keys/kid.ts';
import { addReleaseKey, removeReleaseKey } from './keys/release-keys.ts';
import { exportRoot, rotate } from './keys/rotation.ts';
import { readSignedList } from './keys/signed-list.ts';
import { nodesHolding } from './nodes/nodes-store.ts';

const USAGE = `Usage: npm run keys -- status
       npm run keys -- rotate command|checkpoint [--root FILE] [--overlap-days 14] [--at-once]
       npm run keys -- export-root FOLDER
       npm run keys -- release add FILE.pub [--name WHO] [--root FILE]
       npm run keys -- release remove KEY [--root FILE]

Keys of the gateway in LOAXA_DATA_DIR (see docs/keys.md). A running gateway takes a new list by itself within seconds.
  status       which keys sign, where the root key lies, how many nodes hold the newest list
  rotate       makes a new key and signs a new list with the root key; --at-once ends the old key now (after a theft)
  export-root  moves the root key to a folder, which should be on something you lock away
  release      which keys may sign firmware (docs/firmware.md); only the public half ever comes here`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      root: { type: 'string' },
      'overlap-days': { type: 'string', default: '14' },
      'at-once': { type: 'boolean', default: false },
      name: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  const [what, argument, subject] = positionals;
  const config = readConfig();
  const files = new KeyFiles(join(config.dataDir, 'keys'));
  const use = KEY_USES.find((one) => one === argument);
  if (values.help) say(USAGE);
  else if (what === 'status') await status(files, config.databaseUrl);
  else if (what === 'rotate' && use)
    turn(files, use, { root: values.root, overlapMs: days(values['overlap-days']), atOnce: values['at-once'] });
  else if (what === 'export-root' && argument !== undefined)
    say(
      `The root key is now in ${exportRoot(files, argument)} and nowhere else. Make a second copy and lock both away.`,
    );
  else if (what === 'release' && argument === 'add' && subject !== undefined) {
    const order = { publicKeyFile: subject, name: values.name, root: values.root, now: systemClock.now() };
    say(`List ${addReleaseKey(files, order).version} is signed; nodes believe firmware of this key once they hold it.`);
  } else if (what === 'release' && argument === 'remove' && subject !== undefined) {
    const order = { kid: subject, root: values.root, now: systemClock.now() };
    say(`List ${removeReleaseKey(files, order).version} is signed; firmware of this key is refused from now on.`);
  } else {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  return 0;
}

function turn(
  files: KeyFiles,
  use: KeyUse,
  order: { root: string | undefined; overlapMs: number; atOnce: boolean },
): void {
  const list = rotate(files, { use, now: systemClock.now(), ...order });
  say(`List ${list.version} is signed. Keys for ${use}:`);
  for (const key of list.keys.filter((one) => one.use === use)) say(`  ${key.kid}  ${windowOf(key)}`);
}

async function status(files: KeyFiles, databaseUrl: string): Promise<void> {
  const { root, list } = readSignedList(files);
  const { state } = KeyRing.open(files.folder);
  say(`Root key  ${fingerprintOf(root, proving.sha256)}`);
  say(
    state.root.onServer
      ? `          still on this server: move it away with npm run keys -- export-root FOLDER`
      : '          not on this server',
  );
  say(`List      ${state.version}, signed ${new Date(state.at).toISOString()}`);
  for (const key of state.keys) say(`  ${key.use.padEnd(10)} ${key.kid}  ${key.state.padEnd(7)} ${windowOf(key)}`);
  for (const key of list.release ?? []) say(`  release    ${key.kid}  ${key.name ?? ''}`.trimEnd());
  const database = new Database(databaseUrl);
  try {
    const { enrolled, newest } = await nodesHolding(database.read, state.version);
    say(`Nodes     ${newest} of ${enrolled} enrolled say that they hold this list`);
  } finally {
    await database.stop();
  }
}

function windowOf({ from, to }: { from: number; to?: number | undefined }): string {
  const begin = from === 0 ? 'from the first day' : `from ${new Date(from).toISOString()}`;
  return to === undefined ? begin : `${begin} to ${new Date(to).toISOString()}`;
}

function days(text: string): number {
  const count = Number(text);
  if (!Number.isFinite(count) || count < 0 || count > 366) throw new Error('--overlap-days is a number from 0 to 366.');
  return Math.round(count * DAY_MS);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
