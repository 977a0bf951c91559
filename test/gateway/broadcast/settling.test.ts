import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import { type ProgrammeInput, programmeInput } from '../../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../../protocol/api/schedule.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { Air } from './air.ts';

const TUESDAY = '2026-11-24';
const at = (time: string) => instantAt(TUESDAY, time);

describe.each(ENGINES)('what meets another after it was saved, on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let operator: Person;
  let bulletin: string;

  beforeEach(async () => {
    test = await open();
    air = new Air(test);
    operator = air.person('operator', air.commune);
    air.node(air.east, 'TL-001');
    await air.broadcast.start();
    const made = await air.broadcast.bulletins.create(operator, {
      ...{ title: 'Tin', class: 'normal', field: 'general', language: 'vi' },
      recording: await air.recording(10 * MINUTE_MS),
    });
    bulletin = made.id;
  });
  afterEach(async () => {
    await air.close();
    await test.close();
  });

  const input = (time: string, change: Partial<ProgrammeInput> = {}) =>
    programmeInput.parse({
      ...{ title: `Lúc ${time}`, bulletins: [bulletin], targets: [{ area: air.commune.id }] },
      recurrence: { from: TUESDAY, times: [time] },
      ...change,
    });
  const create = (given: ProgrammeInput) => air.broadcast.programmes.create(operator, given);
  const change = (id: string, time: string, what: OccurrenceChange['change']) =>
    air.broadcast.programmes.changes.occurrence(operator, id, { at: at(time), scope: 'this', change: what });

  it('a run moved onto another programme is refused with what it would meet, and stays where it was', async () => {
    const other = await create(input('17:00'));
    const { id } = await create(input('06:00'));
    const moving = change(id, '06:00', { do: 'move', to: at('17:05') });
    await expect(moving).rejects.toMatchObject({
      ...{ status: 409, code: 'conflict' },
      extra: { conflicts: [{ programme: other.id, firstAt: at('17:05'), otherAt: at('17:00'), times: 1 }] },
    });
    expect((await air.broadcast.programmes.get(id)).recurrence.exceptions ?? []).toEqual([]);
    await change(id, '06:00', { do: 'move', to: at('16:50') });
  });

  it('a skipped run whose time another programme took is not brought back over it', async () => {
    const { id } = await create(input('17:00'));
    await change(id, '17:00', { do: 'skip', reason: 'lễ tang' });
    await create(
      input('17:05', { recurrence: { from: TUESDAY, to: TUESDAY, times: ['17:05'], weekdays: [], except: [] } }),
    );
    await expect(change(id, '17:00', { do: 'restore' })).rejects.toMatchObject({ status: 409, code: 'conflict' });
  });

  it('what the series met before, in an order the user gave, is not asked again', async () => {
    const first = await create(input('17:00'));
    const { id } = await create(
      input('17:05', { resolutions: [{ programme: first.id, way: 'in-order', first: 'other' }] }),
    );
    await change(id, '17:05', { do: 'move', to: at('18:00') });
    expect((await air.broadcast.programmes.get(id)).recurrence.exceptions).toHaveLength(1);
  });

  it('a draft that meets another is not sent for approval until that is settled', async () => {
    await create(input('17:00'));
    const { id } = await create(input('17:05', { draft: true }));
    await expect(air.broadcast.programmes.submit(operator, id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await air.broadcast.programmes.get(id)).state).toBe('draft');
  });
});
