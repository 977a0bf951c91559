import type { Account, AccountInput, AccountPatch, Role } from '../../protocol/api/people.ts';
import { addDays, startOfDay } from '../../protocol/vietnam-time.ts';
import { dateText, parseDay } from '../format/date.ts';
import type { TextKey } from '../i18n/say.ts';
import { isUsername } from './entries.ts';

export interface AccountDraft {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly areas: string[];
  /** Last day as it is written, 31/12/2026; empty when the account does not end. */
  readonly until: string;
}
const MOST_AREAS = 64;

export const emptyAccount: AccountDraft = { username: '', name: '', role: 'operator', areas: [], until: '' };

export function draftOf(account: Account): AccountDraft {
  const { username, name, role, areas, validUntil } = account;
  return { username, name, role, areas: [...areas], until: validUntil === undefined ? '' : dateText(validUntil) };
}

interface Fault {
  readonly field: 'name' | 'username' | 'areas' | 'until';
  readonly word: TextKey;
}

/** What keeps a draft from being an account, in the order of the fields. An account without areas could see nothing. */
export function faultsOf({ name, username, role, areas, until }: AccountDraft): Fault[] {
  const faults: Fault[] = [];
  if (!name.trim()) faults.push({ field: 'name', word: 'account.name-missing' });
  if (!isUsername(username)) faults.push({ field: 'username', word: 'account.username-wrong' });
  if (role === 'hamlet-head' && areas.length !== 1) faults.push({ field: 'areas', word: 'account.one-hamlet' });
  else if (areas.length === 0) faults.push({ field: 'areas', word: 'account.areas-missing' });
  if (areas.length > MOST_AREAS) faults.push({ field: 'areas', word: 'account.areas-many' });
  if (until.trim() ? parseDay(until) === undefined : role === 'appraiser')
    faults.push({ field: 'until', word: role === 'appraiser' ? 'account.until-needed' : 'account.until-wrong' });
  return faults;
}

/** A new account; its person chooses the password by the link that the answer carries. */
export function inputOf({ username, name, role, areas, until }: AccountDraft): AccountInput {
  const last = lastMoment(until);
  return {
    username: username.trim(),
    name: name.trim().normalize('NFC'),
    role,
    areas,
    ...(last === undefined ? {} : { validUntil: last }),
  };
}

/** Only what differs from the account as it is: an untouched field is nobody's change. */
export function patchOf(account: Account, draft: AccountDraft): AccountPatch {
  const { name, role, areas, validUntil } = { validUntil: undefined, ...inputOf(draft) };
  const sameAreas = areas.length === account.areas.length && areas.every((area) => account.areas.includes(area));
  const sameEnd = draft.until.trim() === draftOf(account).until;
  return {
    ...(name === account.name ? {} : { name }),
    ...(role === account.role ? {} : { role }),
    ...(sameAreas ? {} : { areas }),
    ...(sameEnd ? {} : { validUntil: validUntil ?? null }),
  };
}

function lastMoment(until: string): number | undefined {
  const day = parseDay(until);
  return day === undefined ? undefined : startOfDay(addDays(day, 1)) - 1;
}
