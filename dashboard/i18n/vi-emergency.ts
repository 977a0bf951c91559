/** Words of the pages about emergencies, drills and stopping; part of vi.ts. */
export const viEmergency = {} as const;
