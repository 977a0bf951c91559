import type { TextKey } from '../i18n/say.ts';

/** The words of a receipt come from the node as plain text: what we do not know is said to be unknown, never left blank. */
const known = <K extends string>(values: readonly K[], prefix: string) => {
  const keys = new Map(values.map((value) => [value as string, `${prefix}.${value}` as TextKey]));
  return (value: string): TextKey => keys.get(value) ?? 'fact.unknown';
};

export const resultWord = known(['full', 'partial', 'refused', 'failed', 'preempted', 'missed'], 'delivery');
export const heardWord = known(['microphone', 'current', 'none'], 'heard-by');
export const kindWord = known(['receipt', 'boot', 'power', 'clock', 'fault'], 'entry-kind');
export const clockWord = known(['trusted', 'floor', 'none'], 'clock-state');
export const reasonWord = known(
  [
    ...['quiet-hours', 'not-signed', 'expired', 'not-addressed', 'replayed', 'no-audio', 'audio-damaged', 'decoder'],
    ...['output', 'stopped', 'too-late', 'no-power', 'clock-untrusted', 'outranked', 'storage-full', 'restarted'],
    ...['cancelled', 'unsupported', 'bad-command', 'busy'],
  ],
  'reason',
);
