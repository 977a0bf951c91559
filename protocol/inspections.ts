/** How the horns sound, by ear. */
export const SOUND_QUALITIES = ['clear', 'weak', 'distorted', 'silent'] as const;

export const PART_CONDITIONS = ['good', 'poor', 'broken', 'none'] as const;

export const POWER_SOURCES = ['grid', 'solar', 'battery', 'none'] as const;
