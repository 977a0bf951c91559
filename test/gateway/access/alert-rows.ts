import type { Gateway } from '../../../gateway/gateway.ts';
import { capXml, geocode } from '../upstream/cap/messages.ts';
import { fresh, type Place } from './place.ts';
import { API, commune, everywhere, get, hidden, shown } from './row-words.ts';
import type { Row, Rows } from './rows.ts';

/** An alert of moderate severity, which waits for a person, from a source of its own. */
async function held({ sources, alerts }: Gateway, place: Place, identifier: string): Promise<string> {
  const { source } = await sources.create(place.administrator, {
    ...{ kind: 'cap', name: 'Đài khí tượng', level: 'province', areas: [commune(place)], mapping: 'default' },
    ...{ statusEverySeconds: 60, signers: [] },
  });
  const xml = capXml({ identifier, infos: [{ severity: 'Moderate', area: geocode(commune(place)) }] });
  return (await alerts.take({ id: source.id, kind: 'cap' }, new TextEncoder().encode(xml))).id;
}

const known = new WeakMap<Place, Promise<string>>();

/** The one of a place that everybody may look at. */
function shownAlert(gateway: Gateway, place: Place): Promise<string> {
  const made = known.get(place) ?? held(gateway, place, named(place));
  known.set(place, made);
  return made;
}

/** Words by which the one of a place is known in the list. */
const unreadable = (place: Place) => `xin chào ${commune(place)}`;

async function takeUnreadable({ sources, alerts }: Gateway, place: Place): Promise<void> {
  const { source } = await sources.create(place.administrator, {
    ...{ kind: 'cap', name: 'Nơi gửi hỏng', level: 'province', areas: [commune(place)], mapping: 'default' },
    ...{ statusEverySeconds: 60, signers: [] },
  });
  const bytes = new TextEncoder().encode(unreadable(place));
  await alerts.take({ id: source.id, kind: 'cap' }, bytes).catch(() => undefined);
}

const named = (place: Place) => `CAP-${commune(place)}`;
const decision = (how: 'air' | 'dismiss'): Row => ({
  call: async (place, { gateway }) => ({
    path: `${API}/alerts/${await held(gateway, place, fresh('CAP'))}/${how}`,
    body: { reason: 'đã gọi điện hỏi lại' },
  }),
  reach: { within: commune, refused: [404, 'no-such-alert'] },
});

/** Who sends alerts of CAP, who reads them, and who decides on those that wait. */
export const ALERT_ROWS: Rows = {
  [`POST ${API}/cap`]: {
    call: () => ({ path: `${API}/cap`, body: capXml(), headers: { 'content-type': 'application/cap+xml' } }),
    reach: everywhere('a source speaks where it was let in'),
  },
  [`GET ${API}/alerts`]: {
    ...get(() => '/alerts?limit=500', shown(named)),
    call: async (place, { gateway }) => {
      await shownAlert(gateway, place);
      return { path: `${API}/alerts?limit=500` };
    },
  },
  [`GET ${API}/alerts/unreadable`]: {
    ...get(() => '/alerts/unreadable', shown(unreadable)),
    call: async (place, { gateway }) => {
      await takeUnreadable(gateway, place);
      return { path: `${API}/alerts/unreadable` };
    },
  },
  [`GET ${API}/alerts/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/alerts/${await shownAlert(gateway, place)}` }),
    reach: hidden('no-such-alert'),
  },
  [`POST ${API}/alerts/:id/air`]: decision('air'),
  [`POST ${API}/alerts/:id/dismiss`]: decision('dismiss'),
};
