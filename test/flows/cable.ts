import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './processes.ts';

/** A cable that can be pulled: what goes through it goes on to a port of this machine. */
export class Cable {
  readonly port: number;
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(port: number, to: number) {
    this.port = port;
    this.#to = to;
  }

  static async to(port: number): Promise<Cable> {
    const cable = new Cable(await freePort(), port);
    await cable.plug();
    return cable;
  }

  async plug(): Promise<void> {
    const server = createServer((socket) => {
      const far = connect(this.#to, '127.0.0.1');
      for (const end of [socket, far]) {
        this.#sockets.add(end);
        end.on('close', () => this.#sockets.delete(end));
        end.on('error', () => end.destroy());
      }
      socket.on('close', () => far.destroy());
      far.on('close', () => socket.destroy());
      socket.pipe(far).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.#server = server;
  }

  /** Nothing gets through any more, and nobody is told: as where a telephone loses its mast. */
  freeze(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Whoever talked through it is cut off, and nobody gets through any more. */
  async pull(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
