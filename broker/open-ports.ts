import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';
import type { Registry } from 'prom-client';
import { CertificateWatch } from './certificate-files.ts';
import type { Clock } from './clock.ts';
import type { BrokerConfig, TlsConfig } from './config.ts';
import type { Door } from './door.ts';
import {
  closed,
  listen,
  type Receive,
  showCertificate,
  tcpListener,
  tlsListener,
  webSocketListener,
} from './listeners.ts';
import type { Log } from './log.ts';
import { metricsServer } from './metrics-routes.ts';

/** The ports listened on. */
export interface Bound {
  readonly port: number;
  readonly wsPort?: number;
  readonly tlsPort?: number;
  readonly metricsPort?: number;
}

/** All the listeners that the settings ask for, opened and closed together. */
export class OpenPorts {
  #servers: (Server | HttpServer)[] = [];
  #certificate: CertificateWatch | undefined;
  readonly #parts: { readonly clock: Clock; readonly log: Log };

  constructor(parts: { readonly clock: Clock; readonly log: Log }) {
    this.#parts = parts;
  }

  async open(config: BrokerConfig, door: Door, receive: Receive, registry: Registry): Promise<Bound> {
    const { host, port, wsPort, tls, metricsPort } = config;
    const open = (server: Server | HttpServer, at: number, where: string | undefined) => {
      this.#servers.push(server);
      return listen(server, at, where);
    };
    return {
      port: await open(tcpListener(door, receive), port, host),
      ...(wsPort !== undefined && { wsPort: await open(webSocketListener(door, receive), wsPort, host) }),
      ...(tls && { tlsPort: await open(this.#tlsListener(tls, door, receive), tls.port, tls.host) }),
      ...(metricsPort !== undefined && { metricsPort: await open(metricsServer(registry), metricsPort, '127.0.0.1') }),
    };
  }

  /** Accepts nobody from now on; `end` must see to it that the connections end, then it resolves. */
  async close(end: () => Promise<void>): Promise<void> {
    this.#certificate?.stop();
    const closing = this.#servers.map(closed);
    await end();
    for (const server of this.#servers) if ('closeAllConnections' in server) server.closeAllConnections();
    await Promise.all(closing);
    this.#servers = [];
  }

  #tlsListener(tls: TlsConfig, door: Door, receive: Receive): Server {
    const { clock, log } = this.#parts;
    const server = tlsListener(tls, door, receive);
    this.#certificate = new CertificateWatch(tls.files, clock, log, (pair) => showCertificate(server, pair, tls));
    this.#certificate.start();
    return server;
  }
}
