// pure
import type { Role, SignInStep } from '../../protocol/api/people.ts';
import { SECOND_FACTOR_ROLES } from '../../protocol/roles.ts';

export interface Shown {
  /** `password`: something known alone. `device`: a trusted device with its PIN, two factors in one. */
  readonly proof: 'password' | 'device';
  readonly role: Role;
  readonly secondFactor: boolean;
  /** The demo alone is exempt from what its roles would need (DESIGN §8). */
  readonly exempt: boolean;
}

/** What a sign-in still needs after this proof. */
export function stepAfter({ proof, role, secondFactor, exempt }: Shown): SignInStep {
  if (proof === 'password' && secondFactor) return 'second-factor';
  const needed = SECOND_FACTOR_ROLES.includes(role) && !exempt;
  return needed && !secondFactor ? 'second-factor-set-up' : 'done';
}
