/** Words of inspections, the log kept by hand and licences; they come with those pages (knowWords). */
export const viInspection = {} as const;
