/** Words of the pages about bulletins and their approval; part of vi.ts. */
export const viLibrary = {} as const;
