import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** A file (0600) written aside, made durable, then renamed: a power cut leaves the whole new file or what was there before. */
export function writeDurably(path: string, text: string): void {
  writeThrough(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

/** Makes a folder (0700) of files (0600) at once, in the same way: all of it is there, or none. */
export function writeFolder(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  const aside = `${folder}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeThrough(join(aside, name), text);
  renameSync(aside, folder);
  syncFolder(dirname(folder));
}

/** Makes a rename or a removal in this folder outlast a power cut. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeThrough(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
