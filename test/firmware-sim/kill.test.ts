import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firmwarePath } from '../../protocol/api/paths.ts';
import { FIRMWARE_TYP } from '../../protocol/firmware.ts';
import { planItemAt, sha256 } from './material.ts';
import { type MadeAudio, madeAudio } from './sound.ts';
import { TinyGateway, until } from './tiny-gateway.ts';
import { TestKey } from './virtual-air.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Below node_modules, so that the compiled program finds its packages. */
const BUILT = join(ROOT, 'node_modules', `.loaxa-sim-test-${process.pid}`);

describe('the node as a process', () => {
  let gateway: TinyGateway;
  let folder: string;
  let child: ChildProcess;
  let audio: MadeAudio;

  const start = async () => {
    const births = gateway.births.length;
    const node = [
      'node',
      '--state',
      join(folder, 'node'),
      '--url',
      gateway.httpUrl,
      '--code',
      'CLAIM-CODE-1',
      '--sink',
      `wav:${join(folder, 'out')}`,
      '--sensor',
      'current',
      '--spread-ms',
      '0',
    ];
    child = spawn(process.execPath, [join(BUILT, 'firmware-sim', 'main.js'), ...node], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, LOAXA_LOG_LEVEL: 'silent' },
    });
    await until(
      () => gateway.births.length > births,
      () => 'birth',
    );
    return gateway.births.at(-1)?.node ?? '';
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  beforeAll(() => {
    mkdirSync(BUILT, { recursive: true });
    const only = {
      extends: '../../tsconfig.build.json',
      compilerOptions: { outDir: BUILT, rootDir: ROOT, noCheck: true },
      include: ['../../firmware-sim', '../../protocol'],
    };
    writeFileSync(join(BUILT, 'tsconfig.json'), JSON.stringify(only));
    execFileSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', BUILT]);
  }, 60_000);
  afterAll(() => rmSync(BUILT, { recursive: true, force: true }));
  beforeEach(async () => {
    gateway = new TinyGateway();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-kill-'));
    audio = madeAudio(folder, 8, 'voice');
    gateway.files.set(audio.part.opus ?? '', audio.opus);
    await gateway.start();
  });
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) await kill();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('killed while it plays says partial, restarted, once; what fell due while it was off was missed for want of power', async () => {
    const node = await start();
    await gateway.configure(node, 1);
    const startAt = Date.now() + 2_000;
    const items = [startAt, startAt + 11_000].map((at) =>
      planItemAt(at, audio.part.durationMs, { parts: [audio.part], latenessMs: 100 }),
    );
    await gateway.plan(node, 1, items);
    await until(
      () => hasWav(join(folder, 'out'), 96_000 * 3),
      () => 'three seconds of sound',
    );
    await kill();
    await until(
      () => Date.now() > startAt + 11_200,
      () => 'the second instant',
    );
    await start();
    await until(
      () => gateway.receipts.length === 2,
      () => JSON.stringify(gateway.entries),
    );
    const [first, second] = gateway.receipts;
    expect(first).toMatchObject({ result: 'partial', reason: 'restarted', dueAt: startAt });
    expect(first?.playedMs).toBeGreaterThan(0);
    expect(second).toMatchObject({ result: 'missed', reason: 'no-power', dueAt: startAt + 11_000, playedMs: 0 });
    await kill();
    await start();
    await until(
      () => gateway.entries.filter(({ kind }) => kind === 'boot').length === 3,
      () => 'third boot',
    );
    expect(gateway.receipts).toHaveLength(2);
    expect(gateway.problems).toEqual([]);
  }, 60_000);

  it('killed in the middle of writing a firmware runs the old one, and goes on fetching where it was', async () => {
    const release = new TestKey();
    gateway.release = [{ kid: release.kid, publicKey: release.publicKey, from: 0 }];
    const node = await start();
    const image = Buffer.alloc(300_000, 7);
    const hash = sha256(image);
    gateway.files.set(hash, image);
    gateway.stallFirmwareAfter = 100_000;
    const now = Date.now();
    const about = { model: 'loaxa-node', version: '0.2.0', sha256: hash, bytes: image.length, notes: '' };
    const manifest = release.sign(FIRMWARE_TYP, { v: 1, ...about, createdAt: now, releaseCounter: now });
    await gateway.command({
      ...{ v: 1, id: ulid(now), aud: { node }, iat: now, nbf: now - 1_000, exp: now + 60_000, class: 'normal' },
      ...{ by: 'system', type: 'update' },
      args: { manifest, url: firmwarePath(hash), confirmWithinMs: 600_000 },
    });
    const part = join(folder, 'node', 'firmware', `b.${hash}.part`);
    await until(
      () => (statSync(part, { throwIfNoEntry: false })?.size ?? 0) === 100_000,
      () => 'a part of the image',
    );
    await kill();
    await start();
    expect(gateway.births.at(-1)?.firmware).toBe('loaxa-node 0.1.0');
    const updates = () => gateway.entries.flatMap((one) => (one.kind === 'update' ? [one.body.state] : []));
    await until(
      () => updates().includes('downloaded'),
      () => JSON.stringify(gateway.requests.slice(-3)),
    );
    expect(gateway.requests.filter(({ url }) => url === firmwarePath(hash)).map(({ range }) => range)).toEqual([
      undefined,
      'bytes=100000-',
    ]);
    expect(readdirSync(join(folder, 'node', 'firmware'))).toEqual(['b.img']);
    expect(gateway.problems).toEqual([]);
  }, 60_000);

  it('its key is readable by itself alone, and it ends when its launcher goes', async () => {
    await start();
    expect(statSync(join(folder, 'node', 'node.key')).mode & 0o777).toBe(0o600);
    child.disconnect();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });

  it('says what is wrong with its arguments, and how to use it', () => {
    const main = join(BUILT, 'firmware-sim', 'main.js');
    expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toContain('npm run sim -- node');
    expect(() =>
      execFileSync(
        process.execPath,
        [main, 'node', '--state', folder, '--url', 'http://127.0.0.1:9', '--sink', 'radio'],
        { stdio: 'pipe' },
      ),
    ).toThrow(/null, wav:FOLDER or alsa:DEVICE/);
    expect(() =>
      execFileSync(process.execPath, [main, 'node', '--state', folder, '--url', 'http://127.0.0.1:9'], {
        stdio: 'pipe',
      }),
    ).toThrow(/give --label/);
  });
});

function hasWav(out: string, bytes: number): boolean {
  return (
    statSync(out, { throwIfNoEntry: false }) !== undefined &&
    readdirSync(out).some((name) => statSync(join(out, name)).size > bytes)
  );
}
