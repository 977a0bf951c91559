// pure
import type { Attachment } from '../../protocol/api/inspections.ts';
import { withoutPosition } from './without-position.ts';

/** Chunks of a PNG that draw it (PNG, third edition, §11); texts, times and Exif are not among them. */
const DRAWS_PNG = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT'.split(' '),
);
const TELLS_WEBP = new Set(['EXIF', 'XMP ']);
/** Flags of VP8X that announce them. */
const ANNOUNCES = 0x08 | 0x04;

/** A photo or paper as it is kept: of a photo the picture alone, without what says where and by whom it was taken. */
export function plainPicture(type: Attachment['type'], bytes: Uint8Array): Uint8Array {
  switch (type) {
    case 'image/jpeg':
      return withoutPosition(bytes);
    case 'image/png':
      return plainPng(bytes);
    case 'image/webp':
      return plainWebp(bytes);
    case 'application/pdf':
      return bytes;
    default:
      return type satisfies never;
  }
}

/** Up to its end; what is not built of chunks is left as it is. */
function plainPng(png: Uint8Array): Uint8Array {
  const view = viewOf(png);
  const kept = [png.subarray(0, 8)];
  for (let at = 8; at + 12 <= png.length; ) {
    const name = nameAt(png, at + 4);
    const end = at + 12 + view.getUint32(at);
    if (end > png.length) return png;
    if (DRAWS_PNG.has(name)) kept.push(png.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return png;
}

/** RIFF: a name, a length with the low byte first, the body padded to an even length. */
function plainWebp(webp: Uint8Array): Uint8Array {
  const view = viewOf(webp);
  const whole = 8 + view.getUint32(4, true);
  if (whole < 12 || whole > webp.length) return webp;
  const kept: Uint8Array[] = [];
  for (let at = 12; at < whole; ) {
    if (at + 8 > whole) return webp;
    const name = nameAt(webp, at);
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (end > whole) return webp;
    if (!TELLS_WEBP.has(name))
      kept.push(name === 'VP8X' ? announcingNothing(webp.subarray(at, end)) : webp.subarray(at, end));
    at = end;
  }
  const body = Buffer.concat(kept);
  const head = Buffer.from(webp.subarray(0, 12));
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

function announcingNothing(vp8x: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(vp8x);
  if (changed.length > 8) changed[8] = (changed[8] ?? 0) & ~ANNOUNCES;
  return changed;
}

function nameAt(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
