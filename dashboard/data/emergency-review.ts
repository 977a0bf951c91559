// pure
import type { Emergency } from '../../protocol/api/emergency.ts';

/** Those that were real and are over, and were read by nobody yet; the most urgent first. */
export function toReview(emergencies: readonly Emergency[]): Emergency[] {
  return emergencies
    .filter((one) => one.state !== 'siren' && one.state !== 'speaking' && one.review && one.review.at === undefined)
    .sort((a, b) => (a.review?.dueAt ?? 0) - (b.review?.dueAt ?? 0));
}
