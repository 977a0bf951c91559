import { type Action, arbitrate, type Bid, type Contender } from './arbiter.ts';
import type { QuietWindow } from './quiet-hours.ts';

/** What would become of one bid on a node that is well. */
export interface Rehearsed {
  readonly segments: readonly { readonly from: number; readonly to: number }[];
  /** Bids that sounded while this one was due and silent. */
  readonly behind: ReadonlySet<string>;
  readonly end: Extract<Action, { do: 'stop' | 'drop' | 'refuse' }>['why'];
}

interface Part {
  contender: Contender;
  soundsSince: number | undefined;
  readonly segments: { from: number; to: number }[];
  readonly behind: Set<string>;
}

/**
 * Who would sound when, by the arbiter itself and so as on the node: obeys it from wake to wake until every bid has ended. The
 * keys must differ. Returns the ends by key.
 */
export function rehearse(bids: readonly Bid[], windows: readonly QuietWindow[]): Map<string, Rehearsed> {
  const parts = new Map<string, Part>(
    bids.map((bid) => [
      bid.key,
      {
        contender: { ...bid, standing: { state: 'waiting' } },
        ...{ soundsSince: undefined, segments: [], behind: new Set<string>() },
      },
    ]),
  );
  const ended = new Map<string, Rehearsed>();
  let now = Math.min(...bids.map((bid) => bid.startAt));
  while (parts.size > 0) {
    const { actions, wakeAt } = arbitrate(
      [...parts.values()].map((part) => part.contender),
      windows,
      now,
    );
    for (const action of actions) {
      const part = parts.get(action.key);
      if (!part) continue;
      const why = obey(part, action, now);
      if (why === undefined) continue;
      parts.delete(action.key);
      ended.set(action.key, { segments: part.segments, behind: part.behind, end: why });
    }
    noteWaiting(parts, now);
    const next = Math.max(now + 1, wakeAt);
    for (const part of parts.values()) advance(part, next - now);
    now = next;
  }
  return ended;
}

/** Returns why it ended; undefined while it goes on. */
function obey(part: Part, action: Action, now: number): Rehearsed['end'] | undefined {
  const { standing } = part.contender;
  switch (action.do) {
    case 'continue':
      return undefined;
    case 'start':
    case 'restart':
    case 'resume': {
      const before = standing.state === 'waiting' ? { since: now, soundedMs: 0 } : standing;
      const positionMs = action.do === 'resume' ? action.fromMs : 0;
      const { since, soundedMs } = before;
      part.contender = { ...part.contender, standing: { state: 'sounding', since, positionMs, soundedMs } };
      part.soundsSince = now;
      return undefined;
    }
    case 'interrupt':
      hush(part, now);
      if (standing.state === 'sounding')
        part.contender = { ...part.contender, standing: { ...standing, state: 'held', heldAt: now } };
      return undefined;
    case 'stop':
    case 'drop':
    case 'refuse':
      hush(part, now);
      return action.why;
  }
}

function hush(part: Part, now: number): void {
  if (part.soundsSince !== undefined && now > part.soundsSince) part.segments.push({ from: part.soundsSince, to: now });
  part.soundsSince = undefined;
}

function noteWaiting(parts: ReadonlyMap<string, Part>, now: number): void {
  const sounding = [...parts.values()].find((part) => part.soundsSince !== undefined);
  if (!sounding) return;
  for (const part of parts.values())
    if (part !== sounding && part.contender.startAt <= now) part.behind.add(sounding.contender.key);
}

function advance(part: Part, ms: number): void {
  const { standing } = part.contender;
  if (standing.state !== 'sounding') return;
  const { positionMs, soundedMs } = standing;
  const moved = { ...standing, positionMs: positionMs + ms, soundedMs: soundedMs + ms };
  part.contender = { ...part.contender, standing: moved };
}
