import type { Node } from '../../protocol/api/areas.ts';
import type { Bulletin, Delivery, DeliveryState, RunSummary } from '../../protocol/api/broadcast.ts';
import type { HamletVerdict, SessionState, VerdictWord } from '../../protocol/api/coverage.ts';
import type { TextKey } from '../i18n/say.ts';

/** What a state means: each has its own shape, colour and fill (UX §1), so that colour never speaks alone. */
export type Meaning = 'good' | 'partial' | 'bad' | 'unknown' | 'excused' | 'on-air' | 'planned';

export interface Told {
  readonly meaning: Meaning;
  readonly word: TextKey;
}

const VERDICT: Record<VerdictWord, Meaning> = { met: 'good', 'not-met': 'bad', insufficient: 'unknown' };
export function tellVerdict(verdict: VerdictWord): Told {
  return { meaning: VERDICT[verdict], word: `verdict.${verdict}` };
}

/** A verdict that only visits made is never said as if loudspeakers had reported it (DOMAIN §4.9). */
export function tellHamlet({ verdict, byInspection }: Pick<HamletVerdict, 'verdict' | 'byInspection'>): Told {
  return verdict === 'met' && byInspection
    ? { meaning: 'good', word: 'verdict.met-by-inspection' }
    : tellVerdict(verdict);
}

const SESSION: Record<SessionState, Meaning> = {
  heard: 'good',
  partial: 'partial',
  'not-heard': 'bad',
  unknown: 'unknown',
  excluded: 'excused',
  cancelled: 'excused',
};
export function tellSession(state: SessionState): Told {
  return { meaning: SESSION[state], word: `session.${state}` };
}

const PRESENCE: Record<Node['presence'], Meaning> = {
  online: 'good',
  offline: 'bad',
  unobserved: 'unknown',
  maintenance: 'excused',
};
export function tellPresence(node: Pick<Node, 'presence' | 'enrolled'>): Told {
  if (!node.enrolled) return { meaning: 'planned', word: 'presence.not-enrolled' };
  return { meaning: PRESENCE[node.presence], word: `presence.${node.presence}` };
}

const DELIVERY: Record<DeliveryState, Meaning> = {
  planned: 'planned',
  sent: 'planned',
  received: 'planned',
  playing: 'on-air',
  full: 'good',
  partial: 'partial',
  refused: 'bad',
  failed: 'bad',
  preempted: 'partial',
  missed: 'bad',
  unknown: 'unknown',
  cancelled: 'excused',
};

/** Only "heard" makes a cell green: played to the end without an ear is unknown, played with a deaf ear is bad. */
export function tellDelivery(delivery: Pick<Delivery, 'state' | 'heard'>): Told {
  if (delivery.state === 'full' && delivery.heard === false) return { meaning: 'bad', word: 'delivery.mute' };
  if (delivery.state === 'full' && delivery.heard === undefined)
    return { meaning: 'unknown', word: 'delivery.unconfirmed' };
  return { meaning: DELIVERY[delivery.state], word: `delivery.${delivery.state}` };
}

/** One state for each node, for tests and styles: only what was heard to the end is `full`. */
export function receiptState(delivery: Pick<Delivery, 'state' | 'heard'>): string {
  if (delivery.state !== 'full') return delivery.state;
  if (delivery.heard === undefined) return 'unconfirmed';
  return delivery.heard ? 'full' : 'played-not-heard';
}

export function tellRun(run: Pick<RunSummary, 'state' | 'heard' | 'nodes'>): Told {
  if (run.state === 'planned') return { meaning: 'planned', word: 'run.planned' };
  if (run.state === 'on-air') return { meaning: 'on-air', word: 'run.on-air' };
  if (run.state === 'cancelled') return { meaning: 'excused', word: 'run.cancelled' };
  return tellHeard(run.heard, run.nodes);
}

/** How an ended run came out, by the nodes where it was heard whole. */
export function tellHeard(heard: number, nodes: number): Told {
  if (nodes > 0 && heard >= nodes) return { meaning: 'good', word: 'run.heard-all' };
  return heard > 0 ? { meaning: 'partial', word: 'run.heard-some' } : { meaning: 'unknown', word: 'run.heard-none' };
}

const APPROVAL: Record<Bulletin['state'], Meaning> = {
  draft: 'planned',
  pending: 'partial',
  returned: 'bad',
  approved: 'good',
  cancelled: 'excused',
};
export function tellApproval(state: Bulletin['state']): Told {
  return { meaning: APPROVAL[state], word: `approval.${state}` };
}
