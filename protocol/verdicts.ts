/** What a verdict rests on. */
export const BASES = ['receipts', 'inspections', 'mixed', 'none'] as const;

/** Why sessions may be left out by a decision of the province. */
export const EXCLUSION_CAUSES = ['storm', 'grid-outage', 'works', 'epidemic', 'other'] as const;

/** Parts of the criterion that are no loudspeakers, entered by hand. */
export const OTHER_PARTS = ['television', 'publications'] as const;
