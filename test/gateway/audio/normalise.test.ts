import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Format } from '../../../gateway/audio/format.ts';
import { type Normalised, normalise, normaliseVoice } from '../../../gateway/audio/normalise.ts';
import { speakTogether } from '../../../gateway/audio/speak-together.ts';
import { EspeakEngine } from '../../../gateway/audio/speech-espeak.ts';
import { cutOff, loudnessOf, makeSound, SPEECH } from './sounds.ts';

let folder: string;
const inside = (name: string) => join(folder, name);
const take = (path: string, format: Format): Promise<Normalised> =>
  normalise({ path, format }, { opus: inside('out.opus'), mp3: inside('out.mp3') }, { timeLimitMs: 60_000 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-audio-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FORMATS: [Format, string, string[]][] = [
  ['mp3', 'a.mp3', []],
  ['wav', 'a.wav', []],
  ['wav', 'stereo-float.wav', ['-ac', '2', '-c:a', 'pcm_f32le']],
  ['ogg', 'vorbis.ogg', ['-ac', '2', '-c:a', 'libvorbis']],
  ['ogg', 'opus.ogg', ['-c:a', 'libopus']],
  ['m4a', 'a.m4a', ['-c:a', 'aac']],
  ['flac', 'a.flac', []],
];

describe('a sound file', () => {
  it.each(FORMATS)(
    'of format %s (%s) comes out at −16 LUFS ± 1, mono, 48 kHz, as long as it was',
    async (format, name, options) => {
      const made = await take(makeSound(inside(name), SPEECH, ...options), format);
      for (const out of ['out.opus', 'out.mp3']) expect(Math.abs(loudnessOf(inside(out)) + 16)).toBeLessThanOrEqual(1);
      expect(Math.abs(made.loudnessAfter + 16)).toBeLessThanOrEqual(1);
      expect(Math.abs(made.durationMs - 6_000)).toBeLessThanOrEqual(80);
      const stream = execFileSync(
        'ffprobe',
        [
          '-v',
          'error',
          '-show_entries',
          'stream=codec_name,channels,sample_rate',
          '-of',
          'csv=p=0',
          inside('out.opus'),
        ],
        { encoding: 'utf8' },
      );
      expect(stream.trim()).toBe('opus,48000,1');
    },
  );

  it.each([
    ['very quiet', `${SPEECH},volume=-20dB`],
    ['far too loud', `${SPEECH},volume=20dB,alimiter=limit=1:level=disabled`],
    ['a single tone', 'sine=f=440:d=4'],
    ['short loud words in long pauses', `${SPEECH},tremolo=f=0.2:d=1`],
  ])('that is %s comes out at −16 LUFS ± 1', async (_, source) => {
    const made = await take(makeSound(inside('level.wav'), source), 'wav');
    expect(Math.abs(made.loudnessAfter + 16)).toBeLessThanOrEqual(1);
  });

  it('gives the same bytes when it is made again', async () => {
    const path = makeSound(inside('same.wav'), SPEECH);
    await take(path, 'wav');
    const first = [readFileSync(inside('out.opus')), readFileSync(inside('out.mp3'))];
    await take(path, 'wav');
    expect([readFileSync(inside('out.opus')), readFileSync(inside('out.mp3'))]).toEqual(first);
  });

  it('with a cover picture is taken, and the picture is left out', async () => {
    makeSound(inside('plain.mp3'), SPEECH);
    makeSound(inside('cover.png'), 'color=red:s=32x32', '-frames:v', '1');
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-i',
      inside('plain.mp3'),
      '-i',
      inside('cover.png'),
      '-map',
      '0:a',
      '-map',
      '1:v',
      '-c:a',
      'copy',
      '-c:v',
      'png',
      '-disposition:v',
      'attached_pic',
      inside('cover.mp3'),
    ]);
    expect((await take(inside('cover.mp3'), 'mp3')).durationMs).toBeGreaterThan(5_900);
  });
});

