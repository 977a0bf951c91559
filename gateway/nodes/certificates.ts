/** A client certificate that a node was given. */
export interface CertificateRecord {
  /** SHA-256 of the DER in hexadecimal. */
  readonly fingerprint: string;
  readonly node: string;
  readonly serial: string;
  readonly issuedAt: number;
  readonly notAfter: number;
}

/** What the CA of the nodes answers; `ca` is its own certificate. All but the fingerprint is PEM. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly ca: string;
  readonly fingerprint: string;
  readonly serial: string;
  readonly notAfter: number;
}

/** Signs a node's request; absent where the installation has no CA of nodes. Throws InvalidInputError for a bad request. */
export type IssueCertificate = (node: string, csr: string) => Promise<IssuedCertificate>;

/** The certificates that were issued and not ended, by node: asked at every roster. */
export class Certificates {
  readonly #ofNode = new Map<string, readonly CertificateRecord[]>();

  /** Of this node, those that have not run out. */
  of(node: string, now: number): CertificateRecord[] {
    return (this.#ofNode.get(node) ?? []).filter(({ notAfter }) => notAfter > now);
  }

  /** From now on the node's certificates are exactly these. */
  set(node: string, certificates: readonly CertificateRecord[]): void {
    if (certificates.length > 0) this.#ofNode.set(node, certificates);
    else this.#ofNode.delete(node);
  }

  add(certificate: CertificateRecord): void {
    const others = (this.#ofNode.get(certificate.node) ?? []).filter(
      ({ fingerprint }) => fingerprint !== certificate.fingerprint,
    );
    this.set(certificate.node, [...others, certificate]);
  }

  /** Ends those that `keep` does not hold. */
  keep(node: string, keep: (certificate: CertificateRecord) => boolean): void {
    this.set(node, (this.#ofNode.get(node) ?? []).filter(keep));
  }
}

export function certificateRecord(node: string, issued: IssuedCertificate, now: number): CertificateRecord {
  const { fingerprint, serial, notAfter } = issued;
  return { fingerprint, node, serial, issuedAt: now, notAfter };
}
