// pure
/** What a message may measure. A real one has a few kilobytes; all of this is far beyond and still cheap to read. */
export const MOST_BYTES = 256 * 1024;
/** Beyond it not a byte is kept: the connection is answered and that is all. */
export const MOST_BYTES_TAKEN = 1024 * 1024;
export const MOST_DEPTH = 32;
export const MOST_ELEMENTS = 5_000;
/** Of all elements together. */
export const MOST_ATTRIBUTES = 200;
export const MOST_INFOS = 16;
export const MOST_AREAS = 100;
export const MOST_SHAPES = 100;
export const MOST_GEOCODES = 500;
export const MOST_POINTS = 2_000;
/** Every loudspeaker with a position is asked about each. */
export const MOST_POINTS_TOGETHER = 5_000;
export const MOST_REFERENCES = 50;
