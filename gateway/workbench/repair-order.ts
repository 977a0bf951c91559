// pure
import type { RepairOrder } from '../../protocol/faults.ts';
import { distanceM, type Position, positionOf } from './nearness.ts';
import type { RepairGains, RepairHamlet, RepairJob } from './repair-gains.ts';

/** Up to so many jobs that matter the order is the best there is; of more it is the densest set first. */
export const EXACT_JOBS = 12;
/** A hamlet with more jobs than these is looked at job by job. */
const MOST_JOBS_A_HAMLET = 10;

export interface RankedJob {
  readonly job: RepairJob;
  /** Hamlets that work with this and all before it done, and did not before. */
  readonly gained: readonly RepairHamlet[];
}

/**
 * The jobs in the order asked for, with what each adds.
 *
 * `effect` makes the sum over all prefixes of the hamlets gained as great as can be (the most hamlets, the soonest); between
 * equals the job that gains more goes first, then the one whose hamlets are met sooner, then the nearer (to the position, else to
 * the row before), the graver, the older. `near` goes from each place to the nearest next; `newest` as they were opened.
 */
export function ranked(gains: RepairGains, order: RepairOrder, position?: Position): RankedJob[] {
  const done = new Set<string>();
  return orderOf(gains, order, position).map((job) => {
    const gained = gains.gained(done, [job.id]);
    done.add(job.id);
    return { job, gained };
  });
}

/** «Sửa `first` cụm đầu thì thêm `hamlets` thôn đạt»: the shortest beginning of the list that brings all there is. */
export function sentenceOf(list: readonly RankedJob[]): { first: number; hamlets: number } {
  const first = list.findLastIndex(({ gained }) => gained.length > 0) + 1;
  return { first, hamlets: list.reduce((sum, { gained }) => sum + gained.length, 0) };
}

function orderOf(gains: RepairGains, order: RepairOrder, position: Position | undefined): RepairJob[] {
  switch (order) {
    case 'effect': {
      const matter = gains.effective();
      const first = matter.length <= EXACT_JOBS ? best(gains, matter, position) : densest(gains, matter, position);
      const left = gains.jobs.filter((job) => !first.includes(job));
      return chained(left, first, { fixed: position });
    }
    case 'near':
      return chained(gains.jobs, [], { start: position });
    case 'newest':
      return [...gains.jobs].sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1));
    default:
      return order satisfies never;
  }
}

/** Best of all orders, by what is still to come from each set of jobs done (2^n sets). */
function best(gains: RepairGains, jobs: readonly RepairJob[], position: Position | undefined): RepairJob[] {
  const full = (1 << jobs.length) - 1;
  const idsIn = (mask: number) => new Set(jobs.flatMap(({ id }, index) => (mask & (1 << index) ? [id] : [])));
  const counts = Array.from({ length: full + 1 }, (_, mask) => {
    const done = idsIn(mask);
    return gains.hamlets.filter((one) => gains.works(one, done)).length;
  });
  const ahead = new Array<number>(full + 1).fill(0);
  const worth = (mask: number) => (counts[mask] ?? 0) + (ahead[mask] ?? 0);
  const next = (mask: number) => jobs.map((_, index) => mask | (1 << index)).filter((other) => other !== mask);
  for (let mask = full - 1; mask >= 0; mask--) ahead[mask] = Math.max(...next(mask).map(worth));
  const order: RepairJob[] = [];
  for (let mask = 0; mask !== full; ) {
    const most = Math.max(...next(mask).map(worth));
    const equals = jobs.filter((_, index) => {
      const other = mask | (1 << index);
      return other !== mask && worth(other) === most;
    });
    const job = foremost(gains, equals, idsIn(mask), order.at(-1), position);
    order.push(job);
    mask |= 1 << jobs.indexOf(job);
  }
  return order;
}

