import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completed, type LockedPackages, missingFromLock, platformOf } from '../../launch/lock-file.js';

const lock: { packages: LockedPackages } = JSON.parse(
  readFileSync(join(resolve(import.meta.dirname, '../..'), 'package-lock.json'), 'utf8'),
);

describe('package-lock.json', () => {
  test('names every platform, so that npm ci accepts it (else: node launch/complete-lock.js)', () => {
    expect(missingFromLock(lock.packages).map(({ name }) => name)).toEqual([]);
  });

  test('names no registry', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });
});

test('a lock file is completed with the packages of other platforms', () => {
  const packages = {
    '': { version: '0.1.0' },
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { 'tool-linux-x64-gnu': '1.0.0', 'tool-darwin-arm64': '1.0.0' },
    },
    'node_modules/tool-linux-x64-gnu': { version: '1.0.0', optional: true },
    'node_modules/a': { version: '1.0.0', optionalDependencies: { own: '^2.0.0' } },
    'node_modules/a/node_modules/own': { version: '2.0.1', optional: true },
  };
  expect(missingFromLock(packages).map(({ name }) => name)).toEqual(['tool-darwin-arm64']);
  expect(completed(packages)['node_modules/tool-darwin-arm64']).toEqual({
    version: '1.0.0',
    cpu: ['arm64'],
    dev: true,
    optional: true,
    os: ['darwin'],
  });
  expect(missingFromLock(completed(packages))).toEqual([]);
});

test.each([
  ['@biomejs/cli-win32-x64', { os: ['win32'], cpu: ['x64'] }],
  ['@oxc-parser/binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
  ['@oxc-parser/binding-linux-riscv64-gnu', { os: ['linux'], cpu: ['riscv64'], libc: ['glibc'] }],
])('%s is for %o', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});
