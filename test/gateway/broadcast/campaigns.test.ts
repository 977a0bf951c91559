import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { campaignRoutes } from '../../../gateway/broadcast/campaign-routes.ts';
import { Campaigns } from '../../../gateway/broadcast/campaigns.ts';
import { compliance } from '../../../gateway/broadcast/compliance.ts';
import { Inbox } from '../../../gateway/broadcast/inbox.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import type { BulletinInput, ProgrammeInput } from '../../../protocol/api/broadcast.ts';
import type { Campaign, CampaignDetail, InboxItem } from '../../../protocol/api/campaigns.ts';
import type { Page } from '../../../protocol/api/common.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';
import type { TestNode } from '../intake/test-node.ts';
import { Air, MONDAY } from './air.ts';

const EVENING = instantAt(MONDAY, '17:00');

describe('a commune complied', () => {
  it.each([
    ['when every bulletin was aired often enough', [3, 2], true],
    ['not when one was aired too rarely, however often the other', [9, 1], false],
    ['not when nothing was aired', [0, 0], false],
  ])('%s', (_, [first = 0, second = 0], complied) => {
    const campaign = { bulletins: ['a', 'b'], communes: ['x'], airings: 2 };
    const [row] = compliance(
      campaign,
      (_commune, bulletin) => (bulletin === 'a' ? first : second),
      () => 0,
    );
    expect(row?.complied).toBe(complied);
    // What was aired by hand was planned by hand.
    expect(row?.bulletins.map((one) => one.planned)).toEqual([first, second]);
  });
});

