/** Words of faults, repair and maintenance; they come with those pages. */
export const viCases = {
  'case.title': 'Sự cố',
};
