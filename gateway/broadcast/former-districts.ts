import { createHash } from 'node:crypto';
import type { Area } from '../../protocol/api/areas.ts';
import type { Target } from '../../protocol/api/broadcast.ts';

export interface FormerDistrict {
  readonly id: string;
  readonly name: string;
  /** The province. */
  readonly area: string;
  readonly targets: readonly Target[];
}

/**
 * The districts that are no more, as lists of the communes that name them (there is no level between province and commune since
 * 2025-07-01). The communes in the order given; one id for one name in one province, for ever.
 */
export function formerDistricts(province: string, communes: readonly Area[]): FormerDistrict[] {
  const byName = new Map<string, Target[]>();
  for (const { id, formerDistrict } of communes) {
    const name = formerDistrict?.trim();
    if (!name) continue;
    const targets = byName.get(name);
    if (targets) targets.push({ area: id });
    else byName.set(name, [{ area: id }]);
  }
  return [...byName].map(([name, targets]) => ({ id: idOf(province, name), name, area: province, targets }));
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** In the form of a ULID, like those of saved groups; the first character keeps it within 128 bits. */
function idOf(province: string, name: string): string {
  const bytes = createHash('sha256').update(`former district ${province} ${name}`).digest().subarray(0, 25);
  return `0${[...bytes].map((byte) => CROCKFORD[byte % 32]).join('')}`;
}
