import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabasesOf } from './migrated-postgres.ts';

/** Nothing of it outlives the run, so nothing is written twice for a power cut. */
const SETTINGS = [
  ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0'],
  'max_connections=200',
];

/** vitest global set-up: one throw-away PostgreSQL of Debian's for the whole run, its URL in LOAXA_TEST_POSTGRES. */
export default async function startPostgres(): Promise<(() => Promise<void>) | undefined> {
  process.env.LOAXA_TEST_TEMPLATE = `loaxa_template_${process.pid}`;
  const lent = process.env.LOAXA_TEST_POSTGRES;
  if (lent) return () => dropDatabasesOf(lent, `loaxa_template_${process.pid}`);
  const bin = programs();
  if (!bin) {
    console.warn('PostgreSQL is not installed: its store tests are left out (apt-get install postgresql).');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-postgres-'));
  const owner = serverUser();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const account = { ...owner, stdio: 'ignore' as const };
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'loaxa', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'],
    account,
  );
  const port = await freePort();
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...SETTINGS.flatMap((one) => ['-c', one])],
    account,
  );
  await untilListening(join(bin, 'pg_isready'), port);
  process.env.LOAXA_TEST_POSTGRES = `postgres://loaxa@127.0.0.1:${port}/postgres`;
  return async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

function programs(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const newest = readdirSync(root).sort((a, b) => Number(b) - Number(a))[0];
  return newest && existsSync(join(root, newest, 'bin/initdb')) ? join(root, newest, 'bin') : undefined;
}

/** PostgreSQL refuses to run as root; Debian's package brings the account it wants. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no free port');
  return address.port;
}

async function untilListening(isReady: string, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      execFileSync(isReady, ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error('PostgreSQL did not come up within 10 s');
}
