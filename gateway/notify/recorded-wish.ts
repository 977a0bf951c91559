// pure
import type { Wish } from './wishes.ts';

/**
 * A subscription as the record may keep it for ever: whose and of what, and of the address only what tells one from another at a glance.
 * A name is not kept, and a person who is erased leaves no address behind.
 */
export function recordedWish({ to, name: _, ...wish }: Wish): Omit<Wish, 'to' | 'name'> & { readonly to: string } {
  return { ...wish, to: shownRecipient(to) };
}

/** Beside what is shown: that the address became another. */
export function recipientChange(before: Wish | undefined, after: Wish): { recipientChanged?: true } {
  return before === undefined || before.to === after.to ? {} : { recipientChanged: true };
}

/** `tam@xa.example` → `t…@xa.example`, `+84912345678` → `…678`. */
export function shownRecipient(to: string): string {
  const at = to.lastIndexOf('@');
  // A chat of Telegram may be named so as well, without anything before.
  if (at > 0) return `${to.slice(0, 1)}…${to.slice(at)}`;
  return to === '' ? '' : `…${to.slice(-3)}`;
}
