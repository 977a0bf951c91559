import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface CertificatePair {
  /** PEM; the chain after the server's own certificate. */
  readonly cert: string;
  readonly key: string;
}

/** Where a server's certificate comes from; asked again and again, because certificates are renewed while the server runs. */
export interface CertificateSource {
  /** Throws a sentence when there is no certificate that could be served now. */
  load(): Promise<CertificatePair>;
}

/** Two PEM files that somebody else keeps up to date: certbot, or an office that got them from its province. */
export class CertificateFiles implements CertificateSource {
  readonly #paths: { readonly cert: string; readonly key: string };

  constructor(paths: { readonly cert: string; readonly key: string }) {
    this.#paths = paths;
  }

  async load(): Promise<CertificatePair> {
    const { cert, key } = this.#paths;
    return pairOf(read(cert), read(key), `${cert} and ${key}`);
  }
}

/** Throws when these are not a certificate and its key: a renewal writes one after the other. */
export function pairOf(cert: string, key: string, where: string): CertificatePair {
  let belongs: boolean;
  try {
    belongs = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw new Error(`${where} are not a certificate and an unencrypted key in PEM.`, { cause });
  }
  if (!belongs) throw new Error(`${where} do not belong together: give the key the certificate was made for.`);
  return { cert, key };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`${path} cannot be read (${code}): let the user that runs LoaXã read it.`, { cause });
  }
}
