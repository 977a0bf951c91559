import { afterAll, describe, expect, it } from 'vitest';
import { CSRF_HEADER } from '../../gateway/http/access.ts';
import type { Access } from '../../gateway/http/app.ts';
import { LATELY_MS, SHIFT_MS } from '../../gateway/http/proved.ts';
import type { Role } from '../../protocol/api/people.ts';
import { borrowed } from './access/borrowed.ts';
import { asSeen, credentials, type Headers, rightful, type Seen, send, withoutToken } from './access/calls.ts';
import { accessDocument } from './access/document.ts';
import { CALLERS, expected, isRole, reaches, roleOf } from './access/expected.ts';
import { ROWS, visitBody } from './access/fixture.ts';
import { type Place, ROUND, START } from './access/place.ts';
import type { Row } from './access/rows.ts';
import { openWorld, signIn } from './access/world.ts';

/** Open to everybody, and why each must be. */
const ANYONE: Readonly<Record<string, string>> = {
  'POST /api/v1/session': 'nobody is signed in before it',
  'GET /api/v1/session/device': 'nobody is signed in before it; tells a browser only whose trust it holds',
  'POST /api/v1/session/pin': 'the trusted browser and the PIN are the sign-in',
  'POST /api/v1/session/account-link': 'a one-time code stands in for the password that is not chosen yet',
  'POST /api/v1/session/phone-link': 'a one-time code makes a hamlet head’s phone a trusted one',
  'GET /api/v1/setup': 'a new installation has nobody yet',
  'POST /api/v1/setup': 'a new installation has nobody yet; its printed code opens it once',
  'POST /api/v1/source/token': 'a source system shows its secret and is given a token',
  'POST /api/v1/enrol': 'a device has nothing yet but its one-time code',
  'GET /api/v1/verification/:code':
    'whoever holds a printed dossier asks whether it is genuine; hashes and names, no evidence',
  'GET /api/v1/evidence/checkpoint': 'witnesses outside watch the log; it tells sizes and hashes',
  'GET /api/v1/evidence/checkpoints': 'witnesses outside watch the log; it tells sizes and hashes',
  'GET /api/v1/evidence/consistency': 'witnesses outside see that the log only grew; it tells hashes',
  'GET /api/v1/live/:id/listen.mp3': 'a player cannot sign in; the random key of the session opens it while it lasts',
  'GET /api/v1/openapi.json': 'the description of a public interface',
  'GET /healthz': 'the launcher and systemd ask before anybody could sign in',
  'GET /readyz': 'the launcher and systemd ask before anybody could sign in',
  'GET /metrics': 'Prometheus on this machine; other machines are refused by the route',
  'GET /*': 'the pages, which hold nothing before somebody signs in',
};

/** What an appraiser may change, and why. */
const APPRAISER_CHANGES: Readonly<Record<string, string>> = {
  'DELETE /api/v1/session': 'the own sign-in',
  'POST /api/v1/session/second-factor': 'the own sign-in',
  'POST /api/v1/session/unlock': 'the own sign-in',
  'DELETE /api/v1/me/sessions/:id': 'the own sign-in',
  'PUT /api/v1/me/password': 'the own sign-in',
  'POST /api/v1/me/second-factor': 'the own sign-in',
  'POST /api/v1/me/second-factor/confirm': 'the own sign-in',
  'DELETE /api/v1/me/second-factor': 'the own sign-in',
  'POST /api/v1/me/recovery-codes': 'the own sign-in',
  'POST /api/v1/me/devices': 'the own sign-in',
  'DELETE /api/v1/me/devices/:id': 'the own sign-in',
  'POST /api/v1/me/tokens': 'a program that may do no more than the appraiser',
  'DELETE /api/v1/me/tokens/:id': 'withdraws it',
  'POST /api/v1/attachments': 'photos and papers that visits and conclusions cite; they change nothing by themselves',
  'POST /api/v1/inspections': 'visits of the own round, in the form of the record',
  'POST /api/v1/inspections/:id/confirm': 'the signed paper of a record of the own',
  'POST /api/v1/rounds/:id/visits': 'visits of the own round',
  'POST /api/v1/rounds/:id/draws': 'spot checks of the own round',
  'POST /api/v1/dossiers': 'a copy of what the appraiser may read, to take home',
  'PUT /api/v1/rounds/:id/conclusions/:area': 'conclusions of the own round',
};

