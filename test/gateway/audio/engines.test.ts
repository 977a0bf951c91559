import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readWav } from '../../../gateway/audio/pcm.ts';
import { speakTogether } from '../../../gateway/audio/speak-together.ts';
import type { SpeechEngine } from '../../../gateway/audio/speech-engine.ts';
import { engineOf } from '../../../gateway/audio/speech-engines.ts';
import { EspeakEngine } from '../../../gateway/audio/speech-espeak.ts';
import { wavOf } from '../../../gateway/audio/wav.ts';
import { readConfig } from '../../../gateway/config.ts';
import { makeSound } from './sounds.ts';

vi.setConfig({ testTimeout: 30_000 });

const RATE = 16_000;
const RUN = { timeLimitMs: 10_000 };
const NORTH = { voice: 'north', speed: 'normal' } as const;
/** A tone that is there at once, as a neural voice may begin: the worst there is for clicks. */
const tone = (ms: number, rate = RATE) =>
  wavOf(
    Float64Array.from(
      { length: (rate * ms) / 1_000 },
      (_, index) => 0.6 * Math.cos((2 * Math.PI * 300 * index) / rate),
    ),
    rate,
  );

let folder: string;
let server: Server;
let url: string;
let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void;
const heard: { headers: IncomingMessage['headers']; body: string }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-engines-'));
  server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString('utf8');
    heard.push({ headers: request.headers, body });
    answer(request, body, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/speak`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function wholeOf(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

const engineWith = (env: Record<string, string>): SpeechEngine => engineOf(readConfig(env).speech);
const http = (more: Record<string, string> = {}) =>
  engineWith({ LOAXA_SPEECH_ENGINE: 'http', LOAXA_SPEECH_URL: url, LOAXA_SPEECH_PRIVATE: '127.0.0.1', ...more });

/** A program that behaves as the one it is named for; there is no model on this machine to run the real ones with. */
function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('an engine behind an address', () => {
  it('is sent the words as JSON with its own name of the voice and the token, and answers WAV', async () => {
    writeFileSync(join(folder, 'token'), 'geheim\n');
    answer = (_request, _body, response) => response.end(tone(300));
    const engine = http({
      LOAXA_SPEECH_VOICES: 'north=vi-nu-1|Nữ miền Bắc; south=vi-nam-2',
      LOAXA_SPEECH_TOKEN_FILE: join(folder, 'token'),
    });
    expect(engine.voices).toEqual([
      { id: 'north', name: 'Nữ miền Bắc' },
      { id: 'south', name: 'Miền Nam' },
    ]);
    const sound = await engine.speak('Xin <b>chào</b> UBND', NORTH, RUN);
    expect(readWav(sound)?.samples.length).toBe(4_800);
    expect(JSON.parse(heard.at(-1)?.body ?? '')).toEqual({
      text: 'Xin b chào /b ubnd',
      voice: 'vi-nu-1',
      speed: 'normal',
    });
    expect(heard.at(-1)?.headers).toMatchObject({ authorization: 'Bearer geheim', 'content-type': 'application/json' });
    expect(engine.name).not.toMatch(/127|geheim/);
  });

  it('may take plain text and answer MP3, which becomes samples', async () => {
    const mp3 = readFileSync(makeSound(join(folder, 'a.mp3'), 'sine=d=1'));
    answer = (_request, _body, response) => response.end(mp3);
    const engine = http({ LOAXA_SPEECH_BODY: 'text' });
    const whole = await wholeOf(speakTogether([{ words: 'chào', pauseMs: 0 }], engine, NORTH, RUN));
    expect(heard.at(-1)?.body).toBe('chào');
    const pcm = readWav(whole);
    expect(pcm?.rate).toBe(24_000);
    expect((pcm?.samples.length ?? 0) / 24_000).toBeGreaterThan(1.9);
  });

  it.each<[string, typeof answer, RegExp]>([
    ['an error', (_request, _body, response) => response.writeHead(500).end(), /answered 500/],
    ['a redirect', (_request, _body, response) => response.writeHead(302, { location: '/x' }).end(), /answered 302/],
    ['a text', (_request, _body, response) => response.end('quota exceeded'), /no WAV or MP3/],
    ['nothing in time', () => undefined, /timeout/],
    ['silence', (_request, _body, response) => response.end(wavOf(new Float64Array(RATE), RATE)), /said nothing/],
  ])('that answers %s has failed', async (_name, answers, why) => {
    answer = answers;
    const engine = http({ LOAXA_SPEECH_TIMEOUT_SECONDS: '1' });
    const speaking = speakTogether([{ words: 'chào', pauseMs: 0 }], engine, NORTH, RUN);
    await expect(wholeOf(speaking)).rejects.toMatchObject({
      code: 'speech-failed',
      message: expect.stringMatching(why),
    });
  });

  it('in the own network is called only when the settings say so', async () => {
    const engine = engineWith({ LOAXA_SPEECH_ENGINE: 'http', LOAXA_SPEECH_URL: url });
    const before = heard.length;
    await expect(engine.speak('chào', NORTH, RUN)).rejects.toThrow(/private-address/);
    expect(heard.length).toBe(before);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ LOAXA_SPEECH_ENGINE: 'http' }, /LOAXA_SPEECH_URL/],
    [{ LOAXA_SPEECH_ENGINE: 'command' }, /LOAXA_SPEECH_COMMAND/],
    [{ LOAXA_SPEECH_ENGINE: 'command', LOAXA_SPEECH_COMMAND: 'piper --model x' }, /JSON list/],
    [
      { LOAXA_SPEECH_ENGINE: 'http', LOAXA_SPEECH_URL: 'http://x/', LOAXA_SPEECH_VOICES: 'east=a' },
      /LOAXA_SPEECH_VOICES/,
    ],
    [{ LOAXA_SPEECH_ENGINE: 'flite' }, /LOAXA_SPEECH_ENGINE/],
  ])('is refused with %o', (env, why) => {
    expect(() => readConfig(env)).toThrow(why);
  });
});

describe('a local program', () => {
  const command = (list: string[], more: Record<string, string> = {}) =>
    engineWith({ LOAXA_SPEECH_ENGINE: 'command', LOAXA_SPEECH_COMMAND: JSON.stringify(list), ...more });

  it('like Piper gets the words on standard input and answers the sound on standard output', async () => {
    writeFileSync(join(folder, 'said.wav'), tone(400));
    const piper = program('piper', `echo "$@" > ${folder}/args; cat > ${folder}/words; cat ${folder}/said.wav`);
    const engine = command(
      [piper, '--model', '/opt/{voice}.onnx', '--length_scale', '{length}', '--output_file', '-'],
      {
        LOAXA_SPEECH_VOICES: 'north=vi_VN-vais1000-medium|Nữ miền Bắc',
      },
    );
    const sound = await engine.speak('Xin chào; rm -rf $(id)', { voice: 'north', speed: 'slow' }, RUN);
    expect(readWav(sound)?.samples.length).toBe(6_400);
    expect(readFileSync(join(folder, 'args'), 'utf8').trim()).toBe(
      '--model /opt/vi_VN-vais1000-medium.onnx --length_scale 1.2 --output_file -',
    );
    expect(readFileSync(join(folder, 'words'), 'utf8')).toBe('Xin chào; rm -rf $(id)\n');
  });

  it('like sherpa-onnx gets the words as an argument and writes a file, which is taken away', async () => {
    const sherpa = program(
      'sherpa',
      `for a in "$@"; do case "$a" in --output-filename=*) out="\${a#*=}";; *) last="$a";; esac; done
