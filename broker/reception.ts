import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Aedes, Client } from 'aedes';
import { plainAddress } from './address.ts';
import type { Alarms } from './alarms.ts';
import type { CertificateDemand } from './client-certificate.ts';
import type { Clock } from './clock.ts';
import { connectionFailure } from './connection-failure.ts';
import { type Door, peerOf } from './door.ts';
import { gateReads, gatherWrites, guardStream, neverWaitFor } from './guarded-stream.ts';
import type { Metrics } from './metrics.ts';
import { PacketGuard } from './packet-guard.ts';
import type { ReadGate } from './read-gate.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface ReceptionParts {
  readonly aedes: Aedes;
  readonly door: Door;
  readonly gate: ReadGate;
  readonly sessions: Sessions;
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** What may wait for one node before it is thrown off as too slow. */
  readonly slowNodeBytes: number;
}

interface Connection {
  readonly stream: Duplex;
  readonly guard: PacketGuard;
  readonly peer: string | undefined;
}

/** Leads each new stream past the guards to aedes and keeps its session until it is gone. */
export class Reception {
  readonly #parts: ReceptionParts;
  readonly #connections = new WeakMap<Session, Connection>();

  constructor(parts: ReceptionParts) {
    this.#parts = parts;
    const { aedes, sessions } = parts;
    aedes.on('client', (client) => {
      const session = sessions.of(client);
      if (session) session.registered = true;
    });
    aedes.on('clientDisconnect', (client) => this.#gone(sessions.of(client)));
    aedes.on('unsubscribe', (filters, client) => sessions.of(client)?.unsubscribed(filters));
    aedes.on('clientError', (client, error) => this.#failed(client, error));
    aedes.on('connectionError', (client, error) => this.#failed(client, error));
  }

  receive(stream: Duplex, socket: Socket, certificate?: CertificateDemand): void {
    const { aedes, gate, sessions, clock, alarms } = this.#parts;
    const address = plainAddress(socket.remoteAddress);
    const guard = new PacketGuard();
    let session: Session | undefined;
    guardStream(
      stream,
      guard,
      () => {
        if (session) session.heardAt = clock.now();
      },
      (violation) =>
        alarms.raise(violation === 'oversized' ? 'oversized-packet' : 'malformed-packet', {
          node: session?.node,
          address,
          detail: violation,
        }),
    );
    gateReads(stream, gate);
    session = sessions.open(aedes.handle(stream), address, clock.now(), certificate);
    this.#connections.set(session, { stream, guard, peer: peerOf(socket) });
    // A registered client ends later than its stream: aedes still has to take it off its lists.
    stream.once('close', () => {
      if (!session.registered) this.#gone(session);
    });
  }

  /** The session has signed in. */
  admitted(session: Session): void {
    const connection = this.#connections.get(session);
    if (!connection) return;
    connection.guard.accept();
    if (connection.peer !== undefined) this.#parts.door.signedIn(connection.peer);
    if (session.node === undefined) gatherWrites(connection.stream);
    else neverWaitFor(connection.stream, this.#parts.slowNodeBytes, () => this.#parts.metrics.dropped('too-slow'));
  }

  #gone(session: Session | undefined): void {
    if (session) this.#parts.sessions.close(session);
  }

  #failed(client: Client, error: Error): void {
    const failure = connectionFailure(error);
    this.#parts.metrics.dropped(failure);
    if (failure !== 'malformed') return;
    const session = this.#parts.sessions.of(client);
    this.#parts.alarms.raise('malformed-packet', {
      node: session?.node,
      address: session?.address ?? 'unknown',
      detail: error.message,
    });
  }
}
