// pure
import type { DeliveryState } from '../../protocol/api/broadcast.ts';
import type { ClockState, Reason, ReceiptBody } from '../../protocol/messages/uplink.ts';

export type StreamBreak = NonNullable<ReceiptBody['streams']>[number]['breaks'][number];

/** One run on one node. Where the node hung and how many horns it carried is frozen at the due instant. */
export interface Delivery {
  readonly run: string;
  readonly node: string;
  readonly hamlet: string;
  readonly horns: number;
  readonly dueAt: number;
  /** False for what was cancelled, or never meant for this node, and played all the same: recorded, not due. */
  readonly due: boolean;
  readonly registered: boolean;
  readonly state: DeliveryState;
  /** Nothing changes it any more but a better receipt. */
  readonly final: boolean;
  readonly reason?: Reason | undefined;
  readonly command?: string | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly playedMs?: number | undefined;
  readonly expectedMs: number;
  readonly heardMs?: number | undefined;
  readonly heardBy?: 'microphone' | 'current' | 'none' | undefined;
  /** Of parts that were a stream: how long it sounded itself, how long its fallback, and when and why it was away. */
  readonly relayMs?: number | undefined;
  readonly fallbackMs?: number | undefined;
  readonly breaks?: readonly StreamBreak[] | undefined;
  readonly clock?: ClockState | undefined;
  readonly receivedAt?: number | undefined;
  readonly evidence?: number | undefined;
}

export interface SignedReceipt {
  readonly body: ReceiptBody;
  readonly clock: ClockState;
  readonly receivedAt: number;
  readonly evidence: number;
}

/** What a run's delivery becomes by acks and beats, which are unsigned hints: only forwards, and never past a receipt. */
const PROGRESS: readonly DeliveryState[] = ['planned', 'sent', 'received', 'playing'];

export function afterHint(delivery: Delivery, hint: 'sent' | 'received' | 'playing'): Delivery {
  const now = PROGRESS.indexOf(delivery.state);
  return delivery.final || now < 0 || PROGRESS.indexOf(hint) <= now ? delivery : { ...delivery, state: hint };
}

/**
 * What a delivery is after the node's signed word. One run has one receipt; if a node sends two that differ, the one that
 * says more wins, so that neither order nor repetition matters. A receipt whose time cannot be proved leaves it unknown
 * (DESIGN §8, clock); one that comes after silence was final is evidence only.
 */
export function afterReceipt(delivery: Delivery, receipt: SignedReceipt): Delivery {
  const closed = delivery.final && delivery.evidence === undefined && delivery.state === 'unknown';
  if (closed) return delivery;
  const reported = reportOf(delivery, receipt);
  return delivery.evidence !== undefined && !saysMore(reported, delivery) ? delivery : reported;
}

function reportOf(delivery: Delivery, { body, clock, receivedAt, evidence }: SignedReceipt): Delivery {
  const proved = clock === 'trusted';
  return {
    ...delivery,
    state: proved ? body.result : 'unknown',
    final: true,
    reason: proved ? body.reason : 'clock-untrusted',
    startedAt: body.startedAt,
    endedAt: body.endedAt,
    playedMs: body.playedMs,
    heardMs: body.heard.by === 'none' ? undefined : body.heard.ms,
    heardBy: body.heard.by,
    ...streamed(body),
    clock,
    receivedAt,
    evidence,
  };
}

/** More breaks than this tell nobody more. */
const MOST_BREAKS = 64;

function streamed({ streams }: ReceiptBody): Pick<Delivery, 'relayMs' | 'fallbackMs' | 'breaks'> {
  if (!streams || streams.length === 0) return { relayMs: undefined, fallbackMs: undefined, breaks: undefined };
  return {
    relayMs: streams.reduce((sum, { playedMs }) => sum + playedMs, 0),
    fallbackMs: streams.reduce((sum, { fallbackMs }) => sum + fallbackMs, 0),
    breaks: streams.flatMap(({ breaks }) => breaks).slice(0, MOST_BREAKS),
  };
}

/** A total order on what receipts say; the place in the evidence log, which depends on arrival, is no part of it. */
function saysMore(one: Delivery, other: Delivery): boolean {
  const [a, b] = [rank(one), rank(other)];
  for (const [index, value] of a.entries()) {
    const against = b[index] as number | string;
    if (value !== against) return value > against;
  }
  return false;
}

function rank(delivery: Delivery): (number | string)[] {
  return [
    delivery.clock === 'trusted' ? 1 : 0,
    delivery.playedMs ?? 0,
    delivery.heardMs ?? -1,
    -(delivery.startedAt ?? Number.MAX_SAFE_INTEGER),
    -(delivery.endedAt ?? Number.MAX_SAFE_INTEGER),
    delivery.state,
    delivery.reason ?? '',
    delivery.heardBy ?? '',
    delivery.clock ?? '',
    delivery.relayMs ?? -1,
    -(delivery.fallbackMs ?? 0),
    JSON.stringify(delivery.breaks ?? []),
  ];
}

/** The run is over and the node has said nothing: unknown, until it speaks; for good once no verdict can change. */
export function afterSilence(delivery: Delivery, forGood: boolean): Delivery {
  return delivery.final ? delivery : { ...delivery, state: 'unknown', final: forGood };
}
