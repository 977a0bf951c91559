import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import { nodeFilter } from '../../../protocol/api/fleet.ts';
import type { Place } from './place.ts';
import { API, everywhere, hamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

const order = { type: 'volume', percent: 50 } as const;
/** The place's own node, asked for by its operator. */
async function begun({ bulk }: Gateway, { people, node }: Place): Promise<string> {
  const filter = nodeFilter.parse({ only: node });
  const asked = { key: ulid(), order, filter, able: 1 };
  const known = { id: node, code: '', hamlet: people.operator.areas[0] ?? '' };
  return (await bulk.begin(people.operator, asked, [known])).id;
}

/** Orders to many nodes. */
export const BULK_ROWS: Rows = {
  [`POST ${API}/bulk-actions/review`]: {
    call: () => ({ path: `${API}/bulk-actions/review`, body: { filter: {}, order } }),
    reach: everywhere('the filter finds nodes of the own areas only'),
  },
  [`POST ${API}/bulk-actions`]: {
    call: (place) => ({
      ...{ path: `${API}/bulk-actions`, body: { key: ulid(), filter: { only: place.node }, order, able: 1 } },
    }),
    reach: { within: hamlet, refused: [409, 'set-changed'] },
    right: 202,
  },
  [`GET ${API}/bulk-actions/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/bulk-actions/${await begun(gateway, place)}` }),
    reach: { within: hamlet, refused: [404, 'no-bulk-action'] },
  },
};