describe.each(ENGINES)('campaigns on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let app: App;
  let people: Record<string, Person>;
  let node: TestNode;
  const told: string[] = [];

  beforeEach(async () => {
    test = await open();
    air = new Air(test);
    people = {
      province: air.person('operator', air.province),
      leader: air.person('approver', air.province),
      operator: air.person('operator', air.commune),
      approver: air.person('approver', air.commune),
      head: air.person('hamlet-head', air.east),
      neighbour: air.person('operator', air.other),
      technician: air.person('technician', air.province),
    };
    node = air.node(air.east, 'TL-001');
    air.node(air.far, 'TL-002');
    // Compliance is asked of SQL, which knows the places by their rows.
    await air.database.write(async (transaction) => {
      await transaction('areas').insert(
        air.tree.all().map(({ id, kind, name, parent, validFrom }) => ({
          ...{ id, kind, name, search_key: name, sort_key: name, parent_id: parent ?? null, valid_from: validFrom },
        })),
      );
    });
    told.length = 0;
    air.facts.on('changed', ({ what }) => told.push(what));
    await air.broadcast.start();
    const parts = {
      ...{ database: air.database, clock: air.clock, audit: air.audit, facts: air.facts, tree: air.tree },
      ...{ roster: air.roster, quietHours: { windowsOf: () => [] }, nameOf: (account: string) => `name of ${account}` },
      settings: { at: () => air.settings },
      ...{ bulletins: air.broadcast.bulletins.store, programmes: air.broadcast.programmes.store },
    };
    const campaigns = new Campaigns(parts);
    app = await served(
      { clock: air.clock, audit: air.audit, personOf: (token) => people[token] },
      { api: (api) => campaignRoutes(api, campaigns, new Inbox({ ...parts, campaigns, nameOf: () => undefined })) },
    );
  });
  afterEach(async () => {
    await app.close();
    await air.close();
    await test.close();
  });

  const call = (who: string, method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
    callAs(app, who, method, path, payload);
  const known = (who: string) => people[who] as Person;
  const bulletinOf = async (maker: string, approver: string, change: Partial<BulletinInput> = {}) => {
    const about = { class: 'normal', field: 'health', language: 'vi' } as const;
    const input = { title: 'Phòng chống sốt xuất huyết', ...about, recording: await air.recording(), ...change };
    const { id } = await air.broadcast.bulletins.create(known(maker), input);
    return air.broadcast.bulletins.approve(known(approver), id);
  };
  const fromProvince = (change: Partial<BulletinInput> = {}) => bulletinOf('province', 'leader', change);
  const campaignBody = (bulletins: readonly string[], change: object = {}) => ({
    ...{ title: 'Tháng cao điểm', topic: 'dịch bệnh', bulletins, communes: [air.commune.id, air.other.id] },
    ...{ from: MONDAY, deadline: '2026-11-29', airings: 2, ...change },
  });
  const made = async (bulletins: readonly string[], change: object = {}) => {
    const answer = await call('province', 'POST', '/campaigns', campaignBody(bulletins, change));
    expect(answer.statusCode).toBe(201);
    return answer.json<Campaign>();
  };
  const schedule = async (bulletins: readonly string[], change: Partial<ProgrammeInput> = {}) => {
    const input: ProgrammeInput = {
      ...{ title: 'Bản tin chiều', bulletins: [...bulletins], targets: [{ area: air.commune.id }] },
      ...{ resume: 'resume', registered: true, ...change },
      recurrence: { from: MONDAY, to: '2026-11-25', times: ['17:00'], weekdays: [], except: [] },
    };
    const { id } = await air.broadcast.programmes.create(known('operator'), input);
    const programme = await air.broadcast.programmes.approve(known('approver'), id);
    await air.broadcast.plans.idle();
    return programme;
  };
  const detail = async (who: string, id: string) => (await call(who, 'GET', `/campaigns/${id}`)).json<CampaignDetail>();
  const inbox = async (who: string) => (await call(who, 'GET', '/inbox')).json<{ items: InboxItem[] }>().items;
  const tickAt = async (instant: number) => {
    air.clock.set(instant);
    await air.broadcast.tick();
  };

  it('go to the communes that are named, and are seen by them and the province alone', async () => {
    const bulletin = await fromProvince();
    const campaign = await made([bulletin.id], { communes: [air.commune.id] });
    expect(campaign).toMatchObject({
      ...{ title: 'Tháng cao điểm', topic: 'dịch bệnh', area: air.province.id, communes: 1, complied: 0 },
      bulletins: [{ id: bulletin.id, title: 'Phòng chống sốt xuất huyết' }],
      byName: `name of ${known('province').id}`,
    });
    expect(told).toContain('campaigns');
    const seen = async (who: string) => (await call(who, 'GET', '/campaigns')).json<Page<Campaign>>().total;
    expect(await Promise.all(['province', 'operator', 'head', 'neighbour'].map(seen))).toEqual([1, 1, 1, 0]);
    expect((await call('neighbour', 'GET', `/campaigns/${campaign.id}`)).statusCode).toBe(404);
    expect((await detail('head', campaign.id)).byCommune.map((row) => row.name)).toEqual(['Hưng Lĩnh']);
  });

  it('count what was heard in each commune, from the first day to the deadline, and who complied', async () => {
    const bulletin = await fromProvince();
    const campaign = await made([bulletin.id], { deadline: '2026-11-24' });
    const programme = await schedule([bulletin.id]);
    const rows = async () => (await detail('province', campaign.id)).byCommune;
    const of = (planned: number, aired: number) => [{ bulletin: bulletin.id, planned, aired }];
    // Three runs are on the timetable, two of them within the days of the campaign.
    expect(await rows()).toEqual([
      { commune: air.commune.id, name: 'Hưng Lĩnh', bulletins: of(2, 0), complied: false },
      { commune: air.other.id, name: 'Long Xá', bulletins: of(0, 0), complied: false },
    ]);
    const play = async (day: number, change: object = {}) => {
      const dueAt = EVENING + day * DAY_MS;
      await tickAt(dueAt);
      await air.receipt(node, { programme: programme.id, dueAt }, change);
    };
    // A second node of the commune hears the same run: still one airing.
    const second = air.node(air.west, 'TL-003');
    await play(0);
    await air.receipt(second, { programme: programme.id, dueAt: EVENING });
    expect((await rows())[0]).toMatchObject({ bulletins: of(2, 1), complied: false });
    await play(1);
    expect((await rows())[0]).toMatchObject({ bulletins: of(2, 2), complied: true });
    // After the deadline.
    await play(2);
    expect((await rows())[0]).toMatchObject({ bulletins: of(2, 2) });
    expect((await call('province', 'GET', '/campaigns')).json<Page<Campaign>>().items[0]).toMatchObject({
      complied: 1,
    });
    // A commune sees its own row only, and the sums.
    const theirs = await detail('neighbour', campaign.id);
    expect(theirs.byCommune.map((row) => row.commune)).toEqual([air.other.id]);
    expect(theirs.complied).toBe(1);
  });

  it('count no run that was played and not heard, began late, or said something else', async () => {
    const [bulletin, other] = [await fromProvince(), await bulletinOf('operator', 'approver')];
    const campaign = await made([bulletin.id], { airings: 1 });
    const programme = await schedule([bulletin.id]);
    const foreign = await schedule([other.id], { targets: [{ area: air.west.id }] });
    const alsoNode = air.node(air.west, 'TL-009');
    await tickAt(EVENING);
    await air.receipt(alsoNode, { programme: foreign.id, dueAt: EVENING });
    await air.receipt(node, { programme: programme.id, dueAt: EVENING }, { heard: { by: 'none' } });
    const next = EVENING + DAY_MS;
    await tickAt(next);
    await air.receipt(
      node,
      { programme: programme.id, dueAt: next },
      { heard: { by: 'microphone', ms: 20_000, levelDb: -20 } },
    );
    const later = next + DAY_MS;
    await tickAt(later);
    await air.receipt(node, { programme: programme.id, dueAt: later }, { startedAt: later + 3_600_000 });
    expect((await detail('province', campaign.id)).byCommune[0]?.bulletins[0]?.aired).toBe(0);
  });

  it('count what a commune plays by hand', async () => {
    const bulletin = await fromProvince();
    const campaign = await made([bulletin.id], { airings: 1 });
    const run = await air.broadcast.playNow(known('operator'), {
      bulletin: bulletin.id,
      targets: [{ area: air.east.id }],
    });
    await tickAt(run.dueAt);
    await air.receipt(node, { run: run.id }, { dueAt: run.dueAt, startedAt: run.dueAt });
    expect((await detail('operator', campaign.id)).byCommune[0]).toMatchObject({
      complied: true,
      bulletins: [{ bulletin: bulletin.id, planned: 1, aired: 1 }],
    });
    expect(await inbox('operator')).toEqual([]);
  });

  it('are refused where they cannot be', async () => {
    const bulletin = await fromProvince();
    const pending = await air.broadcast.bulletins.create(known('province'), {
      ...{ title: 'Chưa duyệt', class: 'normal', field: 'general', language: 'vi' },
      recording: await air.recording(),
    });
    const own = await bulletinOf('operator', 'approver');
    const refusals: [string, object, string][] = [
      ['technician', campaignBody([bulletin.id]), 'role'],
      ['operator', campaignBody([bulletin.id], { area: air.province.id }), 'out-of-scope'],
      ['operator', campaignBody([bulletin.id]), 'campaign-of-province'],
      ['province', campaignBody([bulletin.id], { communes: [air.east.id] }), 'not-a-commune'],
      ['province', campaignBody([bulletin.id], { deadline: '2026-11-22', from: '2026-11-20' }), 'deadline-over'],
      ['province', campaignBody([bulletin.id], { from: '2026-12-01' }), 'deadline-before-start'],
      ['province', campaignBody([bulletin.id], { deadline: '2026-11-31' }), 'no-such-day'],
      ['province', campaignBody([pending.id]), 'not-approved'],
      ['province', campaignBody([own.id]), 'not-of-province'],
    ];
    for (const [who, body, code] of refusals)
      expect((await call(who, 'POST', '/campaigns', body)).json()).toMatchObject({ code });
    expect((await call('province', 'GET', '/campaigns')).json()).toMatchObject({ total: 0 });
  });

  it('are cancelled by the province, once, with the reason on record', async () => {
    const bulletin = await fromProvince();
    const { id } = await made([bulletin.id]);
    expect((await call('operator', 'DELETE', `/campaigns/${id}`)).json()).toMatchObject({ code: 'out-of-scope' });
    const reason = { reason: 'Dịch đã hết' };
    expect((await call('province', 'DELETE', `/campaigns/${id}`, reason)).json()).toMatchObject({
      cancelledAt: air.clock.now(),
    });
    expect((await call('province', 'DELETE', `/campaigns/${id}`)).json()).toMatchObject({ code: 'cancelled' });
    const { items } = await air.audit.list({ subject: id, limit: 10 } as never);
    const done = items.filter((one) => one.outcome === 'done');
    expect(done.map((one) => one.action)).toEqual(['campaign.cancel', 'campaign.create']);
    expect(JSON.stringify(done[0])).toContain('Dịch đã hết');
    expect(await inbox('operator')).toMatchObject([{ bulletin: bulletin.id }]);
    expect((await inbox('operator'))[0]?.campaign).toBeUndefined();
  });

  it('fill the inbox of the communes, priority first, until the bulletin is on the timetable', async () => {
    const asked = await fromProvince({ title: 'Trong đợt' });
    const offered = await fromProvince({ title: 'Tỉnh gửi' });
    const priority = await fromProvince({ title: 'Ưu tiên', class: 'priority' });
    await bulletinOf('operator', 'approver', { title: 'Của xã' });
    const campaign = await made([asked.id], { communes: [air.commune.id] });
    expect(await inbox('operator')).toEqual([
      expect.objectContaining({ bulletin: priority.id, class: 'priority', fromName: 'Nghệ An' }),
      expect.objectContaining({
        bulletin: asked.id,
        campaign: { id: campaign.id, title: 'Tháng cao điểm', deadline: '2026-11-29', airings: 2, aired: 0 },
      }),
      expect.objectContaining({ bulletin: offered.id }),
    ]);
    // What a campaign sends to chosen communes is not offered to the others.
    expect((await inbox('neighbour')).map((one) => one.title)).toEqual(['Ưu tiên', 'Tỉnh gửi']);
    expect((await inbox('head')).map((one) => one.title)).toEqual(['Ưu tiên', 'Trong đợt', 'Tỉnh gửi']);
    expect(await inbox('province')).toEqual([]);
    const programme = await schedule([asked.id, priority.id]);
    expect((await inbox('operator')).map((one) => one.title)).toEqual(['Tỉnh gửi']);
    expect((await inbox('neighbour')).map((one) => one.title)).toEqual(['Ưu tiên', 'Tỉnh gửi']);
    await air.broadcast.programmes.cancel(known('operator'), programme.id);
    expect((await inbox('operator')).map((one) => one.title)).toEqual(['Ưu tiên', 'Trong đợt', 'Tỉnh gửi']);
    await tickAt(EVENING + 70 * DAY_MS);
    expect(await inbox('operator')).toEqual([]);
  });
});
