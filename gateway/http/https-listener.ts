import { createServer, type Server } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { HOUR_MS } from '../../protocol/units.ts';
import type { App } from './app.ts';
import { close, listen } from './listening.ts';

export interface ServerKeys {
  /** PEM, the chain after the server's own certificate. */
  readonly cert: string;
  readonly key: string;
}

const HANDSHAKE_MS = 10_000;
/** Forward secrecy and authenticated encryption only: "intermediate" of Mozilla's guidance for servers, without DHE. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** A second door into the same app, over TLS; the clear one stays on loopback for the broker, a proxy and the launcher. */
export class HttpsListener {
  readonly #server: Server;

  /** Join it to the app before that is ready: it closes with the app. */
  constructor(app: App, keys: ServerKeys) {
    this.#server = createServer({
      ...contextOf(keys),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: HANDSHAKE_MS,
      requestTimeout: HOUR_MS,
      keepAliveTimeout: app.server.keepAliveTimeout,
    });
    this.#server.on('request', app.routing);
    this.#server.on('upgrade', (request, socket, head) => app.server.emit('upgrade', request, socket, head));
    app.addHook('onClose', () => close(this.#server));
  }

  /** Returns the port, which the system chose when 0 was asked for. */
  listen(host: string | undefined, port: number): Promise<number> {
    return listen(this.#server, host, port);
  }

  /** New connections get the new certificate; open ones go on. */
  replace(keys: ServerKeys): void {
    this.#server.setSecureContext(contextOf(keys));
  }
}

function contextOf(keys: ServerKeys): SecureContextOptions {
  return { ...keys, minVersion: 'TLSv1.2', ciphers: CIPHERS };
}
