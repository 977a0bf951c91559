import type { viLive } from './vi-live.ts';

export const enLive: Record<keyof typeof viLive, string> = {};
