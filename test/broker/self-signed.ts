import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CertificateFiles } from '../../broker/certificate-files.ts';

/** A new certificate for localhost and its key, in files of this folder. */
export function selfSigned(folder: string): CertificateFiles {
  const name = randomUUID();
  const files = { cert: join(folder, `${name}.cert`), key: join(folder, `${name}.key`), maybeLater: false };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const out = ['-keyout', files.key, '-out', files.cert];
  execFileSync('openssl', ['req', '-x509', ...curve, '-nodes', '-days', '2', '-subj', '/CN=localhost', ...out], {
    stdio: 'ignore',
  });
  return files;
}
