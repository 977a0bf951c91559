import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCK_FILE } from './folder-lock.js';
import { LaunchError } from './say.js';

/** Says that a folder belongs to the demo, and whether its history is whole: `generating` or `ready`. */
export const DEMO_STATE_FILE = 'demo.state';

/** What the launcher itself puts into a data folder; a folder with nothing else in it is empty. */
export const LAUNCHER_FILES = {
  lock: LOCK_FILE,
  demoState: DEMO_STATE_FILE,
  demoPassword: 'demo.password',
  rosterToken: 'roster.token',
  gatewayCredential: 'gateway.credential',
};

/**
 * @param {{ root: string, demo: boolean, setting: string | undefined }} choice setting: LOAXA_DATA_DIR
 * @returns {string} the absolute path of the data folder
 */
export function dataFolder({ root, demo, setting }) {
  if (setting !== undefined && setting !== '') return resolve(root, setting);
  return join(root, 'data', demo ? 'demo' : 'live');
}

/** @param {string} folder */
export function makeDataFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new LaunchError(
      `The data folder ${folder} cannot be made (${String(cause)}). Set LOAXA_DATA_DIR to a folder you may write to.`,
      { cause },
    );
  }
}

/** @typedef {'empty' | 'real' | 'demo' | 'half a demo'} FolderContent */

/**
 * @param {readonly string[]} names what lies in a data folder
 * @param {string | undefined} demoState what DEMO_STATE_FILE says
 * @returns {FolderContent}
 */
export function contentOf(names, demoState) {
  if (demoState !== undefined) return demoState.trim() === 'ready' ? 'demo' : 'half a demo';
  const own = Object.values(LAUNCHER_FILES);
  return names.some((name) => !own.includes(name)) ? 'real' : 'empty';
}

/** @param {string} folder @returns {FolderContent} */
export function lookInto(folder) {
  const state = join(folder, DEMO_STATE_FILE);
  return contentOf(readdirSync(folder), existsSync(state) ? readFileSync(state, 'utf8') : undefined);
}

/**
 * Refuses what would mix a demo with real records.
 * @param {FolderContent} content
 * @param {{ demo: boolean, folder: string }} start
 */
export function refuseMixing(content, { demo, folder }) {
  if (demo && content === 'real') {
    throw new LaunchError(
      `${folder} holds real records: a demo needs a folder of its own. Set LOAXA_DATA_DIR to an empty one.`,
    );
  }
  if (!demo && (content === 'demo' || content === 'half a demo')) {
    throw new LaunchError(`${folder} holds a demo. Start it with --demo, or set LOAXA_DATA_DIR to another folder.`);
  }
}

/**
 * Notes how far the demo's history is.
 * @param {string} folder
 * @param {'generating' | 'ready'} state
 */
export function noteDemoState(folder, state) {
  writeFileSync(join(folder, DEMO_STATE_FILE), `${state}\n`);
}

/**
 * Removes what an interrupted generation left behind; only a folder that says so itself is emptied.
 * @param {string} folder
 */
export function clearHalfADemo(folder) {
  const own = Object.values(LAUNCHER_FILES);
  for (const name of readdirSync(folder)) {
    if (!own.includes(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
