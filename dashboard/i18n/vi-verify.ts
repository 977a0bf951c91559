/** Words of Xác minh; they come with those pages (knowWords). */
export const viVerify = {} as const;
