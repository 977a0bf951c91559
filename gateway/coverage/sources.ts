import type { Knex } from 'knex';
import type { Coverage, HamletCoverage } from '../../protocol/api/coverage.ts';
import type { Technology } from '../../protocol/nodes.ts';
import type { PartOfDay } from '../../protocol/sessions.ts';
import type { Day, TimeOfDay } from '../../protocol/vietnam-time.ts';

/** One line of an inspection that no other corrects: one place of a hamlet, seen at an instant (ms UTC). */
export interface Visit {
  readonly hamlet: string;
  readonly node?: string | undefined;
  readonly at: number;
  readonly hornsThere: number;
  readonly hornsSounding: number;
  readonly unannounced: boolean;
  readonly fromOutside: boolean;
  readonly duringSession: boolean;
  readonly technology: Technology;
  /** When it was written down, ms UTC; what is written after a period was closed is named in its dossier. */
  readonly recordedAt?: number | undefined;
}

/** A broadcast in the log kept by hand, not cancelled. */
export interface HandLogLine {
  readonly commune: string;
  /** All of the commune when absent. */
  readonly hamlets?: readonly string[] | undefined;
  readonly day: Day;
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
  /** As of a visit. */
  readonly recordedAt?: number | undefined;
}

/** Sessions left out by a decision of the province, not revoked. */
export interface Exclusion {
  readonly id: string;
  readonly areas: readonly string[];
  readonly from: Day;
  readonly to: Day;
  readonly parts?: readonly PartOfDay[] | undefined;
}

/** What a verdict reads beside the roll-up; the root joins the stores that know it. */
export interface Sources {
  readonly exclusions?: (read: Knex, from: Day, to: Day) => Promise<readonly Exclusion[]>;
  /** Instants in ms UTC; only of these hamlets when any are named. */
  readonly visits?: (read: Knex, from: number, to: number, hamlets?: readonly string[]) => Promise<readonly Visit[]>;
  readonly handLog?: (read: Knex, from: Day, to: Day) => Promise<readonly HandLogLine[]>;
  /** Sessions of a hamlet that lie in approved maintenance slips: told beside the ratio, never taken out of it. */
  readonly maintained?: (read: Knex, hamlet: string, from: Day, to: Day) => Promise<number>;
  readonly periods?: {
    /** The days of a period; undefined for an unknown one. */
    days(period: string): Promise<{ readonly from: Day; readonly to: Day } | undefined>;
    /** What was frozen when it closed; undefined while it is open. Without a rule, the one it was closed with first. */
    frozen(period: string, rule: string | undefined, area: string): Promise<Coverage | undefined>;
    frozenHamlet(period: string, rule: string | undefined, hamlet: string): Promise<HamletCoverage | undefined>;
  };
}
