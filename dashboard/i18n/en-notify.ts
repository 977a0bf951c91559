import type { viNotify } from './vi-notify.ts';

export const enNotify: Record<keyof typeof viNotify, string> = {
  'notify.title': 'Notifications',
};
