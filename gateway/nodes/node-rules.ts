import { createPublicKey } from 'node:crypto';
import type { AreaLookup, NodeRecord, Roster } from './roster.ts';

export interface NodeFault {
  readonly code: 'no-hamlet' | 'code-taken';
  readonly field: 'hamlet' | 'code';
  readonly message: string;
}

/** What is wrong with hanging this node there under this code; undefined when nothing is. A code is one node's within its commune. */
export function faultOf(
  node: Pick<NodeRecord, 'id' | 'hamlet' | 'code'>,
  areas: AreaLookup,
  coded: (commune: string, code: string) => string | undefined,
): NodeFault | undefined {
  if (areas.get(node.hamlet)?.kind !== 'hamlet')
    return { code: 'no-hamlet', field: 'hamlet', message: 'A node hangs in a hamlet, and this is none.' };
  const twin = coded(areas.communeOf(node.hamlet) ?? '', node.code);
  if (twin === undefined || twin === node.id) return undefined;
  return {
    code: 'code-taken',
    field: 'code',
    message: `The code ${node.code} is another node's of this commune (${twin}).`,
  };
}

/** Which node has a code in a commune, over all nodes at once: for tables of thousands. */
export function codeIndex(
  roster: Roster,
  areas: AreaLookup,
): { find(commune: string, code: string): string | undefined; put(node: NodeRecord): void } {
  const index = new Map<string, string>();
  const key = (commune: string, code: string) => `${commune} ${code.normalize('NFC').toLowerCase()}`;
  const put = (node: NodeRecord) => void index.set(key(areas.communeOf(node.hamlet) ?? '', node.code), node.id);
  for (const node of roster.all()) put(node);
  return { find: (commune, code) => index.get(key(commune, code)), put };
}

/** True for an Ed25519 key as SPKI DER in base64url, spelled the one canonical way. */
export function isEd25519Key(text: string): boolean {
  try {
    const der = Buffer.from(text, 'base64url');
    if (der.toString('base64url') !== text) return false;
    return createPublicKey({ key: der, format: 'der', type: 'spki' }).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
