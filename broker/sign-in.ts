import { createHash, timingSafeEqual } from 'node:crypto';
import type { Principal } from '../protocol/access.ts';
import { claimedIdentity } from '../protocol/sign-in.ts';
import { type CertificateDemand, certificateProblem } from './client-certificate.ts';
import type { RosterState } from './roster.ts';

/** CONNACK return codes of MQTT 3.1.1 §3.2.2.3 that a sign-in can end with. */
export const IDENTIFIER_REJECTED = 2;
export const SERVER_UNAVAILABLE = 3;
export const BAD_CREDENTIAL = 4;
export const NOT_AUTHORIZED = 5;

export interface Claim {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly certificate?: CertificateDemand | undefined;
}

export interface KnownCredentials {
  /** Undefined until the first roster came, from the gateway or from disk. */
  readonly roster: RosterState | undefined;
  /** What gateways may be called, with the SHA-256 (hexadecimal) of their credential, which stands outside the roster. */
  readonly gateways: { readonly ids: readonly string[]; readonly credential: string };
}

export type SignIn =
  | { readonly ok: true; readonly principal: Principal; readonly credential: string }
  | { readonly ok: false; readonly returnCode: 2 | 3 | 4; readonly node?: string; readonly why: string };

/** Hashed where nothing is known, so that an unknown name costs the same time as a known one. */
const NOBODY = '0'.repeat(64);

/** Whether a client is who it says. Unknown name and wrong password are one answer. */
export function signIn(claim: Claim, known: KnownCredentials): SignIn {
  const identity = claim.username === undefined ? undefined : claimedIdentity(claim.username);
  if (identity?.kind === 'node' && !known.roster)
    return { ok: false, returnCode: SERVER_UNAVAILABLE, why: 'no roster yet' };

  const entry = identity?.kind === 'node' ? known.roster?.nodes.get(identity.node) : undefined;
  // A thief of the gateway's credential may not listen under a name of its own: it must throw a gateway off, which is noticed.
  const isGateway = identity?.kind === 'gateway' && known.gateways.ids.includes(identity.gateway);
  const accepted = isGateway ? [known.gateways.credential] : (entry?.credentials ?? []);
  const credential = matching(credentialHash(claim.password ?? new Uint8Array()), accepted);
  const node = entry ? { node: entry.node } : {};
  if (!identity || !credential)
    return { ok: false, returnCode: BAD_CREDENTIAL, ...node, why: 'unknown name or wrong credential' };
  // One name, one connection: the client id is what a takeover goes by (MQTT-3.1.4-2).
  if (claim.clientId !== claim.username) {
    return { ok: false, returnCode: IDENTIFIER_REJECTED, ...node, why: 'the client id must equal the username' };
  }
  // The second factor, never instead of the password.
  const problem = certificateProblem(claim.certificate, entry);
  if (problem !== undefined) return { ok: false, returnCode: BAD_CREDENTIAL, ...node, why: problem };
  if (identity.kind === 'gateway') return { ok: true, principal: identity, credential };
  return { ok: true, principal: { kind: 'node', node: identity.node, groups: new Set(entry?.groups) }, credential };
}

/** SHA-256 of a credential's text, in lower-case hexadecimal, as the roster carries it. */
export function credentialHash(credential: string | Uint8Array): string {
  return createHash('sha256').update(credential).digest('hex');
}

/** The one of the accepted hashes that was presented; compares with all of them in constant time. */
function matching(presented: string, accepted: readonly string[]): string | undefined {
  const bytes = Buffer.from(presented, 'hex');
  let found: string | undefined;
  for (const hash of accepted.length > 0 ? accepted : [NOBODY]) {
    if (timingSafeEqual(bytes, Buffer.from(hash, 'hex')) && hash !== NOBODY) found = hash;
  }
  return found;
}
