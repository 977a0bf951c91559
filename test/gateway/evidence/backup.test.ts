import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zipSync } from 'fflate';
import { type SampleLog, sampleLog } from './sample-dossier.ts';

let sample: SampleLog;
let work: string;
let data: string;
beforeAll(async () => {
  sample = await sampleLog(600);
  await sample.checkpoints.make();
  work = mkdtempSync(join(tmpdir(), 'loaxa-backup-'));
  // The running installation: its own database, open for writing all the while.
  data = resolve(sample.test.url.slice('sqlite:'.length), '..');
  cpSync(sample.folder, join(data, 'keys'), { recursive: true });
  mkdirSync(join(data, 'audio'));
  writeFileSync(join(data, 'audio', 'a.opus'), 'tiếng');
  writeFileSync(join(data, 'gateway.credential'), 'secret');
});
afterAll(async () => {
  await sample.close();
  rmSync(work, { recursive: true, force: true });
});

/** A command as a person types it, from the sources. */
function run(main: string, args: string[], dataDir = data): Promise<{ code: number | null; said: string }> {
  const env = { ...process.env, LOAXA_DATA_DIR: dataDir };
  const child = spawn(process.execPath, ['test/gateway/evidence/run-main.js', main, ...args], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
  return new Promise((done) => child.on('close', (code) => done({ code, said })));
}

it('a backup of a running installation restores, verifies, and holds no private key unless asked', async () => {
  const file = join(work, 'one.tar.gz');
  expect(await run('backup-main.ts', [file])).toMatchObject({ code: 0, said: expect.stringContaining('no private key') });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const back = join(work, 'back');
  const restored = await run('restore-main.ts', [file, '--to', back]);
  expect(restored).toMatchObject({ code: 0, said: expect.stringMatching(/log of 600 entries .*: HOLDS/) });
  expect(readdirSync(back).sort()).toEqual(['audio', 'keys', 'loaxa.db']);
  expect(readdirSync(join(back, 'keys')).sort()).toEqual(['keys.jws', 'root.pub']);
  expect(readFileSync(join(back, 'audio', 'a.opus'), 'utf8')).toBe('tiếng');
  expect(await run('verify-main.ts', ['--data', back])).toMatchObject({ code: 0 });
  expect(await run('restore-main.ts', [file, '--to', back])).toMatchObject({ code: 1, said: expect.stringContaining('not empty') });
  expect(await run('restore-main.ts', [file], data)).toMatchObject({ code: 1, said: expect.stringContaining('not empty') });
  expect(await run('backup-main.ts', [file])).toMatchObject({ code: 1, said: expect.stringContaining('there already') });
  expect(readdirSync(work).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('with keys it has everything to go on as the same installation', async () => {
  const file = join(work, 'keys.tar.gz');
  await run('backup-main.ts', [file, '--with-keys', '--without-audio']);
  const back = join(work, 'with-keys');
  expect(await run('restore-main.ts', [file, '--to', back])).toMatchObject({ code: 0 });
  expect(existsSync(join(back, 'gateway.credential'))).toBe(true);
  expect(existsSync(join(back, 'audio'))).toBe(false);
  expect(readdirSync(join(back, 'keys')).sort()).toEqual(readdirSync(sample.folder).sort());
});

it('on PostgreSQL it says what to use instead; what is no backup is refused', async () => {
  const env = { ...process.env, LOAXA_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const child = spawn(process.execPath, ['test/gateway/evidence/run-main.js', 'backup-main.ts', join(work, 'pg.tar.gz')], { env });
  let said = '';
  child.stderr.on('data', (part) => (said += part));
  expect(await new Promise((done) => child.on('close', done))).toBe(1);
  expect(said).toContain('pg_dump');
  writeFileSync(join(work, 'no.tar.gz'), 'x');
  expect((await run('restore-main.ts', [join(work, 'no.tar.gz'), '--to', join(work, 'no')])).code).toBe(1);
});

it('npm run verify takes a ZIP, a folder, the evidence alone and a single answer, under the public key alone', async () => {
  const files = await sample.dossier([0, 255, 256, 599]);
  const folder = join(work, 'dossier');
  mkdirSync(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const zip = join(work, 'dossier.zip');
  writeFileSync(zip, zipSync(Object.fromEntries([...files].map(([name, text]) => [name, Buffer.from(text)]))));
  const key = ['--key', sample.publicKey];
  for (const path of [zip, folder, join(folder, 'evidence.jsonl')]) {
    const { code, said } = await run('verify-main.ts', [path, ...key]);
    expect({ path, code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/Who signed\?\n {2}✓ loaxa\/test/) });
  }
  writeFileSync(join(folder, 'notes of my own.txt'), 'x');
  expect((await run('verify-main.ts', [folder, ...key])).code).toBe(0);
  const lines = (files.get('evidence.jsonl') ?? '').split('\n');
  writeFileSync(join(folder, 'evidence.jsonl'), lines.toSpliced(-2, 1).join('\n'));
  const wrong = await run('verify-main.ts', [folder, ...key, '--lang', 'vi']);
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('Bản ghi 599 bị xóa khỏi evidence.jsonl.') });
  expect((await run('verify-main.ts', [join(work, 'nothing')])).code).toBe(2);
  writeFileSync(join(work, 'x.json'), '{}');
  expect((await run('verify-main.ts', [join(work, 'x.json')])).code).toBe(2);
});
