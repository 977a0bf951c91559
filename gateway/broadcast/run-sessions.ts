// pure
import { MINUTE_MS } from '../../protocol/units.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Neighbours begin one after the other, and a node may begin late: who listens to a run listens so much longer. */
const TAIL_MS = MINUTE_MS;

/** Where no session is registered the registered runs are the sessions (DOMAIN §4.1); those that touch are one. */
export function sessionsOfRuns(runs: readonly { readonly dueAt: number; readonly durationMs: number }[]): Span[] {
  const sessions: Span[] = [];
  for (const { dueAt, durationMs } of [...runs].sort((a, b) => a.dueAt - b.dueAt)) {
    const to = dueAt + durationMs + TAIL_MS;
    const last = sessions.at(-1);
    if (last && dueAt <= last.to) sessions[sessions.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else sessions.push({ from: dueAt, to });
  }
  return sessions;
}
