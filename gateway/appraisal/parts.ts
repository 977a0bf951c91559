import type { Coverage } from '../../protocol/api/coverage.ts';
import type { Role } from '../../protocol/api/people.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { PaperPort } from '../coverage/exclusions.ts';
import type { Database } from '../database/database.ts';
import type { AuditPort } from '../http/ports.ts';

/** What every part of the appraisal stands on. */
export interface AppraisalParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  /** What an account is; undefined for an unknown one. `people` implements both. */
  readonly roleOf: (account: string) => Role | undefined;
  readonly nameOf: (account: string) => string | undefined;
  /** The computed verdict; of a closed period as it was frozen. `coverage` implements it. */
  readonly coverageOf: (area: string, query: CoverageQuestion) => Promise<Coverage>;
  readonly papers: PaperPort;
}

export interface CoverageQuestion {
  readonly rule?: string | undefined;
  readonly period?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}