describe('a file that cannot be a recording is refused with its reason', () => {
  it.each([
    ['silence', 'anullsrc=d=5', 'wav', 'recording-silent'],
    ['near silence', 'anoisesrc=d=5:a=0.0005', 'wav', 'recording-silent'],
    ['half a second', 'sine=d=0.5', 'wav', 'recording-too-short'],
  ] as const)('%s', async (_, source, format, code) => {
    await expect(take(makeSound(inside('bad.wav'), source), format)).rejects.toMatchObject({ code });
  });

  it.each(FORMATS)('cut off: %s (%s)', async (format, name, options) => {
    const whole = makeSound(inside(`whole-${name}`), SPEECH, ...options);
    for (const share of [0.3, 0.6, 0.9]) {
      await expect(take(cutOff(inside(`cut-${name}`), whole, share), format)).rejects.toMatchObject({
        code: 'recording-truncated',
      });
    }
  });

  it('cut off in the middle, though the index stands in front', async () => {
    const whole = makeSound(inside('front.m4a'), SPEECH, '-c:a', 'aac', '-movflags', '+faststart');
    await expect(take(cutOff(inside('cut.m4a'), whole, 0.5), 'm4a')).rejects.toMatchObject({
      code: 'recording-truncated',
    });
  });

  it('a film', async () => {
    const film = inside('film.mp4');
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      'testsrc=d=2:s=64x64',
      '-f',
      'lavfi',
      '-i',
      'sine=d=2',
      '-c:v',
      'mpeg4',
      '-c:a',
      'aac',
      film,
    ]);
    await expect(take(film, 'm4a')).rejects.toMatchObject({ code: 'recording-not-audio' });
  });

  it('rubbish behind the right first bytes', async () => {
    writeFileSync(inside('rubbish.flac'), Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(50_000, 7)]));
    await expect(take(inside('rubbish.flac'), 'flac')).rejects.toMatchObject({ status: 422 });
    writeFileSync(
      inside('rubbish.mp3'),
      Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.from('text '.repeat(9_000))]),
    );
    await expect(take(inside('rubbish.mp3'), 'mp3')).rejects.toMatchObject({ status: 422 });
  });
});

it('a playlist cannot make ffmpeg fetch or read anything, even when our look at its first bytes were fooled', async () => {
  let fetched = 0;
  const server = createServer((_, response) => {
    fetched++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const playlists = [
    `#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:${port}/a.mp3\n#EXT-X-ENDLIST\n`,
    `ffconcat version 1.0\nfile 'http://127.0.0.1:${port}/a.mp3'\n`,
    "ffconcat version 1.0\nfile '/etc/passwd'\n",
  ];
  for (const [index, text] of playlists.entries()) {
    for (const format of ['mp3', 'wav', 'ogg', 'm4a', 'flac'] as const) {
      writeFileSync(inside(`list-${index}`), text);
      await expect(take(inside(`list-${index}`), format)).rejects.toMatchObject({ status: 422 });
    }
  }
  await new Promise((resolve) => server.close(resolve));
  expect(fetched).toBe(0);
}, 60_000);

it('a time limit ends ffmpeg and the file is refused', async () => {
  const path = makeSound(inside('slow.wav'), 'sine=d=20');
  const run = { timeLimitMs: 1 };
  await expect(
    normalise({ path, format: 'wav' }, { opus: inside('x.opus'), mp3: inside('x.mp3') }, run),
  ).rejects.toMatchObject({ code: 'recording-damaged' });
});

describe('the voice of the machine', () => {
  const run = { timeLimitMs: 60_000 };
  const TEXT = 'Khẩn cấp. Lũ đang về. Bà con ở vùng thấp lên chỗ cao ngay. '.repeat(3);

  it.each(['north', 'central', 'south'] as const)(
    'of the %s comes out at −16 LUFS ± 1 by the quick way, and the same words give the same bytes',
    async (voice) => {
      const path = inside(`${voice}.wav`);
      const said = speakTogether([{ words: TEXT, pauseMs: 0 }], new EspeakEngine(), { voice, speed: 'normal' }, run);
      await pipeline(said, createWriteStream(path));
      const made = await normaliseVoice({ path, format: 'wav' }, { opus: inside('v.opus'), mp3: inside('v.mp3') }, run);
      expect(Math.abs(made.loudnessAfter + 16)).toBeLessThanOrEqual(0.6);
      for (const out of ['v.opus', 'v.mp3']) expect(Math.abs(loudnessOf(inside(out)) + 16)).toBeLessThanOrEqual(1);
      await normaliseVoice({ path, format: 'wav' }, { opus: inside('w.opus'), mp3: inside('w.mp3') }, run);
      for (const kind of ['opus', 'mp3'])
        expect(readFileSync(inside(`w.${kind}`)).equals(readFileSync(inside(`v.${kind}`)))).toBe(true);
    },
    60_000,
  );
});
