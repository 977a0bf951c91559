import type { viEnding } from './vi-ending.ts';

export const enEnding: Record<keyof typeof viEnding, string> = {
  'ending.final': 'This session cannot be made longer. Sign in again on this very page; nothing typed is lost.',
  'ending.left': '{time} left.',
  'ending.session': 'The session ends at {at}. What you are typing stays on the page.',
  'ending.session-title': 'The session is about to end',
  'ending.shift': 'The unlocking ends at {at}. After it, emergencies and approvals ask for PIN or code again.',
  'ending.shift-title': 'The unlocked shift is about to end',
  'ending.sign-in': 'Sign in again',
  'ending.stay': 'Stay signed in',
  'ending.unlock': 'Unlock for 12 more hours',
};
