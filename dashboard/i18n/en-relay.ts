import type { viRelay } from './vi-relay.ts';

export const enRelay: Record<keyof typeof viRelay, string> = {};
