import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesOf, fingerprint } from '../../launch/fingerprint.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loaxa-fingerprint-'));
  mkdirSync(join(root, 'gateway/dist'), { recursive: true });
  writeFileSync(join(root, 'gateway/a.ts'), 'a');
  writeFileSync(join(root, 'gateway/dist/a.js'), 'built');
});
afterEach(() => rmSync(root, { recursive: true }));

const now = () => fingerprint(root, ['gateway', 'tsconfig.json']);

test('a build folder among the sources and a missing input are no input', () => {
  expect(filesOf(root, ['gateway', 'tsconfig.json'])).toEqual(['gateway/a.ts']);
});

test('another content, another name, a new and a removed file make it stale', () => {
  const seen = new Set([now()]);
  writeFileSync(join(root, 'gateway/a.ts'), 'b');
  seen.add(now());
  writeFileSync(join(root, 'gateway/b.ts'), 'b');
  seen.add(now());
  rmSync(join(root, 'gateway/a.ts'));
  seen.add(now());
  expect(seen.size).toBe(4);
});

test('another time alone does not make it stale', () => {
  const before = now();
  utimesSync(join(root, 'gateway/a.ts'), 1, 1);
  expect(now()).toBe(before);
});
