import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');

let built: Promise<string> | undefined;

/** A folder with the dashboard built from the sources as they are now; built once for all test files. */
export function builtDashboard(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const folder = join(tmpdir(), `loaxa-dashboard-${sourcesHash()}`);
  if (existsSync(folder)) return folder;
  const fresh = mkdtempSync(join(tmpdir(), 'loaxa-dashboard-new-'));
  // A process of its own: inside the test runner Vite would build React's development version.
  await promisify(execFile)(
    process.execPath,
    [VITE, 'build', '--logLevel', 'error', '--outDir', fresh, '--emptyOutDir'],
    {
      cwd: ROOT,
      env: { NODE_ENV: 'production' },
    },
  );
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

function sourcesHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'vite.config.ts')));
  for (const part of ['dashboard', 'protocol']) {
    const files = readdirSync(join(ROOT, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes(`${join('dashboard', 'dist')}`))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
