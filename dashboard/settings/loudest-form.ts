// pure
import type { BroadcastSettings } from '../../protocol/api/broadcast-settings.ts';
import { readWindows, type TypedWindow, typedWindows } from './hours-form.ts';
import { wholeNumber } from './voice-form.ts';

/** Most windows the gateway takes, and a loudspeaker keeps. */
export const MOST_LOUDEST = 8;
const LOUDEST_PERCENT = 100;

/** A window with its limit, as typed. */
export interface TypedLoudest extends TypedWindow {
  readonly percent: string;
}
export type LoudestFault = { readonly place: number; readonly field: 'from' | 'to' | 'percent' };

export function typedLoudest({ loudest = [] }: BroadcastSettings): TypedLoudest[] {
  return typedWindows(loudest).map((one, place) => ({ ...one, percent: String(loudest[place]?.percent ?? '') }));
}

export function withOneMoreLimit(windows: readonly TypedLoudest[]): TypedLoudest[] {
  const key = windows.reduce((highest, one) => Math.max(highest, one.key), -1) + 1;
  return [...windows, { key, from: '', to: '', name: '', percent: '' }];
}

/** The settings with these limits, the other parts as they were, and the fields that hold no time or no percentage. */
export function readLoudest(
  typed: readonly TypedLoudest[],
  before: BroadcastSettings,
): { settings: BroadcastSettings; bad: LoudestFault[] } {
  const { windows, bad } = readWindows(typed);
  const percents = typed.map(({ percent }) => wholeNumber(percent, 1, LOUDEST_PERCENT));
  const wrong = percents.flatMap((percent, place) =>
    percent === undefined ? [{ place, field: 'percent' as const }] : [],
  );
  const faults = [...bad.map(({ place, end }) => ({ place, field: end })), ...wrong].sort((a, b) => a.place - b.place);
  if (faults.length > 0) return { settings: before, bad: faults };
  const { loudest: _before, ...rest } = before;
  const loudest = windows.map(({ from, to }, place) => ({ from, to, percent: percents[place] ?? LOUDEST_PERCENT }));
  return { settings: loudest.length > 0 ? { ...rest, loudest } : rest, bad: [] };
}
