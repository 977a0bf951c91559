import { ulid } from 'ulid';
import type { LabelOrder, MadeLabels, OpenLabel, WaitingDevice } from '../../protocol/api/enrolment.ts';
import { groupedClaimCode } from '../../protocol/claim-code.ts';
import { labelText } from '../../protocol/label.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { newLetters, sha256Of } from '../keys/secrets.ts';
import type { Label } from './label-rules.ts';
import { type LabelViewParts, labelView, waitingView } from './label-view.ts';
import { countOpen, insertLabels, labelOf, openLabels, withdrawLabel, withdrawLabelsOf } from './labels-store.ts';
import type { NodeRecord } from './roster.ts';

/** A code made for one node is typed or scanned the same day. */
const CLAIM_LIFE_MS = DAY_MS;
/** A province has 20,000 nodes; more open labels are forgotten ones. */
const MOST_OPEN = 20_000;
/** A device that has been silent longer is no longer calling. */
export const CALLING_MS = HOUR_MS;

export interface LabelsParts extends LabelViewParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  /** By which key a device knows the gateway; leaves the link without it when absent. */
  readonly rootFingerprint?: (() => string) | undefined;
}

/** The one-time codes: made and shown once, listed without their codes, withdrawn. */
export class Labels {
  readonly #parts: LabelsParts;

  constructor(parts: LabelsParts) {
    this.#parts = parts;
  }

  /** Codes to be printed for an area; `origin` is where devices and technicians find the gateway. */
  async make(by: Actor, { area, count, days }: LabelOrder, origin: string): Promise<MadeLabels> {
    const { database, clock, audit, areas, rootFingerprint } = this.#parts;
    const now = clock.now();
    const expiresAt = now + days * DAY_MS;
    const made = Array.from({ length: count }, () => ({ id: ulid(now), code: newLetters(80) }));
    await database.write(async (transaction) => {
      if ((await countOpen(transaction, now)) + count > MOST_OPEN)
        throw new ConflictError('too-many-labels', 'There are too many unused labels; withdraw those that are lost.');
      await insertLabels(
        transaction,
        made.map(({ id, code }) => ({
          id,
          sha256: sha256Of(code),
          area,
          createdBy: by.id,
          createdAt: now,
          expiresAt,
        })),
      );
      const after = { count, days, labels: made.map(({ id }) => id) };
      await audit.record({ by: by.id, action: 'label.make', subject: area, area, outcome: 'done', after }, transaction);
    });
    const root = rootFingerprint?.();
    const labels = made.map(({ id, code }) => ({
      id,
      code: groupedClaimCode(code),
      text: labelText({ origin, code, ...(root === undefined ? {} : { rootFingerprint: root }) }),
    }));
    return { areaName: areas.get(area)?.name ?? '', expiresAt, labels };
  }

  /** A code for a node that exists, good for 24 hours; earlier ones of the node end. */
  async claim(by: Actor, node: NodeRecord): Promise<{ node: string; code: string; expiresAt: number }> {
    const { database, clock, audit } = this.#parts;
    const code = newLetters(80);
    const now = clock.now();
    const label = {
      id: ulid(now),
      sha256: sha256Of(code),
      area: node.hamlet,
      createdBy: by.id,
      createdAt: now,
      expiresAt: now + CLAIM_LIFE_MS,
      node: node.id,
      confirmedBy: by.id,
      confirmedAt: now,
    };
    await database.write(async (transaction) => {
      await withdrawLabelsOf(transaction, node.id, now);
      await insertLabels(transaction, [label]);
      const record = { by: by.id, action: 'node.claim', subject: node.id, area: node.hamlet, outcome: 'done' as const };
      await audit.record(record, transaction);
    });
    return { node: node.id, code: groupedClaimCode(code), expiresAt: label.expiresAt };
  }

  /** Labels of these areas that may still let somebody in. */
  async open(scope: readonly string[]): Promise<OpenLabel[]> {
    return (await this.#openIn(scope)).map((label) => labelView(label, this.#parts));
  }

  /** Devices that call with labels of these areas. */
  async waiting(scope: readonly string[]): Promise<WaitingDevice[]> {
    const since = this.#parts.clock.now() - CALLING_MS;
    const calling = (await this.#openIn(scope)).filter(({ device }) => device !== undefined && device.calledAt > since);
    return waitingView(calling, this.#parts);
  }

  async known(id: string): Promise<Label> {
    const label = await labelOf(this.#parts.database.read, { id });
    if (!label) throw new NotFoundError('no-such-label', 'There is no such label.');
    return label;
  }

  async withdraw(by: Actor, label: Label): Promise<void> {
    const { database, clock, audit } = this.#parts;
    const now = clock.now();
    await database.write(async (transaction) => {
      if (!(await withdrawLabel(transaction, label.id, now)))
        throw new ConflictError('label-closed', 'The label was used, withdrawn or has expired already.');
      const { id, area, node, expiresAt } = label;
      const record = { by: by.id, action: 'label.withdraw', subject: id, area, outcome: 'done' as const };
      await audit.record({ ...record, before: { area, node, expiresAt }, after: { withdrawnAt: now } }, transaction);
    });
  }

  async #openIn(scope: readonly string[]): Promise<Label[]> {
    const { database, clock, areas } = this.#parts;
    return (await openLabels(database.read, clock.now())).filter(({ area }) => areas.isWithin(area, scope));
  }
}
