export const viRepair = {} as const;
