import type { viRepair } from './vi-repair.ts';

export const enRepair: Record<keyof typeof viRepair, string> = {};
