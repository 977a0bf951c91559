import type { viRules } from './vi-rules.ts';

export const enRules: Record<keyof typeof viRules, string> = {};
