// pure
import type { AlertWeight } from '../../../protocol/sources.ts';
import type { CapInfo } from './cap-message.ts';
import type { CapSettings } from './cap-settings.ts';

type Weighed = Pick<CapInfo, 'severity' | 'urgency' | 'certainty' | 'responseType'>;

/** What is to become of one info by the table of the settings. An all-clear is no emergency: a person decides on it. */
export function weightOf(
  info: Weighed,
  { weights, otherwise }: Pick<CapSettings, 'weights' | 'otherwise'>,
): AlertWeight {
  const found = weights.find(
    ({ severity, urgency, certainty }) =>
      (severity?.includes(info.severity) ?? true) &&
      (urgency?.includes(info.urgency) ?? true) &&
      (certainty?.includes(info.certainty) ?? true),
  );
  const weight = found?.weight ?? otherwise;
  return weight === 'at-once' && info.responseType.includes('AllClear') ? 'held' : weight;
}

/** What waits for a person goes before what needs none: nothing of the message is passed on until they have decided. */
const ORDER: readonly AlertWeight[] = ['at-once', 'held', 'priority', 'inbox', 'shown'];

/** The heaviest of several; undefined for none. */
export function heaviest(weights: readonly AlertWeight[]): AlertWeight | undefined {
  return ORDER.find((weight) => weights.includes(weight));
}
