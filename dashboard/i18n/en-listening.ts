import type { viListening } from './vi-listening.ts';

export const enListening: Record<keyof typeof viListening, string> = {
  'listening.title': 'Listening nodes',
};
