import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoardNode, type BoardOptions } from '../../firmware-sim/board/board-node.ts';
import type { PlanItem } from '../../protocol/messages/downlink.ts';
import { planItemAt } from './material.ts';
import { correlation, type MadeAudio, madeAudio, readWav } from './sound.ts';
import { playCommand, TinyGateway, until } from './tiny-gateway.ts';

const log = pino({ level: 'silent' });

describe('a node that plays', () => {
  let gateway: TinyGateway;
  let folder: string;
  let out: string;
  let audio: MadeAudio;
  let board: BoardNode;
  let node: string;

  const open = async (changes: Partial<BoardOptions> = {}) => {
    board = await BoardNode.open(
      {
        state: join(folder, 'node'),
        url: gateway.httpUrl,
        code: 'CLAIM-CODE-1',
        sink: { kind: 'wav', folder: out },
        sensor: 'microphone',
        horns: 3,
        horn: 'healthy',
        clockTrust: 'system',
        spreadMs: 0,
        ...changes,
      },
      { log },
    );
    node = board.identity.node;
    const births = gateway.births.length;
    board.start();
    await until(
      () => gateway.births.length > births,
      () => 'birth',
    );
  };
  const item = (startAt: number, changes: Partial<PlanItem> = {}) =>
    planItemAt(startAt, audio.part.durationMs, { parts: [audio.part], ...changes });
  const wavs = () =>
    readdirSync(out)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map(
        (name) => JSON.parse(readFileSync(join(out, name), 'utf8')) as { run: string; startedAt: number; file: string },
      );

  beforeEach(async () => {
    gateway = new TinyGateway();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-play-'));
    out = join(folder, 'out');
    audio = madeAudio(folder, 4, 'voice');
    gateway.files.set(audio.part.opus ?? '', audio.opus);
    await gateway.start();
    await open();
    await gateway.configure(node, 1, { volume: { emergency: 100, priority: 100, normal: 60 } });
    await until(
      () => board.node.speaker.config !== undefined,
      () => 'config',
    );
  });
  afterEach(async () => {
    board.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('fetches plan and audio, begins within 250 ms of the due instant, what leaves it is the source, and it says what was heard', async () => {
    const startAt = Date.now() + 3_000;
    await gateway.plan(node, 1, [item(startAt)]);
    await until(
      () => gateway.receipts.length === 1,
      () => JSON.stringify(gateway.entries),
      12_000,
    );
    const [receipt] = gateway.receipts;
    const [wav] = wavs();
    expect(Math.abs((wav?.startedAt ?? 0) - startAt)).toBeLessThanOrEqual(250);
    expect(correlation(audio.pcm, readWav(join(out, wav?.file ?? '')))).toBeGreaterThanOrEqual(0.9);
    expect(receipt).toMatchObject({
      result: 'full',
      planVersion: 1,
      dueAt: startAt,
      expectedMs: 4_000,
      heard: { by: 'microphone' },
    });
    expect(receipt?.heard.ms).toBeGreaterThan(3_800);
    expect(receipt?.segments).toHaveLength(1);
    expect(gateway.problems).toEqual([]);
    expect(gateway.births.at(-1)?.capabilities.can).toContain('stream');
  });

  it('plays on time with broker and server gone, and reports once they are back', async () => {
    const startAt = Date.now() + 2_500;
    await gateway.plan(node, 1, [item(startAt)]);
    await until(
      () => statSync(join(folder, 'node', 'audio', audio.part.opus ?? ''), { throwIfNoEntry: false }) !== undefined,
      () => 'audio',
    );
    await gateway.stopBroker();
    await until(
      () => wavs().length === 1,
      () => 'sound',
      12_000,
    );
    expect(Math.abs((wavs()[0]?.startedAt ?? 0) - startAt)).toBeLessThanOrEqual(250);
    expect(gateway.receipts).toHaveLength(0);
    await gateway.startBroker();
    await until(
      () => gateway.receipts.length === 1,
      () => 'late receipt',
      30_000,
    );
    await until(
      () => board.node.log.waiting === 0,
      () => 'acknowledged',
    );
    expect(gateway.receipts[0]?.result).toBe('full');
  }, 50_000);

  it('an emergency interrupts it, is said twice at full volume, and the programme goes on where it was', async () => {
    await gateway.plan(node, 1, [item(Date.now() + 1_500)]);
    await until(
      () => board.node.speaker.desk.playing !== undefined,
      () => 'playing',
      8_000,
    );
    await until(
      () => readdirSync(out).some((name) => statSync(join(out, name)).size > 96_000),
      () => 'a second of sound',
    );
    const siren = { ...audio.part, durationMs: 1_000 };
    const command = playCommand({ node }, { args: { parts: [siren], repeat: 2, startAt: Date.now() } });
    await gateway.command(command);
    await until(
      () => gateway.receipts.length === 2,
      () => JSON.stringify(gateway.receipts),
      15_000,
    );
    const [emergency, programme] = gateway.receipts;
    expect(emergency).toMatchObject({ class: 'emergency', result: 'full', command: command.id, expectedMs: 2_000 });
    expect(programme).toMatchObject({ class: 'normal', result: 'full' });
    expect(programme?.segments).toHaveLength(2);
    expect(wavs()).toHaveLength(3);
    const [first, , last] = wavs()
      .sort((a, b) => a.startedAt - b.startedAt)
      .map(({ file }) => readWav(join(out, file)));
    const resumed = audio.pcm.subarray(first?.length ?? 0);
    expect(correlation(resumed, last ?? new Int16Array(), 60)).toBeGreaterThanOrEqual(0.9);
    expect(gateway.acks.filter((ack) => ack.command === command.id).map((ack) => ack.status)).toEqual([
      'accepted',
      'done',
    ]);
  }, 40_000);

  it('STOP silences it at once and the receipt says so', async () => {
    await gateway.plan(node, 1, [item(Date.now() + 1_500)]);
    await until(
      () => board.node.speaker.desk.playing !== undefined,
      () => 'playing',
      8_000,
    );
    await gateway.command({ ...playCommand({ node }), type: 'stop', args: {} } as never);
    await until(
      () => gateway.receipts.length === 1,
      () => 'receipt',
    );
    expect(gateway.receipts[0]).toMatchObject({ result: 'partial', reason: 'stopped' });
    expect(board.node.speaker.desk.playing).toBeUndefined();
  });

  it('in quiet hours it refuses everything but an emergency, technicians’ tests included', async () => {
    await gateway.configure(node, 2, { quiet: [{ from: '00:00', to: '00:00' }] });
    await until(
      () => board.node.speaker.config?.version === 2,
      () => 'config',
    );
    const test = playCommand({ node }, { class: 'priority', args: { parts: [audio.part] } });
    await gateway.command(test);
    await until(
      () => gateway.receipts.length === 1,
      () => 'refusal',
    );
    expect(gateway.receipts[0]).toMatchObject({ result: 'refused', reason: 'quiet-hours', playedMs: 0 });
    await until(
      () => gateway.acks.some((ack) => ack.command === test.id && ack.status === 'rejected'),
      () => JSON.stringify(gateway.acks),
    );
    await gateway.command(playCommand({ node }, { args: { parts: [{ ...audio.part, durationMs: 500 }] } }));
    await until(
      () => gateway.receipts.some((receipt) => receipt.class === 'emergency' && receipt.result === 'full'),
      () => 'emergency',
      8_000,
    );
  });

  it('goes on with a download where it broke off, and does not play what is damaged', async () => {
    gateway.cutAudioAfter = 5_000;
    const startAt = Date.now() + 6_000;
    await gateway.plan(node, 1, [item(startAt)]);
    const path = join(folder, 'node', 'audio', audio.part.opus ?? '');
    await until(
      () => statSync(path, { throwIfNoEntry: false }) !== undefined,
      () => JSON.stringify(gateway.requests),
    );
    expect(gateway.requests.some(({ range }) => range === 'bytes=5000-')).toBe(true);
    board.stop();
    writeFileSync(path, 'damaged');
    gateway.files.delete(audio.part.opus ?? '');
    await open();
    await gateway.plan(node, 2, [item(startAt, { latenessMs: 1_000 })]);
    await until(
      () => gateway.receipts.length === 1,
      () => JSON.stringify(gateway.entries),
      14_000,
    );
    expect(gateway.receipts[0]).toMatchObject({ result: 'failed', reason: 'audio-damaged' });
    expect(wavs()).toHaveLength(0);
  }, 40_000);

  it('mute horns are reported as not heard, and as a fault', async () => {
    audio = madeAudio(folder, 11, 'long');
    gateway.files.set(audio.part.opus ?? '', audio.opus);
    board.stop();
    await open({ horn: 'mute', sink: { kind: 'null' } });
    await gateway.plan(node, 1, [item(Date.now() + 1_500)]);
    await until(
      () => gateway.entries.some((entry) => entry.kind === 'fault'),
      () => JSON.stringify(gateway.entries),
      20_000,
    );
    expect(gateway.receipts[0]).toMatchObject({ result: 'full', heard: { by: 'microphone', ms: 0 } });
  }, 40_000);

  it('a sink that breaks ends the run as failed', async () => {
    board.stop();
    await open({ sink: { kind: 'alsa', device: 'nowhere' }, sensor: 'none' });
    await gateway.command(playCommand({ node }, { args: { parts: [audio.part] } }));
    await until(
      () => gateway.receipts.length === 1,
      () => 'receipt',
    );
    expect(gateway.receipts[0]?.reason).toBe('output');
  });

  it('a real sound card with a simulated sensor is refused: it would claim what nobody heard', async () => {
    board.stop();
    await expect(open({ sink: { kind: 'alsa', device: 'default' } })).rejects.toThrow('--sensor none');
    await open();
  });
});
