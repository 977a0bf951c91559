import type { Overview } from '../../protocol/api/coverage.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';

export interface TodayGroup {
  readonly key: string;
  readonly title: string;
  /** The runs of the line have different titles. */
  readonly mixed: boolean;
  readonly dueAt: number;
  readonly state: 'planned' | 'on-air' | 'ended';
  readonly runs: number;
  readonly nodes: number;
  readonly heard: number;
  /** The run itself where the group is only one. */
  readonly id: string;
}

/** More lines than this are not read: then one line stands for all runs of one instant. */
const MOST = 8;

/**
 * What was, is and will be on the air today, and what comes next when nothing does today; runs of the same title at the
 * same instant (one a commune) are one line, and where every commune has its own title, one line for each instant.
 */
export function todayOf(overview: Pick<Overview, 'at' | 'today' | 'onAir' | 'next'>): TodayGroup[] {
  const byTitle = groupsOf(overview, (run, state) => `${run.dueAt} ${state} ${run.title}`);
  return byTitle.length <= MOST ? byTitle : groupsOf(overview, (run, state) => `${run.dueAt} ${state}`);
}

type Counted = { id: string; title: string; dueAt: number; nodes: number };

function groupsOf(
  overview: Pick<Overview, 'at' | 'today' | 'onAir' | 'next'>,
  keyOf: (run: Counted, state: TodayGroup['state']) => string,
): TodayGroup[] {
  const groups = new Map<string, TodayGroup>();
  const onAir = new Set(overview.onAir.map((run) => run.id));
  const known = new Set(overview.today.map((run) => run.id));
  const add = (run: Counted, state: TodayGroup['state'], heard: number) => {
    const key = keyOf(run, state);
    const before = groups.get(key);
    if (before) groups.set(key, joined(before, run, heard));
    else groups.set(key, { ...run, key, mixed: false, state, runs: 1, heard });
  };
  for (const run of overview.today) add(run, run.ended ? 'ended' : onAir.has(run.id) ? 'on-air' : 'planned', run.heard);
  for (const run of overview.onAir) if (!known.has(run.id)) add(run, 'on-air', run.playing);
  for (const run of overview.next) if (!known.has(run.id) && !onAir.has(run.id)) add(run, 'planned', 0);
  const sorted = [...groups.values()].sort((a, b) => a.dueAt - b.dueAt);
  const today = sorted.filter((group) => dayOf(group.dueAt) === dayOf(overview.at));
  const coming = sorted.find((group) => group.state === 'planned');
  return coming && !today.includes(coming) ? [...today, coming] : today;
}

function joined(group: TodayGroup, run: Counted, heard: number): TodayGroup {
  return {
    ...group,
    mixed: group.mixed || run.title !== group.title,
    runs: group.runs + 1,
    nodes: group.nodes + run.nodes,
    heard: group.heard + heard,
  };
}
