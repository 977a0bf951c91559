import type { Socket } from 'node:net';
import { plainAddress } from './address.ts';
import type { Admission, ConnectionLimits } from './connection-limits.ts';

/** Every TCP connection passes here first, whatever is spoken on it later: counted, or closed at once. */
export class Door {
  readonly #limits: ConnectionLimits;
  readonly #refused: (address: string) => void;
  readonly #open = new Map<string, { readonly socket: Socket; readonly admission: Admission }>();

  constructor(limits: ConnectionLimits, refused: (address: string) => void) {
    this.#limits = limits;
    this.#refused = refused;
  }

  /** Lets a new connection in, or destroys it and returns false. */
  enter(socket: Socket): boolean {
    const peer = peerOf(socket);
    const address = plainAddress(socket.remoteAddress);
    const admission = peer === undefined ? undefined : this.#limits.admit(address);
    if (peer === undefined || !admission) {
      socket.on('error', () => {});
      socket.destroy();
      if (peer !== undefined) this.#refused(address);
      return false;
    }
    this.#open.set(peer, { socket, admission });
    socket.once('close', () => {
      this.#open.delete(peer);
      this.#limits.release(admission);
    });
    return true;
  }

  signedIn(peer: string): void {
    const connection = this.#open.get(peer);
    if (connection) this.#limits.signedIn(connection.admission);
  }

  destroyAll(): void {
    for (const { socket } of this.#open.values()) socket.destroy();
  }
}

/** Names a connection: the same for the socket and for the TLS or WebSocket stream on it. Undefined when the peer is gone already. */
export function peerOf(socket: Socket): string | undefined {
  if (socket.remoteAddress === undefined) return undefined;
  return `${socket.localPort} ${socket.remoteAddress} ${socket.remotePort}`;
}
