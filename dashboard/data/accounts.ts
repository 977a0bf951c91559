import type { Account, AccountInput, AccountLink, AccountPatch, MadeAccount } from '../../protocol/api/people.ts';
import { useChange } from './changes.ts';
import { paths } from './paths.ts';

/** A change of accounts by an administrator; the list is asked again after it. */
const useAccountChange = <Input, Result>(send: Parameters<typeof useChange<Input, Result>>[0]) =>
  useChange(send, [paths.accounts]);

export const useCreateAccount = () =>
  useAccountChange((client, input: AccountInput) => client.send<MadeAccount>('POST', paths.accounts, input));
export const useChangeAccount = (account: string) =>
  useAccountChange((client, patch: AccountPatch) => client.send<Account>('PATCH', paths.account(account), patch));
export const useAccountLink = (account: string) =>
  useAccountChange((client) => client.send<AccountLink>('POST', paths.accountLink(account)));
export const useResetSecondFactor = (account: string) =>
  useAccountChange((client) => client.send<void>('DELETE', paths.accountSecondFactor(account)));
export const useEndAccountDevices = (account: string) =>
  useAccountChange((client) => client.send<void>('DELETE', paths.accountDevices(account)));
export const useEraseAccount = (account: string) =>
  useAccountChange((client) => client.send<void>('POST', paths.eraseAccount(account)));
