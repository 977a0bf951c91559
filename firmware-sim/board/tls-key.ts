import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A key for TLS and the request for its certificate, both PEM. */
export interface TlsRequest {
  readonly key: string;
  readonly csr: string;
}

/**
 * Makes a key for TLS alone. It is never the key that signs the log: that one is the node's word in evidence and stays the same
 * for years, this one is replaced with every certificate; and TLS stacks of modems and boards know P-256, not all know Ed25519.
 */
export async function newTlsRequest(): Promise<TlsRequest> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  // Whose it is, the gateway says: before its enrolment a node does not know its own name.
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=loaxa-node',
    keys,
    signingAlgorithm: P256,
  });
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { key: `${key}\n`, csr: `${request.toString('pem')}\n` };
}
