import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MadeBefore } from '../../../gateway/recordings/made-before.ts';

const SHA256 = 'a'.repeat(64);
const SAID = { durationMs: 9_000, loudnessBefore: -20, loudnessAfter: -16 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-made-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const encodings = (name: string) => ({ opus: join(folder, `${name}.opus`), mp3: join(folder, `${name}.mp3`) });
const cache = () => new MadeBefore(join(folder, 'cache'));

it('gives another installation the bytes and the loudness of what was made on this machine', async () => {
  const made = encodings('made');
  writeFileSync(made.opus, 'opus');
  writeFileSync(made.mp3, 'mp3');
  await cache().keep(SHA256, made, SAID);
  const taken = encodings('taken');
  expect(await cache().take(SHA256, taken)).toEqual(SAID);
  expect([readFileSync(taken.opus, 'utf8'), readFileSync(taken.mp3, 'utf8')]).toEqual(['opus', 'mp3']);
});

it('knows nothing of other sounds, and nothing of one that was not wholly kept', async () => {
  expect(await cache().take(SHA256, encodings('none'))).toBeUndefined();
  const made = encodings('made');
  writeFileSync(made.opus, 'opus');
  await cache().keep(SHA256, made, SAID);
  expect(await cache().take(SHA256, encodings('half'))).toBeUndefined();
  expect(readdirSync(join(folder, 'cache')).filter((file) => file.endsWith('.json'))).toEqual([]);
});
