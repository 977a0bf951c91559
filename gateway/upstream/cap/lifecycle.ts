// pure
import type { AlertReason, AlertState, AlertWeight } from '../../../protocol/sources.ts';
import type { CapMessage } from './cap-message.ts';
import type { CapSettings } from './cap-settings.ts';

/** An earlier message of the same source, as far as a later one may touch it. */
export interface Earlier {
  readonly id: string;
  readonly sender: string;
  readonly sentAt: number;
  readonly status: CapMessage['status'];
  readonly messageType: CapMessage['msgType'];
  readonly state: AlertState;
  /** It was put on the air once. */
  readonly aired: boolean;
}

export interface Circumstances {
  readonly message: Pick<CapMessage, 'sender' | 'sent' | 'status' | 'msgType' | 'scope'>;
  readonly now: number;
  /** When all that could be said of it is over, ms UTC. */
  readonly expiresAt: number;
  /** Of what can be spoken here; undefined when there is nothing to speak. */
  readonly weight: AlertWeight | undefined;
  /** Is it in a language that is spoken? */
  readonly isUnderstood: boolean;
  /** Loudspeakers stand where it is for. */
  readonly isHere: boolean;
  /** What it names, and Updates that stand in the place of what it names. */
  readonly named: readonly Earlier[];
  /** Updates and Cancels that came before it though they were sent after it, about it or about what it names. */
  readonly later: readonly Pick<Earlier, 'sender' | 'status' | 'messageType'>[];
  readonly settings: Pick<CapSettings, 'exercises'>;
}

export interface Decision {
  /** Put on the air; `undefined`: not. */
  readonly air?: 'actual' | 'exercise';
  /** Passed on as a bulletin of this class instead. */
  readonly pass?: 'priority' | 'normal';
  /** Of the message itself; of one to be aired, what it is until it is on the air. */
  readonly state: AlertState;
  readonly reason?: AlertReason;
  readonly detail?: string;
  /** Earlier ones that are over with this one: at once, or only when it is on the air itself. */
  readonly ends: readonly string[];
  readonly endsWhen: 'at-once' | 'aired';
}

const NEVER: Readonly<Partial<Record<CapMessage['status'], AlertReason>>> = {
  Test: 'test',
  System: 'system',
  Draft: 'draft',
};

/** What becomes of a message that was read and verified, by its status, type, words, places and what it refers to. */
export function decide(given: Circumstances): Decision {
  const { message, named, later } = given;
  const quiet = (state: AlertState, reason?: AlertReason, detail?: string): Decision => ({
    ...{ state, ends: [], endsWhen: 'at-once' },
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
  });
  if (message.msgType === 'Ack') return quiet('not-aired', 'acknowledgement');
  if (message.msgType === 'Error') return quiet('not-aired', 'error-message');
  const never = NEVER[message.status];
  if (never) return quiet('not-aired', never);

  const isOwn = (one: Pick<Earlier, 'sender' | 'status'>) =>
    one.sender === message.sender && one.status === message.status;
  const own = named.filter(isOwn);
  const isOnlyOfOthers = own.length === 0 && named.some((one) => one.sender !== message.sender);
  const superseding = later.filter(isOwn);
  if (message.msgType === 'Cancel') {
    if (isOnlyOfOthers) return quiet('not-aired', 'sender', 'Lệnh hủy nhắc đến cảnh báo của người gửi khác.');
    if (own.length === 0) return quiet('not-aired', 'unknown-reference', 'Chưa nhận được cảnh báo mà lệnh này hủy.');
    return { ...quiet('not-aired'), ends: own.filter(isTouched).map(({ id }) => id) };
  }

  if (superseding.some(({ messageType }) => messageType === 'Cancel'))
    return quiet('cancelled', undefined, 'Lệnh hủy đã đến trước cảnh báo này.');
  if (superseding.length > 0) return quiet('replaced', undefined, 'Bản cập nhật đã đến trước cảnh báo này.');
  const ends = message.msgType === 'Update' ? own.filter(isOpen).map(({ id }) => id) : [];
  return { ...onItsOwn(given, quiet, isOnlyOfOthers), ends };
}

function onItsOwn(
  { message, now, expiresAt, weight, isUnderstood, isHere, settings }: Circumstances,
  quiet: (state: AlertState, reason?: AlertReason, detail?: string) => Decision,
  isOnlyOfOthers: boolean,
): Decision {
  if (expiresAt <= now) return quiet('expired', 'expired');
  if (message.status === 'Exercise' && settings.exercises === 'shown') return quiet('not-aired', 'exercise');
  if (message.scope === 'Private')
    return quiet('not-aired', undefined, 'Tin gửi riêng (scope Private), không phát ra loa công cộng.');
  if (weight === undefined || !isHere) return quiet('not-aired', 'no-area-here');
  if (weight === 'shown') return quiet('not-aired', 'not-urgent');
  // The sender no longer calls it urgent: what it replaces is over, whatever a person decides on the new words.
  if (weight === 'held') return quiet('held');
  const asks = (detail: string, reason?: AlertReason): Decision => ({
    ...quiet('held', reason, detail),
    endsWhen: 'aired',
  });
  if (isOnlyOfOthers) return asks('Bản cập nhật nhắc đến cảnh báo của người gửi khác.', 'sender');
  if (message.scope === 'Restricted') return asks('Tin hạn chế phổ biến (scope Restricted): cần người quyết định.');
  if (!isUnderstood) return asks('Không có nội dung bằng tiếng Việt: cần người quyết định.');
  if (weight === 'priority' || weight === 'inbox') {
    if (message.status === 'Exercise') return quiet('not-aired', 'exercise');
    return { ...quiet('held'), pass: weight === 'priority' ? 'priority' : 'normal', endsWhen: 'aired' };
  }
  return { ...quiet('held'), air: message.status === 'Exercise' ? 'exercise' : 'actual', endsWhen: 'aired' };
}

function isOpen({ state }: Earlier): boolean {
  return state === 'on-air' || state === 'held' || state === 'passed-on';
}

/** What is over by itself can still be called off, for those who heard it. */
function isTouched(one: Earlier): boolean {
  return isOpen(one) || (one.aired && one.state === 'ended');
}
