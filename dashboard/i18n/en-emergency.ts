import type { viEmergency } from './vi-emergency.ts';

export const enEmergency: Record<keyof typeof viEmergency, string> = {};
