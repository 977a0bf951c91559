// pure
import type { ActionInput } from '../../protocol/api/remote.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import { type ActionState, type ActionType, ANSWER_WITHIN_MS, TONE_MS } from '../../protocol/remote.ts';
import { MINUTE_MS } from '../../protocol/units.ts';

export type RemoteOrder = {
  [T in 'self-test' | 'volume' | 'reboot' | 'send-log' | 'resync']: {
    readonly type: T;
    readonly args: Extract<Command, { type: T }>['args'];
  };
}['self-test' | 'volume' | 'reboot' | 'send-log' | 'resync'];

/** The command that does what was asked. `volume`: of a test tone, percent; `logUrl`: where the lines go. */
export function orderOf(input: ActionInput, { volume, logUrl }: { volume: number; logUrl: string }): RemoteOrder {
  const test = (mode: 'silent' | 'tone' | 'calibrate'): RemoteOrder => ({
    type: 'self-test',
    args: { mode, volume, toneMs: TONE_MS },
  });
  switch (input.type) {
    case 'silent-test':
      return test('silent');
    case 'tone-test':
      return test('tone');
    case 'calibrate':
      return test('calibrate');
    case 'volume':
      return { type: 'volume', args: { percent: input.percent } };
    case 'reboot':
      return { type: 'reboot', args: {} };
    case 'fetch-log':
      return { type: 'send-log', args: { url: logUrl } };
    case 'resync':
      return { type: 'resync', args: {} };
  }
}

/** A tone that comes ten minutes late frightens somebody; what is silent may wait for a node that is just coming back. */
const LIFE_MS: Record<ActionInput['type'], number> = {
  'tone-test': 2 * MINUTE_MS,
  calibrate: 2 * MINUTE_MS,
  'silent-test': 10 * MINUTE_MS,
  volume: 10 * MINUTE_MS,
  reboot: 10 * MINUTE_MS,
  'fetch-log': 10 * MINUTE_MS,
  resync: 10 * MINUTE_MS,
};

export function expiryOf(type: ActionInput['type'], now: number): number {
  return now + LIFE_MS[type];
}

/** Does this action make the horns sound? Those are refused in quiet hours. */
export function isTone(type: ActionType): boolean {
  return type === 'tone-test' || type === 'calibrate';
}

/** How far the command came at the node. */
export interface Progress {
  readonly state: 'queued' | 'sent' | 'expired' | 'received' | 'accepted' | 'rejected' | 'done';
  readonly askedAt: number;
  readonly expiresAt: number;
}

/** What is shown of it: five seconds without a word are «Chưa trả lời», while it is still sent until it expires. */
export function stateOf({ state, askedAt, expiresAt }: Progress, now: number): ActionState {
  switch (state) {
    case 'rejected':
    case 'done':
    case 'expired':
      return state;
    case 'received':
    case 'accepted':
      return now > expiresAt ? 'expired' : 'accepted';
    case 'queued':
    case 'sent':
      if (now > expiresAt) return 'expired';
      if (now - askedAt >= ANSWER_WITHIN_MS) return 'no-answer';
      return state === 'queued' ? 'waiting' : 'sent';
  }
}
