// pure
import { LIVE_SILENCE_MS, LIVE_SOCKET_GRACE_MS, type LiveEnd } from '../../protocol/live.ts';

/** So long after the button the microphone may still be missing (a second person, a question of the browser). */
export const CONNECT_WITHIN_MS = 15_000;
/** Nothing from the socket, not even the answer to a ping, for so long: it is lost though nobody closed it. */
export const DEAD_SOCKET_MS = 1_500;
/** Quieter than this is no sound (dB below full scale, as it was sent). */
export const SILENT_DB = -45;

export type Phase = 'waiting' | 'countdown' | 'speaking' | 'lost' | 'ended';

/** How far a session has come. Instants in ms UTC. */
export interface Course {
  readonly phase: Phase;
  readonly createdAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** Is the socket open, as far as anybody said? */
  readonly open: boolean;
  /** The last word of the socket, sound or not. */
  readonly heardAt: number;
  readonly lostAt?: number | undefined;
  /** From here silence is counted. */
  readonly quietSince: number;
  /** The last sound that was aired; absent: nothing was said. */
  readonly saidUntil?: number | undefined;
  readonly end?: LiveEnd | undefined;
  readonly endedAt?: number | undefined;
}

export type CourseEvent =
  /** The speaker's microphone is here, for the first time or again. */
  | { readonly type: 'connected' }
  /** Any sign of life of the socket. */
  | { readonly type: 'alive' }
  /** A piece of sound, as loud as it was sent. */
  | { readonly type: 'sound'; readonly levelDb: number }
  | { readonly type: 'closed' }
  | { readonly type: 'tick' }
  | { readonly type: 'end'; readonly end: LiveEnd };

export function courseOf(at: { createdAt: number; startsAt: number; endsAt: number }): Course {
  const { createdAt, startsAt, endsAt } = at;
  return { phase: 'waiting', createdAt, startsAt, endsAt, open: false, heardAt: createdAt, quietSince: startsAt };
}

/** What a session becomes by an event. What has ended stays as it ended. */
export function courseAfter(course: Course, event: CourseEvent, now: number): Course {
  if (course.phase === 'ended') return course;
  switch (event.type) {
    case 'connected': {
      const quietSince = Math.max(course.startsAt, now);
      const { lostAt: _, ...rest } = course;
      return inTime(
        { ...rest, open: true, heardAt: now, quietSince: course.open ? course.quietSince : quietSince },
        now,
      );
    }
    case 'alive':
      return course.open ? inTime({ ...course, heardAt: now, lostAt: undefined }, now) : course;
    case 'sound': {
      if (!course.open) return course;
      const alive = inTime({ ...course, heardAt: now, lostAt: undefined }, now);
      if (event.levelDb < SILENT_DB) return alive;
      return {
        ...alive,
        quietSince: Math.max(course.startsAt, now),
        ...(now >= course.startsAt ? { saidUntil: now } : {}),
      };
    }
    case 'closed':
      return course.phase === 'waiting'
        ? { ...course, open: false }
        : { ...course, open: false, phase: 'lost', lostAt: course.lostAt ?? now };
    case 'tick':
      return ticked(course, now);
    case 'end':
      return ended(course, event.end, now);
    default:
      return event satisfies never;
  }
}

/** How long was spoken: to the last sound, and never a moment before the countdown ended. */
export function saidMs({ startsAt, saidUntil }: Course): number {
  return saidUntil === undefined ? 0 : Math.max(0, saidUntil - startsAt);
}

/** Counting down, or speaking. */
function inTime(course: Course, now: number): Course {
  return { ...course, phase: now < course.startsAt ? 'countdown' : 'speaking' };
}

function ticked(course: Course, now: number): Course {
  if (now >= course.endsAt) return ended(course, 'limit', now);
  switch (course.phase) {
    case 'waiting':
      return now >= course.createdAt + CONNECT_WITHIN_MS ? ended(course, 'never-began', now) : course;
    case 'lost':
      return now - (course.lostAt ?? now) >= LIVE_SOCKET_GRACE_MS ? ended(course, 'socket', now) : course;
    case 'countdown':
    case 'speaking':
      if (now - course.heardAt >= DEAD_SOCKET_MS) return { ...course, phase: 'lost', lostAt: now };
      if (now - course.quietSince >= LIVE_SILENCE_MS) return ended(course, 'silence', now);
      return inTime(course, now);
    case 'ended':
      return course;
    default:
      return course.phase satisfies never;
  }
}

function ended(course: Course, end: LiveEnd, now: number): Course {
  return { ...course, phase: 'ended', open: false, end, endedAt: now };
}
