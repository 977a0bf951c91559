import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RuleError, UnavailableError } from '../../../../gateway/errors.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../protocol/units.ts';
import { Air } from '../../broadcast/air.ts';
import type { TestDatabase } from '../../database/engines.ts';
import { bytesOf, capXml, element, geocode, OASIS } from './messages.ts';
import { openForAMoment } from './moment.ts';
import { Office, reference } from './office.ts';
import { makeSigner, signed } from './signing.ts';

const later = '2026-11-23T10:05:00+07:00';
const latest = '2026-11-23T10:06:00+07:00';

describe('alerts of CAP', () => {
  let test: TestDatabase;
  let air: Air;
  let office: Office;
  beforeEach(async () => {
    test = await openForAMoment();
    air = new Air(test);
    air.link.connected = true;
    air.node(air.east, 'TL-001', { latitude: 18.67, longitude: 105.68 });
    air.node(air.west, 'TL-002', { latitude: 18.6, longitude: 105.6 });
    air.node(air.far, 'TL-003', { latitude: 18.9, longitude: 105.3 });
    await air.broadcast.start();
    office = new Office(air);
  });
  afterEach(async () => {
    await air.close();
    await test.close();
  });

  describe('an Alert', () => {
    it('that is urgent sounds at once, in its words and places, in the name of its source', async () => {
      const taken = await office.send();
      expect(taken).toEqual({ id: expect.any(String), state: 'on-air' });
      const emergency = await air.broadcast.emergencyEnds.get(await office.emergencyOf('VN-1'));
      expect(emergency).toMatchObject({
        ...{ status: 'actual', event: 'flood', title: 'Lũ trên sông Lam đang lên nhanh', area: air.commune.id },
        text: 'Lũ trên sông Lam đang lên nhanh. Mực nước đã vượt báo động ba. Di chuyển đến nơi cao ngay.',
        createdBy: `source:${office.source.id}`,
        targets: [{ area: air.commune.id }],
      });
      expect(emergency.expiresAt - emergency.startedAt).toBe(10 * MINUTE_MS);
      expect(office.told()).toEqual([`play ${emergency.id}`]);
      expect(await office.counted()).toEqual({ accepted: 1 });
      expect(office.calls).toEqual([{ what: 'CAP Alert', subject: taken.id, outcome: 'done', detail: 'on-air' }]);
    });

    it('sent again, or three times at once, or after a restart, plays once', async () => {
      const all = await Promise.all([office.send(), office.send(), office.send()]);
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      expect(all.filter(({ reason }) => reason === 'duplicate')).toHaveLength(2);
      office.alerts = office.made();
      expect(await office.sendXml(`${capXml({ infos: [office.info()] })}\n\n`)).toMatchObject({
        ...{ id: all[0]?.id, state: 'on-air', reason: 'duplicate' },
      });
      expect(office.told()).toHaveLength(1);
    });

    it('with the name of another and other words is refused, but for an Update', async () => {
      await office.send();
      const other = office.send({}, { headline: 'Nội dung khác' });
      await expect(other).rejects.toMatchObject({ code: 'cap-malformed', status: 400 });
      await expect(office.send({ sent: later })).rejects.toMatchObject({ extra: { reason: 'malformed' } });
      const update = office.send({ sent: later, msgType: 'Update', references: reference('VN-1') });
      await expect(update).resolves.toMatchObject({ state: 'on-air' });
    });

    it('that has expired is never aired, nor after its 24 hours when it does not say', async () => {
      expect(await office.send({}, { expires: '2026-11-23T10:00:00+07:00' })).toMatchObject({ state: 'expired' });
      const old = { identifier: 'VN-2', sent: '2026-11-22T09:59:00+07:00' };
      expect(await office.send(old, { expires: '' })).toMatchObject({ state: 'expired', reason: 'expired' });
      await office.send({ identifier: 'VN-3', sent: '2026-11-22T10:01:00+07:00' }, { expires: '' });
      expect(office.told()).toHaveLength(1);
    });

    it('is repeated no longer than it holds, and is over with its emergency', async () => {
      await office.send({}, { expires: '2026-11-23T10:03:00+07:00' });
      const { expiresAt, startedAt } = await air.broadcast.emergencyEnds.get(await office.emergencyOf('VN-1'));
      expect(expiresAt - startedAt).toBe(3 * MINUTE_MS);
      await office.alerts.tick();
      expect(await office.stateOf('VN-1')).toBe('on-air');
      air.clock.set(expiresAt + MINUTE_MS);
      await office.alerts.tick();
      expect(await office.stateOf('VN-1')).toBe('ended');
    });

    it('that a person of the commune silences is over', async () => {
      await office.send();
      const operator = air.person('operator', air.commune);
      await air.broadcast.emergencyEnds.clear(operator, await office.emergencyOf('VN-1'), 'đã xong');
      await office.alerts.tick();
      expect(await office.stateOf('VN-1')).toBe('ended');
    });

    it('that comes into effect later waits until then', async () => {
      const words = { effective: '2026-11-23T10:30:00+07:00' };
      expect(await office.send({}, words)).toMatchObject({ state: 'held' });
      await office.alerts.tick();
      expect(office.told()).toEqual([]);
      air.clock.set(air.clock.now() + 30 * MINUTE_MS);
      await office.alerts.tick();
      expect(office.told()).toHaveLength(1);
      expect(await office.stateOf('VN-1')).toBe('on-air');
    });

    it('speaks in Vietnamese when it can, and each hamlet hears the infos that are for it', async () => {
      const infos = [
        { ...office.info({ language: 'en-US', headline: 'Flood' }) },
        { ...office.info({ headline: 'Cả xã chuẩn bị' }), description: '', instruction: '' },
        { ...office.info({ headline: 'Thôn Đông đi ngay' }, air.east), description: '', instruction: '' },
      ];
      await office.sendXml(capXml({ infos }));
      const one = await office.alerts.get((await office.sendXml(capXml({ infos }))).id);
      expect(one.content.orders.map(({ text, areas }) => [text, areas])).toEqual([
        ['Cả xã chuẩn bị. Thôn Đông đi ngay.', [air.east.id]],
        ['Cả xã chuẩn bị.', [air.west.id]],
      ]);
      expect(office.told()).toHaveLength(2);
    });

    it('in no language of ours waits for a person', async () => {
      const words = { language: 'en-US', headline: 'Flood on the river', description: '', instruction: '' };
      expect(await office.send({}, words)).toMatchObject({ state: 'held' });
      expect(office.told()).toEqual([]);
    });

    it('is found by a polygon, a circle or its name, and is not aired where it is for nobody', async () => {
      const polygon = element('polygon', '18.65,105.65 18.65,105.70 18.70,105.70 18.70,105.65 18.65,105.65');
      const places = async (identifier: string, area: string, areaDesc = 'đâu đó') => {
        const taken = await office.send({ identifier }, { area, areaDesc });
        return [taken.reason, (await office.alerts.get(taken.id)).content.orders.flatMap((order) => order.areas)];
      };
      expect(await places('P', polygon)).toEqual([undefined, [air.east.id]]);
      expect(await places('C', element('circle', '18.9,105.3 2'))).toEqual([undefined, [air.other.id]]);
      expect(await places('G', geocode(air.province.id))).toEqual([undefined, [air.province.id]]);
      expect(await places('N', '', 'Hưng Lĩnh')).toEqual([undefined, [air.commune.id]]);
      expect(await places('X', geocode('006037', 'SAME'))).toEqual(['no-area-here', []]);
      expect(await places('Y', element('circle', '18.67,106.9 5'), 'Hưng Lĩnh')).toEqual(['no-area-here', []]);
    });

    it('goes no further than its source may', async () => {
      office = new Office(air, {}, air.above('province', air.commune));
      const taken = await office.send({}, { area: geocode(air.province.id) });
      expect((await office.alerts.get(taken.id)).content.orders[0]?.areas).toEqual([air.commune.id]);
      // The only hamlet of its commune does not stand for the commune.
      const near = new Office(air, {}, air.above('province', air.far));
      const small = await near.send({}, { area: geocode(air.other.id) });
      expect((await near.alerts.get(small.id)).content.orders[0]?.areas).toEqual([air.far.id]);
      expect(small.state).toBe('on-air');
      const elsewhere = await office.send({ identifier: 'VN-2' }, { area: geocode(air.other.id) });
      expect(elsewhere).toMatchObject({ state: 'not-aired', reason: 'no-area-here' });
    });

    it('waits and is tried again when speech is away, and once only', async () => {
      office.failure = new UnavailableError('speech-away', 'No engine speaks.');
      expect(await office.send()).toMatchObject({ state: 'held' });
      await office.alerts.tick();
      office.failure = undefined;
      office.alerts = office.made();
      await office.alerts.tick();
      await office.alerts.tick();
      expect(office.told()).toHaveLength(1);
      expect(await office.stateOf('VN-1')).toBe('on-air');
    });

    it('that a rule forbids is held, with what the rule says', async () => {
      office.failure = new RuleError('drill-words', 'These are the words of a drill.');
      const { id, state } = await office.send();
      expect([state, (await office.alerts.get(id)).detail]).toEqual(['held', 'These are the words of a drill.']);
      await office.alerts.tick();
      expect(office.told()).toEqual([]);
    });
  });

  describe('what is never aired as real', () => {
    it.each([
      ['Test', 'test'],
      ['System', 'system'],
      ['Draft', 'draft'],
      ['Exercise', 'exercise'],
    ])('%s', async (status, reason) => {
      expect(await office.send({ status })).toMatchObject({ state: 'not-aired', reason });
      expect(office.told()).toEqual([]);
    });

    it('an Exercise is spoken as a drill only when that is set, and says so', async () => {
      office = new Office(air, { exercises: 'drill' });
      await office.send({ status: 'Exercise' });
      const emergency = await air.broadcast.emergencyEnds.get(await office.emergencyOf('VN-1'));
      expect(emergency).toMatchObject({ status: 'exercise', text: expect.stringMatching(/^Đây là diễn tập/) });
      expect(air.commands()[0]?.payload).toMatchObject({ class: 'priority' });
    });

    it('a Test that cancels or updates ends nothing real', async () => {
      await office.send();
      await office.send({ identifier: 'T1', status: 'Test', msgType: 'Cancel', references: reference('VN-1') });
      await office.send({ identifier: 'T2', status: 'Exercise', msgType: 'Update', references: reference('VN-1') });
      expect(await office.stateOf('VN-1')).toBe('on-air');
      expect(office.told()).toHaveLength(1);
    });

    it('Ack and Error are kept alone, and so is what is private', async () => {
      const references = reference('VN-1');
      expect(await office.send({ identifier: 'A', msgType: 'Ack', references })).toMatchObject({
        reason: 'acknowledgement',
      });
      expect(await office.send({ identifier: 'E', msgType: 'Error', references })).toMatchObject({
        reason: 'error-message',
      });
      const priv = capXml({ infos: [office.info()], scope: 'Private', extra: element('addresses', 'a@b') });
      expect(await office.sendXml(priv)).toMatchObject({ state: 'not-aired' });
      expect(office.told()).toEqual([]);
    });
  });

  describe('an Update', () => {
    const update = (change: object = {}) => ({
      ...{ identifier: 'VN-2', sent: later, msgType: 'Update', references: reference('VN-1') },
      ...change,
    });

    it('replaces: the new is on the air before the old falls silent, and nothing is taken back', async () => {
      await office.send();
      const old = await office.emergencyOf('VN-1');
      office.told();
      expect(await office.send(update(), { headline: 'Lũ lên cao hơn' })).toMatchObject({ state: 'on-air' });
      const fresh = await office.emergencyOf('VN-2');
      expect(office.told()).toEqual([`play ${fresh}`, `stop ${old}`]);
      expect(await office.stateOf('VN-1')).toBe('replaced');
      expect(await air.broadcast.emergencyEnds.get(old)).toMatchObject({ endedHow: 'cleared' });
    });

    it('of what is over already is aired all the same, and of what never came too', async () => {
      await office.send({}, { expires: '2026-11-23T10:01:00+07:00' });
      air.clock.set(air.clock.now() + HOUR_MS);
      await office.alerts.tick();
      expect(await office.send(update())).toMatchObject({ state: 'on-air' });
      expect(await office.stateOf('VN-1')).toBe('ended');
      const unknown = update({ identifier: 'VN-9', references: reference('VN-8') });
      expect(await office.send(unknown)).toMatchObject({ state: 'on-air' });
    });

    it('that comes before its Alert stands in its place: the Alert is not aired', async () => {
      await office.send(update());
      office.told();
      expect(await office.send()).toMatchObject({ state: 'replaced' });
      expect(office.told()).toEqual([]);
    });

    it('older than one that came before it is not aired, and a chain ends with its last', async () => {
      await office.send();
      await office.send(update({ identifier: 'VN-3', sent: latest }));
      expect(await office.send(update())).toMatchObject({ state: 'replaced' });
      const next = { identifier: 'VN-4', sent: '2026-11-23T10:07:00+07:00' };
      await office.send(update({ ...next, references: reference('VN-1') }));
      expect(await Promise.all(['VN-1', 'VN-2', 'VN-3', 'VN-4'].map((id) => office.stateOf(id)))).toEqual([
        'replaced',
        'replaced',
        'replaced',
        'on-air',
      ]);
    });

    it('that is urgent no longer ends the old at once; one that waits for a person leaves it on', async () => {
      await office.send();
      const foreign = { language: 'en-US', headline: 'More', description: '', instruction: '' };
      expect(await office.send(update(), foreign)).toMatchObject({ state: 'held' });
      expect(await office.stateOf('VN-1')).toBe('on-air');
      const calm = update({ identifier: 'VN-3', sent: latest });
      expect(await office.send(calm, { urgency: 'Past' })).toMatchObject({ reason: 'not-urgent' });
      expect(await Promise.all(['VN-1', 'VN-2'].map((id) => office.stateOf(id)))).toEqual(['replaced', 'replaced']);
    });

    it('of another sender ends nothing, and waits for a person', async () => {
      await office.send();
      const other = update({ sender: 'ke.la@example.com' });
      expect(await office.send(other)).toMatchObject({ state: 'held', reason: 'sender' });
      expect(await office.stateOf('VN-1')).toBe('on-air');
    });

    it('whose old one could not be silenced before a restart silences it after', async () => {
      await office.send();
      const old = await office.emergencyOf('VN-1');
      const store = office.alerts.store;
      const taken = await office.send(update());
      // As a power cut after the new was raised leaves it: the old still sounds, and the ending stands in the row.
      await test.database.write(async (transaction) => {
        const [before, after] = [await store.byMessage(named('VN-1')), await store.get(taken.id)];
        await store.change(transaction, before?.id ?? '', { state: 'on-air' });
        await store.change(transaction, after?.id ?? '', { pending: 'end' });
      });
      office.alerts = office.made();
      await office.alerts.tick();
      expect(await office.stateOf('VN-1')).toBe('replaced');
      expect(await air.broadcast.emergencyEnds.get(old)).toMatchObject({ endedHow: 'cleared' });
    });

    const named = (identifier: string) => ({
      ...{ source: office.source.id, sender: 'pctt@nghean.gov.vn', identifier },
      sentAt: Date.parse('2026-11-23T10:00:00+07:00'),
    });
  });

  describe('a Cancel', () => {
    const cancel = (change: object = {}) => ({
      ...{ identifier: 'VN-C', sent: later, msgType: 'Cancel', references: reference('VN-1'), infos: [] },
      ...change,
    });

    it('during the siren leaves no word; when it is spoken there is silence', async () => {
      await office.send();
      const first = await office.emergencyOf('VN-1');
      office.told();
      expect(await office.send(cancel())).toMatchObject({ state: 'not-aired' });
      expect(office.told()).toEqual([`stop ${first}`]);
      expect(await air.broadcast.emergencyEnds.get(first)).toMatchObject({ endedHow: 'cancelled' });

      await office.send({ identifier: 'VN-5' });
      const second = await office.emergencyOf('VN-5');
      air.clock.set(air.clock.now() + MINUTE_MS);
      office.told();
      await office.send(cancel({ identifier: 'VN-6', references: reference('VN-5') }));
      expect(office.told()).toEqual([`stop ${second}`]);
      expect(await air.broadcast.emergencyEnds.get(second)).toMatchObject({ endedHow: 'cleared' });
      expect(await Promise.all(['VN-1', 'VN-5'].map((id) => office.stateOf(id)))).toEqual(['cancelled', 'cancelled']);
    });

    it('speaks the correction only when that is set and only of what was spoken', async () => {
      office = new Office(air, { cancelled: 'correction' });
      await office.send();
      air.clock.set(air.clock.now() + MINUTE_MS);
      const emergency = await office.emergencyOf('VN-1');
      await office.send(cancel());
      expect(await air.broadcast.emergencyEnds.get(emergency)).toMatchObject({ endedHow: 'retracted' });
      await office.send({ identifier: 'VN-5' });
      const quiet = await office.emergencyOf('VN-5');
      await office.send(cancel({ identifier: 'VN-6', references: reference('VN-5') }));
      expect(await air.broadcast.emergencyEnds.get(quiet)).toMatchObject({ endedHow: 'cancelled' });
    });

    it('stops what an Update put in the place of what it names', async () => {
      await office.send();
      await office.send({ identifier: 'VN-2', sent: later, msgType: 'Update', references: reference('VN-1') });
      const emergency = await office.emergencyOf('VN-2');
      await office.send(cancel({ sent: latest }));
      expect(await office.stateOf('VN-2')).toBe('cancelled');
      expect((await air.broadcast.emergencyEnds.get(emergency)).endedAt).toBeDefined();
    });

    it('that comes before its Alert is remembered; of what nobody knows it says so; of another sender it does nothing', async () => {
      expect(await office.send(cancel())).toMatchObject({ state: 'not-aired', reason: 'unknown-reference' });
      expect(await office.send()).toMatchObject({ state: 'cancelled' });
      expect(office.told()).toEqual([]);
      await office.send({ identifier: 'VN-5' });
      const foreign = cancel({ identifier: 'F', sender: 'ke.la@example.com', references: reference('VN-5') });
      expect(await office.send(foreign)).toMatchObject({ reason: 'sender' });
      expect(await office.stateOf('VN-5')).toBe('on-air');
    });

    it('takes what waits for a person from the table', async () => {
      await office.send({}, { severity: 'Moderate' });
      await office.send(cancel());
      expect(await office.stateOf('VN-1')).toBe('cancelled');
    });
  });

  describe('what waits for a person', () => {
    it('is put on the air by one who may, with the reason on record', async () => {
      const { id, state } = await office.send({}, { severity: 'Moderate' });
      expect(state).toBe('held');
      const operator = air.person('operator', air.commune);
      expect(await office.alerts.air(operator, id, 'đã gọi điện xác nhận')).toMatchObject({ state: 'on-air' });
      expect(office.told()).toHaveLength(1);
      const { items } = await air.audit.list({ limit: 20, subject: id });
      expect(items.map(({ action, by }) => [action, by])).toEqual([
        ['alert.on-air', operator.id],
        ['alert.air', operator.id],
        ['alert.receive', `source:${office.source.id}`],
      ]);
      await expect(office.alerts.dismiss(operator, id, 'thôi')).rejects.toMatchObject({ code: 'alert-not-held' });
    });

    it('is dismissed, and not by somebody of elsewhere', async () => {
      const { id } = await office.send({}, { severity: 'Moderate' });
      const stranger = air.person('operator', air.other);
      await expect(office.alerts.air(stranger, id, 'thử')).rejects.toMatchObject({ code: 'out-of-scope' });
      await office.alerts.dismiss(air.person('approver', air.commune), id, 'không đúng địa bàn');
      expect(await office.alerts.get(id)).toMatchObject({
        state: 'not-aired',
        detail: expect.stringContaining('không đúng'),
      });
    });

    it('expires while it waits, and is not aired after', async () => {
      const { id } = await office.send({}, { severity: 'Moderate' });
      air.clock.set(air.clock.now() + 7 * HOUR_MS);
      const late = office.alerts.air(air.person('operator', air.commune), id, 'muộn rồi');
      await expect(late).rejects.toMatchObject({ code: 'alert-expired' });
      await office.alerts.tick();
      expect(await office.stateOf('VN-1')).toBe('expired');
    });
  });

  describe('a source with a signer', () => {
    it('is heard only with its signature; what is refused is stored, counted and not aired', async () => {
      const now = air.clock.now();
      const signer = await makeSigner(now - DAY_MS, now + DAY_MS);
      office.signers = [signer.certificate];
      const xml = capXml({ infos: [office.info()] });
      await expect(office.sendXml(xml)).rejects.toMatchObject({
        ...{ status: 422, code: 'cap-unsigned', extra: { reason: 'unsigned', state: 'refused' } },
      });
      const changed = signed(xml, signer).replace('nơi cao', 'nơi thấp');
      await expect(office.sendXml(changed)).rejects.toMatchObject({ code: 'cap-bad-signature' });
      expect(office.told()).toEqual([]);
      expect(await office.counted()).toEqual({ unsigned: 1, 'bad-signature': 1 });
      const refused = (await office.alerts.store.list({ state: 'refused', areas: [air.province.id], limit: 10 })).items;
      expect(refused.map(({ reason, signed }) => `${reason} ${signed}`).sort()).toEqual([
        'bad-signature false',
        'unsigned false',
      ]);
      // What was refused does not stand in the way of the true message.
      expect(await office.sendXml(signed(xml, signer))).toMatchObject({ state: 'on-air' });
      air.clock.set(now + 91 * DAY_MS);
      await office.alerts.nightly();
      expect(await office.stateOf('VN-1')).toBe('on-air');
      expect((await office.alerts.store.list({ state: 'refused', areas: [air.province.id], limit: 10 })).total).toBe(0);
    });
  });

  it('hostile and broken messages leave a line in the audit, and more than sixty a minute are not taken', async () => {
    const hostile = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
    await expect(office.sendXml(hostile)).rejects.toMatchObject({ code: 'cap-malformed' });
    const { items } = await air.audit.list({ limit: 10, action: 'alert.refuse' });
    expect(items).toMatchObject([{ outcome: 'refused', by: `source:${office.source.id}` }]);
    const calling = { id: office.source.id, kind: 'cap' } as const;
    const many = Array.from({ length: 60 }, () =>
      office.alerts.take(calling, bytesOf('x')).catch((error) => error.status),
    );
    expect((await Promise.all(many)).filter((status) => status === 429)).toHaveLength(1);
    const system = office.alerts.take({ ...calling, kind: 'source-system' }, bytesOf(hostile));
    await expect(system).rejects.toMatchObject({ code: 'not-a-cap-source' });
  });

  it('the examples of the standard are long over, and of a place far away', async () => {
    const answers = [];
    for (const xml of Object.values(OASIS)) answers.push(await office.sendXml(xml));
    expect(answers.map(({ state }) => state)).toEqual(['expired', 'expired', 'expired', 'expired']);
    air.clock.set(Date.parse('2003-06-17T15:00:00-07:00'));
    const storm = OASIS.thunderstorm.replace('KSTO1055887203', 'KSTO-2');
    expect(await office.sendXml(storm)).toMatchObject({ state: 'not-aired', reason: 'no-area-here' });
  });
});
