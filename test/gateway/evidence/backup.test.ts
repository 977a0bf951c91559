import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backupCommand } from '../../../gateway/backup-command.ts';
import { restoreCommand } from '../../../gateway/restore-command.ts';
import { verifyCommand } from '../../../gateway/verify-command.ts';
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

/** A command as a person types it. */
async function run(command: 'backup' | 'restore' | 'verify', args: string[], variables: NodeJS.ProcessEnv = {}) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const around = { say, complain: say, variables: { LOAXA_DATA_DIR: data, ...variables } };
  const code = await { backup: backupCommand, restore: restoreCommand, verify: verifyCommand }[command](args, around);
  return { code, said: lines.join('\n') };
}

it('a backup of a running installation restores, verifies, and holds no private key unless asked', async () => {
  const file = join(work, 'one.tar.gz');
  expect(await run('backup', [file])).toMatchObject({ code: 0, said: expect.stringContaining('no private key') });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const back = join(work, 'back');
  const restored = await run('restore', [file, '--to', back]);
  expect(restored).toMatchObject({ code: 0, said: expect.stringMatching(/log of 600 entries .*: HOLDS/) });
  expect(readdirSync(back).sort()).toEqual(['audio', 'keys', 'loaxa.db']);
  expect(readdirSync(join(back, 'keys')).sort()).toEqual(['keys.jws', 'root.pub']);
  expect(readFileSync(join(back, 'audio', 'a.opus'), 'utf8')).toBe('tiếng');
  expect(await run('verify', ['--data', back])).toMatchObject({ code: 0 });
  expect(await run('restore', [file, '--to', back])).toMatchObject({
    code: 1,
    said: expect.stringContaining('not empty'),
  });
  expect(await run('restore', [file])).toMatchObject({ code: 1, said: expect.stringContaining('not empty') });
  expect(await run('backup', [file])).toMatchObject({ code: 1, said: expect.stringContaining('there already') });
  expect(readdirSync(work).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('with keys it has everything to go on as the same installation', async () => {
  const file = join(work, 'keys.tar.gz');
  await run('backup', [file, '--with-keys', '--without-audio']);
  const back = join(work, 'with-keys');
  expect(await run('restore', [file, '--to', back])).toMatchObject({ code: 0 });
  expect(existsSync(join(back, 'gateway.credential'))).toBe(true);
  expect(existsSync(join(back, 'audio'))).toBe(false);
  expect(readdirSync(join(back, 'keys')).sort()).toEqual(readdirSync(sample.folder).sort());
});

it('on PostgreSQL it says what to use instead; what is no backup is refused', async () => {
  const postgres = { LOAXA_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const { code, said } = await run('backup', [join(work, 'pg.tar.gz')], postgres);
  expect([code, said]).toEqual([1, expect.stringContaining('pg_dump')]);
  writeFileSync(join(work, 'no.tar.gz'), 'x');
  expect((await run('restore', [join(work, 'no.tar.gz'), '--to', join(work, 'no')])).code).toBe(1);
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
    const { code, said } = await run('verify', [path, ...key]);
    expect({ path, code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/Who signed\?\n {2}✓ loaxa\/test/),
    });
  }
  writeFileSync(join(folder, 'notes of my own.txt'), 'x');
  expect((await run('verify', [folder, ...key])).code).toBe(0);
  const lines = (files.get('evidence.jsonl') ?? '').split('\n');
  writeFileSync(join(folder, 'evidence.jsonl'), lines.toSpliced(-2, 1).join('\n'));
  const wrong = await run('verify', [folder, ...key, '--lang', 'vi']);
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('Bản ghi 599 bị xóa khỏi evidence.jsonl.') });
  expect((await run('verify', [join(work, 'nothing')])).code).toBe(2);
  writeFileSync(join(work, 'x.json'), '{}');
  expect((await run('verify', [join(work, 'x.json')])).code).toBe(2);
});
