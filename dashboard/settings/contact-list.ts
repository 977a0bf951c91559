// pure
import type { EmergencyContact } from '../../protocol/api/emergency.ts';

type Plain = Omit<EmergencyContact, 'area'>;

/** Those of one area, in their order: the gateway takes the list of an area as a whole. */
export function listOf(items: readonly EmergencyContact[], area: string | undefined): EmergencyContact[] {
  return items.filter((one) => one.area === area);
}

export function without(items: readonly EmergencyContact[], one: EmergencyContact): Plain[] {
  return listOf(items, one.area)
    .filter((other) => other !== one)
    .map(plain);
}

/** One place further up. */
export function moved(items: readonly EmergencyContact[], one: EmergencyContact): Plain[] {
  const list = listOf(items, one.area);
  const at = list.indexOf(one);
  const rest = list.filter((other) => other !== one);
  return [...rest.slice(0, Math.max(0, at - 1)), one, ...rest.slice(Math.max(0, at - 1))].map(plain);
}

/** In the place of `one`, or last. */
export function withContact(
  items: readonly EmergencyContact[],
  area: string,
  one: EmergencyContact | undefined,
  next: Plain,
): Plain[] {
  const list = listOf(items, area);
  return one ? list.map((other) => (other === one ? next : plain(other))) : [...list.map(plain), next];
}

/** What the gateway takes for a telephone number. */
export function isTelephone(text: string): boolean {
  return /^[+0-9][0-9 .()-]{2,24}$/.test(text.trim());
}

function plain({ name, role, telephone }: Plain): Plain {
  return { name, role, telephone };
}
