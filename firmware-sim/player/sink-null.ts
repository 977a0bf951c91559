import type { Sink } from './sink.ts';

/** Plays to nobody, in real time. */
export const nullSink: Sink = { open() {}, write() {}, close() {}, failure: undefined };
