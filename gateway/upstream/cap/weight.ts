// pure
import type { CapInfo } from './cap-message.ts';
import type { CapSettings, Weight } from './cap-settings.ts';

type Weighed = Pick<CapInfo, 'severity' | 'urgency' | 'certainty' | 'responseType'>;

/** What is to become of one info by the table of the settings. An all-clear is no emergency: a person decides on it. */
export function weightOf(info: Weighed, { weights, otherwise }: Pick<CapSettings, 'weights' | 'otherwise'>): Weight {
  const found = weights.find(
    ({ severity, urgency, certainty }) =>
      (severity?.includes(info.severity) ?? true) &&
      (urgency?.includes(info.urgency) ?? true) &&
      (certainty?.includes(info.certainty) ?? true),
  );
  const weight = found?.weight ?? otherwise;
  return weight === 'at-once' && info.responseType.includes('AllClear') ? 'held' : weight;
}

const ORDER: readonly Weight[] = ['at-once', 'held', 'shown'];

/** The heaviest of several; undefined for none. */
export function heaviest(weights: readonly Weight[]): Weight | undefined {
  return ORDER.find((weight) => weights.includes(weight));
}
