import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterReading, type Hearing, NOTHING_HEARD, READING_MS } from '../../../gateway/relays/level.ts';
import { IcyStripper, icyInterval } from '../../../protocol/stations/icy.ts';
import { nextSegments, playlistOf } from '../../../protocol/stations/playlist.ts';
import { isHls, isList, pointedAt } from '../../../protocol/stations/pointer.ts';

const RULE = { silenceMs: 20_000, silenceDb: -40, backMs: 2_000 };

test('titles leave the stream wherever it is cut, and every byte of sound stays', () => {
  const sounds = fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { minLength: 1, maxLength: 8 });
  const titles = fc.array(fc.nat({ max: 3 }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(
      sounds,
      titles,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (blocks, lengths, cuts) => {
        const sent = Buffer.concat(
          blocks.flatMap((block, n) => [
            block,
            Buffer.from([lengths[n] as number]),
            Buffer.alloc((lengths[n] as number) * 16, 1),
          ]),
        );
        const stripper = new IcyStripper(16);
        const kept: Buffer[] = [];
        for (let at = 0, n = 0; at < sent.length; n++) {
          const cut = cuts[n % cuts.length] as number;
          kept.push(stripper.strip(sent.subarray(at, at + cut)));
          at += cut;
        }
        expect(Buffer.concat(kept)).toEqual(Buffer.concat(blocks));
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['16000', 16_000],
  ['0', undefined],
  ['-1', undefined],
  ['sóng', undefined],
  [undefined, undefined],
  ['99999999', undefined],
])('a station that announces titles each %s bytes', (header, interval) => {
  expect(icyInterval(header)).toBe(interval);
});

describe('silence', () => {
  const heard = (levels: readonly number[], from: Hearing = NOTHING_HEARD) =>
    levels.reduce((hearing, db) => afterReading(hearing, db, RULE), from);
  const seconds = (db: number, count: number) => Array<number>((count * 1_000) / READING_MS).fill(db);

  test.each([
    ['19.5 s under −40 dB is none yet', [...seconds(-20, 3), ...seconds(-50, 19.5)], 'ok'],
    ['20 s is', [...seconds(-20, 3), ...seconds(-50, 20)], 'silent'],
    ['−40 dB itself is sound', [...seconds(-20, 3), ...seconds(-40, 60)], 'ok'],
    [
      'one word in between begins the 20 s anew',
      [...seconds(-20, 3), ...seconds(-50, 19), -20, ...seconds(-50, 19)],
      'ok',
    ],
    ['a click does not bring it back', [...seconds(-50, 20), -10, ...seconds(-50, 10)], 'silent'],
    ['two seconds do, pauses between words included', [...seconds(-50, 20), -20, -20, -50, -20, -50, -20], 'ok'],
    ['mute from its first second', seconds(-120, 20), 'silent'],
    ['nothing heard says nothing', [], 'unknown'],
  ])('%s', (_, levels, state) => {
    expect(heard(levels).state).toBe(state);
  });
});

test.each([
  ['[playlist]\nNumberOfEntries=2\nFile1=http://a/1\nFile2=http://a/2', 'http://a/1'],
  ['#EXTM3U\r\n#EXTINF:-1,VOV\r\nhttp://a/live\r\n', 'http://a/live'],
  ['\uFEFFhttp://a/live', 'http://a/live'],
  ['#EXTM3U\n', undefined],
])('a pointer file leads on', (text, address) => {
  expect(pointedAt(text)).toBe(address);
});

test.each([
  ['audio/mpeg', '/live', false],
  ['audio/mpeg', '/live.m3u', false],
  ['audio/x-mpegurl', '/live', true],
  ['text/plain', '/vov1.m3u8', true],
  ['application/octet-stream', '/vov1.pls', true],
  ['text/plain', '/vov1', false],
])('%s at %s is a list: %s', (type, path, is) => {
  expect(isList(type, path)).toBe(is);
});

describe('a playlist of HLS', () => {
  const media = (sequence: number, count: number) =>
    playlistOf(
      [
        ...['#EXTM3U', '#EXT-X-TARGETDURATION:6', `#EXT-X-MEDIA-SEQUENCE:${sequence}`],
        ...Array.from({ length: count }, (_, n) => `#EXTINF:6,\n${sequence + n}.ts`),
      ].join('\n'),
    );
  const names = (sequence: number, count: number, next: number | undefined) => {
    const playlist = media(sequence, count);
    if (playlist.kind !== 'media') throw new Error('no media playlist');
    const { segments, ...rest } = nextSegments(playlist, next);
    return { ...rest, uris: segments.map(({ uri }) => uri) };
  };

  test.each([
    ['begins three before the end', 10, 5, undefined, ['12.ts', '13.ts', '14.ts'], true],
    ['goes on with what is new', 11, 5, 15, ['15.ts'], false],
    ['waits where nothing is', 10, 5, 15, [], false],
    ['that slid past begins with its first, after a gap', 30, 3, 15, ['30.ts', '31.ts', '32.ts'], true],
    ['whose numbers went back begins anew', 1, 4, 15, ['2.ts', '3.ts', '4.ts'], true],
  ])('%s', (_, sequence, count, next, uris, gap) => {
    expect(names(sequence, count, next)).toEqual({ uris, gap, next: sequence + count });
  });

  test('of several variants the one without pictures is taken, else the thinnest', () => {
    const master = (...lines: string[]) => playlistOf(['#EXTM3U', ...lines].join('\n'));
    const fat = ['#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.4d401f,mp4a.40.2"', 'fat.m3u8'];
    const thin = ['#EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.42c00d,mp4a.40.2"', 'thin.m3u8'];
    const sound = ['#EXT-X-STREAM-INF:BANDWIDTH=400000,CODECS="mp4a.40.2"', 'sound.m3u8'];
    expect(master(...fat, ...sound, ...thin)).toEqual({ kind: 'master', uri: 'sound.m3u8', kbps: 400 });
    expect(master(...fat, ...thin)).toEqual({ kind: 'master', uri: 'thin.m3u8' });
    const group = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="vi",DEFAULT=YES,URI="audio.m3u8"';
    expect(master(group, ...fat)).toEqual({ kind: 'master', uri: 'audio.m3u8' });
  });

  test('says that it is one', () => {
    expect(isHls('#EXTM3U\n#EXT-X-VERSION:3\n')).toBe(true);
    expect(isHls('#EXTM3U\n#EXTINF:-1,VOV\nhttp://a')).toBe(false);
  });
});
