// pure
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { ForbiddenError } from '../errors.ts';
import type { Person } from '../http/app.ts';

/** UX §2: who may raise an emergency, and that beyond one commune nobody does it alone. */
export function requireMayRaise(person: Person): void {
  if (!MAY_CONFIRM.includes(person.role))
    throw new ForbiddenError('role', `Only these roles may put an emergency on the air: ${MAY_CONFIRM.join(', ')}.`);
}

export function needsSecondPerson(communes: readonly string[]): boolean {
  return communes.length > 1;
}
