import type { Person } from '../../../gateway/http/app.ts';
import { SECOND_FACTOR_ROLES } from '../../../protocol/roles.ts';
import { askForConfirmation, fresh, makePerson, PASSWORD, PIN, type Place, SYSTEM } from './place.ts';
import type { Answer, Call, Reach, Row, Rows } from './rows.ts';
import { authenticatorCode, recoveryCodes, signIn, trustedBrowser, type World } from './world.ts';

const API = '/api/v1';
const own = (code: string): Reach => ({ own: 'the own ones', refused: [404, code] });
const inCommune: Reach = { within: ({ commune }) => commune.id, refused: [403, 'not-your-area'] };
const everywhere = (why: string): Reach => ({ everywhere: why });
const ownSession = everywhere('the own session');
const ownAccount = everywhere('the own account');
const byCode = everywhere('the one-time code says which account it is');

/** Inside it is the caller's, outside somebody else's. */
const ownerOf = (place: Place, { inside }: World, who: Person) => (place === inside ? who : place.maker);
const to = (path: string, body?: unknown): Call => ({ path: API + path, ...(body === undefined ? {} : { body }) });
/** Something is done to an account made for it. */
const onAccount = (path: string, right: Answer, body?: unknown): Row => ({
  call: async ({ commune }, { gateway }) =>
    to(`/accounts/${(await makePerson(gateway, 'technician', commune)).id}${path}`, body),
  ...{ reach: inCommune, right },
});
/** A change of the own authenticator needs a fresh proof, or a sign-in that has none to ask for yet. */
const alters: Row['right'] = (caller) =>
  caller === 'half-way' ? [403, 'second-factor-exists'] : caller === 'locked' ? [403, 'unlock-needed'] : 200;

async function linkFor({ people }: World['gateway'], account: Person, kind: 'password' | 'phone'): Promise<string> {
  const { code } = await people.database.write((t) => people.links.make(t, SYSTEM.id, account.id, kind));
  return code;
}

