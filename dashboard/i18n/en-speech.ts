import type { viSpeech } from './vi-speech.ts';

export const enSpeech: Record<keyof typeof viSpeech, string> = {};
