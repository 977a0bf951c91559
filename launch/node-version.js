import { LaunchError } from './say.js';

const OLDEST = [20, 19];

/**
 * Says whether a Node.js version (as in process.versions.node) can run LoaXã.
 * @param {string} version
 */
export function isNodeRecentEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

export function requireNode() {
  if (isNodeRecentEnough(process.versions.node)) return;
  throw new LaunchError(
    `LoaXã needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node}. Install a newer Node.js and run the command again.`,
  );
}
