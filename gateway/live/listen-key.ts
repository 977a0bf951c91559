import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_LETTERS = 32;

/** What opens a session's stream to a player that cannot sign in: made for one account, so that it ends with what the account may. */
export function listenKey(secret: string, account: string): string {
  return `${account}.${createHmac('sha256', secret).update(account).digest('base64url').slice(0, MAC_LETTERS)}`;
}

/** The account a key was made for; undefined when it is none of ours. */
export function accountOfKey(secret: string, key: string): string | undefined {
  const account = key.slice(0, Math.max(0, key.length - MAC_LETTERS - 1));
  const [shown, own] = [Buffer.from(key), Buffer.from(listenKey(secret, account))];
  return shown.length === own.length && timingSafeEqual(shown, own) ? account : undefined;
}
