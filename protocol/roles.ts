/** DOMAIN §1. */
export const ROLES = [
  'operator',
  'approver',
  'hamlet-head',
  'technician',
  'appraiser',
  'inspector',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that must hold a second factor: whoever may approve, raise an emergency or administer. */
export const SECOND_FACTOR_ROLES: readonly Role[] = ['operator', 'approver', 'administrator'];

/** Who may raise an emergency, and be the second person behind one, in an area that the account reaches (UX §2). */
export const MAY_CONFIRM: readonly Role[] = ['operator', 'approver', 'administrator'];
