/** Words of rounds, rules, periods and exclusions; they come with those pages (knowWords). */
export const viRules = {} as const;
