import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {'start' | 'test'} Purpose
 * @typedef {{ package: string, programs: string[], neededFor: 'start' | 'test' | 'compile' }} SystemProgram
 */

/** Debian's package for every program LoaXã calls by name. @type {readonly SystemProgram[]} */
export const SYSTEM_PROGRAMS = [
  { package: 'ffmpeg', programs: ['ffmpeg', 'ffprobe'], neededFor: 'start' },
  { package: 'espeak-ng', programs: ['espeak-ng'], neededFor: 'start' },
  { package: 'poppler-utils', programs: ['pdftotext'], neededFor: 'start' },
  // Tinos and Cousine: as wide as Times New Roman and Courier, with every Vietnamese letter (docs/decisions/0026). Files, not programs.
  {
    package: 'fonts-croscore',
    programs: ['Tinos-Regular', 'Cousine-Regular'].map((name) => `/usr/share/fonts/truetype/croscore/${name}.ttf`),
    neededFor: 'start',
  },
  // sqlite3 has no build for every machine: without one npm compiles it.
  { package: 'python3', programs: ['python3'], neededFor: 'compile' },
  { package: 'make', programs: ['make'], neededFor: 'compile' },
  { package: 'g++', programs: ['g++'], neededFor: 'compile' },
  { package: 'chromium', programs: ['chromium'], neededFor: 'test' },
  { package: 'chromium-headless-shell', programs: ['chromium-headless-shell'], neededFor: 'test' },
  { package: 'libnss3-tools', programs: ['certutil'], neededFor: 'test' },
  { package: 'mosquitto', programs: ['mosquitto'], neededFor: 'test' },
  { package: 'postgresql', programs: ['initdb'], neededFor: 'test' },
];

/**
 * The Debian packages to install, given which programs are there.
 * @param {{ purpose: Purpose, willCompile: boolean }} need
 * @param {(program: string) => boolean} has
 * @returns {string[]}
 */
export function missingPackages({ purpose, willCompile }, has) {
  return SYSTEM_PROGRAMS.filter((entry) => {
    if (entry.neededFor === 'compile' && !willCompile) return false;
    if (entry.neededFor === 'test' && purpose !== 'test') return false;
    return !entry.programs.every(has);
  }).map((entry) => entry.package);
}

// A plain user's PATH lacks the sbin folders, where Debian puts mosquitto; it keeps initdb off everybody's PATH.
const EXTRA_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const POSTGRESQL = '/usr/lib/postgresql';

/** By its name, on the PATH; what has no place there, by its whole path. @param {string} program */
export function isProgramInstalled(program) {
  if (program.startsWith('/')) return existsSync(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...EXTRA_FOLDERS];
  if (program === 'initdb') folders.push(...postgresqlFolders());
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, program)));
}

function postgresqlFolders() {
  try {
    return readdirSync(POSTGRESQL).map((version) => join(POSTGRESQL, version, 'bin'));
  } catch {
    return [];
  }
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
