import { describe, expect, it } from 'vitest';
import type { Area } from '../../../protocol/api/areas.ts';
import { enrolment, madeLabels } from '../../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../../protocol/api/paths.ts';
import { readLabel } from '../../../protocol/label.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Caller, type Doors, ROOT_FINGERPRINT } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';
import { TestDevice } from './devices.ts';

describe.each(ENGINES)('labels on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let technician: Caller;
  let place: Record<'linh' | 'linh1' | 'linh2' | 'xa' | 'xa1', Area>;
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    place = await doors.smallProvince();
    technician = await doors.person('technician', [place.linh.id]);
  });

  const label = async (area = place.linh.id, by = technician) => {
    const answer = await by.call('POST', '/labels', { area, count: 1, days: 7 });
    return madeLabels.parse(answer.json()).labels[0] as { id: string; code: string; text: string };
  };
  const shows = (device: TestDevice, code: string, about = {}) =>
    doors.app.inject({
      method: 'POST',
      url: ENROL_PATH,
      payload: device.enrolBody(code, about),
      remoteAddress: '10.0.0.7',
    });
  const place1 = (code = 'TL-1') => ({ hamlet: place.linh1.id, code, place: 'nhà văn hóa', horns: 2 });
  const confirm = (code: string, node: object = place1(), more = {}, by = technician) =>
    by.call('POST', '/enrolments/confirm', { code, node, ...more });
  const waiting = async () => (await technician.call('GET', '/enrolments')).json().items;
  const audited = async (action: string, subject: string) =>
    test.database.read('audit_entries').where({ action, subject });

  it('carry address, code and root in a text that reads back; only hashes are stored', async () => {
    const made = (await technician.call('POST', '/labels', { area: place.linh.id, count: 200, days: 365 })).json();
    expect(new Set(made.labels.map(({ code }: { code: string }) => code)).size).toBe(200);
    const [{ code, text }] = made.labels;
    expect(readLabel(text)).toEqual({
      origin: 'http://localhost:80',
      code: code.replaceAll('-', ''),
      rootFingerprint: ROOT_FINGERPRINT,
    });
    expect(made.expiresAt).toBe(doors.clock.now() + 365 * 86_400_000);
    const stored = JSON.stringify([await test.database.read('labels'), await audited('label.make', place.linh.id)]);
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(code.replaceAll('-', ''));
    expect((await technician.call('GET', '/labels')).json().items).toHaveLength(200);
    for (const order of [
      { count: 201, days: 1 },
      { count: 1, days: 366 },
      { count: 0, days: 1 },
    ])
      expect((await technician.call('POST', '/labels', { area: place.linh.id, ...order })).statusCode).toBe(400);
  });

  it('let a device wait until its place is confirmed, and then in', async () => {
    const { id, code } = await label();
    const device = new TestDevice();
    const first = await shows(device, code);
    expect([first.statusCode, first.json()]).toEqual([202, { state: 'waiting', retryAfterMs: 3_000 }]);
    expect(await waiting()).toMatchObject([{ firmware: '1.0.0', area: place.linh.id, otherCalls: 0 }]);
    const [{ name }] = await waiting();
    const answer = await confirm(code, place1(), { device: name });
    expect(answer.statusCode).toBe(201);
    const { node } = answer.json();
    const given = enrolment.parse((await shows(device, code)).json());
    expect(given).toMatchObject({ node, groups: [place.linh1.id, place.linh.id, place.linh.parent] });
    expect(doors.nodes.credentials.holds(node, given.credential)).toBe(true);
    expect(await waiting()).toEqual([]);
    expect(await audited('label.confirm', id)).toHaveLength(1);
    expect(doors.alarms).toEqual([]);
  });

  it('may be confirmed before the device has ever called', async () => {
    const { code } = await label();
    const { node } = (await confirm(code)).json();
    expect((await shows(new TestDevice(), code)).json().node).toBe(node);
  });

  it('a device that has been calling long writes its calls seldom and asks seldom', async () => {
    const { code } = await label();
    const device = new TestDevice();
    await shows(device, code);
    const [{ since, lastCallAt }] = await waiting();
    await doors.clock.advance(9_000);
    await shows(device, code);
    expect((await waiting())[0].lastCallAt).toBe(lastCallAt);
    await doors.clock.advance(1_200_000);
    expect((await shows(device, code)).json().retryAfterMs).toBe(30_000);
    expect(await waiting()).toMatchObject([{ since, lastCallAt: doors.clock.now() }]);
    await doors.clock.advance(3_600_001);
    expect(await waiting()).toEqual([]);
  });

  it('belong to the first device: another is refused, counted and raises an alarm', async () => {
    const { code } = await label();
    const genuine = new TestDevice();
    await shows(genuine, code);
    expect((await shows(new TestDevice(), code)).json()).toMatchObject({ status: 403, code: 'used-code' });
    expect(await waiting()).toMatchObject([{ otherCalls: 1 }]);
    expect(doors.alarms).toMatchObject([{ kind: 'bad-credential' }]);
    const { node } = (await confirm(code)).json();
    await shows(genuine, code);
    expect((await shows(new TestDevice(), code)).json().code).toBe('used-code');
    expect(doors.alarms[1]).toMatchObject({ kind: 'bad-credential', node });
  });

  it('of devices that call at the same moment one has the label', async () => {
    const { code } = await label();
    const answers = await Promise.all([1, 2, 3, 4].map(() => shows(new TestDevice(), code)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 403, 403, 403]);
  });

  it('are refused without a proof of the key', async () => {
    const { code } = await label();
    const device = new TestDevice();
    const stolen = { ...device.enrolBody(code), publicKey: new TestDevice().publicKey };
    for (const payload of [
      stolen,
      device.enrolBody(code, { codeHash: '0'.repeat(64) }),
      { ...stolen, proof: 'x'.repeat(40) },
    ])
      expect((await doors.app.inject({ method: 'POST', url: ENROL_PATH, payload })).json().code).toBe('bad-proof');
    expect(await waiting()).toEqual([]);
  });

  it('a confirmation is void when another device calls than the one that was seen', async () => {
    const { code } = await label();
    expect((await confirm(code, place1(), { device: 'LX-0000' })).json().code).toBe('other-device');
    await shows(new TestDevice(), code);
    expect((await confirm(code, place1(), { device: 'LX-0000' })).json().code).toBe('other-device');
    expect(doors.nodes.roster.all()).toEqual([]);
  });

  it('a confirmation repeated changes nothing; for another place it is refused', async () => {
    const { id, code } = await label();
    const { node } = (await confirm(code)).json();
    expect((await confirm(code)).json().node).toBe(node);
    expect((await confirm(code, place1('TL-2'))).json()).toMatchObject({ status: 409, code: 'bound-code' });
    expect(doors.nodes.roster.all()).toHaveLength(1);
    expect(await audited('label.confirm', id)).toHaveLength(1);
  });

  it('two technicians who confirm at once make one node', async () => {
    const { code } = await label();
    const answers = await Promise.all([confirm(code, place1('TL-1')), confirm(code, place1('TL-2'))]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
    expect(doors.nodes.roster.all()).toHaveLength(1);
  });

  it('replace a broken device: the place stays, the old credential ends', async () => {
    const { code: first } = await label();
    const { node } = (await confirm(first)).json();
    const old = (await shows(new TestDevice(), first)).json();
    const { code } = await label();
    expect((await confirm(code, { id: node })).json().node).toBe(node);
    expect(doors.nodes.credentials.holds(node, old.credential)).toBe(true);
    const fresh = (await shows(new TestDevice(), code)).json();
    expect(fresh.node).toBe(node);
    expect(doors.nodes.credentials.holds(node, old.credential)).toBe(false);
  });

  it('are good in their own area only, and for who reaches it', async () => {
    const { code } = await label();
    const wide = await doors.person('technician', [place.linh.parent as string]);
    const foreign = await doors.person('technician', [place.xa.id]);
    const inXa = { ...place1(), hamlet: place.xa1.id };
    expect((await confirm(code, inXa)).json().code).toBe('out-of-scope');
    expect((await confirm(code, inXa, {}, wide)).json().code).toBe('label-area');
    expect((await confirm(code, inXa, {}, foreign)).json().code).toBe('foreign-code');
    expect((await foreign.call('POST', '/enrolments/look-up', { code })).json().code).toBe('foreign-code');
    expect((await foreign.call('GET', '/labels')).json().items).toEqual([]);
    expect((await foreign.call('POST', '/labels', { area: place.linh.id, count: 1, days: 1 })).statusCode).toBe(403);
    expect((await technician.call('POST', '/enrolments/look-up', { code })).json()).toMatchObject({
      area: place.linh.id,
    });
    const operator = await doors.person('operator', [place.linh.id]);
    for (const [method, path] of [
      ['GET', '/labels'],
      ['GET', '/enrolments'],
      ['POST', '/labels'],
    ] as const)
      expect((await operator.call(method, path, method === 'POST' ? {} : undefined)).statusCode).toBe(403);
  });

  it('a code that is taken leaves neither node nor binding behind', async () => {
    await confirm((await label()).code);
    const { code } = await label();
    expect((await confirm(code)).json()).toMatchObject({ status: 409, code: 'code-taken' });
    expect((await confirm(code, place1('TL-2'))).statusCode).toBe(201);
  });

  it('withdrawn, expired or used they are refused, to device and technician alike', async () => {
    const lost = await label();
    expect((await technician.call('DELETE', `/labels/${lost.id}`)).statusCode).toBe(204);
    expect((await technician.call('DELETE', `/labels/${lost.id}`)).json().code).toBe('label-closed');
    const used = await label();
    await confirm(used.code);
    await shows(new TestDevice(), used.code);
    const old = await label();
    await doors.clock.advance(7 * 86_400_000);
    // Sessions end sooner than labels.
    technician = await doors.person('technician', [place.linh.id]);
    for (const [{ code }, why] of [
      [lost, 'withdrawn-code'],
      [used, 'used-code'],
      [old, 'expired-code'],
    ] as const) {
      expect((await shows(new TestDevice(), code)).json().code).toBe(why);
      expect((await confirm(code, place1('TL-9'))).json().code).toBe(why);
      expect((await technician.call('POST', '/enrolments/look-up', { code })).json().code).toBe(why);
    }
    expect((await technician.call('GET', '/labels')).json().items).toEqual([]);
  });

  it('a revoked node is not let in again by its old answer, nor by a code made before', async () => {
    const { code } = await label();
    const { node } = (await confirm(code)).json();
    const device = new TestDevice();
    await shows(device, code);
    const { code: spare } = (await technician.call('POST', `/nodes/${node}/claim`)).json();
    await technician.call('POST', `/nodes/${node}/revoke`);
    expect((await shows(device, code)).json().code).toBe('used-code');
    expect((await shows(device, spare)).json().code).toBe('withdrawn-code');
    expect(doors.nodes.credentials.of(node)).toEqual([]);
  });

  it('a device that hammers with a right code waits, and a technician who guesses too', async () => {
    const { code } = await label();
    const device = new TestDevice();
    const statuses: number[] = [];
    for (let call = 0; call < 42; call++) statuses.push((await shows(device, code)).statusCode);
    expect(statuses.filter((status) => status === 202)).toHaveLength(40);
    expect(statuses.at(-1)).toBe(429);
    const guess = () => technician.call('POST', '/enrolments/look-up', { code: '0000-0000-0000-0000' });
    for (let tries = 0; tries < 30; tries++) expect((await guess()).statusCode).toBe(403);
    expect((await guess()).statusCode).toBe(429);
  });
});
