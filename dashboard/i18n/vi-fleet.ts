/** Words of the fleet, a node, the map; they come with those pages. */
export const viFleet = {
  'fleet.title': 'Cụm loa',
};
