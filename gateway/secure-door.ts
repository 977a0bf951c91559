import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { App } from './http/app.ts';
import { httpsOrigin } from './http/hosts.ts';
import { HttpsListener } from './http/https-listener.ts';
import { TrustPort } from './http/trust-port.ts';
import { trustRoutes } from './http/trust-routes.ts';
import { CertificateFiles, type CertificatePair, type CertificateSource } from './keys/certificate-files.ts';
import { CertificateWatch } from './keys/certificate-watch.ts';
import type { OwnCertificate } from './keys/own-certificate.ts';
import type { Log } from './log.ts';

interface SecureDoorParts {
  readonly https: NonNullable<Config['https']>;
  readonly source: CertificateSource;
  readonly pair: CertificatePair;
  /** Where it is an own one, which devices must be helped to trust. */
  readonly authority?: OwnCertificate['authority'];
  readonly clock: Clock;
  readonly log: Log;
}

/** HTTPS beside the clear door on loopback: certificate, listener, and the page that helps to trust an own authority. */
export class SecureDoor {
  readonly #parts: SecureDoorParts;

  private constructor(parts: SecureDoorParts) {
    this.#parts = parts;
  }

  /** Nothing when the settings ask for no HTTPS. Throws a sentence when there is no certificate to serve. */
  static async open({ https, dataDir }: Config, parts: { clock: Clock; log: Log }): Promise<SecureDoor | undefined> {
    if (!https) return undefined;
    const { certificate, hosts } = https;
    if (certificate === 'own') {
      const own = await ownCertificate({ dataDir, hosts, ...parts });
      return new SecureDoor({ https, source: own, pair: await own.load(), authority: own.authority, ...parts });
    }
    const source = new CertificateFiles(certificate);
    return new SecureDoor({ https, source, pair: await source.load(), ...parts });
  }

  /** Joins the app before it is ready, and listens with it. Returns the address for browsers. */
  async listen(app: App): Promise<string> {
    const { https, source, pair, authority, clock, log } = this.#parts;
    const { host, port, hosts, trustPort } = https;
    const listener = new HttpsListener(app, pair);
    const watch = new CertificateWatch({ source, clock, log, replaced: (renewed) => listener.replace(renewed) });
    app.addHook('onClose', async () => watch.stop());
    if (authority) trustRoutes(app, authority);
    const page =
      authority && trustPort !== undefined ? new TrustPort(authority, { hosts, httpsPort: port }) : undefined;
    if (page) app.addHook('onClose', () => page.close());
    await app.ready();
    const bound = await listener.listen(host, port);
    watch.start(pair);
    if (page && trustPort !== undefined) await page.listen(host, trustPort);
    if (authority)
      log.info({ sha256: authority.fingerprint, hosts: authority.hosts }, 'browsers trust us by the own authority');
    return httpsOrigin(hosts[0] ?? host ?? 'localhost', bound);
  }
}

/** The library of certificate authorities takes long to load: only who has one waits for it. */
async function ownCertificate(parts: Parameters<typeof OwnCertificate.open>[0]): Promise<OwnCertificate> {
  const own = await import('./keys/own-certificate.ts');
  return own.OwnCertificate.open(parts);
}
