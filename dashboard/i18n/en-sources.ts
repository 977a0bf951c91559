import type { viSources } from './vi-sources.ts';

export const enSources: Record<keyof typeof viSources, string> = {};
