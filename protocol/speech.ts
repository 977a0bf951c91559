/** Who reads a text aloud, and how fast. */
export const VOICES = ['north', 'central', 'south'] as const;
export const SPEEDS = ['slow', 'normal', 'fast'] as const;
