/** Words of what speaks from above; they come with those pages. */
export const viSources = {};
