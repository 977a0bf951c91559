// pure
import type { Fault } from '../../protocol/api/faults.ts';

/** Somebody has to go there for it: it has a case, and stands in the repair list. */
export function isWork({
  case: one,
  severity,
  node,
  maintenance,
}: Pick<Fault, 'case' | 'severity' | 'node' | 'maintenance'>): boolean {
  if (one !== undefined) return true;
  return node !== undefined && maintenance === undefined && (severity === 'critical' || severity === 'major');
}
