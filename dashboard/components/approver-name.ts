// pure
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import type { Say } from '../i18n/say.ts';

/** «Bình thay Hùng», where a deputy approved. */
export function approverName(approval: NonNullable<Bulletin['approval']>, say: Say): string {
  const { byName, forName } = approval;
  return forName ? say('approve.in-place', { name: byName, for: forName }) : byName;
}
