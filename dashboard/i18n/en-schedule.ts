import type { viSchedule } from './vi-schedule.ts';

export const enSchedule: Record<keyof typeof viSchedule, string> = {};
