import { makeGroup } from './place.ts';
import { API, hamlet, inCommune } from './row-words.ts';
import type { Rows } from './rows.ts';

/** What a change of a group would do. */
export const GROUP_ROWS: Rows = {
  [`POST ${API}/groups/:id/impact`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/groups/${await makeGroup(gateway, place)}/impact`,
      body: { name: 'Ven núi', targets: [{ area: hamlet(place) }] },
    }),
    reach: inCommune,
  },
};
