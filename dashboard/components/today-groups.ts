import type { Overview } from '../../protocol/api/coverage.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';

export interface TodayGroup {
  readonly key: string;
  readonly title: string;
  readonly dueAt: number;
  readonly state: 'planned' | 'on-air' | 'ended';
  readonly runs: number;
  readonly nodes: number;
  readonly heard: number;
  /** The run itself where the group is only one. */
  readonly id: string;
}

/** What was, is and will be on the air today, and what comes next when nothing does today; runs of the same title at the same instant (one a commune) are one line. */
export function todayOf(overview: Pick<Overview, 'at' | 'today' | 'onAir' | 'next'>): TodayGroup[] {
  const groups = new Map<string, TodayGroup>();
  const onAir = new Set(overview.onAir.map((run) => run.id));
  const known = new Set(overview.today.map((run) => run.id));
  const add = (
    run: { id: string; title: string; dueAt: number; nodes: number },
    state: TodayGroup['state'],
    heard: number,
  ) => {
    const key = `${run.dueAt} ${state} ${run.title}`;
    const before = groups.get(key);
    if (before)
      groups.set(key, {
        ...before,
        runs: before.runs + 1,
        nodes: before.nodes + run.nodes,
        heard: before.heard + heard,
      });
    else
      groups.set(key, { key, title: run.title, dueAt: run.dueAt, state, runs: 1, nodes: run.nodes, heard, id: run.id });
  };
  for (const run of overview.today) add(run, run.ended ? 'ended' : onAir.has(run.id) ? 'on-air' : 'planned', run.heard);
  for (const run of overview.onAir) if (!known.has(run.id)) add(run, 'on-air', run.playing);
  for (const run of overview.next) if (!known.has(run.id) && !onAir.has(run.id)) add(run, 'planned', 0);
  const sorted = [...groups.values()].sort((a, b) => a.dueAt - b.dueAt);
  const today = sorted.filter((group) => dayOf(group.dueAt) === dayOf(overview.at));
  const coming = sorted.find((group) => group.state === 'planned');
  return coming && !today.includes(coming) ? [...today, coming] : today;
}
