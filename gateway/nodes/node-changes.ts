import type { Dialect, Transaction } from '../database/database.ts';
import { ConflictError, RuleError } from '../errors.ts';
import type { AuditRecord } from '../http/ports.ts';
import { endCertificates } from './certificates-store.ts';
import type { NodeFault } from './node-rules.ts';
import { endCredentials, insertCredentials, saveNodes } from './nodes-store.ts';
import { saveDevices } from './place-devices-store.ts';
import type { NodeRecord } from './roster.ts';
import { forgetRotations } from './rotations-store.ts';

/** One way a node changes. `config`, `roster`: what must get a new version because of it. */
export interface NodeChange {
  readonly node: NodeRecord;
  readonly config?: boolean;
  readonly roster?: boolean;
  /** SHA-256 of the only credentials valid from now on; empty to end them all. Certificates and changes under way end with them. */
  readonly credentials?: readonly string[];
  /** What else is to be remembered once it is committed, before the broker is told. */
  readonly remember?: ((now: number) => unknown) | undefined;
}

/** Writes the changes and returns the nodes as they are now, with the versions they got. */
export async function saveChanges(
  transaction: Transaction,
  dialect: Dialect,
  changes: readonly NodeChange[],
  now: number,
  rosterVersion: number,
): Promise<NodeRecord[]> {
  const nodes = changes.map(({ node, config, roster }) => ({
    ...node,
    ...(config ? { configVersion: Math.max(node.configVersion + 1, now) } : {}),
    ...(roster ? { rosterVersion } : {}),
  }));
  await saveNodes(transaction, dialect, nodes, now);
  await saveCredentials(transaction, dialect, changes, now);
  await saveDevices(transaction, dialect, changes, now);
  return nodes;
}

export function throwFault(fault: NodeFault | undefined): void {
  if (!fault) return;
  const extra = { errors: [{ path: fault.field, message: fault.message }] };
  throw fault.code === 'code-taken'
    ? new ConflictError(fault.code, fault.message, extra)
    : new RuleError(fault.code, fault.message, extra);
}

async function saveCredentials(
  transaction: Transaction,
  dialect: Dialect,
  changes: readonly NodeChange[],
  now: number,
): Promise<void> {
  const changed = changes.filter((change) => change.credentials !== undefined);
  const ids = changed.map(({ node }) => node.id);
  await endCredentials(transaction, ids, now);
  await endCertificates(transaction, ids, now);
  await forgetRotations(transaction, ids);
  const fresh = changed.flatMap(({ node, credentials }) =>
    (credentials ?? []).map((sha256) => ({ sha256, node: node.id, validFrom: now })),
  );
  await insertCredentials(transaction, dialect, fresh);
}

/** One node: which, where and what it is now; many: how many. */
export function withSubject(record: AuditRecord, nodes: readonly NodeRecord[]): AuditRecord {
  const [node] = nodes;
  if (nodes.length !== 1 || !node) return { after: { nodes: nodes.length }, ...record };
  return { subject: node.id, area: node.hamlet, after: shown(node), ...record };
}

export function shown({ sortKey, searchKey, ...node }: NodeRecord): object {
  return node;
}
