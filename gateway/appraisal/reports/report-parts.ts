import type { Area } from '../../../protocol/api/areas.ts';
import type { Coverage, Rule } from '../../../protocol/api/coverage.ts';
import type { HandLogEntry, Inspection } from '../../../protocol/api/inspections.ts';
import type { ReportDocument, ReportQuery } from '../../../protocol/api/reports.ts';
import type { Day } from '../../../protocol/vietnam-time.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import type { QuietHours } from '../../areas/quiet-hours.ts';
import type { Stations } from '../../areas/stations.ts';
import type { Campaigns } from '../../broadcast/campaigns.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { Person } from '../../http/app.ts';
import type { AuditPort } from '../../http/ports.ts';
import type { Roster } from '../../nodes/roster.ts';
import type { Figures } from '../figures/figures.ts';
import type { Head } from './document.ts';

/** What the verdict is asked; `period` gives the frozen answer of a closed one. */
export interface CoveragePort {
  of(
    area: string,
    query: { readonly rule?: string; readonly from?: Day; readonly to?: Day; readonly period?: string },
  ): Promise<Coverage>;
  rules(): readonly Rule[];
}

export interface ReportParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly stations: Pick<Stations, 'get'>;
  readonly roster: Pick<Roster, 'get' | 'inArea'>;
  readonly quietHours: Pick<QuietHours, 'windowsOf'>;
  readonly coverage: CoveragePort;
  readonly campaigns: {
    readonly store: Pick<Campaigns['store'], 'list'>;
    readonly airings: Pick<Campaigns['airings'], 'heard'>;
  };
  readonly figures: Pick<Figures, 'of' | 'areas'>;
  readonly nameOf: (account: string) => string | undefined;
  /** Inspection records of an area with their lines, of these days, both included; corrected ones too. */
  readonly inspections: (area: string, from: Day, to: Day) => Promise<readonly Inspection[]>;
  /** What FM and wired stations wrote down of these days; cancelled lines too. */
  readonly handLog: (area: string, from: Day, to: Day) => Promise<readonly HandLogEntry[]>;
  /** The report on the criterion, made where the dossier is. */
  readonly criterion: (ask: Ask) => Promise<ReportDocument>;
}

/** One report asked for by somebody who may. */
export interface Ask {
  readonly person: Person;
  /** A province or a commune. */
  readonly area: Area;
  /** Those that exist on the last day, by name; the area itself when it is one. */
  readonly communes: readonly Area[];
  readonly query: ReportQuery;
  readonly head: Head;
  /** The window in ms UTC, `to` excluded. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
}
