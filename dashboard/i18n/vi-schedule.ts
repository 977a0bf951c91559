/** Words of the pages about timetable and campaigns; part of vi.ts. */
export const viSchedule = {} as const;
