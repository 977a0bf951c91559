import { describe, expect, it } from 'vitest';
import { enrolment } from '../../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../../protocol/api/paths.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Caller, type Doors, TRUSTED } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';
import { newPublicKey, TestDevice } from './devices.ts';

describe.each(ENGINES)('enrolling on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let technician: Caller;
  let id: string;
  let groups: string[];
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    const { province, linh, linh1 } = await doors.smallProvince();
    groups = [linh1.id, linh.id, province.id];
    technician = await doors.person('technician', [province.id]);
    id = (await technician.call('POST', '/nodes', { hamlet: linh1.id, code: 'TL-1', horns: 2 })).json().id;
  });

  const claim = async () => (await technician.call('POST', `/nodes/${id}/claim`)).json();
  const call = (payload: object, address = '10.0.0.7') =>
    doors.app.inject({ method: 'POST', url: ENROL_PATH, payload, remoteAddress: address });
  const enrol = (code: string, device = new TestDevice(), address = '10.0.0.7') =>
    call(device.enrolBody(code), address);

  it('a code of 80 bits gives the node its credential, groups, the root key to pin and the keys to trust', async () => {
    const { node, code, expiresAt } = await claim();
    expect([node, expiresAt]).toEqual([id, doors.clock.now() + 86_400_000]);
    expect(code.replaceAll('-', '')).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    const device = new TestDevice();
    const answer = await enrol(code, device);
    expect(answer.statusCode).toBe(201);
    const given = enrolment.parse(answer.json());
    expect(given).toMatchObject({ node: id, groups, ...TRUSTED, mqttUrl: 'mqtt://broker.example:1883' });
    expect(Buffer.from(given.credential, 'base64url')).toHaveLength(32);
    expect(doors.nodes.roster.keyOf(id)).toBe(device.publicKey);
    expect(doors.nodes.credentials.holds(id, given.credential)).toBe(true);
    expect(doors.nodes.credentials.holds('n0000000000000000', given.credential)).toBe(false);
    expect((await technician.call('GET', `/nodes/${id}`)).json()).toMatchObject({ enrolled: true, firmware: '1.0.0' });
  });

  it('the code may be typed in any case, with spaces, with O for 0', async () => {
    const { code } = await claim();
    const typed = code.replaceAll('-', ' ').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await enrol(typed)).statusCode).toBe(201);
  });

  it('neither code nor credential is stored', async () => {
    const { code } = await claim();
    const { credential } = (await enrol(code)).json();
    const rows = JSON.stringify([
      await test.database.read('labels'),
      await test.database.read('node_credentials'),
      await test.database.read('audit_entries'),
    ]);
    for (const secret of [code, code.replaceAll('-', ''), credential]) expect(rows).not.toContain(secret);
  });

  it('a code works once; the same device may repeat it for ten minutes, since an answer can get lost', async () => {
    const { code } = await claim();
    const device = new TestDevice();
    const first = (await enrol(code, device)).json();
    expect((await enrol(code)).json()).toMatchObject({ status: 403, code: 'used-code' });
    const again = (await enrol(code, device)).json();
    expect(doors.nodes.credentials.holds(id, first.credential)).toBe(false);
    expect(doors.nodes.credentials.holds(id, again.credential)).toBe(true);
    await doors.clock.advance(600_000);
    expect((await enrol(code, device)).json().code).toBe('used-code');
  });

  it('of two devices that show a code at the same moment one is let in', async () => {
    const { code } = await claim();
    const answers = await Promise.all([enrol(code), enrol(code), enrol(code)]);
    expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(1);
    expect(doors.nodes.credentials.of(id)).toHaveLength(1);
  });

  it('a code ends after 24 hours and when a newer one is claimed', async () => {
    const { code: first } = await claim();
    const { code: second } = await claim();
    expect((await enrol(first)).json().code).toBe('withdrawn-code');
    await doors.clock.advance(86_400_000);
    expect((await enrol(second)).json().code).toBe('expired-code');
  });

  it('what is no Ed25519 key is refused and uses up nothing', async () => {
    const { code } = await claim();
    for (const key of ['x'.repeat(60), `${newPublicKey()}=`, 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE'.padEnd(122, 'A')])
      expect((await call({ ...new TestDevice().enrolBody(code), publicKey: key })).json()).toMatchObject({
        status: 400,
      });
    expect((await enrol(code)).statusCode).toBe(201);
  });

  it('an address with a hundred wrong codes waits; others do not', async () => {
    for (let tries = 0; tries < 100; tries++) expect((await enrol(`WRONG-${tries}-CODE`)).statusCode).toBe(403);
    const { code } = await claim();
    expect((await enrol(code)).statusCode).toBe(429);
    expect((await enrol(code, new TestDevice(), '10.0.0.8')).statusCode).toBe(201);
  });

  it('a new device in the place of the old one ends the old one’s credential', async () => {
    const old = (await enrol((await claim()).code)).json();
    const fresh = (await enrol((await claim()).code)).json();
    expect(doors.nodes.credentials.holds(id, old.credential)).toBe(false);
    expect(doors.nodes.credentials.holds(id, fresh.credential)).toBe(true);
  });

  it('a revoked node must be claimed again, and a restart does not bring its credential back', async () => {
    const { credential } = (await enrol((await claim()).code)).json();
    expect((await technician.call('POST', `/nodes/${id}/revoke`)).json().enrolled).toBe(false);
    expect(doors.nodes.credentials.holds(id, credential)).toBe(false);
    await doors.nodes.start();
    expect(doors.nodes.credentials.holds(id, credential)).toBe(false);
    expect((await enrol((await claim()).code)).statusCode).toBe(201);
  });

  it('in bulk gives each device what one alone would get', async () => {
    const inputs = Array.from({ length: 50 }, (_, index) => ({
      hamlet: groups[0] as string,
      code: `B-${index}`,
      horns: 1,
      place: '',
      technology: 'ip' as const,
    }));
    const nodes = await doors.nodes.createMany({ id: 'system' }, inputs);
    const devices = nodes.map((node) => ({ node: node.id, publicKey: newPublicKey(), firmware: '1' }));
    const answers = await doors.enrolment.enrolInBulk({ id: 'system' }, devices);
    await doors.nodes.start();
    for (const [index, answer] of answers.entries()) {
      expect(enrolment.parse(answer).node).toBe(devices[index]?.node);
      expect(doors.nodes.credentials.holds(answer.node, answer.credential)).toBe(true);
    }
  });
});
