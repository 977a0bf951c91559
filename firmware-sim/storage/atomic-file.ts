import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a whole file so that after a power cut either the old or the new one is there. */
export function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: { mode?: number; sync?: boolean } = {},
): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', options.mode ?? 0o600);
  try {
    writeSync(file, typeof content === 'string' ? Buffer.from(content) : content);
    if (options.sync !== false) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  if (options.sync !== false) syncFolder(dirname(path));
}

/** A rename or a new name is durable only when its folder is. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
