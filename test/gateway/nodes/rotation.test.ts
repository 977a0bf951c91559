import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newTlsRequest } from '../../../firmware-sim/board/tls-key.ts';
import { CertificateAuthority } from '../../../gateway/keys/certificate-authority.ts';
import { nodeCertificates } from '../../../gateway/keys/node-certificates.ts';
import { sha256Of } from '../../../gateway/keys/secrets.ts';
import { CREDENTIAL_CONFIRM_PATH, CREDENTIAL_PATH, ENROL_PATH } from '../../../protocol/api/paths.ts';
import { type NextCredential, nextCredential } from '../../../protocol/api/rotation.ts';
import { ENTRY_TYP, ROTATE_TYP } from '../../../protocol/channels.ts';
import { plainClaimCode } from '../../../protocol/claim-code.ts';
import { ENROL_KID, ENROL_TYP } from '../../../protocol/enrol-proof.ts';
import { joinJws, jwsSigningInput } from '../../../protocol/jws.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Caller, call, Doors } from '../http/doors.ts';
import { TestDevice } from './devices.ts';

interface Device {
  readonly id: string;
  readonly credential: string;
  readonly key: KeyObject;
}

describe.each(ENGINES)('changing a credential on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let technician: Caller;
  let folder: string;
  let device: Device;
  let place: { linh1: string; xa: string };
  let province: string;

  beforeAll(async () => {
    test = await open();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-ca-'));
    await CertificateAuthority.create(join(folder, 'nodes'), { name: 'nodes', hosts: [], now: Date.now() });
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    doors = await Doors.open(test);
    const issue = await nodeCertificates(join(folder, 'nodes'), doors.clock);
    if (issue) doors.issueCertificate = issue;
    const { province: top, linh1, xa } = await doors.smallProvince();
    province = top.id;
    place = { linh1: linh1.id, xa: xa.id };
    technician = await doors.person('technician', [province]);
    device = await enrolled('TL-1');
  });
  afterEach(() => doors.close());

  async function enrolled(code: string, csr?: string): Promise<Device & { certificate?: string; ca?: string }> {
    const hamlet = place.linh1;
    const { id } = (await technician.call('POST', '/nodes', { hamlet, code, horns: 2 })).json();
    const claim = (await technician.call('POST', `/nodes/${id}/claim`)).json();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    const payload = { ...enrolBody(claim.code, spki, privateKey), ...(csr && { csr }) };
    const answer = await doors.app.inject({ method: 'POST', url: ENROL_PATH, payload });
    expect(answer.statusCode).toBe(201);
    return { ...answer.json(), id, key: privateKey };
  }

  function enrolBody(code: string, publicKey: string, key: KeyObject) {
    const codeHash = sha256Of(plainClaimCode(code));
    const input = jwsSigningInput(
      { alg: 'EdDSA', kid: ENROL_KID, typ: ENROL_TYP },
      { v: 1, codeHash, publicKey, at: doors.clock.now() },
    );
    return { code, publicKey, firmware: '1', proof: joinJws(input, sign(null, Buffer.from(input), key)) };
  }

  const basic = (credential: string, id = device.id) => ({
    authorization: `Basic ${Buffer.from(`${id}:${credential}`).toString('base64')}`,
  });
  let tick = 0;
  function proofOf({ id, key }: Device, more: object = {}, typ = ROTATE_TYP): string {
    const nonce = randomBytes(16).toString('base64url');
    const proof = { v: 1, node: id, at: doors.clock.now() + tick++, nonce, ...more };
    const input = jwsSigningInput({ alg: 'EdDSA', kid: id, typ }, proof);
    return joinJws(input, sign(null, Buffer.from(input), key));
  }
  const ask = (credential: string, body: { proof?: string; csr?: string } = {}) =>
    call(doors, 'POST', CREDENTIAL_PATH, { proof: proofOf(device), ...body }, basic(credential));
  const confirm = (credential: string) => call(doors, 'POST', CREDENTIAL_CONFIRM_PATH, undefined, basic(credential));
  const next = async (credential = device.credential, csr?: string): Promise<NextCredential> =>
    nextCredential.parse((await ask(credential, csr === undefined ? {} : { csr })).json());
  const holds = (credential: string) => doors.nodes.credentials.holds(device.id, credential);
  const onRoster = async (id = device.id) =>
    (await doors.nodes.brokerRoster.since(undefined)).nodes.find(({ node }) => node === id);
  /** Another process on the same database remembers the same. */
  async function afterRestart(): Promise<{ credentials: string[]; certificates: string[] }> {
    const { Nodes } = await import('../../../gateway/nodes/nodes.ts');
    const parts = { database: test.database, clock: doors.clock, audit: doors.audit, facts: doors.facts };
    const again = new Nodes({ ...parts, areas: doors.areas.tree });
    await again.start();
    return {
      credentials: again.credentials.of(device.id).sort(),
      certificates: again.certificates.of(device.id, doors.clock.now()).map(({ fingerprint }) => fingerprint),
    };
  }

  /** Days pass; sessions of people end meanwhile. */
  async function later(ms: number): Promise<void> {
    doors.clock.set(doors.clock.now() + ms);
    if (ms >= DAY_MS) technician = await doors.person('technician', [province]);
  }

  it('the new one is valid beside the old one until it is confirmed; then the old one is refused', async () => {
    const answer = await next();
    expect(answer.confirmBy).toBe(doors.clock.now() + 7 * DAY_MS);
    expect([holds(device.credential), holds(answer.credential)]).toEqual([true, true]);
    expect((await onRoster())?.credentials.sort()).toEqual([device.credential, answer.credential].map(sha256Of).sort());
    expect((await afterRestart()).credentials).toHaveLength(2);
    expect((await confirm(answer.credential)).statusCode).toBe(204);
    expect([holds(device.credential), holds(answer.credential)]).toEqual([false, true]);
    expect((await onRoster())?.credentials).toEqual([sha256Of(answer.credential)]);
    expect((await ask(device.credential)).statusCode).toBe(401);
    expect(await afterRestart()).toEqual({ credentials: [sha256Of(answer.credential)], certificates: [] });
    expect((await confirm(answer.credential)).statusCode).toBe(204);
  });

  it('a lost answer is asked for again: the one nobody got ends, the roster never holds more than two', async () => {
    const lost = await next();
    const answer = await next();
    expect([holds(device.credential), holds(lost.credential), holds(answer.credential)]).toEqual([true, false, true]);
    expect((await onRoster())?.credentials).toHaveLength(2);
    expect((await confirm(lost.credential)).statusCode).toBe(401);
    expect((await confirm(answer.credential)).statusCode).toBe(204);
  });

  it('confirming with the old one changes nothing, and the unconfirmed one gets no next', async () => {
    const answer = await next();
    expect((await confirm(device.credential)).statusCode).toBe(204);
    expect([holds(device.credential), holds(answer.credential)]).toEqual([true, true]);
    expect((await ask(answer.credential)).json()).toMatchObject({ status: 409, code: 'not-confirmed' });
  });

  it('what is never confirmed ends after seven days, the old one stays, and a fault says so until it succeeds', async () => {
    const answer = await next();
    await later(7 * DAY_MS - 1);
    await doors.rotations.expire();
    expect(holds(answer.credential)).toBe(true);
    await later(1);
    await doors.rotations.expire();
    expect([holds(device.credential), holds(answer.credential)]).toEqual([true, false]);
    expect((await onRoster())?.credentials).toEqual([sha256Of(device.credential)]);
    expect(await afterRestart()).toMatchObject({ credentials: [sha256Of(device.credential)] });
    expect([...doors.unfinished.keys()]).toEqual([device.id]);
    await doors.rotations.expire();
    const again = await next();
    await confirm(again.credential);
    expect([...doors.unfinished.keys()]).toEqual([]);
  });

  it('a node that never asks is a fault after seven days, told again the night after, and settled by a new device', async () => {
    await technician.call('POST', `/nodes/${device.id}/rotate`);
    await later(7 * DAY_MS);
    await doors.rotations.expire();
    expect([...doors.unfinished.keys()]).toEqual([device.id]);
    await later(DAY_MS);
    const claim = (await technician.call('POST', `/nodes/${device.id}/claim`)).json();
    await doors.app.inject({ method: 'POST', url: ENROL_PATH, payload: new TestDevice().enrolBody(claim.code) });
    await doors.rotations.expire();
    expect([...doors.unfinished.keys()]).toEqual([]);
  });

  it.each<[string, (other: Device) => string]>([
    ['signed by another key', (other) => proofOf({ ...device, key: other.key })],
    ['of another node', (other) => proofOf(device, { node: other.id })],
    ['of another kind, though the key is right', () => proofOf(device, {}, ENTRY_TYP)],
    ['half an hour old', () => proofOf(device, { at: doors.clock.now() - 30 * MINUTE_MS })],
    ['that is no JWS', () => 'x'.repeat(40)],
  ])('a proof %s gets no credential, however right the password', async (_title, make) => {
    const other = await enrolled('TL-2');
    const answer = await ask(device.credential, { proof: make(other) });
    expect(answer.json()).toMatchObject({ status: 403, code: 'bad-proof' });
    expect(doors.nodes.credentials.of(device.id)).toHaveLength(1);
  });

  it('a copied proof is worth nothing, not even after a restart', async () => {
    const proof = proofOf(device);
    expect((await ask(device.credential, { proof })).statusCode).toBe(201);
    expect((await ask(device.credential, { proof })).json()).toMatchObject({ status: 403, code: 'bad-proof' });
    expect(await test.database.read('node_rotations').where({ node_id: device.id }).first()).toMatchObject({
      proof_at: expect.any(Number),
    });
  });

  it('a revocation between the new one and its confirmation ends both, and certificates with them', async () => {
    const { csr } = await newTlsRequest();
    const answer = await next(device.credential, csr);
    expect((await onRoster())?.certificates).toHaveLength(1);
    await technician.call('POST', `/nodes/${device.id}/revoke`);
    expect([holds(device.credential), holds(answer.credential)]).toEqual([false, false]);
    expect(await onRoster()).toBeUndefined();
    expect((await confirm(answer.credential)).statusCode).toBe(401);
    expect(await afterRestart()).toEqual({ credentials: [], certificates: [] });
    await later(8 * DAY_MS);
    await doors.rotations.expire();
    expect([...doors.unfinished.keys()]).toEqual([]);
  });

  describe('with a CA of nodes', () => {
    it('an enrolment with a request gets a certificate made out to the node, on the roster by its fingerprint', async () => {
      const { csr } = await newTlsRequest();
      const { id, certificate = '', ca = '' } = await enrolled('TL-3', csr);
      const x509 = new X509Certificate(certificate);
      expect(x509.subject).toBe(`CN=${id}`);
      expect(x509.verify(new X509Certificate(ca).publicKey)).toBe(true);
      const fingerprint = x509.fingerprint256.replaceAll(':', '').toLowerCase();
      expect((await onRoster(id))?.certificates).toEqual([fingerprint]);
      expect(await test.database.read('node_certificates').where({ fingerprint }).first()).toMatchObject({
        node_id: id,
        serial: x509.serialNumber.toLowerCase(),
        ended_at: null,
      });
    });

    it('a change with a request replaces the certificate when it is confirmed, one without keeps it', async () => {
      const first = await next(device.credential, (await newTlsRequest()).csr);
      await confirm(first.credential);
      const [held] = (await onRoster())?.certificates ?? [];
      await later(1_000);
      const second = await next(first.credential, (await newTlsRequest()).csr);
      expect((await onRoster())?.certificates).toHaveLength(2);
      await confirm(second.credential);
      const [replaced, ...more] = (await onRoster())?.certificates ?? [];
      expect([replaced === held, more]).toEqual([false, []]);
      await later(1_000);
      await confirm((await next(second.credential)).credential);
      expect((await onRoster())?.certificates).toEqual([replaced]);
      expect((await afterRestart()).certificates).toEqual([replaced]);
    });

    it('a certificate that was never confirmed ends with its credential; one that ran out leaves the roster', async () => {
      const first = await next(device.credential, (await newTlsRequest()).csr);
      await confirm(first.credential);
      await next(first.credential, (await newTlsRequest()).csr);
      await later(7 * DAY_MS);
      await doors.rotations.expire();
      expect((await onRoster())?.certificates).toHaveLength(1);
      await later(366 * DAY_MS);
      expect((await onRoster())?.certificates).toBeUndefined();
    });

    it('a request that proves nothing is refused and changes nothing', async () => {
      const csr = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n';
      expect((await ask(device.credential, { csr })).json()).toMatchObject({ status: 400, code: 'bad-csr' });
      expect(doors.nodes.credentials.of(device.id)).toHaveLength(1);
    });
  });

  describe('who may tell a node to', () => {
    it('a technician of the place may, and it is on record without a secret', async () => {
      expect((await technician.call('POST', `/nodes/${device.id}/rotate`)).statusCode).toBe(202);
      expect(doors.rotateCommands).toEqual([{ node: device.id, by: technician.id }]);
      const { credential } = await next();
      await confirm(credential);
      const rows = await test.database.read('audit_entries').where({ subject: device.id }).orderBy('id');
      expect(rows.map(({ action }) => action).slice(-3)).toEqual([
        'node.rotate',
        'node.credential-issue',
        'node.credential-confirm',
      ]);
      for (const secret of [credential, sha256Of(credential)]) expect(JSON.stringify(rows)).not.toContain(secret);
      expect((await technician.call('GET', `/nodes/${device.id}`)).json().credentialSince).toBe(doors.clock.now());
    });

    it('an operator may not, nor a technician of elsewhere, and a node without a device cannot', async () => {
      const operator = await doors.person('operator', [place.linh1]);
      const elsewhere = await doors.person('technician', [place.xa]);
      for (const who of [operator, elsewhere])
        expect((await who.call('POST', `/nodes/${device.id}/rotate`)).statusCode).toBe(403);
      await technician.call('POST', `/nodes/${device.id}/revoke`);
      expect((await technician.call('POST', `/nodes/${device.id}/rotate`)).json()).toMatchObject({
        status: 409,
        code: 'not-enrolled',
      });
      expect(doors.rotateCommands).toEqual([]);
    });
  });

  it('at night the oldest are told, once a week each until it is done', async () => {
    await later(100 * DAY_MS);
    await enrolled('TL-2');
    await doors.rotations.nightly();
    expect(doors.rotateCommands).toEqual([]);
    await later(80 * DAY_MS);
    await doors.rotations.nightly();
    await later(DAY_MS);
    await doors.rotations.nightly();
    expect(doors.rotateCommands).toEqual([{ node: device.id, by: 'system' }]);
    await later(6 * DAY_MS);
    await doors.rotations.expire();
    await doors.rotations.nightly();
    expect(doors.rotateCommands).toHaveLength(2);
    await confirm((await next()).credential);
    await doors.rotations.nightly();
    expect(doors.rotateCommands).toHaveLength(2);
  });
});
