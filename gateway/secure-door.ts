import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { App } from './http/app.ts';
import { httpsOrigin } from './http/hosts.ts';
import { HttpsListener } from './http/https-listener.ts';
import { TrustPort } from './http/trust-port.ts';
import { trustRoutes } from './http/trust-routes.ts';
import { CertificateFiles, type CertificatePair, type CertificateSource } from './keys/certificate-files.ts';
import { CertificateWatch } from './keys/certificate-watch.ts';
import { OwnCertificate } from './keys/own-certificate.ts';
import type { Log } from './log.ts';

/** HTTPS beside the clear door on loopback: certificate, listener, and the page that helps to trust an own authority. */
export class SecureDoor {
  readonly #https: NonNullable<Config['https']>;
  readonly #source: CertificateSource;
  readonly #pair: CertificatePair;
  readonly #parts: { readonly clock: Clock; readonly log: Log };

  private constructor(
    https: NonNullable<Config['https']>,
    source: CertificateSource,
    pair: CertificatePair,
    parts: { clock: Clock; log: Log },
  ) {
    this.#https = https;
    this.#source = source;
    this.#pair = pair;
    this.#parts = parts;
  }

  /** Nothing when the settings ask for no HTTPS. Throws a sentence when there is no certificate to serve. */
  static async open({ https, dataDir }: Config, parts: { clock: Clock; log: Log }): Promise<SecureDoor | undefined> {
    if (!https) return undefined;
    const { certificate, hosts } = https;
    const source =
      certificate === 'own'
        ? await OwnCertificate.open({ dataDir, hosts, ...parts })
        : new CertificateFiles(certificate);
    return new SecureDoor(https, source, await source.load(), parts);
  }

  /** Joins the app before it is ready, and listens with it. Returns the address for browsers. */
  async listen(app: App): Promise<string> {
    const { host, port, hosts, trustPort } = this.#https;
    const listener = new HttpsListener(app, this.#pair);
    const watch = new CertificateWatch({
      source: this.#source,
      ...this.#parts,
      replaced: (pair) => listener.replace(pair),
    });
    app.addHook('onClose', async () => watch.stop());
    const authority = this.#source instanceof OwnCertificate ? this.#source.authority : undefined;
    const trust = authority && { pem: authority.pem, fingerprint: authority.fingerprint, hosts: authority.hosts };
    if (trust) trustRoutes(app, trust);
    const page = trust && trustPort !== undefined ? new TrustPort(trust, { hosts, httpsPort: port }) : undefined;
    if (page) app.addHook('onClose', () => page.close());
    await app.ready();
    const bound = await listener.listen(host, port);
    watch.start(this.#pair);
    if (page && trustPort !== undefined) await page.listen(host, trustPort);
    if (trust)
      this.#parts.log.info({ sha256: trust.fingerprint, hosts: trust.hosts }, 'browsers trust us by the own authority');
    return httpsOrigin(hosts[0] ?? host ?? 'localhost', bound);
  }
}
