// pure
import { mp3HeaderAt } from '../../protocol/mp3-frames.ts';

/** What ffmpeg is told to read, and nothing else is tried (gateway/audio/ffmpeg.ts). */
export type Demuxer = 'mp3' | 'aac' | 'ogg' | 'mpegts' | 'mov';

const BY_TYPE: Readonly<Record<string, Demuxer>> = {
  ...{ 'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'audio/aac': 'aac', 'audio/aacp': 'aac', 'audio/x-aac': 'aac' },
  ...{ 'audio/ogg': 'ogg', 'application/ogg': 'ogg', 'audio/opus': 'ogg', 'audio/vorbis': 'ogg' },
  ...{ 'video/mp2t': 'mpegts', 'audio/mp4': 'mov', 'video/mp4': 'mov' },
};

/** How much of the beginning `demuxerOf` wants to see. */
export const HEAD_BYTES = 4_096;

/**
 * What a stream is, by its first bytes, else by what the server calls it; undefined for a page, a picture or anything else. A
 * station is joined in the middle of a frame, so that the first sync word may come late.
 */
export function demuxerOf(head: Uint8Array, type: string): Demuxer | undefined {
  const bytes = head.subarray(id3Length(head));
  const text = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));
  if (text(0) === 'OggS') return 'ogg';
  if (['ftyp', 'styp', 'moof', 'sidx'].includes(text(4))) return 'mov';
  if (bytes[0] === 0x47 && bytes[188] === 0x47) return 'mpegts';
  if (isAdts(bytes, 0)) return 'aac';
  if (isMp3(bytes, 0)) return 'mp3';
  const named = BY_TYPE[type];
  if (named) return named;
  if (/^(text|image|application\/(json|xml|xhtml))/.test(type)) return undefined;
  for (let at = 1; at < bytes.length - 3; at++) {
    if (isAdts(bytes, at) && isAdts(bytes, at + adtsLength(bytes, at))) return 'aac';
    if (isMp3(bytes, at) && isMp3(bytes, at + (mp3HeaderAt(bytes, at)?.bytes ?? 0))) return 'mp3';
  }
  return undefined;
}

/** ISO 13818-7 §6.2: twelve bits of sync, layer 0. */
function isAdts(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf6) === 0xf0;
}

function adtsLength(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0] = [bytes[at + 3], bytes[at + 4], bytes[at + 5]];
  return ((a & 0x03) << 11) | (b << 3) | (c >> 5);
}

function isMp3(bytes: Uint8Array, at: number): boolean {
  return mp3HeaderAt(bytes, at) !== undefined;
}

/** Length of an ID3v2 tag in front (id3.org, ID3v2.4 §3.1); HLS puts one before packed audio. */
function id3Length(head: Uint8Array): number {
  if (head.length < 10 || head[0] !== 0x49 || head[1] !== 0x44 || head[2] !== 0x33) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  return 10 + ((a & 0x7f) << 21) + ((b & 0x7f) << 14) + ((c & 0x7f) << 7) + (d & 0x7f);
}
