import type { Account } from '../../protocol/api/people.ts';
import { foldForSearch, vietnameseCollator } from '../../protocol/vietnamese.ts';
import type { Told } from '../components/meaning.ts';

/** How an account stands, most telling first. */
export function tellAccount(account: Account, now: number): Told {
  if (account.erased) return { meaning: 'excused', word: 'account.erased' };
  if (account.disabled) return { meaning: 'excused', word: 'account.disabled' };
  if (account.validUntil !== undefined && account.validUntil < now) return { meaning: 'bad', word: 'account.ended' };
  if (account.invited) return { meaning: 'planned', word: 'account.invited' };
  return { meaning: 'good', word: 'account.in-use' };
}

/** Those that the typed words fit, without regard to marks, by name; erased ones last. */
export function foundAccounts(
  accounts: readonly Account[],
  text: string,
  roleWord: (account: Account) => string,
): Account[] {
  const words = foldForSearch(text).split(' ').filter(Boolean);
  return accounts
    .filter((account) => {
      const hay = foldForSearch(`${account.name} ${account.username} ${roleWord(account)}`);
      return words.every((word) => hay.includes(word));
    })
    .sort(
      (a, b) =>
        Number(a.erased) - Number(b.erased) || vietnameseCollator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
    );
}
