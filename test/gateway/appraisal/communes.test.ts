import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Appraisal } from '../../../gateway/appraisal/appraisal.ts';
import { communeRoutes } from '../../../gateway/appraisal/commune-routes.ts';
import { drawRoutes } from '../../../gateway/appraisal/draw-routes.ts';
import type { CoverageQuestion } from '../../../gateway/appraisal/parts.ts';
import { recordRoutes } from '../../../gateway/appraisal/record-routes.ts';
import { roundRoutes } from '../../../gateway/appraisal/round-routes.ts';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { judgeArea } from '../../../gateway/coverage/area-verdict.ts';
import { NotFoundError } from '../../../gateway/errors.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { draw as drawAnswer, sideBySide } from '../../../protocol/api/appraisal.ts';
import type { Area, AreaKind } from '../../../protocol/api/areas.ts';
import type { Coverage, HamletVerdict } from '../../../protocol/api/coverage.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { RULE } from '../coverage/given.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { openDoor } from '../faults/front-door.ts';
import { callAs } from '../http/served.ts';

const START = instantAt('2026-11-23', '10:00');
const UNTIL = START + 20 * DAY_MS;
const PAPER = 'a'.repeat(64);

describe.each(ENGINES)('what communes and members write in a round on $engine', ({ open }) => {
  let test: TestDatabase;
  let app: App;
  const clock = new MovableClock(START);
  const tree = new AreaTree(() => dayOf(clock.now()));
  const add = (kind: AreaKind, name: string, parent?: Area): Area => {
    const about = { id: areaIdFrom(randomBytes(10)), kind, name, validFrom: '2025-07-01', predecessors: [] };
    const area = { ...about, ...(parent ? { parent: parent.id } : {}) };
    tree.put([area]);
    return area;
  };
  const province = add('province', 'Nghệ An');
  const linh = add('commune', 'Hưng Lĩnh', province);
  const xa = add('commune', 'Long Xá', province);
  const dong = add('hamlet', 'Đông', linh);
  const tay = add('hamlet', 'Tây', linh);
  const an = add('hamlet', 'Ân 2', xa);

  const people: Person[] = [];
  const person = (username: string, role: Role, ...areas: Area[]): Person => {
    const made = { id: ulid(), username, name: `Người ${username}`, role, areas: areas.map(({ id }) => id) };
    people.push(made);
    return made;
  };
  person('admin', 'administrator', province);
  const minh = person('minh', 'appraiser', province);
  person('lan', 'appraiser', province);
  person('leader', 'approver', linh);
  person('neighbour', 'approver', xa);
  person('operator', 'operator', linh);
  person('head', 'hamlet-head', dong);
  const asked: [string, CoverageQuestion][] = [];
  const cited: string[] = [];

  /** Everything was heard in Đông and nothing in Tây. */
  const coverageOf = async (area: string, question: CoverageQuestion): Promise<Coverage> => {
    asked.push([area, question]);
    const hamlets = [dong, tay].map((hamlet): HamletVerdict => {
      const heard = hamlet === dong ? 120 : 0;
      const counts = { due: 120, heard, partial: 0, notHeard: 120 - heard, unknown: 0, excluded: 0, cancelled: 0 };
      const result = { verdict: heard > 0 ? ('met' as const) : ('not-met' as const), lower: heard / 120 };
      return {
        ...{ hamlet: hamlet.id, name: hamlet.name, commune: linh.id, communeName: linh.name, nodes: 1, horns: 3 },
        ...{ basis: 'receipts', byInspection: false, technologies: ['ip'], days: 84, strip: [], reasons: [] },
        ...{ ...result, upper: result.lower, sessions: counts, owed: 120, longestMiss: 120 - heard },
        without: { ...result, upper: result.lower, due: 120, heard },
      };
    });
    const communes = [judgeArea(linh, hamlets, 1)];
    return { rule: RULE, from: '2026-09-01', to: '2026-11-23', computedAt: START, treeSize: 1, communes, hamlets };
  };

  beforeAll(async () => {
    test = await open();
    const { database } = test;
    const appraisal = new Appraisal({
      ...{ database, clock, tree, audit: new Audit({ database, clock }), coverageOf },
      roleOf: (id) => people.find((one) => one.id === id)?.role,
      nameOf: (id) => people.find((one) => one.id === id)?.name,
      papers: {
        open: async (_person, sha256) => {
          if (sha256 !== PAPER) throw new NotFoundError('no-attachment', 'There is no such file.');
          return { name: 'bien-ban.pdf' };
        },
        cite: async (_transaction, _by, papers) => {
          for (const { area } of papers) cited.push(area);
        },
      },
    });
    const api = (api: App) => {
      roundRoutes(api, appraisal.rounds);
      recordRoutes(api, appraisal);
      communeRoutes(api, appraisal);
      drawRoutes(api, appraisal);
    };
    ({ app } = await openDoor(test, clock, people, { api }));
  });
  afterAll(async () => {
    await app.close();
    await test.close();
  });
  beforeEach(() => clock.set(START));

  async function call(as: string, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) {
    const reply = await callAs(app, as, method, path, body);
    return { status: reply.statusCode, body: reply.json() };
  }
  const outcome = async (reply: ReturnType<typeof call>) => {
    const { status, body } = await reply;
    return [status, body.code];
  };
  async function round(more: object = {}): Promise<string> {
    const input = { year: 2026, level: 'advanced', kind: 'new', title: 'Nâng cao 2026', ...more };
    const terms = { communes: [linh.id], members: [minh.id], from: START - DAY_MS, until: UNTIL, ...more };
    return (await call('admin', 'POST', '/rounds', { ...input, ...terms })).body.id;
  }
  const lastAudit = async () =>
    test.database.read('audit_entries').where({ outcome: 'done' }).orderBy('id', 'desc').first();

  describe('a self-assessment', () => {
    const own = (more: object = {}) => ({
      ...{ hamlets: [{ hamlet: dong.id, verdict: 'met', note: 'Đủ loa' }], text: 'Xã tự đánh giá đạt' },
      ...more,
    });
    const write = (as: string, id: string, body: object = own(), commune: Area = linh) =>
      call(as, 'PUT', `/rounds/${id}/self-assessments/${commune.id}`, body);

    it('is the approver’s word, kept in every version', async () => {
      const id = await round();
      const first = (await write('leader', id)).body;
      expect(first).toEqual({
        ...{ commune: linh.id, version: 1, text: 'Xã tự đánh giá đạt', byName: 'Người leader', at: START },
        hamlets: [{ hamlet: dong.id, name: 'Đông', verdict: 'met', note: 'Đủ loa' }],
      });
      const second = (await write('leader', id, own({ text: 'Sửa lại', replaces: 1 }))).body;
      expect(await outcome(write('leader', id, own({ replaces: 1 })))).toEqual([409, 'self-assessment-changed']);
      const { items } = (await call('head', 'GET', `/rounds/${id}/self-assessments/${linh.id}`)).body;
      expect(items).toEqual([second, first]);
      const { action, before, after, area_id } = await lastAudit();
      const words = [JSON.parse(before).text, JSON.parse(after).text];
      expect([action, area_id, ...words]).toEqual(['self-assessment.write', linh.id, 'Xã tự đánh giá đạt', 'Sửa lại']);
    });

    it.each([
      ['an operator', 'operator', own(), linh, 403, 'role'],
      ['an appraiser', 'minh', own(), linh, 403, 'role'],
      ['the approver of another commune', 'neighbour', own(), linh, 403, 'out-of-scope'],
      ['a commune that did not register', 'neighbour', own(), xa, 403, 'not-registered'],
      [
        'about a hamlet elsewhere',
        'leader',
        own({ hamlets: [{ hamlet: an.id, verdict: 'met' }] }),
        linh,
        422,
        'not-own-hamlet',
      ],
      [
        'about the commune as a hamlet',
        'leader',
        own({ hamlets: [{ hamlet: linh.id, verdict: 'met' }] }),
        linh,
        422,
        'not-own-hamlet',
      ],
      [
        'about a hamlet twice',
        'leader',
        own({ hamlets: [own().hamlets[0], own().hamlets[0]] }),
        linh,
        422,
        'hamlet-twice',
      ],
    ])('is not taken from or about: %s', async (_what, as, body, commune, status, code) => {
      expect(await outcome(write(as, await round(), body, commune))).toEqual([status, code]);
    });

    it('is taken while the round is open', async () => {
      const id = await round({ from: START });
      clock.set(START - 1);
      expect(await outcome(write('leader', id))).toEqual([403, 'round-not-begun']);
      clock.set(UNTIL);
      expect(await outcome(write('leader', id))).toEqual([403, 'round-over']);
      clock.set(START);
      await call('admin', 'PATCH', `/rounds/${id}`, { closed: true });
      expect(await outcome(write('leader', id))).toEqual([403, 'round-closed']);
    });
  });

  describe('another part of the criterion', () => {
    const put = (as: string, id: string, body: object, part = 'television') =>
      call(as, 'PUT', `/rounds/${id}/parts/${linh.id}/${part}`, body);

    it('is entered by hand with its papers, and every version is kept', async () => {
      const id = await round();
      cited.length = 0;
      const body = { verdict: 'met', text: '98 % hộ xem truyền hình', documents: [PAPER, PAPER] };
      expect((await put('leader', id, body)).body).toEqual({
        ...{ commune: linh.id, part: 'television', version: 1, verdict: 'met', text: '98 % hộ xem truyền hình' },
        ...{ documents: [PAPER], byName: 'Người leader', at: START },
      });
      expect(cited).toEqual([linh.id]);
      await put('leader', id, { verdict: 'met', text: 'Đủ ấn phẩm' }, 'publications');
      expect((await put('admin', id, { verdict: 'not-met', text: 'Sửa' })).body.version).toBe(2);
      const { parts } = (await call('minh', 'GET', `/rounds/${id}/communes/${linh.id}`)).body;
      expect(parts.map((one: { part: string; version: number }) => [one.part, one.version])).toEqual([
        ['television', 2],
        ['publications', 1],
      ]);
    });

    it.each([
      ['from an appraiser', 'minh', { verdict: 'met', text: 'x' }, 'television', 403, 'role'],
      ['from another commune', 'neighbour', { verdict: 'met', text: 'x' }, 'television', 403, 'out-of-scope'],
      ['that is none', 'leader', { verdict: 'met', text: 'x' }, 'radio', 400, 'invalid-input'],
      ['without a word', 'leader', { verdict: 'met', text: '' }, 'television', 400, 'invalid-input'],
      [
        'with a paper that is not there',
        'leader',
        { verdict: 'met', text: 'x', documents: ['b'.repeat(64)] },
        'television',
        404,
        'no-attachment',
      ],
    ])('is not taken %s', async (_what, as, body, part, status, code) => {
      expect(await outcome(put(as, await round(), body, part))).toEqual([status, code]);
    });
  });

  describe('side by side', () => {
    it('stand the computed data, the commune’s word and the council’s, none changing another', async () => {
      const id = await round();
      const hamlets = [
        { hamlet: dong.id, verdict: 'not-met', note: 'Loa rè' },
        { hamlet: tay.id, verdict: 'met', note: '' },
      ];
      await call('leader', 'PUT', `/rounds/${id}/self-assessments/${linh.id}`, { hamlets });
      await call('minh', 'PUT', `/rounds/${id}/conclusions/${tay.id}`, { verdict: 'insufficient', text: 'Xem lại' });
      await call('minh', 'PUT', `/rounds/${id}/conclusions/${linh.id}`, { verdict: 'not-met', text: 'Chưa' });
      const visit = {
        hamlet: tay.id,
        at: START,
        hornsThere: 3,
        hornsSounding: 1,
        duringSession: true,
        unannounced: true,
      };
      const { body: old } = await call('minh', 'POST', `/rounds/${id}/visits`, visit);
      await call('minh', 'POST', `/rounds/${id}/visits`, { ...visit, hornsSounding: 2, corrects: old.id });
      const period = ulid();
      const { body } = await call('minh', 'GET', `/rounds/${id}/communes/${linh.id}?rule=province@1&period=${period}`);
      expect(sideBySide.parse(body)).toEqual(body);
      expect(asked.at(-1)).toEqual([linh.id, { rule: 'province@1', period }]);
      expect(
        body.hamlets.map((one: { computed: { name: string; verdict: string } } & Record<string, unknown>) => [
          ...[
            one.computed.name,
            one.computed.verdict,
            one.self,
            (one.council as { verdict?: string })?.verdict,
            one.visits,
          ],
        ]),
      ).toEqual([
        ['Đông', 'met', 'not-met', undefined, 0],
        ['Tây', 'not-met', 'met', 'insufficient', 1],
      ]);
      expect(body).toMatchObject({
        ...{ commune: { name: 'Hưng Lĩnh' }, computed: { verdict: 'not-met', met: 1, required: 2 } },
        ...{ council: { verdict: 'not-met' }, self: { version: 1 }, rule: { id: 'province' } },
      });
    });

    it('are read by members and by whom the commune touches', async () => {
      const id = await round({ communes: [linh.id, xa.id] });
      const read = (as: string, commune: Area) => call(as, 'GET', `/rounds/${id}/communes/${commune.id}`);
      for (const as of ['minh', 'admin', 'leader', 'operator', 'head'])
        expect([as, (await read(as, linh)).status]).toEqual([as, 200]);
      for (const as of ['lan', 'neighbour']) expect(await outcome(read(as, linh))).toEqual([403, 'out-of-scope']);
      expect(await outcome(call('minh', 'GET', `/rounds/${await round()}/communes/${xa.id}`))).toEqual([
        404,
        'not-registered',
      ]);
      const selves = call('neighbour', 'GET', `/rounds/${id}/self-assessments/${linh.id}`);
      expect(await outcome(selves)).toEqual([403, 'out-of-scope']);
    });
  });

  describe('a draw', () => {
    const input = (more: object = {}) => ({
      ...{ seed: '20261123', communes: [linh.id], hamlets: 2, from: '2026-11-23', to: '2026-11-29' },
      ...more,
    });
    const make = (as: string, id: string, more: object = {}) => call(as, 'POST', `/rounds/${id}/draws`, input(more));

    it('is stored with seed, candidates and items, and everybody it touches can repeat it', async () => {
      const id = await round();
      const { status, body } = await make('minh', id);
      expect(status).toBe(201);
      expect(drawAnswer.parse(body)).toEqual(body);
      expect(body).toMatchObject({
        ...{ round: id, seed: '20261123', candidates: [dong.id, tay.id].sort(), parts: ['morning', 'afternoon'] },
        ...{ byName: 'Người minh', at: START },
      });
      expect(body.items.map(({ hamlet }: { hamlet: string }) => hamlet).sort()).toEqual([dong.id, tay.id].sort());
      expect(body.items[0].communeName).toBe('Hưng Lĩnh');
      for (const as of ['admin', 'operator', 'head'])
        expect((await call(as, 'GET', `/rounds/${id}/draws`)).body.items).toEqual([body]);
      expect(await lastAudit()).toMatchObject({ action: 'draw.make', subject: body.id, area_id: linh.id });
      const again = (await make('admin', id)).body;
      expect(again.items).toEqual(body.items);
      expect((await call('minh', 'GET', `/rounds/${id}/draws`)).body.items).toHaveLength(2);
    });

    it('has a seed nobody chose when none is said', async () => {
      const id = await round();
      const seeds = await Promise.all([make('minh', id, { seed: undefined }), make('minh', id, { seed: undefined })]);
      expect(seeds[0].body.seed).toMatch(/^[0-9a-f]{32}$/);
      expect(seeds[1].body.seed).not.toBe(seeds[0].body.seed);
    });

    it.each([
      ['by an appraiser who is no member', 'lan', {}, 403, 'not-member'],
      ['by an approver', 'leader', {}, 403, 'role'],
      ['of a commune that did not register', 'minh', { communes: [xa.id] }, 422, 'not-registered'],
      ['of an area that is none', 'minh', { communes: ['a0000000000000000'] }, 403, 'out-of-scope'],
      ['of more hamlets than there are', 'minh', { hamlets: 3 }, 422, 'too-many-hamlets'],
      ['of days gone by', 'minh', { from: '2026-11-22' }, 422, 'draw-in-past'],
      ['of days out of order', 'minh', { to: '2026-11-22' }, 400, 'bad-window'],
      ['of days after the round', 'minh', { to: '2026-12-14' }, 422, 'draw-after-round'],
      ['of a year', 'minh', { to: '2027-11-22' }, 400, 'bad-window'],
      ['with a seed anybody guesses', 'minh', { seed: '12' }, 400, 'invalid-input'],
    ])('is not made %s', async (_what, as, more, status, code) => {
      expect(await outcome(make(as, await round(), more))).toEqual([status, code]);
    });

    it('shows the visit that answers an item, or the correction of it', async () => {
      const id = await round();
      const { body: made } = await make('minh', id, { to: '2026-11-23' });
      const item = made.items.findIndex(({ hamlet }: { hamlet: string }) => hamlet === dong.id);
      const visit = (more: object = {}) =>
        call('minh', 'POST', `/rounds/${id}/visits`, {
          ...{ hamlet: dong.id, at: START, hornsThere: 3, hornsSounding: 3, duringSession: true, unannounced: true },
          ...{ draw: { id: made.id, item }, ...more },
        });
      const shown = async () => (await call('admin', 'GET', `/rounds/${id}/draws`)).body.items[0].items[item].visit;
      expect(await outcome(visit({ hamlet: tay.id }))).toEqual([422, 'not-the-draw-item']);
      expect(await outcome(visit({ at: START - 12 * 3_600_000 }))).toEqual([422, 'not-the-draw-item']);
      expect(await outcome(visit({ draw: { id: made.id, item: 2 } }))).toEqual([404, 'no-draw-item']);
      expect(await outcome(visit({ draw: { id: ulid(), item } }))).toEqual([404, 'no-draw-item']);
      expect(await shown()).toBeUndefined();
      const { body: first } = await visit();
      expect(first.draw).toEqual({ id: made.id, item });
      expect(await shown()).toBe(first.id);
      expect(await outcome(visit())).toEqual([409, 'draw-item-answered']);
      const { body: second } = await visit({ corrects: first.id, hornsSounding: 2 });
      expect(await shown()).toBe(second.id);
      const { body: third } = await visit({ corrects: second.id, draw: undefined });
      expect([third.draw, await shown()]).toEqual([undefined, undefined]);
    });

    it.each(['appraisal_draws', 'appraisal_self_assessments', 'appraisal_other_parts'])(
      'like all of the record, the database itself changes nothing in %s',
      async (table) => {
        await expect(test.database.write((t) => t(table).delete())).rejects.toThrow('append-only');
        await expect(test.database.write((t) => t(table).update({ by: 'x' }))).rejects.toThrow('append-only');
      },
    );

    it('a commune that was drawn stays in the round', async () => {
      const id = await round({ communes: [linh.id, xa.id] });
      await make('minh', id);
      expect(await outcome(call('admin', 'PATCH', `/rounds/${id}`, { communes: [xa.id] }))).toEqual([
        409,
        'commune-has-records',
      ]);
    });
  });
});
