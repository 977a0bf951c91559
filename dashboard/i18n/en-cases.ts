import type { viCases } from './vi-cases.ts';

export const enCases: Record<keyof typeof viCases, string> = {
  'case.title': 'Cases',
};
