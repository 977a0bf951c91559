// pure
import { mustAsk, type Party } from '../../protocol/preemption.ts';
import { ForbiddenError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { Orders } from './order.ts';

interface Areas {
  get(id: string): { readonly kind: string } | undefined;
  isWithin(area: string, scope: readonly string[]): boolean;
}
type Ordered = Party & { readonly area: string };

/** Throws unless `mayOrder`. */
export function requireMayOrder(areas: Areas, person: Pick<Person, 'areas'>, first: Ordered, second: Ordered): void {
  if (mayOrder(areas, person, first, second)) return;
  if (mustAsk(first, second))
    throw new ForbiddenError('order-is-the-communes', 'Which of the two goes first is for the commune to say.');
  throw new ForbiddenError(
    'not-yours-to-delay',
    'You may let only your own programme wait; put it behind the other one.',
  );
}

/**
 * May this person let `second` wait for `first`? Whose programme is delayed must agree: it is the person's own to
 * change. Between a priority bulletin from above and the commune's own only the commune says it (DOMAIN §3.1).
 */
export function mayOrder(areas: Areas, person: Pick<Person, 'areas'>, first: Ordered, second: Ordered): boolean {
  if (!mustAsk(first, second)) return areas.isWithin(second.area, person.areas);
  const own = first.level === 'commune' ? first : second;
  return !decidesAbove(areas, person) && areas.isWithin(own.area, person.areas);
}

/** Does somebody speak for more than one commune? */
function decidesAbove(areas: Areas, person: Pick<Person, 'areas'>): boolean {
  return person.areas.some((area) => areas.get(area)?.kind === 'province');
}

/** Would each wait for the other in the end? */
export function closesCircle(orders: Orders, first: string, second: string): boolean {
  const seen = new Set<string>();
  const ahead = [first];
  for (let one = ahead.pop(); one !== undefined; one = ahead.pop()) {
    if (one === second) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    ahead.push(...(orders.get(one) ?? []));
  }
  return false;
}
