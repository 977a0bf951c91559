export const PARTS_OF_DAY = ['morning', 'afternoon', 'evening'] as const;
export type PartOfDay = (typeof PARTS_OF_DAY)[number];

/** h heard, p partly (not heard enough), n not heard, u unknown, x excluded, c cancelled ahead, - nothing registered. */
export const SESSION_STATES = ['heard', 'partial', 'not-heard', 'unknown', 'excluded', 'cancelled'] as const;
