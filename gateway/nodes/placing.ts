import type { EnrolmentConfirm, EnrolmentConfirmed, OpenLabel } from '../../protocol/api/enrolment.ts';
import { plainClaimCode } from '../../protocol/claim-code.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, RuleError } from '../errors.ts';
import type { AuditPort } from '../http/ports.ts';
import { sha256Of } from '../keys/secrets.ts';
import { faultOfLabel, LABEL_FAULTS, type Label } from './label-rules.ts';
import { callingDevice, labelView, nameOfKey } from './label-view.ts';
import { bindLabel, labelOf } from './labels-store.ts';
import { shown, throwFault } from './node-changes.ts';
import { codeIndex, faultOf } from './node-rules.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup, NodeRecord } from './roster.ts';

export interface PlacingParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly nodes: Nodes;
  readonly areas: AreaLookup;
  readonly nameOf: (account: string) => string | undefined;
}

interface Technician {
  readonly id: string;
  readonly areas: readonly string[];
}

/** The technician's half of enrolling: says where the device of a label hangs. */
export class Placing {
  readonly #parts: PlacingParts;

  constructor(parts: PlacingParts) {
    this.#parts = parts;
  }

  /** What the label is good for. Throws for every label nothing can be done with. */
  async lookUp(by: Technician, code: string): Promise<OpenLabel> {
    const label = await this.#open(by, code);
    return labelView(label, { ...this.#parts, roster: this.#parts.nodes.roster });
  }

  /** Binds the label to a new node, made with it, or to one whose device is replaced. The device may have called or not. */
  async confirm(by: Technician, { code, node: wanted, device }: EnrolmentConfirm): Promise<EnrolmentConfirmed> {
    const { nodes, areas } = this.#parts;
    const label = await this.#open(by, code);
    const existing = 'id' in wanted ? nodes.known(wanted.id) : undefined;
    const hamlet = 'hamlet' in wanted ? wanted.hamlet : (existing as NodeRecord).hamlet;
    if (!areas.isWithin(hamlet, by.areas))
      throw new ForbiddenError('out-of-scope', 'This area does not belong to your account.');
    const bound = label.node === undefined ? undefined : nodes.roster.get(label.node);
    if (bound) {
      // The answer got lost and it is asked again: the same place is no news, another one is a mistake.
      if ('id' in wanted ? bound.id !== wanted.id : bound.hamlet !== hamlet || bound.code !== wanted.code)
        throw new ConflictError('bound-code', `The label belongs to ${bound.code} already; use another one.`);
      return confirmed(bound, label);
    }
    if (!areas.isWithin(hamlet, [label.area]))
      throw new RuleError('label-area', 'The label was made for another area; use one of this commune.');
    if (device !== undefined && (!label.device || nameOfKey(label.device.key) !== device))
      throw new ConflictError(
        'other-device',
        'Another device is calling with this label; look which, then confirm again.',
      );
    const bind = (transaction: Transaction, node: NodeRecord) => this.#bind(transaction, by, label, node, device);
    if (existing) {
      await this.#parts.database.write((transaction) => bind(transaction, existing));
      return confirmed(existing, label);
    }
    const [made] = await nodes.apply(
      { by: by.id, action: 'node.create', outcome: 'done' },
      () => {
        if ('id' in wanted) return [];
        const node = nodes.newNode(wanted);
        throwFault(faultOf(node, areas, codeIndex(nodes.roster, areas).find));
        return [{ node }];
      },
      async (transaction, [node]) => bind(transaction, node as NodeRecord),
    );
    return confirmed(made as NodeRecord, label);
  }

  async #bind(
    transaction: Transaction,
    by: Technician,
    label: Label,
    node: NodeRecord,
    device: string | undefined,
  ): Promise<void> {
    const now = this.#parts.clock.now();
    const key = device === undefined ? undefined : label.device?.key;
    if (!(await bindLabel(transaction, label, { node: node.id, by: by.id, device: key }, now)))
      throw new ConflictError('label-closed', 'The label was used or withdrawn a moment ago.');
    await this.#parts.audit.record(
      {
        by: by.id,
        action: 'label.confirm',
        subject: label.id,
        area: node.hamlet,
        outcome: 'done',
        before: { area: label.area },
        after: { ...shown(node), ...(label.device ? { device: nameOfKey(label.device.key) } : {}) },
      },
      transaction,
    );
  }

  async #open(by: Technician, code: string): Promise<Label> {
    const { database, clock, areas } = this.#parts;
    const label = await labelOf(database.read, { sha256: sha256Of(plainClaimCode(code)) });
    const fault = faultOfLabel(label, clock.now());
    if (fault || !label) throw new ForbiddenError(fault ?? 'unknown-code', LABEL_FAULTS[fault ?? 'unknown-code']);
    if (!areas.isWithin(label.area, by.areas))
      throw new ForbiddenError('foreign-code', 'The label was made for an area that does not belong to your account.');
    return label;
  }
}

function confirmed(node: NodeRecord, label: Label): EnrolmentConfirmed {
  const device = callingDevice(label);
  return { node: node.id, nodeCode: node.code, ...(device ? { device } : {}) };
}
