import type { AuditEntry } from '../../protocol/api/coverage.ts';
import type { Told } from '../components/meaning.ts';

export const OUTCOME: Record<AuditEntry['outcome'], Told> = {
  done: { meaning: 'good', word: 'audit.done' },
  refused: { meaning: 'partial', word: 'audit.refused' },
  failed: { meaning: 'bad', word: 'audit.failed' },
};
