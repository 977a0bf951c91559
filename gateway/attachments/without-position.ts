// pure
/** What draws the picture or says how: JFIF (APP0), a colour profile (APP2) and Adobe's colours (APP14); the other APPn are told aside. */
const COLOURS = 'ICC_PROFILE\0';
const FIRST_APP = 0xe0;
const LAST_APP = 0xef;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const MARKER_AND_LENGTH = 4;

/**
 * A JPEG without what the camera wrote into it beside the picture (Exif, XMP, IPTC, of whatever maker) and behind it (the small film of a
 * "live" photo, further pictures): where it was taken above all; whoever wants a place asks the phone for it. Segments are read up to the
 * picture itself (ITU-T T.81 §B.1.1.4); what is not built like that is left as it is.
 */
export function withoutPosition(jpeg: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + MARKER_AND_LENGTH <= jpeg.length) {
    const marker = jpeg[at + 1] ?? 0;
    if (jpeg[at] !== 0xff || marker === START_OF_SCAN) break;
    const end = at + 2 + lengthAt(jpeg, at + 2);
    if (end < at + MARKER_AND_LENGTH || end > jpeg.length) return jpeg;
    if (isOfThePicture(jpeg, at, marker)) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return at === 2 ? jpeg : Buffer.concat([...kept, jpeg.subarray(at, pictureEnd(jpeg, at))]);
}

function isOfThePicture(jpeg: Uint8Array, at: number, marker: number): boolean {
  if (marker < FIRST_APP || marker > LAST_APP || marker === 0xe0 || marker === 0xee) return true;
  const body = jpeg.subarray(at + MARKER_AND_LENGTH, at + MARKER_AND_LENGTH + COLOURS.length);
  return marker === 0xe2 && Buffer.from(body).toString('latin1') === COLOURS;
}

/** Behind the End of Image; the length of the whole where there is none. Within a scan FF00 is a byte and FFD0 to FFD7 count lines. */
function pictureEnd(jpeg: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const mark = jpeg.indexOf(0xff, at);
    const marker = jpeg[mark + 1];
    if (mark < 0 || marker === undefined) return jpeg.length;
    if (marker === END_OF_IMAGE) return mark + 2;
    const isWithin = marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7);
    if (isWithin) at = mark + (marker === 0xff ? 1 : 2);
    else at = mark + 2 + Math.max(2, lengthAt(jpeg, mark + 2));
  }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
