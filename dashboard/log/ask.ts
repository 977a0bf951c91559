import type { Page } from '../../protocol/api/common.ts';
import type { AuditEntry } from '../../protocol/api/coverage.ts';
import type { EvidenceStatus } from '../../protocol/api/evidence.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import type { LogQuery } from './log-query.ts';

export const useLog = (query: LogQuery, cursor: string | undefined) =>
  useGet<Page<AuditEntry>>(paths.audit, { ...query, cursor, limit: 50 }, { keep: true });
export const useEvidenceStatus = () => useGet<EvidenceStatus>(paths.evidenceStatus);
