import { expect, it } from 'vitest';
import { formatOf } from '../../../gateway/audio/format.ts';

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  );

it.each([
  ['RIFF with WAVE is WAV', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt '), 'wav'],
  ['RIFF with AVI is not', bytes('RIFF', [1, 2, 3, 4], 'AVI LIST'), undefined],
  ['OggS is OGG', bytes('OggS', [0, 2]), 'ogg'],
  ['fLaC is FLAC', bytes('fLaC', [0, 0]), 'flac'],
  ['FLAC behind an ID3 tag is FLAC', bytes('ID3', [4, 0, 0, 0, 0, 0, 2], 'xx', 'fLaC'), 'flac'],
  ['ftyp M4A is M4A', bytes([0, 0, 0, 32], 'ftypM4A ', [0, 0, 0, 0]), 'm4a'],
  ['a frame of layer III is MP3', bytes([0xff, 0xfb, 0x90, 0x00]), 'mp3'],
  ['an ID3 tag longer than the head is MP3', bytes('ID3', [4, 0, 0, 0, 0x7f, 0x7f, 0x7f], 'pictures'), 'mp3'],
  ['a playlist is nothing', bytes('#EXTM3U\n#EXT-X-TARGETDURATION:1\nhttp://10.0.0.1/x.ts'), undefined],
  ['a concat script is nothing', bytes("ffconcat version 1.0\nfile '/etc/passwd'\n"), undefined],
  ['text is nothing', bytes('xin chào bà con'), undefined],
  ['a page is nothing', bytes('<!doctype html><html>'), undefined],
  ['a drawing is nothing', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), undefined],
  ['AAC in ADTS is nothing we take', bytes([0xff, 0xf1, 0x50, 0x80]), undefined],
  ['no bytes are nothing', bytes(), undefined],
])('%s', (_, head, format) => {
  expect(formatOf(head)).toBe(format);
});
