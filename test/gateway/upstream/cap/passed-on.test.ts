import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capSettings } from '../../../../gateway/upstream/cap/cap-settings.ts';
import { isRingTouched } from '../../../../gateway/upstream/cap/geometry.ts';
import { heaviest, weightOf } from '../../../../gateway/upstream/cap/weight.ts';
import type { WeightRow } from '../../../../protocol/api/sources.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../protocol/units.ts';
import { instantAt } from '../../../../protocol/vietnam-time.ts';
import { Air, MONDAY } from '../../broadcast/air.ts';
import type { TestDatabase } from '../../database/engines.ts';
import { bytesOf, element } from './messages.ts';
import { openForAMoment } from './moment.ts';
import { Office, reference } from './office.ts';

/** As an administrator would set it: three classes by how bad, never an emergency of what is only possible. */
const OWN: readonly WeightRow[] = [
  { severity: ['Extreme'], urgency: ['Immediate'], certainty: ['Observed', 'Likely'], weight: 'at-once' },
  { severity: ['Extreme', 'Severe'], weight: 'priority' },
  { severity: ['Moderate'], urgency: ['Immediate', 'Expected', 'Future'], weight: 'inbox' },
  { urgency: ['Past'], weight: 'shown' },
];

describe('what an alert becomes by the table of its source', () => {
  it.each([
    ['Extreme', 'Immediate', 'Observed', 'at-once'],
    ['Extreme', 'Immediate', 'Possible', 'priority'],
    ['Extreme', 'Expected', 'Likely', 'priority'],
    ['Severe', 'Immediate', 'Observed', 'priority'],
    ['Moderate', 'Future', 'Possible', 'inbox'],
    ['Moderate', 'Past', 'Observed', 'shown'],
    // What the table does not speak of waits for a person.
    ['Minor', 'Immediate', 'Observed', 'held'],
    ['Unknown', 'Unknown', 'Unknown', 'held'],
  ] as const)('%s, %s, %s: %s', (severity, urgency, certainty, wanted) => {
    const settings = { ...capSettings.parse({}), weights: [...OWN] };
    expect(weightOf({ severity, urgency, certainty, responseType: [] }, settings)).toBe(wanted);
  });

  it.each([
    [['priority', 'at-once'], 'at-once'],
    [['inbox', 'held', 'priority'], 'held'],
    [['shown', 'inbox'], 'inbox'],
  ] as const)('of a message that is %j it is %s', (weights, wanted) => {
    expect(heaviest(weights)).toBe(wanted);
  });
});

