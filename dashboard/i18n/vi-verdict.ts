/** Words of Thôn, Thẩm định and the way from a verdict to its evidence; they come with those pages (knowWords). */
export const viVerdict = {} as const;
