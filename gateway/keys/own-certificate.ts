import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { RuleError } from '../errors.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import { type CertificatePair, type CertificateSource, pairOf } from './certificate-files.ts';
import { writeDurably } from './durable-file.ts';
import { isPermitted } from './name-constraints.ts';

/** Browsers take 398 days from any authority, an own one included. */
export const SERVER_DAYS = 397;
const RENEW_MS = 30 * DAY_MS;

/** Where the authority of this installation and its server's certificate lie, below the data folder. */
export const SITE_FOLDER = join('tls', 'site');
export const NODES_FOLDER = join('tls', 'nodes');
export const SERVER_FOLDER = join('tls', 'server');

export function serverFiles(dataDir: string): { cert: string; key: string } {
  return { cert: join(dataDir, SERVER_FOLDER, 'cert.pem'), key: join(dataDir, SERVER_FOLDER, 'key.pem') };
}

/**
 * The certificate of this installation's servers, by its own authority; both are made when they are missing, and the certificate
 * is made anew 30 days before its end. It lies in a folder apart from the authority's key, so that the broker reads only this.
 */
export class OwnCertificate implements CertificateSource {
  readonly authority: CertificateAuthority;
  readonly #parts: { readonly dataDir: string; readonly hosts: readonly string[]; readonly clock: Clock };

  private constructor(
    authority: CertificateAuthority,
    parts: { readonly dataDir: string; readonly hosts: readonly string[]; readonly clock: Clock },
  ) {
    this.authority = authority;
    this.#parts = parts;
  }

  /** Throws RuleError when the authority that is there was made for other hosts. */
  static async open(parts: { dataDir: string; hosts: readonly string[]; clock: Clock }): Promise<OwnCertificate> {
    const folder = join(parts.dataDir, SITE_FOLDER);
    const about = { name: `LoaXã ${parts.hosts[0] ?? ''}`.trim(), hosts: parts.hosts, now: parts.clock.now() };
    const authority = (await CertificateAuthority.open(folder)) ?? (await CertificateAuthority.create(folder, about));
    const foreign = parts.hosts.find((host) => !isPermitted(host, authority.hosts));
    if (foreign !== undefined)
      throw new RuleError(
        'foreign-host',
        `The authority in ${folder} was made for ${authority.hosts.join(', ')}, not for ${foreign}: correct LOAXA_PUBLIC_HOSTS, or move that folder away for a new authority, which every device must then trust anew.`,
      );
    return new OwnCertificate(authority, parts);
  }

  async load(): Promise<CertificatePair> {
    return this.#kept() ?? this.#issue();
  }

  #kept(): CertificatePair | undefined {
    const { dataDir, hosts, clock } = this.#parts;
    const { cert, key } = serverFiles(dataDir);
    if (!existsSync(cert) || !existsSync(key)) return undefined;
    try {
      const pair = pairOf(readFileSync(cert, 'utf8'), readFileSync(key, 'utf8'), SERVER_FOLDER);
      const certificate = new X509Certificate(pair.cert);
      const isOurs = certificate.verify(new X509Certificate(this.authority.pem).publicKey);
      const lasts = Date.parse(certificate.validTo) - clock.now() > RENEW_MS;
      return isOurs && lasts && hosts.every((host) => covers(certificate, host)) ? pair : undefined;
    } catch {
      // A power cut between the two files: they are made anew.
      return undefined;
    }
  }

  async #issue(): Promise<CertificatePair> {
    const { dataDir, hosts, clock } = this.#parts;
    const { cert, key } = await this.authority.issueServer({ hosts, now: clock.now(), days: SERVER_DAYS });
    storeServerPair(dataDir, { cert, key });
    return { cert, key };
  }
}

/** The key first: until the certificate follows, a reader sees that they do not belong together and asks again. */
export function storeServerPair(dataDir: string, { cert, key }: CertificatePair): void {
  const files = serverFiles(dataDir);
  mkdirSync(join(dataDir, SERVER_FOLDER), { recursive: true, mode: 0o700 });
  writeDurably(files.key, key);
  writeDurably(files.cert, cert);
}

function covers(certificate: X509Certificate, host: string): boolean {
  return (
    (isIP(host) === 0 ? certificate.checkHost(host, { subject: 'never' }) : certificate.checkIP(host)) !== undefined
  );
}
