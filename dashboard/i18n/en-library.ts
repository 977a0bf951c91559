import type { viLibrary } from './vi-library.ts';

export const enLibrary: Record<keyof typeof viLibrary, string> = {};
