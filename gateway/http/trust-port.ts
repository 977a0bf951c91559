import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { TRUST_CERTIFICATE_PATH, TRUST_PATH } from '../../protocol/api/paths.ts';
import { SECOND_MS } from '../../protocol/units.ts';
import { httpsOrigin } from './hosts.ts';
import { close, listen } from './listening.ts';
import { type Trust, trustPage } from './trust-page.ts';
import { CERTIFICATE_TYPE, certificateBytes } from './trust-routes.ts';

const PATIENCE_MS = 5 * SECOND_MS;
const MAX_CONNECTIONS = 200;
/** The page's own style, and nothing from anywhere. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
};

/**
 * A clear-text port for devices that do not trust us yet. It knows the page and the certificate, sends everything else to HTTPS,
 * and has nothing else: no cookies, no API, no body is read.
 */
export class TrustPort {
  readonly #server: Server;
  readonly #page: Buffer;
  readonly #certificate: Buffer;
  readonly #to: { readonly hosts: readonly string[]; readonly httpsPort: number };

  constructor(trust: Trust, to: { readonly hosts: readonly string[]; readonly httpsPort: number }) {
    this.#page = Buffer.from(trustPage(trust));
    this.#certificate = certificateBytes(trust.pem);
    this.#to = to;
    this.#server = createServer(
      { headersTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS, connectionsCheckingInterval: SECOND_MS },
      (request, response) => this.#answer(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Returns the port, which the system chose when 0 was asked for. */
  listen(host: string | undefined, port: number): Promise<number> {
    return listen(this.#server, host, port);
  }

  close(): Promise<void> {
    return close(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '/').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD')
      response.writeHead(405, { ...HEADERS, allow: 'GET, HEAD' }).end();
    else if (path === TRUST_PATH)
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' }).end(this.#page);
    else if (path === TRUST_CERTIFICATE_PATH)
      response.writeHead(200, { ...HEADERS, 'content-type': CERTIFICATE_TYPE }).end(this.#certificate);
    // Not for good: a browser would remember it for a machine that may stop to have HTTPS.
    else response.writeHead(302, { ...HEADERS, location: this.#secureAddress(request) }).end();
  }

  /** Only ever to one of our own hosts, whatever the request says. */
  #secureAddress(request: IncomingMessage): string {
    const { hosts, httpsPort } = this.#to;
    const asked = (request.headers.host ?? '')
      .toLowerCase()
      .replace(/:\d+$/, '')
      .replace(/^\[|\]$/g, '');
    const host = hosts.includes(asked) ? asked : (hosts[0] ?? '');
    const path = request.url?.startsWith('/') ? request.url : '/';
    return httpsOrigin(host, httpsPort) + path;
  }
}