describe('alerts that are no emergency', () => {
  let test: TestDatabase;
  let air: Air;
  let office: Office;
  beforeEach(async () => {
    test = await openForAMoment();
    air = new Air(test);
    air.node(air.east, 'TL-001', { latitude: 18.67, longitude: 105.68 });
    air.node(air.west, 'TL-002');
    air.node(air.far, 'TL-003');
    await air.broadcast.start();
    office = new Office(air);
    office.weights = OWN;
  });
  afterEach(async () => {
    await air.close();
    await test.close();
  });
  const severe = { severity: 'Severe' };
  const shownOf = (id: string) => office.alerts.get(id);
  const runsOf = async (bulletin: string | undefined) => {
    const rows = await test.database.read('programme_bulletins').where({ bulletin_id: bulletin ?? '' });
    return (await air.broadcast.runs.ahead(0, [rows[0]?.programme_id ?? ''])).filter((run) => run.state === 'planned');
  };
  const bulletinOf = async (id: string) => {
    const bulletin = (await shownOf(id)).content.orders[0]?.bulletin ?? '';
    return (await air.broadcast.bulletins.asBulletins([await air.broadcast.bulletins.get(bulletin)]))[0];
  };

  it('priority goes on the timetable within minutes, once, without a siren', async () => {
    const taken = await office.send({}, severe);
    expect(taken).toMatchObject({ state: 'passed-on' });
    expect(await office.send({}, severe)).toMatchObject({ id: taken.id, state: 'passed-on', reason: 'duplicate' });
    const bulletin = await bulletinOf(taken.id);
    expect(bulletin).toMatchObject({ class: 'priority', state: 'approved', fromSource: expect.any(String) });
    expect(bulletin?.text).toContain('Di chuyển đến nơi cao ngay');
    const runs = await runsOf(bulletin?.id);
    expect(runs.map(({ dueAt }) => dueAt)).toEqual([air.clock.now() + 2 * MINUTE_MS]);
    expect(office.told()).toEqual([]);
  });

  it('priority in the night waits for the first allowed minute, and for the inbox where it would be over by then', async () => {
    air.clock.set(instantAt(MONDAY, '03:10'));
    const sent = '2026-11-23T03:09:00+07:00';
    const taken = await office.send({ sent }, { ...severe, expires: '2026-11-23T16:00:00+07:00' });
    const [run] = await runsOf((await bulletinOf(taken.id))?.id);
    expect(run?.dueAt).toBe(instantAt(MONDAY, '05:00'));
    const short = await office.send({ identifier: 'VN-2', sent }, { ...severe, expires: '2026-11-23T04:30:00+07:00' });
    expect(short.state).toBe('passed-on');
    expect(await runsOf((await bulletinOf(short.id))?.id)).toEqual([]);
  });

  it('a gateway that ended between bulletin and row does not pass it on twice', async () => {
    const taken = await office.send({}, severe);
    await test.database.write(async (transaction) => {
      const { content } = await shownOf(taken.id);
      const orders = content.orders.map(({ bulletin: _, ...order }) => order);
      await office.alerts.store.change(transaction, taken.id, {
        ...{ state: 'held', pending: 'pass', content: { ...content, orders } },
      });
    });
    office.alerts = office.made();
    air.clock.set(air.clock.now() + 5 * MINUTE_MS);
    await office.alerts.tick();
    expect(await shownOf(taken.id)).toMatchObject({ state: 'passed-on' });
    expect(await test.database.read('bulletins').count({ n: '*' })).toMatchObject([{ n: 1 }]);
  });

  it('an Update takes the bulletin back for the siren, a Cancel and the end of its time take it back for nothing', async () => {
    const first = await office.send({}, severe);
    const sent = '2026-11-23T10:01:00+07:00';
    await office.send({ identifier: 'VN-2', msgType: 'Update', sent, references: reference('VN-1') });
    expect(await shownOf(first.id)).toMatchObject({ state: 'replaced' });
    expect(await bulletinOf(first.id)).toMatchObject({ state: 'cancelled' });
    expect(office.told()).toHaveLength(1);

    const second = await office.send({ identifier: 'VN-3' }, { severity: 'Moderate' });
    expect(await bulletinOf(second.id)).toMatchObject({ class: 'normal', state: 'approved' });
    await office.send({ identifier: 'VN-4', msgType: 'Cancel', sent, references: reference('VN-3') });
    expect(await shownOf(second.id)).toMatchObject({ state: 'cancelled' });
    expect(await bulletinOf(second.id)).toMatchObject({ state: 'cancelled' });

    const third = await office.send({ identifier: 'VN-5' }, { severity: 'Moderate' });
    air.clock.set(air.clock.now() + 7 * HOUR_MS);
    await office.alerts.tick();
    expect(await shownOf(third.id)).toMatchObject({ state: 'expired' });
    expect(await bulletinOf(third.id)).toMatchObject({ state: 'cancelled' });
  });

  it('of an exercise nothing is passed on', async () => {
    office = new Office(air, { exercises: 'drill' });
    office.weights = OWN;
    expect(await office.send({ status: 'Exercise' }, severe)).toMatchObject({ state: 'not-aired', reason: 'exercise' });
  });

  it('a message that does not say who it is stays with who sent it, the newest fifty', async () => {
    for (let n = 0; n < 52; n += 1) {
      air.clock.set(air.clock.now() + MINUTE_MS);
      await expect(office.sendXml(`<xin chào ${n}`)).rejects.toMatchObject({ code: 'cap-malformed' });
    }
    const found = await office.alerts.unreadable();
    expect(found).toHaveLength(50);
    expect(found[0]).toMatchObject({ source: office.source.id, reason: 'malformed', begins: '<xin chào 51' });
    expect(found[0]?.bytes).toBe(bytesOf('<xin chào 51').byteLength);
    air.clock.set(air.clock.now() + 91 * 24 * HOUR_MS);
    await office.alerts.nightly();
    expect(await office.alerts.unreadable()).toEqual([]);
  });

  describe('by outline', () => {
    const place = (area: typeof air.east, change: object) => air.tree.put([{ ...area, ...change }]);
    const square = (south: number, west: number, side = 0.1) =>
      [
        [south, west],
        [south, west + side],
        [south + side, west + side],
        [south + side, west],
      ] as [number, number][];
    const polygon = (south: number, west: number, side = 0.1) =>
      element('polygon', [...square(south, west, side), [south, west]].map((one) => one.join(',')).join(' '));
    const foundIn = async (area: string) => {
      const { id } = await office.send({}, { area });
      const { content } = await shownOf(id);
      return { areas: content.orders.flatMap((order) => order.areas), unplaced: content.unplaced };
    };

    it('a hamlet counts where it reaches, else where it lies, else where its loudspeakers stand; others are named', async () => {
      // Its loudspeaker stands in the polygon, the hamlet itself does not.
      place(air.east, { latitude: 19.5, longitude: 105.1 });
      place(air.west, { outline: square(18.74, 105.74) });
      expect(await foundIn(polygon(18.65, 105.65))).toEqual({
        areas: [air.west.id],
        unplaced: { n: 1, hamlets: [air.far.id] },
      });
    });

    it('a circle reaches a hamlet by its edge', async () => {
      place(air.west, { outline: square(18.7, 105.7) });
      expect((await foundIn(element('circle', '18.75,105.6 10.6'))).areas).toContain(air.west.id);
    });

    it('a message by code names nobody as unplaced', async () => {
      const { id } = await office.send();
      expect((await shownOf(id)).content.unplaced).toBeUndefined();
    });
  });
});

