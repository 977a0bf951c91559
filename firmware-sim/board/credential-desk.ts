import { X509Certificate } from 'node:crypto';
import { CREDENTIAL_CONFIRM_PATH, CREDENTIAL_PATH } from '../../protocol/api/paths.ts';
import { credentialInput, nextCredential } from '../../protocol/api/rotation.ts';
import type { Access, NodeIdentity } from '../core/documents.ts';
import { AnswerError, type CredentialDesk } from '../core/rotation.ts';
import { basicAuth } from './http.ts';
import { bodyOf, isSuccess, request } from './request.ts';
import type { TlsRequest } from './tls-key.ts';

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 64 * 1024;

/**
 * Asks the gateway of the enrolment, which `authority` (PEM) vouches for (absent: those the system trusts); `newRequest`
 * makes a key for TLS where the node can use a certificate.
 */
export function credentialDesk(newRequest?: () => Promise<TlsRequest>, authority?: string): CredentialDesk {
  return {
    async ask(identity, present, proof) {
      const fresh = await newRequest?.();
      const body = credentialInput.parse({ proof, ...(fresh && { csr: fresh.csr }) });
      const answer = await post(CREDENTIAL_PATH, identity, present, body, authority);
      const { credential, certificate } = nextCredential.parse(JSON.parse(answer));
      return { credential, ...tlsOf(fresh, certificate, present) };
    },
    async confirm(identity, next) {
      await post(CREDENTIAL_CONFIRM_PATH, identity, next, undefined, authority);
    },
  };
}

/** What to keep of an answer. Without a new certificate the one in use goes on being used. */
export function tlsOf(
  fresh: TlsRequest | undefined,
  certificate: string | undefined,
  before?: Access,
): Pick<Access, 'tls'> {
  if (!fresh || certificate === undefined) return before?.tls ? { tls: before.tls } : {};
  const notAfter = Date.parse(new X509Certificate(certificate).validTo);
  return { tls: { key: fresh.key, certificate, notAfter } };
}

async function post(
  path: string,
  identity: NodeIdentity,
  access: Access,
  body: unknown,
  authority: string | undefined,
): Promise<string> {
  const answer = await request(new URL(path, identity.httpUrl), {
    method: 'POST',
    headers: {
      authorization: basicAuth({ node: identity.node, credential: access.credential }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ca: authority,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = Buffer.from(await bodyOf(answer, MOST_BYTES)).toString('utf8');
  if (!isSuccess(answer)) throw new AnswerError(answer.statusCode ?? 0);
  return text;
}
