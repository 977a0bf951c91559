import type { EnrolInput, Enrolment as EnrolmentAnswer } from '../../protocol/api/enrolment.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, ForbiddenError, InvalidInputError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { certificateRecord, type IssueCertificate } from './certificates.ts';
import { insertCertificate } from './certificates-store.ts';
import { type ClaimRow, claimOf, putClaim, spendClaim } from './claims-store.ts';
import { newClaimCode, newCredential, plainClaimCode, sha256Of } from './credential.ts';
import type { NodeChange } from './node-changes.ts';
import { isEd25519Key } from './node-rules.ts';
import type { Nodes } from './nodes.ts';

const CLAIM_LIFE_MS = DAY_MS;
/** A node that lost the answer on a bad line may ask again so long, with the same key. */
const RETRY_MS = 10 * MINUTE_MS;

export interface EnrolmentParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly nodes: Nodes;
  readonly keys: () => EnrolmentAnswer['keys'];
  readonly mqttUrl: string;
  readonly issueCertificate?: IssueCertificate | undefined;
}

export interface NewDevice {
  readonly node: string;
  readonly publicKey: string;
  readonly firmware: string;
  /** Made here when absent. */
  readonly credential?: string;
  /** What else is to be remembered of it, see NodeChange. */
  readonly remember?: NodeChange['remember'];
}

/** How a device becomes a node: a technician claims a code, the device shows it with the key it made, and gets its credential. */
export class Enrolment {
  readonly #parts: EnrolmentParts;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
  }

  /** A one-time code for 24 hours; earlier ones of the node end. */
  async claim(by: Actor, id: string): Promise<{ node: string; code: string; expiresAt: number }> {
    const { database, clock, audit, nodes } = this.#parts;
    const node = nodes.known(id);
    const code = newClaimCode();
    const now = clock.now();
    const expiresAt = now + CLAIM_LIFE_MS;
    const sha256 = sha256Of(plainClaimCode(code));
    await database.write(async (transaction) => {
      await putClaim(transaction, { sha256, node_id: id, created_by: by.id, created_at: now, expires_at: expiresAt });
      const record = { by: by.id, action: 'node.claim', subject: id, area: node.hamlet, outcome: 'done' as const };
      await audit.record(record, transaction);
    });
    return { node: id, code, expiresAt };
  }

  async enrol(input: EnrolInput, address: string): Promise<EnrolmentAnswer> {
    const { database, clock, nodes, issueCertificate } = this.#parts;
    if (!isEd25519Key(input.publicKey))
      throw new InvalidInputError('bad-key', 'publicKey is no Ed25519 key (SPKI DER as base64url without padding).');
    const sha256 = sha256Of(plainClaimCode(input.code));
    const claim = await claimOf(database.read, sha256);
    this.#mayUse(claim, input.publicKey);
    const device = { node: claim.node_id, publicKey: input.publicKey, firmware: input.firmware };
    const issued = input.csr === undefined ? undefined : await issueCertificate?.(claim.node_id, input.csr);
    const certificate = issued && certificateRecord(claim.node_id, issued, clock.now());
    const remember = () => certificate && nodes.certificates.add(certificate);
    const [answer] = await this.#enrol(
      { id: claim.node_id },
      address,
      [{ ...device, remember }],
      async (transaction) => {
        if (certificate) await insertCertificate(transaction, certificate);
        if (claim.used_at === null && !(await spendClaim(transaction, sha256, clock.now())))
          throw new ConflictError('used-code', 'The code was used a moment ago; claim a new one.');
      },
    );
    return { ...(answer as EnrolmentAnswer), ...(issued && { certificate: issued.cert, ca: issued.ca }) };
  }

  /** For the demo, benchmarks and migrations: many devices in one transaction, by the same code as one. */
  async enrolInBulk(by: Actor, devices: readonly NewDevice[]): Promise<EnrolmentAnswer[]> {
    const wrong = devices.find((device) => !isEd25519Key(device.publicKey));
    if (wrong) throw new InvalidInputError('bad-key', `The key of ${wrong.node} is no Ed25519 key.`);
    return this.#enrol(by, undefined, devices);
  }

  async #enrol(
    by: Actor,
    address: string | undefined,
    devices: readonly NewDevice[],
    also?: Parameters<Nodes['apply']>[2],
  ): Promise<EnrolmentAnswer[]> {
    const { nodes, clock, keys, mqttUrl } = this.#parts;
    const credentials = devices.map((device) => device.credential ?? newCredential());
    const record = { by: by.id, action: 'node.enrol', outcome: 'done' as const, ...(address ? { address } : {}) };
    await nodes.apply(
      record,
      () =>
        devices.map((device, index): NodeChange => {
          const { publicKey, firmware } = device;
          const node = { ...nodes.known(device.node), publicKey, firmware, enrolledAt: clock.now() };
          const own = [sha256Of(credentials[index] as string)];
          return { node, config: true, roster: true, credentials: own, remember: device.remember };
        }),
      also,
    );
    const trusted = keys();
    return devices.map((device, index) => ({
      node: device.node,
      credential: credentials[index] as string,
      groups: nodes.roster.groupsOf(device.node),
      keys: trusted,
      mqttUrl,
      serverTime: clock.now(),
    }));
  }

  /** Codes have 80 random bits, so saying why one is refused helps the technician and nobody else. */
  #mayUse(claim: ClaimRow | undefined, publicKey: string): asserts claim is ClaimRow {
    const now = this.#parts.clock.now();
    if (!claim) throw new ForbiddenError('unknown-code', 'There is no such code; type it again or claim a new one.');
    if (now >= claim.expires_at)
      throw new ForbiddenError('expired-code', 'The code is older than 24 hours; claim a new one.');
    if (claim.used_at === null) return;
    const again = this.#parts.nodes.roster.keyOf(claim.node_id) === publicKey && now < claim.used_at + RETRY_MS;
    if (!again) throw new ForbiddenError('used-code', 'The code was used; claim a new one.');
  }
}