describe('shapes that touch', () => {
  const ring = (south: number, west: number, side: number) =>
    [
      [south, west],
      [south, west + side],
      [south + side, west + side],
      [south + side, west],
      [south, west],
    ].map(([latitude = 0, longitude = 0]) => ({ latitude, longitude }));
  const hamlet = ring(18, 105, 1);
  it.each([
    ['one within the other', ring(18.2, 105.2, 0.1), true],
    ['the other within the one', ring(17, 104, 3), true],
    [
      'across, no corner in the other',
      ring(18.4, 104.5, 0.2).map((p, n) => (n % 4 === 1 || n % 4 === 2 ? { ...p, longitude: 106.5 } : p)),
      true,
    ],
    ['corner to corner', ring(19, 106, 1), true],
    ['apart', ring(19.01, 105, 1), false],
    [
      'apart though their boxes meet',
      [
        [18.9, 106.2],
        [19.2, 106.2],
        [19.2, 105.9],
        [18.9, 106.2],
      ].map(([latitude = 0, longitude = 0]) => ({ latitude, longitude })),
      false,
    ],
  ] as const)('%s: %s', (_, polygon, wanted) => {
    expect(isRingTouched(hamlet, { polygon: [polygon], circle: [] })).toBe(wanted);
  });
  it('a circle does from as far as its radius', () => {
    const circle = { latitude: 18.5, longitude: 104.9 };
    expect(isRingTouched(hamlet, { polygon: [], circle: [{ ...circle, radiusKm: 10.4 }] })).toBe(false);
    expect(isRingTouched(hamlet, { polygon: [], circle: [{ ...circle, radiusKm: 10.6 }] })).toBe(true);
    expect(isRingTouched(hamlet, { polygon: [], circle: [{ latitude: 18.5, longitude: 105.5, radiusKm: 1 }] })).toBe(
      true,
    );
  });
});
