import type { viVerify } from './vi-verify.ts';

export const enVerify: Record<keyof typeof viVerify, string> = {};