/** Made before the tests are: every route of the table has its own. */
const world = await openWorld();
const { inside, outside, province, clock } = world;
const TABLE: ReadonlyMap<string, Access> = new Map(
  world.app.routeTable.map(({ method, url, access }) => [`${method} ${url}`, access]),
);
const ROUTES = [...TABLE].filter(([route]) => !route.startsWith('HEAD '));
const isChange = (route: string) => !/^(GET|HEAD|OPTIONS) /.test(route);
const FEED = 'GET /api/v1/feed';
/** Accesses that stand on a session, and so on a cookie. */
const OF_SESSIONS: readonly string[] = ['signing-in', 'signed-in', 'roles'];
const MATRIX = ROUTES.flatMap(([route, access]) => {
  const row = ROWS[route];
  return row ? [{ route, access, row }] : [];
});

afterAll(() => world.close());

describe('the matrix', () => {
  it('has a row for every route', () => {
    expect(ROUTES.filter(([route]) => !ROWS[route]).map(([route]) => route)).toEqual([]);
  });

  it('has a route for every row', () => {
    expect(Object.keys(ROWS).filter((route) => !TABLE.has(route))).toEqual([]);
  });

  it('HEAD asks for no less than GET', () => {
    const heads = [...TABLE].filter(([route]) => route.startsWith('HEAD '));
    expect(heads.length).toBeGreaterThan(20);
    for (const [route, access] of heads)
      expect([route, access]).toEqual([route, TABLE.get(route.replace('HEAD', 'GET'))]);
  });

  it('docs/access.md is what the route table and the matrix say', async () => {
    await expect(accessDocument(TABLE, ROWS)).toMatchFileSnapshot('../../docs/access.md');
  });

  it('only the routes with a reason are open to everybody', () => {
    const open = ROUTES.filter(([, access]) => access.who === 'anyone').map(([route]) => route);
    expect(open.sort()).toEqual(Object.keys(ANYONE).sort());
  });

  it('an appraiser changes nothing but what is written in a round', () => {
    const mayCall = (access: Access) =>
      ['signing-in', 'signed-in'].includes(access.who) ||
      (access.who === 'roles' && access.roles.includes('appraiser'));
    const open = ROUTES.filter(([route, access]) => isChange(route) && mayCall(access)).map(([route]) => route);
    expect(open.sort()).toEqual(Object.keys(APPRAISER_CHANGES).sort());
  });
});

describe.each(MATRIX.filter(({ access }) => 'unlocked' in access && access.unlocked === 'lately'))(
  '$route',
  ({ route, access, row }) => {
    it('asks anew who is there when the proof is a quarter of an hour old', async () => {
      const who = inside.people[roleOf('locked', access)];
      const before = { step: 'done', unlockedUntil: clock.now() + SHIFT_MS - LATELY_MS } as const;
      const { cookie, csrfToken } = await signIn(world, who, before);
      const headers = { cookie, [CSRF_HEADER]: csrfToken };
      const answer = await send(world, route, await row.call(inside, world, who), headers);
      expect(answer).toMatchObject(asSeen([403, 'unlock-needed']));
    });
  },
);

