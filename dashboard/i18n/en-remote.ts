import type { viRemote } from './vi-remote.ts';

export const enRemote: Record<keyof typeof viRemote, string> = {
  'remote.title': 'Remote diagnosis',
};
