import { ulid } from 'ulid';
import { addExclusion } from '../../../gateway/coverage/exclusions-store.ts';
import { SHIPPED_RULES } from '../../../gateway/coverage/shipped-rules.ts';
import type { Place } from './place.ts';
import { API, commune, everywhere, get, inCommune } from './row-words.ts';
import type { Answer, Rows } from './rows.ts';
import type { World } from './world.ts';

const WHOLE = everywhere('rules and periods are the whole province’s, the same for every place');
const NOT_WHOLE: { right: Answer; because: string } = {
  right: [403, 'not-whole-province'],
  because: 'these administrators hold a commune, not the province',
};
const MONTH = { from: '2026-10-01', to: '2026-10-31' };
const touching = { touches: commune };

function draft() {
  const rule = SHIPPED_RULES[0];
  return { ...rule, reason: 'Nghị quyết' };
}

/** A decision of the province about the commune of the place, that no other call has revoked. */
async function decided({ gateway: { database } }: World, place: Place): Promise<string> {
  const id = ulid();
  const decision = { number: '1', on: '2026-10-01', document: 'a'.repeat(64), documentName: 'x.pdf' };
  const about = { areas: [commune(place)], ...MONTH, cause: 'storm', reason: 'Bão', by: 'x', at: 1 } as const;
  await database.write((t) => addExclusion(t, database.dialect, { id, ...about, decision }));
  return id;
}

/** Rules, periods, exclusions, and what rounds hold besides visits and conclusions. */
export const RULE_ROWS: Rows = {
  [`GET ${API}/rules/:id`]: get(() => '/rules/province', WHOLE),
  [`PUT ${API}/rules/:id/draft`]: {
    ...{ call: () => ({ path: `${API}/rules/province/draft`, body: draft() }), reach: WHOLE, ...NOT_WHOLE },
  },
  [`DELETE ${API}/rules/:id/draft`]: {
    ...{ call: () => ({ path: `${API}/rules/province/draft` }), reach: WHOLE, ...NOT_WHOLE },
  },
  [`POST ${API}/rules/:id/draft/trial`]: {
    call: (place) => ({ path: `${API}/rules/province/draft/trial`, body: { ...MONTH, area: commune(place) } }),
    ...{ reach: inCommune, right: [404, 'no-draft'], because: 'nobody here may write a draft to try' },
  },
  [`POST ${API}/rules/:id/draft/publish`]: {
    ...{ call: () => ({ path: `${API}/rules/province/draft/publish`, body: {} }), reach: WHOLE, ...NOT_WHOLE },
  },
  [`GET ${API}/rules/:id/versions/:version/document`]: get(() => '/rules/province/versions/1/document', WHOLE),
  [`GET ${API}/rules/:id/versions/:version/file`]: get(() => '/rules/province/versions/1/file?format=csv', WHOLE),

  [`GET ${API}/periods`]: get(() => '/periods', WHOLE),
  [`POST ${API}/periods`]: {
    call: () => ({ path: `${API}/periods`, body: { name: 'Tháng 10/2026', ...MONTH } }),
    ...{ reach: WHOLE, ...NOT_WHOLE },
  },
  [`POST ${API}/periods/:id/close`]: {
    ...{ call: () => ({ path: `${API}/periods/${ulid()}/close` }), reach: WHOLE, ...NOT_WHOLE },
  },
  [`GET ${API}/periods/:id/addenda`]: {
    ...get((place) => `/periods/${ulid()}/addenda?area=${commune(place)}`, inCommune),
    ...{ right: [404, 'no-period'], because: 'nobody here may make a period' },
  },

  [`GET ${API}/exclusions`]: get((place) => `/exclusions?area=${commune(place)}`, inCommune),
  [`POST ${API}/exclusions`]: {
    call: (place) => ({
      path: `${API}/exclusions`,
      body: {
        ...{ areas: [commune(place)], ...MONTH, cause: 'storm', reason: 'Bão' },
        decision: { number: '1', on: '2026-10-01', document: 'a'.repeat(64) },
      },
    }),
    ...{ reach: inCommune, right: [403, 'not-the-province'], because: 'a commune never decides about itself' },
  },
  [`POST ${API}/exclusions/:id/revoke`]: {
    call: async (place, world) => ({
      path: `${API}/exclusions/${await decided(world, place)}/revoke`,
      body: { reason: 'x' },
    }),
    ...{ reach: inCommune, right: [403, 'not-the-province'], because: 'a commune never decides about itself' },
  },

  [`GET ${API}/coverage/:area/trend`]: get((place) => `/coverage/${commune(place)}/trend`, inCommune),

  [`GET ${API}/rounds/:id/communes/:commune`]: get(
    (place) => `/rounds/${place.round}/communes/${commune(place)}`,
    touching,
  ),
  [`GET ${API}/rounds/:id/self-assessments/:commune`]: get(
    (place) => `/rounds/${place.round}/self-assessments/${commune(place)}`,
    touching,
  ),
  [`PUT ${API}/rounds/:id/self-assessments/:commune`]: {
    call: (place) => ({
      path: `${API}/rounds/${place.round}/self-assessments/${commune(place)}`,
      body: { hamlets: [{ hamlet: place.hamlet.id, verdict: 'met' }], text: 'Đạt' },
    }),
    reach: inCommune,
  },
  [`PUT ${API}/rounds/:id/parts/:commune/:part`]: {
    call: (place) => ({
      path: `${API}/rounds/${place.round}/parts/${commune(place)}/television`,
      body: { verdict: 'met', text: 'Đủ' },
    }),
    reach: inCommune,
  },
  [`GET ${API}/rounds/:id/draws`]: get(({ round }) => `/rounds/${round}/draws`, touching),
  [`POST ${API}/rounds/:id/draws`]: {
    call: (place) => ({
      path: `${API}/rounds/${place.round}/draws`,
      body: { communes: [commune(place)], hamlets: 1, from: '2026-11-23', to: '2026-11-30' },
    }),
    ...{ reach: inCommune, right: 201 },
  },
};
