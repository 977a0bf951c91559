import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Course, type CourseEvent, courseAfter, courseOf, saidMs } from '../../../gateway/live/course.ts';
import { estimatedDelayMs } from '../../../gateway/live/live-rule.ts';

const BEGAN = { createdAt: 0, startsAt: 3_000, endsAt: 603_000 };
type At = readonly [at: number, event: CourseEvent];
const connected: CourseEvent = { type: 'connected' };
const tick: CourseEvent = { type: 'tick' };
const sound = (levelDb = -20): CourseEvent => ({ type: 'sound', levelDb });
const runThrough = (events: readonly At[]): Course =>
  events.reduce((course, [at, event]) => courseAfter(course, event, at), courseOf(BEGAN));

/** A voice every quarter of a second, with ticks between. */
function voice(from: number, to: number, event: CourseEvent): At[] {
  const events: At[] = [];
  for (let at = from; at < to; at += 250) events.push([at, event], [at + 100, tick]);
  return events;
}

describe('the course of a live session', () => {
  it.each<{ what: string; events: At[]; phase: string; end?: string; said?: number }>([
    { what: 'waits for the microphone', events: [[14_999, tick]], phase: 'waiting' },
    { what: 'never began without one', events: [[15_000, tick]], phase: 'ended', end: 'never-began', said: 0 },
    {
      what: 'counts down',
      events: [
        [500, connected],
        [1_000, tick],
      ],
      phase: 'countdown',
    },
    {
      what: 'does not count what is said before the countdown is over',
      events: [[500, connected], ...voice(600, 2_600, sound())],
      ...{ phase: 'countdown', said: 0 },
    },
    { what: 'speaks', events: [[500, connected], ...voice(600, 5_600, sound())], phase: 'speaking', said: 2_350 },
    {
      what: 'ends after ten seconds of silence, and these were not said',
      events: [[500, connected], ...voice(600, 8_000, sound()), ...voice(8_000, 18_500, sound(-60))],
      ...{ phase: 'ended', end: 'silence', said: 4_850 },
    },
    {
      what: 'ends where the microphone was never on',
      events: [[500, connected], ...voice(600, 13_500, sound(-70))],
      ...{ phase: 'ended', end: 'silence', said: 0 },
    },
    {
      what: 'ends a second after the socket closed',
      events: [[500, connected], ...voice(600, 6_000, sound()), [6_000, { type: 'closed' }], [7_000, tick]],
      ...{ phase: 'ended', end: 'socket' },
    },
    {
      what: 'goes on when the socket comes back within it',
      events: [
        [500, connected],
        [3_500, { type: 'closed' }],
        [4_400, connected],
        [5_400, { type: 'alive' }],
        [5_500, tick],
      ],
      phase: 'speaking',
    },
    {
      what: 'ends within three seconds where nobody said that the cable was cut',
      events: [[500, connected], ...voice(600, 6_000, sound()), ...voice(6_000, 8_600, tick)],
      ...{ phase: 'ended', end: 'socket' },
    },
    {
      what: 'goes on where the whole server stood still for a moment',
      events: [
        [500, connected],
        ...voice(600, 6_000, sound()),
        [8_000, tick],
        [8_001, sound()],
        [9_000, sound()],
        [9_100, tick],
      ],
      phase: 'speaking',
    },
    {
      what: 'ends at its limit',
      events: [
        [500, connected],
        [603_000, tick],
      ],
      phase: 'ended',
      end: 'limit',
    },
    {
      what: 'stays as it ended',
      events: [
        [500, connected],
        [4_000, { type: 'end', end: 'stopped' }],
        [5_000, connected],
        [9_000, { type: 'end', end: 'speaker' }],
      ],
      ...{ phase: 'ended', end: 'stopped' },
    },
  ])('$what', ({ events, phase, end, said }) => {
    const course = runThrough(events);
    expect(course).toMatchObject({ phase, ...(end ? { end } : {}) });
    if (said !== undefined) expect(saidMs(course)).toBe(said);
  });

  it('whatever happens, it ends once, never later than its limit, and nothing said lies outside of it', () => {
    const event: fc.Arbitrary<CourseEvent> = fc.oneof(
      fc.constantFrom<CourseEvent>(
        connected,
        tick,
        { type: 'closed' },
        { type: 'alive' },
        { type: 'end', end: 'stopped' },
      ),
      fc.integer({ min: -90, max: 0 }).map(sound),
    );
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), event), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (happened) => {
        let now = 0;
        let course = courseOf(BEGAN);
        let endedAt: number | undefined;
        for (const [later, one] of happened) {
          now += later;
          course = courseAfter(course, one, now);
          endedAt ??= course.endedAt;
          expect(course.endedAt).toBe(endedAt);
          expect((course.phase === 'ended') === (course.end !== undefined)).toBe(true);
          expect(saidMs(course)).toBeGreaterThanOrEqual(0);
          expect(saidMs(course)).toBeLessThanOrEqual(Math.max(0, (endedAt ?? now) - BEGAN.startsAt));
        }
        expect(courseAfter(course, tick, Math.max(now, BEGAN.endsAt)).phase).toBe('ended');
      }),
      { numRuns: 300 },
    );
  });
});

it('the delay that is told is made of what is known and of what a node is assumed to hold', () => {
  expect(estimatedDelayMs({ chunkMs: 120, roundTripMs: 60, gatewayMs: 110 })).toBe(710);
});
