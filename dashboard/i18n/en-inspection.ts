import type { viInspection } from './vi-inspection.ts';

export const enInspection: Record<keyof typeof viInspection, string> = {};
