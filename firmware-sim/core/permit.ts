import { verify } from 'node:crypto';
import { QUIET_PERMIT_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { PlanItem } from '../../protocol/messages/downlink.ts';
import { readPermit } from '../../protocol/quiet-permit.ts';
import type { KeyBook } from './key-book.ts';
import type { NodeTime } from './node-time.ts';

/**
 * Until when an item may sound in quiet hours (ms UTC): the end of its permit, if a command key that is trusted now signed it for
 * this item and this hamlet. Anything else is no permit at all, and the item keeps silent as it would without.
 */
export function freeUntil(
  item: PlanItem,
  keys: Pick<KeyBook, 'keyOf' | 'isOpen'>,
  groups: readonly string[],
  time: Pick<NodeTime, 'now' | 'trusted'>,
): number | undefined {
  if (item.permit === undefined) return undefined;
  try {
    const { header, payload, signingInput, signature } = decodeJws(item.permit, QUIET_PERMIT_TYP);
    const key = keys.keyOf(header.kid);
    if (!key || !keys.isOpen(header.kid, { at: time.now(), trusted: time.trusted })) return undefined;
    if (!verify(null, signingInput, key, signature)) return undefined;
    const read = readPermit(payload, item, groups);
    return read.ok ? read.permit.until : undefined;
  } catch {
    // Malformed: the same as none.
    return undefined;
  }
}
