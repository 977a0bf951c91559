import type { EnrolInput, Enrolment as EnrolmentAnswer, EnrolWaiting } from '../../protocol/api/enrolment.ts';
import { plainClaimCode } from '../../protocol/claim-code.ts';
import { readEnrolProof } from '../../protocol/enrol-proof.ts';
import { SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ForbiddenError, InvalidInputError, UnavailableError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import { newToken, sha256Of } from '../keys/secrets.ts';
import { certificateRecord, type IssueCertificate } from './certificates.ts';
import { insertCertificate } from './certificates-store.ts';
import { judgeCall, LABEL_FAULTS, type Label, type LabelFault, retryAfterMs } from './label-rules.ts';
import { nameOfKey } from './label-view.ts';
import { CALLING_MS, Labels } from './labels.ts';
import { countWaiting, labelOf, noteCall, noteOtherCall, spendLabel } from './labels-store.ts';
import type { NodeChange } from './node-changes.ts';
import { isEd25519Key } from './node-rules.ts';
import type { Nodes } from './nodes.ts';
import { Placing } from './placing.ts';
import type { AreaLookup } from './roster.ts';

/** More devices at once than all technicians of a province put up in a day. */
const MOST_WAITING = 1_000;
/** A waiting device's calls are written this often. */
const NOTE_EVERY_MS = 10 * SECOND_MS;

export interface EnrolmentParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly nodes: Nodes;
  readonly areas: AreaLookup;
  /** The root key to pin and the list it signed. */
  readonly trust: () => Pick<EnrolmentAnswer, 'root' | 'keyList'>;
  readonly mqttUrl: string;
  readonly nameOf: (account: string) => string | undefined;
  /** By which key devices know the gateway; stands on the labels. */
  readonly rootFingerprint?: (() => string) | undefined;
  /** Another device showed the code of one that is known: somebody copied the label. */
  readonly alarm: (alarm: { kind: 'bad-credential'; node?: string; detail: string }) => void;
  readonly issueCertificate?: IssueCertificate | undefined;
  /** Another device hangs there now: what was wrong with the one of before, and what was measured with it, is void. */
  readonly replaced?: (node: string) => void;
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

/**
 * How a device becomes a node: it shows the code of its label with the key it made, waits until a technician has said where
 * it hangs, and gets its credential.
 */
export class Enrolment {
  readonly labels: Labels;
  readonly placing: Placing;
  readonly #parts: EnrolmentParts;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
    this.labels = new Labels({ ...parts, roster: parts.nodes.roster });
    this.placing = new Placing(parts);
  }

  /** A device calls. Throws ForbiddenError with a code of its own for whatever lets it never in. */
  async call(input: EnrolInput, address: string): Promise<EnrolmentAnswer | EnrolWaiting> {
    const { database, clock, nodes } = this.#parts;
    const { publicKey: key, firmware } = input;
    if (!isEd25519Key(key))
      throw new InvalidInputError('bad-key', 'publicKey is no Ed25519 key (SPKI DER as base64url without padding).');
    const sha256 = sha256Of(plainClaimCode(input.code));
    const label = await labelOf(database.read, { sha256 });
    if (label) requireProof(input, sha256);
    const device = { key, firmware, address, csr: input.csr };
    const verdict = judgeCall(
      label,
      key,
      label?.node === undefined ? undefined : nodes.roster.get(label.node),
      clock.now(),
    );
    switch (verdict.kind) {
      case 'refuse':
        if (label && verdict.stranger) await this.#tellStranger(label, device);
        throw refusal(verdict.why);
      case 'wait':
        return this.#wait(label as Label, device);
      case 'enrol':
        return this.#letIn(sha256, verdict, device);
    }
  }

  /** For the demo, benchmarks and migrations: many devices in one transaction, by the same code as one. */
  async enrolInBulk(by: Actor, devices: readonly NewDevice[]): Promise<EnrolmentAnswer[]> {
    const wrong = devices.find((device) => !isEd25519Key(device.publicKey));
    if (wrong) throw new InvalidInputError('bad-key', `The key of ${wrong.node} is no Ed25519 key.`);
    return this.#enrol(by, undefined, devices);
  }

  async #wait(label: Label, device: { key: string; firmware: string; address: string }): Promise<EnrolWaiting> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const { device: known } = label;
    if (!known || now - known.calledAt >= NOTE_EVERY_MS) {
      await database.write(async (transaction) => {
        if (!known && (await countWaiting(transaction, now - CALLING_MS, now)) >= MOST_WAITING)
          throw new UnavailableError('too-many-waiting', 'Too many devices wait to be placed; try again later.');
        if (!(await noteCall(transaction, label.sha256, device, now))) throw refusal('used-code');
      });
    }
    return { state: 'waiting', retryAfterMs: retryAfterMs(now - (known?.since ?? now)) };
  }

  async #letIn(
    sha256: string,
    { node, again }: { node: string; again: boolean },
    { key, firmware, address, csr }: { key: string; firmware: string; address: string; csr?: string | undefined },
  ): Promise<EnrolmentAnswer> {
    const { clock, nodes, issueCertificate } = this.#parts;
    const issued = csr === undefined ? undefined : await issueCertificate?.(node, csr);
    const certificate = issued && certificateRecord(node, issued, clock.now());
    const remember = () => certificate && nodes.certificates.add(certificate);
    const [answer] = await this.#enrol(
      { id: node },
      address,
      [{ node, publicKey: key, firmware, remember }],
      async (transaction) => {
        if (certificate) await insertCertificate(transaction, certificate);
        // Revoked or used since it was judged.
        const isStillIn = again && nodes.roster.get(node)?.enrolledAt !== undefined;
        if (!isStillIn && !(await spendLabel(transaction, sha256, { key, firmware, address }, clock.now())))
          throw refusal('used-code');
      },
    );
    return { ...(answer as EnrolmentAnswer), ...(issued && { certificate: issued.cert, ca: issued.ca }) };
  }

  async #enrol(
    by: Actor,
    address: string | undefined,
    devices: readonly NewDevice[],
    also?: Parameters<Nodes['apply']>[2],
  ): Promise<EnrolmentAnswer[]> {
    const { nodes, clock, trust, mqttUrl } = this.#parts;
    const credentials = devices.map((device) => device.credential ?? newToken());
    const record = { by: by.id, action: 'node.enrol', outcome: 'done' as const, ...(address ? { address } : {}) };
    const replaced: string[] = [];
    await nodes.apply(
      record,
      () =>
        devices.map((device, index): NodeChange => {
          const { publicKey, firmware } = device;
          const before = nodes.known(device.node);
          if (before.publicKey !== undefined && before.publicKey !== publicKey) replaced.push(device.node);
          const node = { ...before, publicKey, firmware, enrolledAt: clock.now() };
          const own = [sha256Of(credentials[index] as string)];
          return { node, config: true, roster: true, credentials: own, remember: device.remember };
        }),
      also,
    );
    for (const node of replaced) this.#parts.replaced?.(node);
    const trusted = trust();
    return devices.map((device, index) => ({
      node: device.node,
      credential: credentials[index] as string,
      groups: nodes.roster.groupsOf(device.node),
      ...trusted,
      mqttUrl,
      serverTime: clock.now(),
    }));
  }

  async #tellStranger(label: Label, { key, address }: { key: string; address: string }): Promise<void> {
    const { database, alarm } = this.#parts;
    await database.write((transaction) => noteOtherCall(transaction, label.sha256));
    const known = label.device ? nameOfKey(label.device.key) : '';
    alarm({
      kind: 'bad-credential',
      ...(label.node === undefined ? {} : { node: label.node }),
      detail: `${nameOfKey(key)} at ${address} showed the label of ${known}`,
    });
  }
}

/** Whoever asks in the name of a key must hold it. */
function requireProof({ publicKey, proof }: EnrolInput, codeHash: string): void {
  const read = readEnrolProof(proof, { codeHash, publicKey });
  if (!read || !verifyEd25519(publicKey, read.signingInput, read.signature))
    throw new ForbiddenError('bad-proof', 'proof is not signed by this key over this code and key.');
}

/** Codes have 80 random bits, so saying why one is refused helps the technician and nobody else. */
function refusal(why: LabelFault): ForbiddenError {
  return new ForbiddenError(why, LABEL_FAULTS[why]);
}
