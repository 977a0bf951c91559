// pure
import { parseTimeOfDay } from '../format/time-entry.ts';
import type { Hours } from './ask.ts';

/** One row of the form, as it was typed; `key` keeps it apart from the others while they come and go. */
export interface TypedWindow {
  readonly key: number;
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

export function typedWindows(windows: readonly Hours[]): TypedWindow[] {
  return windows.map(({ from, to, name = '' }, key) => ({ key, from, to, name }));
}

export function withOneMore(windows: readonly TypedWindow[]): TypedWindow[] {
  const key = windows.reduce((highest, one) => Math.max(highest, one.key), -1) + 1;
  return [...windows, { key, from: '', to: '', name: '' }];
}

/** The windows that were typed, and the fields that hold no time of day. */
export function readWindows(typed: readonly TypedWindow[]): {
  windows: Hours[];
  bad: { place: number; end: 'from' | 'to' }[];
} {
  const bad: { place: number; end: 'from' | 'to' }[] = [];
  const windows = typed.flatMap((one, place): Hours[] => {
    const [from, to] = [parseTimeOfDay(one.from), parseTimeOfDay(one.to)];
    if (!from) bad.push({ place, end: 'from' });
    if (!to) bad.push({ place, end: 'to' });
    const name = one.name.trim();
    return from && to ? [{ from, to, ...(name ? { name } : {}) }] : [];
  });
  return { windows, bad };
}

/** Equal ends mean the whole day (protocol/quiet-hours). */
export function isWholeDay({ from, to }: Pick<Hours, 'from' | 'to'>): boolean {
  return from !== '' && parseTimeOfDay(from) === parseTimeOfDay(to);
}
