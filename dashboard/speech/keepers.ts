// pure
import type { Role } from '../../protocol/roles.ts';

/** Who may say how words are read; the gateway decides. */
export const KEEPERS = ['operator', 'administrator'] as const satisfies Role[];

export const keepsWords = (role: Role) => KEEPERS.some((one) => one === role);
