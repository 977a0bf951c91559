import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Clock } from '../clock.ts';

/** Twice as long as a credential usually lives; a node asks for the next one when 30 days are left. */
const CERTIFICATE_DAYS = 365;

/** Who makes client certificates for nodes: the authority in this folder, or nobody when there is none. */
export async function nodeCertificates(folder: string, clock: Clock) {
  if (!existsSync(folder)) return undefined;
  // Its library takes long to load: only an installation with a CA of nodes waits for it.
  const { CertificateAuthority } = await import('./certificate-authority.ts');
  const authority = await CertificateAuthority.open(folder);
  if (!authority) return undefined;
  return async (node: string, csr: string) => {
    const issued = await authority.issueNode({ node, csr, now: clock.now(), days: CERTIFICATE_DAYS });
    return { ...issued, ca: authority.pem, serial: new X509Certificate(issued.cert).serialNumber.toLowerCase() };
  };
}
