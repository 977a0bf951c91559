// pure
import type { PlanFile } from '../../protocol/messages/downlink.ts';
import type { Part, RunRef } from '../../protocol/messages/fields.ts';

type ToHear = NonNullable<PlanFile['listen']>;

export interface DueSession {
  readonly from: number;
  readonly to: number;
}
export interface DueSound {
  readonly ref: RunRef;
  readonly dueAt: number;
  readonly parts: readonly Part[];
}

/** Most sessions one plan carries, and most pieces one session (protocol planFile). */
const MOST_SESSIONS = 500;
const MOST_PARTS = 32;

/**
 * What a listening node is to hear of a hamlet: every session of the registered timetable, with the recordings due in it. A
 * recording is named once however often it is due. A session in which LoaXã knows of nothing is heard all the same.
 */
export function toHear(hamlet: string, sessions: readonly DueSession[], sounds: readonly DueSound[]): ToHear {
  return sessions.slice(0, MOST_SESSIONS).map(({ from, to }) => {
    const inside = sounds.filter(({ dueAt }) => dueAt >= from && dueAt < to);
    const parts = new Map(inside.flatMap(({ parts }) => parts).map((part) => [part.sha256, part]));
    const [first] = inside;
    // A relay is printed while it plays: what is due of it is the stream itself.
    const isRelay = [...parts.values()].some(({ stream }) => stream?.kind === 'relay');
    return {
      ...{ hamlet, from, to },
      ...(inside.length === 1 && first && { run: first.ref }),
      against: isRelay ? ('relay' as const) : parts.size > 0 ? ('recording' as const) : ('nothing' as const),
      parts: [...parts.values()].slice(0, MOST_PARTS),
    };
  });
}
