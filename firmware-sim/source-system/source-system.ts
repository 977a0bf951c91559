import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Received } from './received.ts';

/** What it answers: takes it, refuses it so, or takes it and loses the confirmation on the way. */
export type Mood = 'takes' | 'lost-answer' | 400 | 500 | 503;

const MOST_BYTES = 16 * 1024 * 1024;

export interface SourceSystemOptions {
  readonly received: Received;
  /** What the gateway must show as Bearer. */
  readonly secret?: string | undefined;
  readonly mood?: () => Mood;
}

/** The listening half of a province's system, in the shapes of DOMAIN §3.6: takes states and logs, each once by its id. */
export class SourceSystem {
  readonly #options: SourceSystemOptions;
  readonly #server: Server;
  calls = 0;

  constructor(options: SourceSystemOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        (status) => {
          if (status === 'lost') request.socket.destroy();
          else
            response
              .writeHead(status, { 'content-type': 'application/json' })
              .end(JSON.stringify({ MaLoi: status === 200 ? 0 : 1 }));
        },
        () => response.writeHead(400).end(),
      );
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(port, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // it listens on a port
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  async #answer(request: IncomingMessage): Promise<number | 'lost'> {
    const { secret, received, mood = () => 'takes' as const } = this.#options;
    this.calls++;
    const body = await jsonOf(request);
    if (secret !== undefined && request.headers.authorization !== `Bearer ${secret}`) return 401;
    const today = mood();
    if (typeof today === 'number') return today;
    const kind = request.url?.endsWith('/nhat-ky')
      ? 'log'
      : request.url?.endsWith('/trang-thai')
        ? 'status'
        : undefined;
    if (kind === undefined || request.method !== 'POST') return 404;
    if (kind === 'status') received.take({ kind, id: textIn(body, 'GoiID'), said: body });
    else for (const said of listIn(body, 'DanhSach')) received.take({ kind, id: textIn(said, 'NhatKyID'), said });
    return today === 'lost-answer' ? 'lost' : 200;
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error('too long');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function textIn(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | null)?.[name];
  if (typeof value !== 'string' || value === '') throw new Error(`no ${name}`);
  return value;
}

function listIn(body: unknown, name: string): unknown[] {
  const value = (body as Record<string, unknown> | null)?.[name];
  if (!Array.isArray(value)) throw new Error(`no ${name}`);
  return value;
}
