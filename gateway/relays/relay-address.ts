// pure
import { OutsideError } from '../outside/outside-error.ts';

/**
 * An address of a station or of something it leads to. Throws OutsideError for another protocol than HTTP, and for one that holds
 * a name and a password: it would stand in plans, tables and logs (docs/decisions/0039).
 */
export function relayAddress(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw new OutsideError('bad-address');
  if (url.username !== '' || url.password !== '') throw new OutsideError('password-in-address');
  return url;
}

/** All that a log says of an address: its query may hold a token. */
export function loggedAddress(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '?';
}
