import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './say.js';

export const LOCK_FILE = 'launcher.lock';

/**
 * @typedef {{ pid: number, startedAt: string }} Holder
 *   startedAt: when the kernel says this process started, so that a later process with the same number is not mistaken for it
 * @typedef {{ tookOver: boolean, release: () => void }} FolderLock
 *   tookOver: the last launcher on this folder was killed, and its processes may still be stopping
 */

/**
 * Takes a data folder for this launcher alone.
 * @param {string} folder
 * @returns {FolderLock}
 */
export function lockFolder(folder) {
  const path = join(folder, LOCK_FILE);
  const before = readHolder(path);
  if (before !== undefined && isAlive(before)) {
    throw new LaunchError(
      `LoaXã is already running on ${folder} (process ${before.pid}). Stop it first, or set LOAXA_DATA_DIR to another folder.`,
    );
  }
  rmSync(path, { force: true });
  const self = { pid: process.pid, startedAt: startOf(process.pid) ?? '' };
  try {
    writeFileSync(path, JSON.stringify(self), { flag: 'wx' });
  } catch (cause) {
    throw new LaunchError(`Another launcher took ${folder} in this moment, or it cannot be written to.`, { cause });
  }
  return { tookOver: before !== undefined, release: () => rmSync(path, { force: true }) };
}

/** @param {Holder} holder */
export function isAlive(holder) {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const startedAt = startOf(holder.pid);
  return startedAt === undefined || holder.startedAt === '' || startedAt === holder.startedAt;
}

/** @param {string} path @returns {Holder | undefined} */
function readHolder(path) {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? { pid, startedAt: String(startedAt ?? '') } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Boot and start tick of a process (proc(5), field 22 of /proc/pid/stat); undefined where there is no /proc.
 * @param {number} pid
 */
export function startOf(pid) {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself contain blanks.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
