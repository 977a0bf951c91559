import { afterAll, describe, expect, it } from 'vitest';
import type { Access } from '../../gateway/http/app.ts';
import type { Role } from '../../protocol/api/people.ts';
import { asSeen, credentials, rightful, type Seen, send, withoutToken } from './access/calls.ts';
import { accessDocument } from './access/document.ts';
import { CALLERS, expected, isRole, reaches } from './access/expected.ts';
import { ROWS, visitBody } from './access/fixture.ts';
import { type Place, ROUND, START } from './access/place.ts';
import type { Row } from './access/rows.ts';
import { openWorld } from './access/world.ts';

/** Open to everybody, and why each must be. */
const ANYONE: Readonly<Record<string, string>> = {
  'POST /api/v1/session': 'nobody is signed in before it',
  'POST /api/v1/enrol': 'a device has nothing yet but its one-time code',
  'GET /api/v1/evidence/checkpoint': 'witnesses outside watch the log; it tells sizes and hashes',
  'GET /api/v1/openapi.json': 'the description of a public interface',
  'GET /healthz': 'the launcher and systemd ask before anybody could sign in',
  'GET /readyz': 'the launcher and systemd ask before anybody could sign in',
  'GET /metrics': 'Prometheus on this machine; other machines are refused by the route',
  'GET /*': 'the pages, which hold nothing before somebody signs in',
};

/** What an appraiser may change, and why. */
const APPRAISER_CHANGES: Readonly<Record<string, string>> = {
  'DELETE /api/v1/session': 'signs itself out',
  'POST /api/v1/rounds/:id/visits': 'visits of the own round',
  'PUT /api/v1/rounds/:id/conclusions/:area': 'conclusions of the own round',
};

/** Made before the tests are: every route of the table has its own. */
const world = await openWorld();
const { inside, outside, province, clock } = world;
const TABLE: ReadonlyMap<string, Access> = new Map(
  world.app.routeTable.map(({ method, url, access }) => [`${method} ${url}`, access]),
);
const ROUTES = [...TABLE].filter(([route]) => !route.startsWith('HEAD '));
const CHANGES = ROUTES.filter(([route]) => !/^(GET|OPTIONS) /.test(route));
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
    const isOpen = ({ who, ...rest }: Access) =>
      who === 'signed-in' || ('roles' in rest && rest.roles.includes('appraiser'));
    const open = CHANGES.filter(([, access]) => isOpen(access)).map(([route]) => route);
    expect(open.sort()).toEqual(Object.keys(APPRAISER_CHANGES).sort());
  });
});

describe.each(MATRIX)('$route', ({ route, access, row }) => {
  it.each(CALLERS)('gives %s exactly what is theirs, inside and outside', async (caller) => {
    for (const [where, place] of Object.entries({ inside, outside })) {
      const answer = await send(world, route, await row.call(place, world), await credentials(world, caller, access));
      const wanted = expected(access, row, caller, { place, inside, province: province.id });
      expect({ where, ...answer }).toMatchObject({ where, ...asSeen(wanted) });
      if (isRole(caller) && answer.status === 200) expectOnlyItsOwn(row, caller, place, answer);
    }
  });
});

describe.each(MATRIX.filter(({ route, row }) => CHANGES.some(([change]) => change === route) || isSocket(row)))(
  '$route',
  ({ route, access, row }) => {
    it('is closed to pages of other sites', async () => {
      const headers = { ...(await credentials(world, rightful(access), access)), origin: 'https://evil.example' };
      const answer = await send(world, route, await row.call(inside, world), headers);
      expect(answer).toMatchObject({ status: 403, code: 'foreign-origin' });
    });
  },
);

describe.each(MATRIX.filter(({ route, access }) => CHANGES.some(([change]) => change === route) && hasSession(access)))(
  '$route',
  ({ route, access, row }) => {
    it.each([
      ['no', {}],
      ['a wrong', { 'x-csrf-token': 'x'.repeat(32) }],
    ])('changes nothing with %s CSRF token', async (_what, token) => {
      const headers = withoutToken(await credentials(world, rightful(access), access));
      const answer = await send(world, route, await row.call(inside, world), { ...headers, ...token });
      expect(answer).toMatchObject({ status: 403, code: 'csrf' });
    });
  },
);

describe('what an appraiser writes in a round', () => {
  const write = async (round: string, hamlet: string) => {
    const headers = () => credentials(world, 'appraiser', { who: 'signed-in' });
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

function isSocket({ call }: Row): boolean {
  return ROWS['GET /api/v1/feed']?.call === call;
}

function hasSession({ who }: Access): boolean {
  return who === 'signed-in' || who === 'roles';
}
