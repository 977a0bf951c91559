import { X509Certificate } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { CertificateAuthority } from './certificate-authority.ts';

/** Twice as long as a credential usually lives; a node asks for the next one when 30 days are left. */
const CERTIFICATE_DAYS = 365;

/** Who makes client certificates for nodes: the authority in this folder, or nobody when there is none. */
export async function nodeCertificates(folder: string, clock: Clock) {
  const authority = await CertificateAuthority.open(folder);
  if (!authority) return undefined;
  return async (node: string, csr: string) => {
    const issued = await authority.issueNode({ node, csr, now: clock.now(), days: CERTIFICATE_DAYS });
    return { ...issued, ca: authority.pem, serial: new X509Certificate(issued.cert).serialNumber.toLowerCase() };
  };
}
