import { GATEWAY_ID, NODE_ID } from './ids.ts';

/**
 * Who a client of the broker says it is. In CONNECT the client id equals the username: the node id, or `gateway:{gateway}`.
 * The password is the credential as text: 256 random bits in base64url (43 characters). What is stored and put on the roster
 * is the SHA-256, in lower-case hexadecimal, of that text. A fast hash is enough for 256 random bits (DESIGN §8).
 */
export type ClaimedIdentity =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'gateway'; readonly gateway: string };

const GATEWAY_PREFIX = 'gateway:';

/** The username and client id of a gateway. */
export function gatewayUsername(gateway: string): string {
  if (!GATEWAY_ID.test(gateway)) throw new RangeError(`${gateway} is not a gateway id`);
  return `${GATEWAY_PREFIX}${gateway}`;
}

/** Whom a username claims to be, or undefined when it is neither a node id nor a gateway's name. */
export function claimedIdentity(username: string): ClaimedIdentity | undefined {
  if (NODE_ID.test(username)) return { kind: 'node', node: username };
  const gateway = username.slice(GATEWAY_PREFIX.length);
  if (username.startsWith(GATEWAY_PREFIX) && GATEWAY_ID.test(gateway)) return { kind: 'gateway', gateway };
  return undefined;
}
