// pure
import type { Person } from '../http/app.ts';
import type { Orders } from './order.ts';

/** Does somebody speak for more than one commune? Then the order of a commune's own is not theirs to give (DOMAIN §3.1). */
export function decidesAbove(
  areas: { get(id: string): { readonly kind: string } | undefined },
  person: Pick<Person, 'areas'>,
): boolean {
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
