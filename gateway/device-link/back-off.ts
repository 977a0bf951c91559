// pure
import { backOffMs } from '../../protocol/back-off.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before connecting to the broker again; whole milliseconds. `random` lies in [0, 1). */
export function reconnectDelayMs(attempt: number, random: number): number {
  return Math.floor(backOffMs(attempt, random, FIRST_MS, LONGEST_MS));
}
