import { X509Certificate } from 'node:crypto';
import { CREDENTIAL_CONFIRM_PATH, CREDENTIAL_PATH } from '../../protocol/api/paths.ts';
import { credentialInput, nextCredential } from '../../protocol/api/rotation.ts';
import type { Access, NodeIdentity } from '../core/documents.ts';
import { AnswerError, type CredentialDesk } from '../core/rotation.ts';
import { basicAuth } from './http.ts';
import type { TlsRequest } from './tls-key.ts';

const TIMEOUT_MS = 30_000;

/** Asks the gateway of the enrolment; `newRequest` makes a key for TLS where the node can use a certificate. */
export function credentialDesk(newRequest?: () => Promise<TlsRequest>): CredentialDesk {
  return {
    async ask(identity, present, proof) {
      const request = await newRequest?.();
      const body = credentialInput.parse({ proof, ...(request && { csr: request.csr }) });
      const answer = await post(CREDENTIAL_PATH, identity, present, body);
      const { credential, certificate } = nextCredential.parse(await answer.json());
      return { credential, ...tlsOf(request, certificate, present) };
    },
    async confirm(identity, next) {
      await post(CREDENTIAL_CONFIRM_PATH, identity, next, undefined);
    },
  };
}

/** What to keep of an answer. Without a new certificate the one in use goes on being used. */
export function tlsOf(
  request: TlsRequest | undefined,
  certificate: string | undefined,
  before?: Access,
): Pick<Access, 'tls'> {
  if (!request || certificate === undefined) return before?.tls ? { tls: before.tls } : {};
  const notAfter = Date.parse(new X509Certificate(certificate).validTo);
  return { tls: { key: request.key, certificate, notAfter } };
}

async function post(path: string, identity: NodeIdentity, access: Access, body: unknown): Promise<Response> {
  const response = await fetch(new URL(path, identity.httpUrl), {
    method: 'POST',
    headers: {
      authorization: basicAuth({ node: identity.node, credential: access.credential }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new AnswerError(response.status);
  return response;
}
