import { X509Certificate } from 'node:crypto';
import { TRUST_CERTIFICATE_PATH, TRUST_PATH } from '../../protocol/api/paths.ts';
import type { App } from './app.ts';
import { type Trust, trustPage } from './trust-page.ts';

export const CERTIFICATE_TYPE = 'application/x-x509-ca-cert';

/** Phones and Windows take the certificate as DER. */
export function certificateBytes(pem: string): Buffer {
  return new X509Certificate(pem).raw;
}

/** The page that helps to trust the own authority, and its certificate; public, since whoever needs it cannot sign in yet. */
export function trustRoutes(app: App, trust: Trust): void {
  const page = trustPage(trust);
  const certificate = certificateBytes(trust.pem);
  const anyone = { config: { access: { who: 'anyone' } }, schema: { hide: true } as object } as const;
  app.get(TRUST_PATH, anyone, (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  app.get(TRUST_CERTIFICATE_PATH, anyone, (_request, reply) => reply.type(CERTIFICATE_TYPE).send(certificate));
}
