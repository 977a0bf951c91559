/** Words of Báo cáo and Nhật ký; they come with those pages (knowWords). */
export const viReport = {} as const;
