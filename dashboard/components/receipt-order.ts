import type { Delivery } from '../../protocol/api/broadcast.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { type Meaning, tellDelivery } from './meaning.ts';

const CONCERN: Record<Meaning, number> = {
  bad: 0,
  partial: 1,
  unknown: 2,
  planned: 3,
  'on-air': 4,
  excused: 5,
  good: 6,
};

/** What went wrong first, then what is not known, then what went well; within one, by code. */
export function byConcern(a: Delivery, b: Delivery): number {
  return (
    CONCERN[tellDelivery(a).meaning] - CONCERN[tellDelivery(b).meaning] || vietnameseCollator.compare(a.code, b.code)
  );
}
