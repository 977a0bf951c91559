import { makeCampaign, makeGroup } from './place.ts';
import { API, commune, everywhere, form, get, hamlet, hidden, inCommune, shown } from './row-words.ts';
import type { Rows } from './rows.ts';

/** Texts that are spoken, letters, groups and campaigns. */
export const SPEECH_ROWS: Rows = {
  [`POST ${API}/speech`]: {
    call: (place) => ({ path: `${API}/speech`, body: { text: '—', area: commune(place) } }),
    ...{ reach: inCommune, right: [400, 'nothing-to-say'] },
    because: 'a voice takes a second; who may not is refused before the text is looked at',
  },
  [`POST ${API}/speech/preview`]: {
    call: () => ({ path: `${API}/speech/preview`, body: { text: 'Sáng 30/12' } }),
    reach: everywhere('a text in, the same text in words out, those of the own area’s dictionary'),
  },
  [`POST ${API}/speech/sentence`]: {
    call: (place) => ({ path: `${API}/speech/sentence`, body: { text: '—', area: commune(place) } }),
    ...{ reach: inCommune, right: [400, 'nothing-to-say'] },
    because: 'a voice takes a moment; who may not is refused before the text is looked at',
  },
  [`GET ${API}/speech/voices`]: get(
    () => '/speech/voices',
    everywhere('what the configured engine can; nothing of any place'),
  ),
  [`GET ${API}/areas/:area/dictionary`]: get((place) => `/areas/${commune(place)}/dictionary`, inCommune),
  [`PUT ${API}/areas/:area/dictionary`]: {
    call: (place) => ({
      path: `${API}/areas/${commune(place)}/dictionary`,
      body: { entries: [{ written: 'Krông', spoken: 'cờ rông' }] },
    }),
    reach: inCommune,
  },
  [`POST ${API}/letters`]: {
    call: () => form('/letters', {}, 'no letter at all'),
    ...{ reach: everywhere('a letter in, its text out; nothing is kept'), right: [422, 'letter-not-taken'] },
    because: 'who may not is refused before the file is looked at',
  },
  [`GET ${API}/groups`]: get(
    () => '/groups',
    shown((place) => place.group, commune, 'within'),
  ),
  [`POST ${API}/groups`]: {
    call: (place) => ({
      path: `${API}/groups`,
      body: { name: 'Ven sông', area: commune(place), targets: [{ area: hamlet(place) }] },
    }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PUT ${API}/groups/:id`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/groups/${await makeGroup(gateway, place)}`,
      body: { name: 'Ven núi', targets: [{ area: hamlet(place) }] },
    }),
    reach: inCommune,
  },
  [`DELETE ${API}/groups/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/groups/${await makeGroup(gateway, place)}` }),
    reach: inCommune,
  },
  [`GET ${API}/campaigns`]: get(
    () => '/campaigns?limit=500',
    shown((place) => place.campaign),
  ),
  [`GET ${API}/campaigns/:id`]: get(({ campaign }) => `/campaigns/${campaign}`, hidden('no-such-campaign')),
  [`POST ${API}/campaigns`]: {
    call: (place) => ({
      path: `${API}/campaigns`,
      body: {
        ...{ title: 'Đợt', bulletins: [place.bulletin], communes: [commune(place)], area: commune(place) },
        ...{ from: '2026-11-24', deadline: '2026-11-30', airings: 1 },
      },
    }),
    ...{ reach: inCommune, right: [422, 'campaign-of-province'] },
    because: 'a campaign is the province’s, and those who call here belong to communes',
  },
  [`DELETE ${API}/campaigns/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/campaigns/${await makeCampaign(gateway, place)}` }),
    ...{ reach: hidden('no-such-campaign'), right: [403, 'out-of-scope'] },
    because: 'a campaign is the province’s, and those who call here belong to communes',
  },
  [`GET ${API}/inbox`]: get(() => '/inbox', everywhere('each is shown what came from above to the own communes')),
};