printf '%s' "$last" > ${folder}/words; printf '%s' "$out" > ${folder}/out; cp ${folder}/said.wav "$out"`,
    );
    const engine = command([sherpa, '--vits-model=/opt/{voice}.onnx', '--output-filename={output}', '{text}']);
    const sound = await engine.speak('--help xin chào', NORTH, RUN);
    expect(readWav(sound)?.rate).toBe(RATE);
    // No text becomes an option, and its folder is gone.
    expect(readFileSync(join(folder, 'words'), 'utf8')).toBe('help xin chào');
    expect(() => readdirSync(join(readFileSync(join(folder, 'out'), 'utf8'), '..'))).toThrow(/ENOENT/);
  });

  it('may be another one for a voice; a voice it has not is spoken by the first it has', async () => {
    const north = program('north', `cat >/dev/null; cat ${folder}/said.wav`);
    const south = program('south', 'exit 3');
    const engine = command([north], {
      ...{ LOAXA_SPEECH_COMMAND_SOUTH: JSON.stringify([south]), LOAXA_SPEECH_VOICES: 'north=a; south=b' },
    });
    await expect(engine.speak('a', { voice: 'south', speed: 'normal' }, RUN)).rejects.toThrow('ended with 3');
    const central = speakTogether([{ words: 'a', pauseMs: 0 }], engine, { voice: 'central', speed: 'normal' }, RUN);
    expect((await wholeOf(central)).length).toBeGreaterThan(1_000);
  });

  it('that hangs, is not there, or talks without end has failed', async () => {
    const hangs = command([program('hangs', 'exec sleep 30')], { LOAXA_SPEECH_TIMEOUT_SECONDS: '1' });
    await expect(hangs.speak('a', NORTH, RUN)).rejects.toThrow('time limit');
    await expect(command(['/nowhere/piper']).speak('a', NORTH, RUN)).rejects.toMatchObject({
      code: 'speech-program-missing',
    });
    await expect(command([program('flood', 'exec cat /dev/zero')]).speak('a', NORTH, RUN)).rejects.toThrow('too much');
  });
});

/** The largest step from one sample to the next, as a share of full scale, near an edge of sound. */
function largestStep(samples: Int16Array): number {
  let most = 0;
  for (let index = 1; index < samples.length; index++)
    most = Math.max(most, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  return most / 32_768;
}

describe('what is put together', () => {
  const together = async (engine: SpeechEngine, pauseMs: number) => {
    const said = [
      { words: 'Bà con chú ý', pauseMs },
      { words: 'nước đang lên', pauseMs: 0 },
    ];
    const pcm = readWav(await wholeOf(speakTogether(said, engine, NORTH, RUN)));
    if (!pcm) throw new Error('no WAV');
    return pcm;
  };
  /** Runs of silence of 100 ms and more, in ms: where they begin and how long they are. */
  const silences = ({ samples, rate }: { samples: Int16Array; rate: number }) => {
    const found: { from: number; ms: number }[] = [];
    let from = 0;
    for (let index = 0; index <= samples.length; index++) {
      if (index < samples.length && samples[index] === 0) continue;
      const ms = ((index - from) * 1_000) / rate;
      if (ms >= 100) found.push({ from: (from * 1_000) / rate, ms });
      from = index + 1;
    }
    return found;
  };

  it.each([500, 2_000])('has a pause of %s ms between its sentences, whatever silence the engine makes', async (ms) => {
    answer = (_request, _body, response) => response.end(tone(400));
    for (const engine of [new EspeakEngine(), http()]) {
      const [lead, pause, tail] = silences(await together(engine, ms));
      expect(lead?.from).toBe(0);
      expect(lead?.ms).toBeGreaterThanOrEqual(250);
      expect(Math.abs((pause?.ms ?? 0) - ms)).toBeLessThan(40);
      expect(tail?.ms).toBeGreaterThanOrEqual(750);
    }
  });

  it('begins, pauses and ends without a click, also with a voice that begins at once', async () => {
    answer = (_request, _body, response) => response.end(tone(400));
    const pcm = await together(http(), 500);
    // A tone of 300 Hz at 0.6 moves by 0.071 of full scale from sample to sample; a cut would be a step of 0.6.
    expect(largestStep(pcm.samples)).toBeLessThan(0.072);
    const edge = pcm.samples.findIndex((sample) => sample !== 0);
    expect(Math.abs(pcm.samples[edge] ?? 0) / 32_768).toBeLessThan(0.01);
  });
});
