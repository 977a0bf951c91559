/** Words of texts that are read aloud; they come with those pages. */
export const viSpeech = {};
