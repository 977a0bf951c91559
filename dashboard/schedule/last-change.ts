import { useSyncExternalStore } from 'react';
import { UNDO_WITHIN_MS } from '../../protocol/timetable.ts';

export interface LastChange {
  readonly programme: string;
  readonly account: string;
  /** What was done, as it was said when it was done. */
  readonly sentence: string;
  readonly at: number;
}

const KEY = 'loaxa.schedule.last-change';
const listeners = new Set<() => void>();
let known: string | null = null;
let change: LastChange | undefined;

/** Remembered for the tab, so that «Hoàn tác» survives going to another page and a reload. */
export function rememberChange(next: LastChange | undefined): void {
  if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
  else sessionStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

export function useLastChange(account: string, now: number): LastChange | undefined {
  const last = useSyncExternalStore(subscribe, read);
  return last && last.account === account && now - last.at < UNDO_WITHIN_MS ? last : undefined;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): LastChange | undefined {
  const text = sessionStorage.getItem(KEY);
  if (text === known) return change;
  known = text;
  try {
    // Written by `rememberChange` only.
    change = text === null ? undefined : (JSON.parse(text) as LastChange);
  } catch {
    change = undefined;
  }
  return change;
}
