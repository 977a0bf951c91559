/** Words of stations that are passed on; they come with those pages. */
export const viRelay = {};
