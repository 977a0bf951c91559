import {
  type CredentialInput,
  type NextCredential,
  type RotationProof,
  rotationProof,
} from '../../protocol/api/rotation.ts';
import { ROTATE_TYP } from '../../protocol/channels.ts';
import { check } from '../../protocol/codec.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import { newToken, sha256Of } from '../keys/secrets.ts';
import { certificateRecord, type IssueCertificate } from './certificates.ts';
import { endCertificate, endOtherCertificates, insertCertificate } from './certificates-store.ts';
import type { Nodes } from './nodes.ts';
import { insertCredentials } from './nodes-store.ts';
import { dueForRotation, OVERLAP_MS, proofProblem } from './rotation-rules.ts';
import {
  endCredential,
  endOtherCredentials,
  openRotations,
  type PendingCredential,
  putRotation,
  type RotationRecord,
  rotationOf,
} from './rotations-store.ts';

export interface RotationsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly nodes: Nodes;
  /** Credentials older than this change by themselves; 0: none. */
  readonly maxAgeMs: number;
  /** Signs the command and stores it, in the same transaction. */
  readonly command: (transaction: Transaction, node: string, by: string) => Promise<unknown>;
  /** Sends what was stored, after the commit. */
  readonly send: () => Promise<void>;
  readonly issueCertificate?: IssueCertificate | undefined;
  /** What is wrong with nodes that did not finish; `open` are those told and not settled. */
  readonly unfinished: {
    tell(node: string, detail: string): void;
    settle(node: string): void;
    open(): Iterable<{ readonly node: string; readonly since: number }>;
  };
}

/** Told in one transaction: none may hold up the database for long. */
const ORDERS_AT_ONCE = 50;

/**
 * A node's next credential, so that no step can strand it: the new one is valid beside the old one from the moment it is given
 * out; only the node's word, said with the new one, ends the old one; and what was not confirmed in time ends instead.
 */
export class Rotations {
  readonly #parts: RotationsParts;

  constructor(parts: RotationsParts) {
    this.#parts = parts;
  }

  /** Tells these nodes to change; who is away is told at the next birth. */
  async order(by: Actor, ids: readonly string[]): Promise<void> {
    const { database, clock, audit, nodes, command, send } = this.#parts;
    for (const id of ids)
      if (nodes.credentials.of(nodes.known(id).id).length === 0)
        throw new ConflictError('not-enrolled', 'No device speaks for this node yet; enrol one first.');
    for (let start = 0; start < ids.length; start += ORDERS_AT_ONCE) {
      await database.write(async (transaction) => {
        for (const id of ids.slice(start, start + ORDERS_AT_ONCE)) {
          const known = await rotationOf(transaction, id);
          await putRotation(transaction, { ...known, node: id, orderedAt: clock.now(), orderedBy: by.id });
          await command(transaction, id, by.id);
          const area = nodes.known(id).hamlet;
          await audit.record({ by: by.id, action: 'node.rotate', subject: id, area, outcome: 'done' }, transaction);
        }
      });
    }
    await send();
  }

