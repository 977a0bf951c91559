// pure
import type { Programme, QuietExceptionShown } from '../../protocol/api/broadcast.ts';
import type { Role } from '../../protocol/api/people.ts';

/** Who may give leave to sound in quiet hours, and who may ask for it (UX §2); the gateway decides. */
const CONFIRMS: readonly Role[] = ['approver', 'administrator'];
const ASKS: readonly Role[] = ['operator', 'approver', 'administrator'];

export const mayConfirm = (role: Role) => CONFIRMS.includes(role);
export const mayAsk = (role: Role) => ASKS.includes(role);

/** How far it is: `granted`, or how many words are missing. */
export function standingOf({ granted, confirmed }: Pick<QuietExceptionShown, 'granted' | 'confirmed'>) {
  if (granted) return 'granted' as const;
  return confirmed.length === 1 ? ('one-missing' as const) : ('two-missing' as const);
}

/** Whose word does not count: who asked, who made the programme, and who has given it. */
export function isOwn({ createdBy, exception }: Pick<Programme, 'createdBy' | 'exception'>, account: string): boolean {
  return (
    createdBy === account ||
    exception?.askedBy === account ||
    (exception?.confirmed.some((one) => one.by === account) ?? false)
  );
}
