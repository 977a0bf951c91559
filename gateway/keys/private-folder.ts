import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Makes a folder (0700) of files (0600) at once: written aside, made durable, then renamed, so a power cut leaves all or none. */
export function writeFolder(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  const aside = `${folder}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeDurably(join(aside, name), text);
  renameSync(aside, folder);
}

/** Puts the text into a file (0600) at once: written aside, made durable, then renamed. */
export function replaceFile(path: string, text: string): void {
  writeDurably(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