/** Signing in, the own proofs, and what administrators do with accounts. */
export const PEOPLE_ROWS: Rows = {
  [`POST ${API}/session`]: {
    call: ({ maker }) => to('/session', { username: maker.username, password: PASSWORD }),
    reach: everywhere('name and password say who it is'),
  },
  [`GET ${API}/session`]: { call: () => to('/session'), reach: ownSession },
  [`DELETE ${API}/session`]: { ...{ call: () => to('/session'), reach: ownSession, right: 204 } },
  [`POST ${API}/session/second-factor`]: {
    call: async (_place, world, who) => to('/session/second-factor', { code: (await recoveryCodes(world, who))[0] }),
    reach: ownSession,
    right: (caller) => (caller === 'half-way' ? 200 : [409, 'no-second-factor']),
    because: 'a sign-in that is complete waits for none',
  },
  [`GET ${API}/session/device`]: {
    ...{ call: () => to('/session/device'), reach: everywhere('tells a browser only whose trust it holds') },
  },
  [`POST ${API}/session/pin`]: {
    call: async ({ maker }, world) => {
      const { cookie } = await trustedBrowser(world, maker);
      return { ...to('/session/pin', { pin: PIN }), headers: { cookie } };
    },
    reach: everywhere('the trusted browser says who it is'),
  },
  [`POST ${API}/session/unlock`]: {
    call: async (_place, world, who) => {
      const { cookie } = await trustedBrowser(world, who);
      return { ...to('/session/unlock', { pin: PIN }), headers: { cookie } };
    },
    reach: ownSession,
  },
  [`POST ${API}/session/account-link`]: {
    call: async ({ maker }, { gateway }) =>
      to('/session/account-link', { code: await linkFor(gateway, maker, 'password'), password: PASSWORD }),
    reach: byCode,
  },
  [`POST ${API}/session/phone-link`]: {
    call: async ({ people }, { gateway }) => {
      const code = await linkFor(gateway, people['hamlet-head'], 'phone');
      return to('/session/phone-link', { code, pin: PIN, deviceName: 'điện thoại' });
    },
    reach: byCode,
  },
  [`GET ${API}/setup`]: { call: () => to('/setup'), reach: everywhere('tells whether there is anybody yet') },
  [`POST ${API}/setup`]: {
    call: () => to('/setup', { code: 'x'.repeat(16), username: fresh('first'), name: 'Ai đó', password: PASSWORD }),
    ...{ reach: everywhere('there is one installation'), right: [409, 'set-up-already'] as const },
    because: 'only the first start can succeed',
  },

  [`POST ${API}/me/second-factor`]: {
    ...{ call: () => to('/me/second-factor'), reach: ownAccount, right: alters },
  },
  [`POST ${API}/me/second-factor/confirm`]: {
    call: async (_place, { gateway, clock }, who) => {
      const { secret } = await gateway.people.secondFactors.begin(who);
      return to('/me/second-factor/confirm', { code: authenticatorCode(secret, clock.now()) });
    },
    ...{ reach: ownAccount, right: alters },
  },
  [`DELETE ${API}/me/second-factor`]: {
    ...{ call: () => to('/me/second-factor'), reach: ownAccount },
    right: (_caller, { role }) => (SECOND_FACTOR_ROLES.includes(role) ? [403, 'second-factor-required'] : 204),
    because: 'some roles must have one',
  },
  [`POST ${API}/me/recovery-codes`]: {
    call: async (_place, world, who) => {
      await recoveryCodes(world, who);
      return to('/me/recovery-codes');
    },
    reach: ownAccount,
  },
  [`GET ${API}/me/devices`]: { call: () => to('/me/devices'), reach: ownAccount },
  [`POST ${API}/me/devices`]: {
    ...{ call: () => to('/me/devices', { name: 'máy', pin: PIN }), reach: ownAccount, right: 201 },
  },
  [`DELETE ${API}/me/devices/:id`]: {
    call: async (place, world, who) =>
      to(`/me/devices/${(await trustedBrowser(world, ownerOf(place, world, who))).id}`),
    ...{ reach: own('unknown-device'), right: 204 },
  },
  [`GET ${API}/me/sessions`]: { call: () => to('/me/sessions'), reach: ownAccount },
  [`DELETE ${API}/me/sessions/:id`]: {
    call: async (place, world, who) => {
      const owner = ownerOf(place, world, who);
      await signIn(world, owner);
      const [open] = await world.gateway.people.sessions.list(owner.id, '');
      return to(`/me/sessions/${open?.id}`);
    },
    ...{ reach: own('no-session'), right: 204 },
  },
  [`PUT ${API}/me/password`]: {
    ...{ call: () => to('/me/password', { current: PASSWORD, password: PASSWORD }), reach: ownAccount },
    right: (_caller, { role }) => (role === 'hamlet-head' ? [403, 'no-password'] : 204),
    because: 'a hamlet head signs in by phone and PIN',
  },
  [`GET ${API}/me/tokens`]: { call: () => to('/me/tokens'), reach: ownAccount },
  [`POST ${API}/me/tokens`]: {
    call: (place) => to('/me/tokens', { name: fresh('máy'), areas: [place.hamlet.id], days: 1 }),
    ...{ reach: { within: ({ hamlet }) => hamlet.id, refused: [403, 'not-your-area'] }, right: 201 },
  },
  [`DELETE ${API}/me/tokens/:id`]: {
    call: async (place, world, who) => {
      const owner = ownerOf(place, world, who);
      const input = { name: fresh('máy'), areas: [...owner.areas], mayChange: false, days: 1 };
      const { id } = await world.gateway.people.tokens.make(owner, input);
      return to(`/me/tokens/${id}`);
    },
    ...{ reach: own('no-token'), right: 204 },
  },

  [`GET ${API}/confirmations`]: {
    call: () => to('/confirmations'),
    reach: { lists: ({ confirmation }) => confirmation, in: 'within', area: ({ commune }) => commune.id },
  },
  [`POST ${API}/confirmations/:id`]: {
    call: async ({ commune, maker }, { gateway }) =>
      to(`/confirmations/${await askForConfirmation(gateway, maker, commune)}`, { confirm: false }),
    reach: { within: ({ commune }) => commune.id, refused: [404, 'no-confirmation'] },
  },
  [`DELETE ${API}/confirmations/:id`]: {
    call: async (place, world, who) => {
      const asker = ownerOf(place, world, who);
      return to(`/confirmations/${await askForConfirmation(world.gateway, asker, place.commune)}`);
    },
    ...{ reach: own('no-confirmation'), right: 204 },
  },

  [`GET ${API}/accounts`]: {
    call: () => to('/accounts'),
    reach: { lists: ({ maker }) => maker.id, in: 'within', area: ({ commune }) => commune.id },
  },
  [`POST ${API}/accounts`]: {
    call: ({ commune }) =>
      to('/accounts', { username: fresh('new'), name: 'Người mới', role: 'operator', areas: [commune.id] }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PATCH ${API}/accounts/:id`]: onAccount('', 200, { name: 'Tên khác' }),
  [`POST ${API}/accounts/:id/link`]: onAccount('/link', 201),
  [`DELETE ${API}/accounts/:id/second-factor`]: onAccount('/second-factor', 204),
  [`DELETE ${API}/accounts/:id/devices`]: onAccount('/devices', 204),
  [`POST ${API}/accounts/:id/erase`]: onAccount('/erase', 204),
};
