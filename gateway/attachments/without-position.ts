// pure
/** What a camera writes beside the picture: Exif and XMP (APP1), IPTC (APP13). Position, device and owner stand there. */
const TOLD_ASIDE = new Set([0xe1, 0xed]);
const START_OF_SCAN = 0xda;
const MARKER_AND_LENGTH = 4;

/**
 * A JPEG without what the camera wrote into it beside the picture, where it was taken above all: whoever wants a place asks the phone
 * for it. Segments are read up to the picture itself (ITU-T T.81 §B.1.1.4); what is not built like that is left as it is.
 */
export function withoutPosition(jpeg: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + MARKER_AND_LENGTH <= jpeg.length) {
    const marker = jpeg[at + 1] ?? 0;
    if (jpeg[at] !== 0xff || marker === START_OF_SCAN) break;
    const end = at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0));
    if (end < at + MARKER_AND_LENGTH || end > jpeg.length) return jpeg;
    if (!TOLD_ASIDE.has(marker)) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return at === 2 ? jpeg : Buffer.concat([...kept, jpeg.subarray(at)]);
}
