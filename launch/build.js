import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf, fingerprint } from './fingerprint.js';
import { install } from './install.js';
import { runTool } from './program.js';
import { isEntry, ROOT } from './root.js';
import { LaunchError, runCommand, sayProgress } from './say.js';

const SERVER_FOLDERS = ['protocol', 'broker', 'gateway', 'firmware-sim', 'bench', 'launch'];
const SERVER_INPUTS = [...SERVER_FOLDERS, 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
const DASHBOARD_INPUTS = ['dashboard', 'protocol', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'];
const AS_PROGRESS = { asProgress: true };

/** Builds what is older than its sources: the processes into dist/, the dashboard into dashboard/dist/. */
export async function build() {
  await rebuildWhenStale('the server', 'dist', SERVER_INPUTS, buildServer);
  if (existsSync(join(ROOT, 'dashboard/index.html'))) {
    await rebuildWhenStale('the dashboard', 'dashboard/dist', DASHBOARD_INPUTS, buildDashboard);
  } else {
    sayProgress('There is no dashboard/index.html yet: the dashboard is not built.');
  }
}

/**
 * A build goes into a folder of its own and takes the old one's place when it is whole: never a mix of two builds.
 * @param {string} what
 * @param {string} output
 * @param {readonly string[]} inputs
 * @param {(folder: string) => Promise<number>} buildInto
 */
async function rebuildWhenStale(what, output, inputs, buildInto) {
  const current = fingerprint(ROOT, inputs);
  const stampFile = join(ROOT, output, '.stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === current) return;
  sayProgress(`Building ${what} …`);
  const fresh = join(ROOT, `.loaxa-build-${process.pid}`);
  try {
    if ((await buildInto(fresh)) !== 0) throw new LaunchError(`Building ${what} failed; the reason is above.`);
    writeFileSync(join(fresh, '.stamp'), current);
    rmSync(join(ROOT, output), { recursive: true, force: true });
    renameSync(fresh, join(ROOT, output));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function buildServer(folder) {
  const code = await runTool('tsc', ['-p', 'tsconfig.build.json', '--outDir', folder], AS_PROGRESS);
  if (code !== 0) return code;
  // tsc leaves behind what is not TypeScript: tables, templates, sounds that lie beside the code that reads them.
  for (const file of filesOf(ROOT, SERVER_FOLDERS).filter((name) => !/\.(ts|js)$/.test(name))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  return 0;
}

/** @param {string} folder */
function buildDashboard(folder) {
  return runTool(
    'vite',
    ['build', '--config', 'vite.config.ts', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'],
    AS_PROGRESS,
  );
}

if (isEntry(import.meta.url)) {
  await runCommand(async () => {
    await install('start');
    await build();
    return 0;
  });
}