/** Set after set, each time the one with most hamlets a job: what the exact order does when hamlets share no job. */
function densest(gains: RepairGains, jobs: readonly RepairJob[], position: Position | undefined): RepairJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const done = new Set<string>();
  const order: RepairJob[] = [];
  for (;;) {
    const sets = gains.hamlets.flatMap((one) => (gains.works(one, done) ? [] : [cheapest(gains, one, done)]));
    if (sets.length === 0) break;
    const rated = sets.map((set) => ({ set, gained: gains.gained(done, set).length }));
    const top = Math.max(...rated.map(({ set, gained }) => gained / set.length));
    const equals = rated.filter(({ set, gained }) => gained / set.length === top);
    const most = Math.max(...equals.map(({ gained }) => gained));
    const sides = equals.filter(({ gained }) => gained === most).map(({ set }) => set);
    const heads = [...new Set(sides.flatMap((set) => set.flatMap((id) => byId.get(id) ?? [])))];
    const head = foremost(gains, heads, done, order.at(-1), position, (job) =>
      soonestOf(sides.filter((set) => set.includes(job.id)).flatMap((set) => gains.gained(done, set))),
    );
    let left = (sides.find((set) => set.includes(head.id)) ?? []).flatMap((id) => byId.get(id) ?? []);
    for (let job = head; ; ) {
      order.push(job);
      done.add(job.id);
      left = left.filter((other) => other !== job);
      if (left.length === 0) break;
      job = foremost(gains, left, done, job, position);
    }
  }
  return order;
}

/** The fewest further jobs that make a hamlet work. */
function cheapest(gains: RepairGains, one: RepairHamlet, done: ReadonlySet<string>): string[] {
  const jobs = gains.jobsOf(one).filter((job) => !done.has(job));
  if (jobs.length > MOST_JOBS_A_HAMLET) return [...jobs];
  let found = [...jobs];
  for (let mask = 1; mask < 1 << jobs.length; mask++) {
    const set = jobs.filter((_, index) => mask & (1 << index));
    if (set.length < found.length && gains.works(one, new Set([...done, ...set]))) found = set;
  }
  return found;
}

/** Of jobs that are as good for the whole: more at once, sooner, nearer, graver, older. */
function foremost(
  gains: RepairGains,
  jobs: readonly RepairJob[],
  done: ReadonlySet<string>,
  before: RepairJob | undefined,
  position: Position | undefined,
  soonest = (job: RepairJob) => soonestOf(gains.gained(done, [job.id])),
): RepairJob {
  const at = position ?? (before && positionOf(before));
  const rated = jobs.map((job) => ({ job, gained: gains.gained(done, [job.id]).length, soonest: soonest(job) }));
  rated.sort((a, b) => b.gained - a.gained || textOrder(a.soonest, b.soonest) || compared(a.job, b.job, at));
  return (rated[0] as (typeof rated)[number]).job;
}

/** After every day there is, when there is none. */
function soonestOf(hamlets: readonly RepairHamlet[]): string {
  return hamlets.map(({ met }) => met).sort()[0] ?? '9999-99-99';
}

/** From where distances count: always from one place, or from row to row after a start. */
interface Standpoint {
  readonly fixed?: Position | undefined;
  readonly start?: Position | undefined;
}

/** Appends one by one what is nearest, gravest, oldest. */
function chained(jobs: readonly RepairJob[], first: readonly RepairJob[], { fixed, start }: Standpoint): RepairJob[] {
  const chain = [...first];
  const left = new Set(jobs);
  let at = fixed ?? positionOf(chain.at(-1) ?? {}) ?? start;
  while (left.size > 0) {
    const next = [...left].reduce((best, one) => (compared(one, best, at) < 0 ? one : best));
    chain.push(next);
    left.delete(next);
    at = fixed ?? positionOf(next) ?? at;
  }
  return chain;
}

function compared(a: RepairJob, b: RepairJob, at: Position | undefined): number {
  const away = (job: RepairJob) => {
    const there = positionOf(job);
    return at && there ? distanceM(at, there) : Number.MAX_VALUE;
  };
  return (at ? away(a) - away(b) : 0) || a.severity - b.severity || a.since - b.since || textOrder(a.id, b.id);
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
