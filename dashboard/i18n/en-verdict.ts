import type { viVerdict } from './vi-verdict.ts';

export const enVerdict: Record<keyof typeof viVerdict, string> = {};
