import type { TLSSocket } from 'node:tls';
import type { RosterNode } from '../protocol/roster.ts';

/** A certificate that a client showed in the TLS handshake; the handshake has proved that it holds the key. */
export interface ClientCertificate {
  readonly commonName: string;
  /** SHA-256 of its DER, in lower-case hexadecimal, as the roster carries it. */
  readonly fingerprint: string;
  /** Why it does not verify under the nodes' CA now; undefined when it does. */
  readonly problem?: string;
}

/** What a listener asks of its clients, and what this one showed. Listeners that ask nothing have none. */
export interface CertificateDemand {
  readonly required: boolean;
  readonly shown?: ClientCertificate;
}

/** Reads what came out of the handshake. The listener lets every certificate pass it, so that a wrong one gets an alarm with a name. */
export function shownIn(socket: TLSSocket): ClientCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const { subject, fingerprint256 } = certificate;
  // One `CN=` line a name; several of them are no identity.
  const names = (subject ?? '').split('\n').filter((line) => line.startsWith('CN='));
  const problem = socket.authorized ? undefined : String(socket.authorizationError ?? 'not verified');
  return {
    commonName: names.length === 1 ? (names[0] as string).slice('CN='.length) : '',
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
    ...(problem !== undefined && { problem }),
  };
}

/**
 * Why the client may not sign in with what it showed (or did not show); undefined when it may. `entry` is the node's row of the
 * roster; a gateway has none, and no certificate of a node is its own.
 */
export function certificateProblem(
  demand: CertificateDemand | undefined,
  entry: RosterNode | undefined,
): string | undefined {
  if (!demand) return undefined;
  const { required, shown } = demand;
  if (!shown) return required ? 'no client certificate, which this port requires' : undefined;
  if (shown.problem !== undefined) return `the client certificate does not verify: ${shown.problem}`;
  if (!entry || shown.commonName !== entry.node) return `the client certificate is made out to ${shown.commonName}`;
  return entry.certificates?.includes(shown.fingerprint) ? undefined : 'the client certificate was revoked or replaced';
}
