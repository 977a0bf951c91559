import type { Page } from '../../protocol/api/common.ts';
import type { AuditEntry } from '../../protocol/api/coverage.ts';
import type { EvidenceStatus } from '../../protocol/api/evidence.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

export interface LogQuery {
  readonly by?: string | undefined;
  readonly kind?: string | undefined;
  readonly about?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export const useLog = (query: LogQuery, cursor: string | undefined) =>
  useGet<Page<AuditEntry>>(paths.audit, { ...query, cursor, limit: 50 }, { keep: true });
export const useEvidenceStatus = () => useGet<EvidenceStatus>(paths.evidenceStatus);
