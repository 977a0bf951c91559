// pure
import type { ReceiptAck } from '../../protocol/messages/downlink.ts';

/** At most this many sequences fit one acknowledgement. */
const MAX_ALSO = 256;

/** How far a log is stored without a gap after these sequences were added to what is stored from `below` on. */
export function advance(below: number, stored: ReadonlySet<number>): number {
  let next = below;
  while (stored.has(next)) next++;
  return next;
}

/** The acknowledgements that tell a node about these stored sequences of one log. */
export function acknowledgements(
  node: string,
  log: string,
  at: number,
  below: number,
  sequences: Iterable<number>,
): ReceiptAck[] {
  const also = [...new Set(sequences)].filter((seq) => seq >= below).sort((a, b) => a - b);
  const acks: ReceiptAck[] = [];
  do acks.push({ v: 1, node, log, at, below, also: also.splice(0, MAX_ALSO) });
  while (also.length > 0);
  return acks;
}
