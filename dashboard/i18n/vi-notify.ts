/** Words of notifications and the health of the installation; they come with those pages. */
export const viNotify = {
  'notify.title': 'Thông báo',
};
