// pure
import type { Bulletin } from '../../protocol/api/broadcast.ts';

export const FIELDS = [
  'general',
  'security',
  'agriculture',
  'health',
  'education',
  'culture',
  'disaster',
  'digital',
  'reform',
  'other',
] as const satisfies readonly Bulletin['field'][];

/** Emergencies are not made here: they have a page of their own. */
export const CLASSES = ['normal', 'priority'] as const satisfies readonly Bulletin['class'][];
