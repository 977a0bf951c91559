import type { TextKey } from '../i18n/say.ts';

/** The words of a receipt come from the node as plain text: what we do not know is said to be unknown, never left blank. */
const KINDS = ['receipt', 'boot', 'power', 'clock', 'fault'] as const;
const RESULTS = ['full', 'partial', 'refused', 'failed', 'preempted', 'missed'] as const;
const EARS = ['microphone', 'current', 'none'] as const;
const CLOCKS = ['trusted', 'floor', 'none'] as const;
const REASONS = [
  ...(['quiet-hours', 'not-signed', 'expired', 'not-addressed', 'replayed', 'no-audio', 'audio-damaged'] as const),
  ...(['decoder', 'output', 'stopped', 'too-late', 'no-power', 'clock-untrusted', 'outranked'] as const),
  ...([
    'storage-full',
    'restarted',
    'cancelled',
    'unsupported',
    'bad-command',
    'busy',
    'stream-lost',
    'stream-silent',
  ] as const),
];

export function kindWord(value: string): TextKey {
  const kind = KINDS.find((one) => one === value);
  return kind ? `entry-kind.${kind}` : 'fact.unknown';
}

export function resultWord(value: string): TextKey {
  const result = RESULTS.find((one) => one === value);
  return result ? `delivery.${result}` : 'fact.unknown';
}

export function heardWord(value: string): TextKey {
  const ear = EARS.find((one) => one === value);
  return ear ? `heard-by.${ear}` : 'fact.unknown';
}

export function clockWord(value: string): TextKey {
  const state = CLOCKS.find((one) => one === value);
  return state ? `clock-state.${state}` : 'fact.unknown';
}

export function reasonWord(value: string): TextKey {
  const reason = REASONS.find((one) => one === value);
  return reason ? `reason.${reason}` : 'fact.unknown';
}