  /** Gives a node its next credential. `presented`: SHA-256 of the one it came with. Asking again replaces what was not confirmed. */
  async issue(id: string, presented: string, input: CredentialInput): Promise<NextCredential> {
    const { nodes, clock, issueCertificate } = this.#parts;
    const proof = this.#proven(id, input.proof);
    const issued = input.csr === undefined ? undefined : await issueCertificate?.(id, input.csr);
    const credential = newToken();
    const issuedAt = clock.now();
    const next: PendingCredential = { issuedAt, sha256: sha256Of(credential), fingerprint: issued?.fingerprint };
    const certificate = issued && certificateRecord(id, issued, issuedAt);
    let replaced: PendingCredential | undefined;
    await nodes.apply(
      { by: id, action: 'node.credential-issue', outcome: 'done', after: shownOf(next) },
      () => [
        {
          node: nodes.known(id),
          roster: true,
          remember: () => {
            if (replaced) this.#forget(id, replaced);
            nodes.credentials.add({ sha256: next.sha256, node: id, validFrom: issuedAt });
            if (certificate) nodes.certificates.add(certificate);
          },
        },
      ],
      async (transaction) => {
        const known = await rotationOf(transaction, id);
        refuse(proofProblem(proof, id, known?.proofAt, issuedAt));
        replaced = known?.pending;
        if (replaced?.sha256 === presented)
          throw new ConflictError('not-confirmed', 'Confirm this credential before you ask for the next one.');
        if (replaced) await end(transaction, replaced, issuedAt);
        const fresh = { sha256: next.sha256, node: id, validFrom: issuedAt };
        await insertCredentials(transaction, this.#parts.database.dialect, [fresh]);
        if (certificate) await insertCertificate(transaction, certificate);
        await putRotation(transaction, { ...known, node: id, proofAt: proof.at, pending: next });
      },
    );
    const confirmBy = issuedAt + OVERLAP_MS;
    return { credential, confirmBy, ...(issued && { certificate: issued.cert, ca: issued.ca }) };
  }

  /** The node came with its new credential: all others end. A word said twice changes nothing. */
  async confirm(id: string, presented: string): Promise<void> {
    const { database, nodes, unfinished } = this.#parts;
    const isPending = (known: RotationRecord | undefined) => known?.pending?.sha256 === presented;
    if (!isPending(await rotationOf(database.read, id))) return;
    let confirmed: PendingCredential | undefined;
    await nodes.apply(
      { by: id, action: 'node.credential-confirm', outcome: 'done', after: { credential: 'new' } },
      () => [
        {
          node: nodes.known(id),
          roster: true,
          remember: () => {
            if (!confirmed) return;
            const { sha256, fingerprint } = confirmed;
            nodes.credentials.keep(id, (hash) => hash === sha256);
            if (fingerprint !== undefined) nodes.certificates.keep(id, (held) => held.fingerprint === fingerprint);
          },
        },
      ],
      async (transaction) => {
        const known = await rotationOf(transaction, id);
        if (!known?.pending || !isPending(known)) return;
        confirmed = known.pending;
        const now = this.#parts.clock.now();
        await endOtherCredentials(transaction, id, confirmed.sha256, now);
        // Without a new certificate the old one stays: where one is required the node could not come back.
        if (confirmed.fingerprint !== undefined)
          await endOtherCertificates(transaction, id, confirmed.fingerprint, now);
        await putRotation(transaction, { node: id, proofAt: known.proofAt });
      },
    );
    unfinished.settle(id);
  }

  /** Every hour: what was not finished in time ends, with a fault, and the credential in use stays. */
  async expire(): Promise<void> {
    const { database, clock, nodes, unfinished } = this.#parts;
    for (const { node, since } of unfinished.open()) {
      const credentialSince = nodes.credentials.sinceOf(node);
      if (credentialSince === undefined || credentialSince > since) unfinished.settle(node);
    }
    const limit = clock.now() - OVERLAP_MS;
    for (const known of await openRotations(database.read)) {
      const { node, pending, orderedAt } = known;
      if (pending && pending.issuedAt <= limit) {
        await this.#drop(node, pending.sha256);
        unfinished.tell(node, 'the new credential was never used and has ended; the old one stays');
      } else if (!pending && orderedAt !== undefined && orderedAt <= limit) {
        await database.write((transaction) => putRotation(transaction, { node, proofAt: known.proofAt }));
        unfinished.tell(node, 'told to change its credential and did not ask for a new one; the old one stays');
      }
    }
  }

  /** Every night: some of those whose credential is old are told to change it. */
  async nightly(): Promise<void> {
    const { database, clock, nodes, maxAgeMs } = this.#parts;
    const busy = new Set((await openRotations(database.read)).map(({ node }) => node));
    const fleet = nodes.roster.all().flatMap(({ id }) => {
      const since = nodes.credentials.sinceOf(id);
      return since === undefined ? [] : [{ node: id, since }];
    });
    await this.order(
      { id: 'system' },
      dueForRotation(fleet, maxAgeMs, clock.now(), (node) => busy.has(node)),
    );
  }

  async #drop(id: string, sha256: string): Promise<void> {
    const { nodes, clock } = this.#parts;
    const now = clock.now();
    let dropped: PendingCredential | undefined;
    await nodes.apply(
      { by: 'system', action: 'node.credential-drop', outcome: 'done', after: { credential: 'old' } },
      () => {
        const node = nodes.roster.get(id);
        return node ? [{ node, roster: true, remember: () => dropped && this.#forget(id, dropped) }] : [];
      },
      async (transaction) => {
        const known = await rotationOf(transaction, id);
        // Confirmed or replaced a moment ago.
        if (known?.pending?.sha256 !== sha256) return;
        dropped = known.pending;
        await end(transaction, dropped, now);
        await putRotation(transaction, { node: id, proofAt: known.proofAt });
      },
    );
  }

  #forget(node: string, { sha256, fingerprint }: PendingCredential): void {
    const { credentials, certificates } = this.#parts.nodes;
    credentials.keep(node, (hash) => hash !== sha256);
    certificates.keep(node, (held) => held.fingerprint !== fingerprint);
  }

  /** A credential can be copied off a line or a disk image; only the device has the key. */
  #proven(node: string, jws: string): RotationProof {
    const publicKey = this.#parts.nodes.roster.keyOf(node);
    try {
      const { signingInput, signature, payload } = decodeJws(jws, ROTATE_TYP);
      const proof = check(rotationProof, payload);
      if (proof.ok && publicKey !== undefined && verifyEd25519(publicKey, signingInput, signature)) return proof.body;
    } catch {
      // Malformed is as good as forged.
    }
    throw new ForbiddenError('bad-proof', 'The proof is not signed by the key of this node; enrol it again.');
  }
}

async function end(transaction: Transaction, { sha256, fingerprint }: PendingCredential, now: number): Promise<void> {
  await endCredential(transaction, sha256, now);
  if (fingerprint !== undefined) await endCertificate(transaction, fingerprint, now);
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new ForbiddenError('bad-proof', `The proof does not count: ${problem}.`);
}

function shownOf({ fingerprint }: PendingCredential): object {
  return { credential: 'new', ...(fingerprint !== undefined && { certificate: fingerprint }) };
}
