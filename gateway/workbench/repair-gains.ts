// pure
import type { Day } from '../../protocol/vietnam-time.ts';

/** Something to repair: which nodes it keeps silent, and what decides between two of the same effect. */
export interface RepairJob {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
  /** 0 is the worst. */
  readonly severity: number;
  readonly since: number;
  readonly openedAt: number;
}

/** A hamlet that can still be brought over the rule, by horns. */
export interface RepairHamlet {
  readonly hamlet: string;
  readonly met: Day;
  /** Horns of each of its nodes. */
  readonly horns: ReadonlyMap<string, number>;
  /** Share of them that must work (`hornsShare` of the rule). */
  readonly share: number;
}

const EPSILON = 1e-9;

/**
 * Counts which hamlets work once some jobs are done. A node works when every job that keeps it silent is done; a hamlet works when
 * the nodes that work carry the rule's share of its horns. Hamlets that work already owe nothing to any repair.
 */
export class RepairGains {
  readonly jobs: readonly RepairJob[];
  /** Hamlets that some jobs would bring over the rule. */
  readonly hamlets: readonly RepairHamlet[];
  readonly #silencing: ReadonlyMap<string, readonly string[]>;
  readonly #jobsOf = new Map<string, readonly string[]>();
  readonly #hamletsOf = new Map<string, RepairHamlet[]>();

  constructor(jobs: readonly RepairJob[], hamlets: readonly RepairHamlet[]) {
    this.jobs = jobs;
    const silencing = new Map<string, string[]>();
    for (const job of jobs)
      for (const node of new Set(job.nodes)) silencing.set(node, [...(silencing.get(node) ?? []), job.id]);
    this.#silencing = silencing;
    const none: ReadonlySet<string> = new Set();
    this.hamlets = hamlets.filter((one) => !this.works(one, none));
    for (const one of this.hamlets) {
      const own = [...new Set([...one.horns.keys()].flatMap((node) => silencing.get(node) ?? []))];
      this.#jobsOf.set(one.hamlet, own);
      for (const job of own) this.#hamletsOf.set(job, [...(this.#hamletsOf.get(job) ?? []), one]);
    }
  }

  works({ horns, share }: RepairHamlet, done: ReadonlySet<string>): boolean {
    let all = 0;
    let working = 0;
    for (const [node, count] of horns) {
      all += count;
      if ((this.#silencing.get(node) ?? []).every((job) => done.has(job))) working += count;
    }
    return all > 0 && working >= share * all - EPSILON;
  }

  /** Jobs that have a part in a hamlet. */
  jobsOf({ hamlet }: RepairHamlet): readonly string[] {
    return this.#jobsOf.get(hamlet) ?? [];
  }

  /** Hamlets that begin to work when these are done besides what is. */
  gained(done: ReadonlySet<string>, more: readonly string[]): RepairHamlet[] {
    const touched = new Set(more.flatMap((job) => this.#hamletsOf.get(job) ?? []));
    const all = new Set([...done, ...more]);
    return [...touched].filter((one) => !this.works(one, done) && this.works(one, all));
  }

  /** Jobs without which some hamlet stays below the rule: the others change no verdict. */
  effective(): RepairJob[] {
    return this.jobs.filter(({ id }) => this.#hamletsOf.has(id));
  }
}
