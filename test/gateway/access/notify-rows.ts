import { ulid } from 'ulid';
import type { Person } from '../../../gateway/http/app.ts';
import { addMessages } from '../../../gateway/notify/messages-store.ts';
import { subscriptionInput } from '../../../protocol/api/notify.ts';
import { fresh, type Place } from './place.ts';
import { API, everywhere, get, hamlet, inHamlet, shown } from './row-words.ts';
import type { Answer, Rows } from './rows.ts';
import type { World } from './world.ts';

const WHOLE = everywhere('a channel leads out of the server and belongs to no place');
const NOT_WHOLE: { right: Answer; because: string } = {
  right: [403, 'not-whole-installation'],
  because: 'these administrators hold a commune, not the installation',
};
/** Nobody listens there, and the guard would let nobody through. */
const HOOK = { name: 'Web hook', settings: { kind: 'web-hook', url: 'http://127.0.0.1:9/' } } as const;
const KEEPERS = ['technician', 'administrator'];
const keepers = (_caller: unknown, who: Person) => (KEEPERS.includes(who.role) ? ok : ownOnly);
const ok = 200;
const ownOnly: Answer = [403, 'only-own'];

let made: Promise<string> | undefined;
function channelOf({ gateway, province, inside }: World): Promise<string> {
  const holder = { ...inside.people.administrator, areas: [province.id] };
  made ??= gateway.notify.channels.add(holder, HOOK).then(({ id }) => id);
  return made;
}

/** Of the place's technician. */
async function told(world: World, place: Place): Promise<string> {
  const input = { channel: await channelOf(world), to: '', area: hamlet(place), name: fresh('Tám') };
  return (await world.gateway.notify.subscriptions.add(place.people.technician, subscriptionInput.parse(input))).id;
}

/** One line of the log about each of the two places. */
let logged: Promise<void> | undefined;
function log({ gateway: { database }, inside, outside }: World): Promise<void> {
  const line = (place: Place, n: number) => ({
    ...{ id: ulid(), noticeId: `n${n}`, subscription: 's', step: 'opened', channel: 'c' },
    ...{ to: '', toName: '', area: hamlet(place), subject: '', text: 'Mất điện', link: '', notices: [] },
    ...({ state: 'sent', createdAt: 1, dueAt: 1, sentAt: 1, tries: 1 } as const),
  });
  logged ??= database.write((t) => addMessages(t, database.dialect, [line(inside, 1), line(outside, 2)]));
  return logged;
}

/** Who is told of faults, by which ways, and how the installation itself is. */
export const NOTIFY_ROWS: Rows = {
  [`GET ${API}/notification-channels`]: get(() => '/notification-channels', WHOLE),
  [`POST ${API}/notification-channels`]: {
    ...{ call: () => ({ path: `${API}/notification-channels`, body: HOOK }), reach: WHOLE, ...NOT_WHOLE },
  },
  [`PATCH ${API}/notification-channels/:id`]: {
    call: async (_place, world) => ({
      ...{ path: `${API}/notification-channels/${await channelOf(world)}`, body: { paused: false } },
    }),
    ...{ reach: WHOLE, ...NOT_WHOLE },
  },
  [`DELETE ${API}/notification-channels/:id`]: {
    call: async (_place, world) => ({ path: `${API}/notification-channels/${await channelOf(world)}` }),
    ...{ reach: WHOLE, ...NOT_WHOLE },
  },
  [`POST ${API}/notification-channels/:id/test`]: {
    call: async (_place, world) => ({
      ...{ path: `${API}/notification-channels/${await channelOf(world)}/test`, body: { to: '' } },
    }),
    reach: WHOLE,
  },
  [`GET ${API}/notification-subscriptions`]: get(
    () => '/notification-subscriptions',
    everywhere('everybody sees the own ones; technician and administrator those of their areas'),
  ),
  [`POST ${API}/notification-subscriptions`]: {
    call: async (place, world) => ({
      path: `${API}/notification-subscriptions`,
      body: { channel: await channelOf(world), to: '', area: hamlet(place), minSeverity: 'major' },
    }),
    ...{ reach: inHamlet, right: 201 },
  },
  [`PATCH ${API}/notification-subscriptions/:id`]: {
    call: async (place, world) => ({
      ...{ path: `${API}/notification-subscriptions/${await told(world, place)}`, body: { paused: true } },
    }),
    ...{ reach: inHamlet, right: keepers, because: 'it is the technician’s' },
  },
  [`DELETE ${API}/notification-subscriptions/:id`]: {
    call: async (place, world) => ({ path: `${API}/notification-subscriptions/${await told(world, place)}` }),
    reach: inHamlet,
    right: (caller, who) => (keepers(caller, who) === ok ? 204 : ownOnly),
    because: 'it is the technician’s',
  },
  [`GET ${API}/notifications`]: {
    call: async (_place, world) => {
      await log(world);
      return { path: `${API}/notifications?limit=500` };
    },
    reach: shown(hamlet, hamlet, 'within'),
  },
  [`GET ${API}/health`]: get(() => '/health', everywhere('one installation; figures of the machine, no place')),
  [`PUT ${API}/health/dead-man`]: {
    ...{ call: () => ({ path: `${API}/health/dead-man`, body: { url: '' } }), reach: WHOLE, ...NOT_WHOLE },
  },
};
