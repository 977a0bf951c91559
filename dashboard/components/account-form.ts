import type { AccountInput } from '../../protocol/api/people.ts';
import type { TextKey } from '../i18n/say.ts';

export type AccountDraft = AccountInput;
export const LEAST_PASSWORD = 12;
const MOST_AREAS = 64;
/** As the gateway takes it: it must be typed on any keyboard. */
const USERNAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

export const emptyAccount: AccountDraft = { username: '', name: '', role: 'operator', areas: [], password: '' };

interface Fault {
  readonly field: 'name' | 'username' | 'areas' | 'password';
  readonly word: TextKey;
}

/** What keeps a draft from being an account, in the order of the fields. An account without areas could see nothing. */
export function faultsOf({ name, username, areas, password }: AccountDraft): Fault[] {
  const faults: Fault[] = [];
  if (!name.trim()) faults.push({ field: 'name', word: 'account.name-missing' });
  if (!USERNAME.test(username.trim())) faults.push({ field: 'username', word: 'account.username-wrong' });
  if (areas.length === 0) faults.push({ field: 'areas', word: 'account.areas-missing' });
  if (areas.length > MOST_AREAS) faults.push({ field: 'areas', word: 'account.areas-many' });
  if ((password ?? '').length < LEAST_PASSWORD) faults.push({ field: 'password', word: 'account.password-short' });
  return faults;
}
