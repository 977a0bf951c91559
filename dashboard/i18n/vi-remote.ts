/** Words of remote actions and self-tests; they come with those pages. */
export const viRemote = {
  'remote.title': 'Chẩn đoán từ xa',
};
