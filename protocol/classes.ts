/** Priority classes of TT 39/2020/TT-BTTTT. The wire numbers 1, 2, 3 of the province systems are a mapping, not these words. */
export const BULLETIN_CLASSES = ['emergency', 'priority', 'normal'] as const;
export type BulletinClass = (typeof BULLETIN_CLASSES)[number];

/** Who speaks. On a node a higher level goes before a lower one of the same urgency (DOMAIN §3.2). */
export const SOURCE_LEVELS = ['central', 'province', 'commune', 'hamlet'] as const;
export type SourceLevel = (typeof SOURCE_LEVELS)[number];

/** How a programme goes on after an interruption ends. */
export const RESUME_RULES = ['resume', 'restart', 'drop'] as const;
export type ResumeRule = (typeof RESUME_RULES)[number];
