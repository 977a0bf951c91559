import type { viReport } from './vi-report.ts';

export const enReport: Record<keyof typeof viReport, string> = {};
