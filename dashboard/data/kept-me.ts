import type { Me } from '../../protocol/api/people.ts';
import type { Role } from '../../protocol/roles.ts';

const KEY = 'loaxa.me';
/** Who works where there is no network; on everybody else's machine nothing is kept. */
const IN_THE_FIELD: readonly Role[] = ['inspector', 'technician', 'appraiser'];

/** Who signed in here, without what a change needs: enough to open the pages that work without a network. */
export function keepMe(me: Me | null): void {
  if (me?.step === 'done' && IN_THE_FIELD.includes(me.account.role))
    localStorage.setItem(KEY, JSON.stringify({ ...me, csrfToken: '' }));
  else localStorage.removeItem(KEY);
}

export function keptMe(): Me | undefined {
  const kept = localStorage.getItem(KEY);
  return kept === null ? undefined : (JSON.parse(kept) as Me);
}
