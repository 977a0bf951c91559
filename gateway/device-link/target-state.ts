// pure
import type { Ack } from '../../protocol/messages/uplink.ts';

/** What became of a command at one node. */
export type TargetState = 'queued' | 'sent' | 'expired' | 'received' | 'accepted' | 'rejected' | 'done';

/** States only rise. A node's late word still counts after `expired`: it did receive the command. */
export const RANK: Readonly<Record<TargetState, number>> = {
  queued: 0,
  sent: 1,
  expired: 2,
  received: 3,
  accepted: 4,
  rejected: 5,
  done: 5,
};

export function isFinal(state: TargetState): boolean {
  return state === 'rejected' || state === 'done';
}

/** The one of several acknowledgements of a command that says most; the first of equals. */
export function furthest(acks: readonly Ack[]): Ack | undefined {
  return acks.reduce<Ack | undefined>(
    (best, ack) => (best && RANK[best.status] >= RANK[ack.status] ? best : ack),
    undefined,
  );
}
