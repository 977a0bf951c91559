/** Words of listening nodes and what they heard; they come with those pages. */
export const viListening = {
  'listening.title': 'Cụm nghe',
};
