// pure
/** What we take, told by the first bytes and never by the file's name. `demuxer` is ffmpeg's, so that nothing else is tried. */
export const FORMATS = {
  mp3: { demuxer: 'mp3', codecs: ['mp3', 'mp3float'] },
  wav: { demuxer: 'wav', codecs: /^pcm_[sufam]/ },
  ogg: { demuxer: 'ogg', codecs: ['vorbis', 'opus', 'flac'] },
  m4a: { demuxer: 'mov', codecs: ['aac', 'alac', 'mp3'] },
  flac: { demuxer: 'flac', codecs: ['flac'] },
} as const satisfies Record<string, { demuxer: string; codecs: readonly string[] | RegExp }>;
export type Format = keyof typeof FORMATS;

/** How much of the beginning `formatOf` wants to see. */
export const HEAD_BYTES = 4_096;

/** The format by content; undefined for anything else, a playlist, a page, a picture or a text included. */
export function formatOf(head: Uint8Array): Format | undefined {
  const bytes = head.subarray(id3Length(head));
  if (bytes.length < 4) return id3Length(head) > 0 ? 'mp3' : undefined;
  if (textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WAVE') return 'wav';
  if (textAt(bytes, 0, 4) === 'OggS') return 'ogg';
  if (textAt(bytes, 0, 4) === 'fLaC') return 'flac';
  if (textAt(bytes, 4, 4) === 'ftyp' && M4A_BRANDS.test(textAt(bytes, 8, 4))) return 'm4a';
  return isMpegAudioFrame(bytes) || id3Length(head) > 0 ? 'mp3' : undefined;
}

export function isAllowedCodec(format: Format, codec: string): boolean {
  const { codecs }: { codecs: readonly string[] | RegExp } = FORMATS[format];
  return codecs instanceof RegExp ? codecs.test(codec) : codecs.includes(codec);
}

const M4A_BRANDS = /^(M4A |M4B |mp4[12]|isom|iso[2-9]|dash|3gp.|avc1|qt {2})$/;

/** Length of an ID3v2 tag in front (id3.org, ID3v2.4 §3.1: four bytes of seven bits), 0 without one. */
function id3Length(head: Uint8Array): number {
  if (textAt(head, 0, 3) !== 'ID3' || head.length < 10) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  return 10 + ((a & 0x7f) << 21) + ((b & 0x7f) << 14) + ((c & 0x7f) << 7) + (d & 0x7f);
}

/** ISO 11172-3 §2.4.2.3: eleven bits of sync, layer III, a real bitrate and sampling rate. */
function isMpegAudioFrame(bytes: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = bytes;
  return (
    a === 0xff &&
    (b & 0xe0) === 0xe0 &&
    (b & 0x18) !== 0x08 &&
    (b & 0x06) === 0x02 &&
    (c & 0xf0) !== 0xf0 &&
    (c & 0xf0) !== 0 &&
    (c & 0x0c) !== 0x0c
  );
}

function textAt(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}
