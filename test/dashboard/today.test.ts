import { expect, test } from 'vitest';
import { todayOf } from '../../dashboard/components/today-groups.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const at = instantAt('2026-11-23', '06:12');
const morning = instantAt('2026-11-23', '05:30');
const evening = instantAt('2026-11-23', '17:00');
const ended = (commune: number, title: string) => ({
  id: `m${commune}`,
  title,
  dueAt: morning,
  nodes: 14,
  heard: 13,
  ended: true,
});
const next = (commune: number, title: string, dueAt = evening) => ({
  id: `e${commune}@${dueAt}`,
  title,
  dueAt,
  nodes: 14,
});

test('runs of one title at one instant are one line with their sums', () => {
  const groups = todayOf({
    at,
    today: [ended(1, 'Bản tin'), ended(2, 'Bản tin')],
    onAir: [],
    next: [next(1, 'Chiều')],
  });
  expect(groups.map(({ title, runs, nodes, heard, state }) => ({ title, runs, nodes, heard, state }))).toEqual([
    { title: 'Bản tin', runs: 2, nodes: 28, heard: 26, state: 'ended' },
    { title: 'Chiều', runs: 1, nodes: 14, heard: 0, state: 'planned' },
  ]);
});

test('where every commune has its own title, one line stands for the instant', () => {
  const communes = Array.from({ length: 18 }, (_, commune) => commune);
  const groups = todayOf({
    at,
    today: communes.map((commune) => ended(commune, `Sáng ${commune}`)),
    onAir: [],
    next: communes.map((commune) => next(commune, `Chiều ${commune}`)),
  });
  expect(groups).toHaveLength(2);
  expect(groups[0]).toMatchObject({ mixed: true, runs: 18, nodes: 252 });
});

test('what sounds tomorrow is shown only when nothing more comes today', () => {
  const tomorrow = next(1, 'Sáng mai', instantAt('2026-11-24', '05:30'));
  expect(todayOf({ at, today: [], onAir: [], next: [next(1, 'Chiều'), tomorrow] })).toHaveLength(1);
  expect(todayOf({ at, today: [], onAir: [], next: [tomorrow] })).toHaveLength(1);
});
