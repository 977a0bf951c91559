import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { Place } from './place.ts';
import { API, everywhere, get, hamlet, hidden, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

/** Somebody speaks in the place: whoever does so already, else its maker. What stands before it is silenced. */
async function spoken({ broadcast, live }: Gateway, place: Place): Promise<string> {
  const { maker, commune } = place;
  const [open] = live.list(maker).filter(({ areaNames }) => areaNames.includes(place.hamlet.name));
  if (open) return open.id;
  await broadcast.stopSound(maker, { area: commune.id, emergencies: true });
  const input = { key: ulid(), targets: [{ area: hamlet(place) }], class: 'normal' as const, minutes: 10 };
  return (await live.open(maker, 'another browser', { ...input, interrupt: 'họp gấp' })).id;
}

const targets = (place: Place) => encodeURIComponent(JSON.stringify([{ area: hamlet(place) }]));
const OVER = [404, 'no-such-session'] as const;
const overForAll = everywhere(
  'a session that is over is heard by nobody; who hears one that lasts: live/live-flow.test.ts',
);

/** Speaking live. */
export const LIVE_ROWS: Rows = {
  [`POST ${API}/live`]: {
    call: async (place, { gateway }) => {
      await spoken(gateway, place);
      return { path: `${API}/live`, body: { key: ulid(), targets: [{ area: hamlet(place) }], minutes: 1 } };
    },
    ...{ reach: inHamlet, right: [409, 'someone-speaks'] },
    because: 'somebody speaks there already, and who may not is refused before that is asked',
  },
  [`GET ${API}/live`]: {
    call: async (place, { gateway }) => {
      await spoken(gateway, place);
      return { path: `${API}/live` };
    },
    reach: { lists: (place) => place.hamlet.name, in: 'touches', area: hamlet },
  },
  [`GET ${API}/live/outlook`]: get((place) => `/live/outlook?targets=${targets(place)}`, inHamlet),
  [`GET ${API}/live/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/live/${await spoken(gateway, place)}` }),
    reach: hidden('no-such-session', hamlet),
  },
  [`POST ${API}/live/:id/end`]: {
    call: async (place, { gateway }) => ({ path: `${API}/live/${await spoken(gateway, place)}/end`, body: {} }),
    reach: hidden('no-such-session', hamlet),
  },
  [`GET ${API}/live/:id/microphone`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/live/${await spoken(gateway, place)}/microphone`,
      socket: true,
    }),
    ...{ reach: hidden('no-such-session', hamlet), right: [403, 'not-speaker'] },
    because: 'only the browser that opened the session brings its microphone (live/live-flow.test.ts)',
  },
  [`GET ${API}/live/:id/stream.mp3`]: {
    ...get(() => `/live/${ulid()}/stream.mp3`, overForAll),
    ...{ right: OVER, because: 'an answer that is right has no end' },
  },
  [`GET ${API}/live/:id/listen.mp3`]: {
    ...get(() => `/live/${ulid()}/listen.mp3?key=x`, overForAll),
    ...{ right: OVER, because: 'an answer that is right has no end' },
  },
};
