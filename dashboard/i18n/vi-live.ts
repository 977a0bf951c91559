/** Words of speaking live; they come with those pages. */
export const viLive = {};
