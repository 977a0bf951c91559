import { describe, expect, it } from 'vitest';
import { withoutMet } from '../../../gateway/broadcast/conflict.ts';
import type { Recurrence, Resolution } from '../../../protocol/api/broadcast.ts';
import { MOST_SINGLES } from '../../../protocol/timetable.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { openSqlite } from '../database/engines.ts';
import { MONDAY } from './air.ts';
import { type Newsroom, newsroomOfEachTest } from './newsroom.ts';

const at = (time: string, days = 0) => instantAt(MONDAY, time) + days * DAY_MS;
const daily = (...times: string[]): Recurrence => ({ from: MONDAY, times, weekdays: [], except: [] });

describe('runs that were changed singly, and the ways out of a conflict', () => {
  let room: Newsroom;
  newsroomOfEachTest(openSqlite, (fresh) => {
    room = fresh;
    room.air.node(room.air.east, 'TL-001');
  });
  const saved = async (recurrence: Recurrence, resolutions: Resolution[] = []) => {
    const { id } = await room.approvedBulletin({ recording: await room.air.recording(10 * MINUTE_MS) });
    return room.air.broadcast.programmes.create(room.operator, room.programmeInput(id, { recurrence, resolutions }));
  };

  it('behind the other one a skipped day stays skipped, and a run that was moved stays where it was moved to', async () => {
    const other = await saved(daily('17:00'));
    const own: Recurrence = {
      ...daily('17:05'),
      exceptions: [
        { at: at('17:05', 1), do: 'skip', reason: 'lễ tang' },
        { at: at('17:05', 2), do: 'move', to: at('19:00', 2) },
      ],
    };
    const { recurrence } = await saved(own, [{ programme: other.id, way: 'after' }]);
    expect(recurrence.times).toEqual(['17:10']);
    expect(recurrence.exceptions).toEqual([
      { at: at('17:10', 1), do: 'skip', reason: 'lễ tang' },
      { at: at('17:10', 2), do: 'move', to: at('19:00', 2) },
    ]);
  });

  it('behind is not open for what only a moved run meets: no time of day helps it', async () => {
    const other = await saved({ ...daily('19:00'), from: '2026-11-25', to: '2026-11-25' });
    const own: Recurrence = { ...daily('17:00'), exceptions: [{ at: at('17:00', 2), do: 'move', to: at('19:05', 2) }] };
    const { id } = await room.approvedBulletin();
    const given = room.programmeInput(id, { recurrence: own });
    const [conflict] = await room.air.broadcast.programmes.wouldMeet(room.operator, given);
    expect(conflict?.waysOut).toEqual(['replace', 'in-order']);
    await expect(saved(own, [{ programme: other.id, way: 'after' }])).rejects.toMatchObject({ code: 'no-room-behind' });
  });

  it('two times of day are not made one by going behind the same other', async () => {
    const other = await saved({ ...daily('17:00'), to: MONDAY });
    const { id } = await room.approvedBulletin();
    const given = room.programmeInput(id, { recurrence: daily('17:01', '17:06') });
    const [conflict] = await room.air.broadcast.programmes.wouldMeet(room.operator, given);
    expect(conflict).toMatchObject({ programme: other.id, waysOut: ['replace', 'in-order'] });
  });

  it('replaces nothing of a timetable that was changed while the answer was on its way', async () => {
    const { programmes } = room.air.broadcast;
    const other = await saved(daily('17:00'));
    const { timetable } = programmes;
    const { alive } = timetable;
    timetable.alive = async (now) => {
      const slots = await alive.call(timetable, now);
      timetable.alive = alive;
      const change = { do: 'skip', reason: 'mất điện' } as const;
      await programmes.changes.occurrence(room.operator, other.id, { at: at('17:00', 3), scope: 'this', change });
      return slots;
    };
    const saving = saved({ ...daily('17:05'), to: MONDAY }, [{ programme: other.id, way: 'replace' }]);
    await expect(saving).rejects.toMatchObject({ status: 409, code: 'other-changed-meanwhile' });
    const { recurrence } = await programmes.get(other.id);
    expect(recurrence.exceptions).toEqual([{ at: at('17:00', 3), do: 'skip', reason: 'mất điện' }]);
  });

  it('more runs than a programme can carry are refused before anything is written that cannot be read', async () => {
    const times = ['06:00', '08:00', '10:00', '12:00', '14:00'];
    const other = await saved(daily(...times));
    const saving = saved(daily(...times), [{ programme: other.id, way: 'replace' }]);
    await expect(saving).rejects.toMatchObject({ status: 422, code: 'too-many-single-runs' });
    expect(await room.air.broadcast.programmes.store.alive(room.air.clock.now())).toEqual([other]);
  });

  it('old skips make room for new ones, changes that still sound do not', () => {
    const old = Array.from({ length: 350 }, (_, day) => ({ at: at('17:00', -day - 40), do: 'skip' as const }));
    const moved = { at: at('17:00', -60), do: 'move' as const, to: at('17:00', 5) };
    const own = Array.from({ length: 90 }, (_, day) => ({
      at: at('17:00', day),
      from: at('17:00', day),
      to: at('17:10', day),
    }));
    const meetings = own.map((span) => ({ own: span, other: span }));
    const { exceptions = [] } = withoutMet(
      { ...daily('17:00'), exceptions: [...old, moved] },
      meetings,
      'x',
      at('08:00'),
    );
    expect(exceptions.length).toBeLessThanOrEqual(MOST_SINGLES);
    expect(exceptions).toContainEqual(moved);
    expect(exceptions.filter((one) => one.at >= at('00:00'))).toHaveLength(90);
  });
});