describe.each(MATRIX)('$route', ({ route, access, row }) => {
  it.each(CALLERS)('gives %s exactly what is theirs, inside and outside', async (caller) => {
    const who = inside.people[roleOf(caller, access)];
    for (const [where, place] of Object.entries({ inside, outside })) {
      const call = await row.call(place, world, who);
      const answer = await send(world, route, call, await credentials(world, caller, who));
      const at = { caller, who, isChange: isChange(route), place, inside, province: province.id };
      expect({ where, ...answer }).toMatchObject({ where, ...asSeen(expected(access, row, at)) });
      if (isRole(caller) && answer.status === 200) expectOnlyItsOwn(row, caller, place, answer);
    }
  });
});

/** As somebody who may, with something wrong in the headers. */
async function sendWith({ route, access, row }: (typeof MATRIX)[number], change: (headers: Headers) => Headers) {
  const who = inside.people[roleOf('nobody', access)];
  const headers = await credentials(world, rightful(access), who);
  return send(world, route, await row.call(inside, world, who), change(headers));
}

describe.each(MATRIX.filter(({ route }) => isChange(route) || route === FEED || route.endsWith('/microphone')))(
  '$route',
  (entry) => {
    it('is closed to pages of other sites', async () => {
      const answer = await sendWith(entry, (headers) => ({ ...headers, origin: 'https://evil.example' }));
      expect(answer).toMatchObject({ status: 403, code: 'foreign-origin' });
    });
  },
);

describe.each(MATRIX.filter(({ route, access }) => isChange(route) && OF_SESSIONS.includes(access.who)))(
  '$route',
  (entry) => {
    it.each([
      ['no', {}],
      ['a wrong', { 'x-csrf-token': 'x'.repeat(32) }],
    ])('changes nothing with %s CSRF token', async (_what, token) => {
      const answer = await sendWith(entry, (headers) => ({ ...withoutToken(headers), ...token }));
      expect(answer).toMatchObject({ status: 403, code: 'csrf' });
    });
  },
);

describe('what belongs to another commune', () => {
  it.each(borrowed(inside, outside))('is not used by naming it in %s', async (route, role, body, code) => {
    const call = { path: `/api/v1${route.split(' ')[1]}`, body };
    const headers = await credentials(world, role, inside.people[role]);
    expect(await send(world, route, call, headers)).toMatchObject({ code });
  });
});

describe('what an appraiser writes in a round', () => {
  const write = async (round: string, hamlet: string) => {
    const headers = () => credentials(world, 'appraiser', inside.people.appraiser);
    const visit = { path: `/api/v1/rounds/${round}/visits`, body: { ...visitBody(inside), hamlet } };
    const conclusion = { path: `/api/v1/rounds/${round}/conclusions/${hamlet}`, body: { verdict: 'met' } };
    const answers = [
      await send(world, 'POST', visit, await headers()),
      await send(world, 'PUT', conclusion, await headers()),
    ];
    return answers.map(({ status, code }) => code ?? status);
  };

  it('goes into no round of others', async () => {
    expect(await write(outside.round, inside.hamlet.id)).toEqual(['not-member', 'not-member']);
  });

  it('is about no place that did not register, even in the own round', async () => {
    expect(await write(inside.round, outside.hamlet.id)).toEqual(['not-registered', 'not-registered']);
  });

  it('comes neither before the round nor after it', async () => {
    clock.set(ROUND.from - 1);
    expect(await write(inside.round, inside.hamlet.id)).toEqual(['round-not-begun', 'round-not-begun']);
    clock.set(ROUND.until);
    expect(await write(inside.round, inside.hamlet.id)).toEqual(['round-over', 'round-over']);
    clock.set(START);
    expect(await write(inside.round, inside.hamlet.id)).toEqual([201, 200]);
  });
});

/** A list shows of each place what the caller reaches, and nothing of any other. */
function expectOnlyItsOwn(row: Row, role: Role, asked: Place, { body }: Seen): void {
  if (!('lists' in row.reach)) return;
  const { lists } = row.reach;
  expect(body.includes(`"${lists(asked)}"`)).toBe(reaches(row, role, asked, inside, province.id));
  expect(body).not.toContain(`"${lists(outside)}"`);
}
