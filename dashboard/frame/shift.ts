import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

const EVERY_MS = 10_000;
/** Further ahead than any shift: this installation asks for no proof. */
const LONGEST_SHIFT_MS = 24 * 3_600_000;

/** «Mở khóa đến 18:05», or that a proof will be asked. */
export function useShiftText(): string | undefined {
  const { say } = useWords();
  const { unlockedUntil } = useMe();
  const left = unlockedUntil - useServerNow(EVERY_MS);
  if (left > LONGEST_SHIFT_MS) return undefined;
  return left > 0 ? say('unlock.until', { at: dateTimeText(unlockedUntil).slice(0, 5) }) : say('unlock.locked');
}

export function useIsLocked(): boolean {
  return useMe().unlockedUntil <= useServerNow(EVERY_MS);
}
