import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A sender's web server on this machine: what lies where, and what was asked for. */
export class Sender {
  readonly files = new Map<string, string | number>();
  readonly asked: string[] = [];
  /** A version of the index; asked for by it, nothing is sent. */
  etag: string | undefined;
  /** Where a path leads instead. */
  readonly moved = new Map<string, string>();
  url = '';
  /** Is told before each answer; true: there is none. */
  before: (path: string) => boolean = () => false;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  async open(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // it listens on a port
    return this;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }

  /** What was asked for since the last time. */
  takeAsked(): string[] {
    return this.asked.splice(0);
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    this.asked.push(url);
    if (this.before(url)) return;
    const location = this.moved.get(url);
    if (location) return void response.writeHead(302, { location }).end();
    if (url === '/index' && this.etag) {
      if (headers['if-none-match'] === this.etag) return void response.writeHead(304).end();
      response.setHeader('etag', this.etag);
    }
    const found = this.files.get(url) ?? 404;
    if (typeof found === 'number') response.writeHead(found).end();
    else response.end(found);
  }
}

export function atom(
  entries: readonly { readonly href: string; readonly updated?: string; readonly type?: string }[],
): string {
  const each = entries.map(
    ({ href, updated = '2026-11-23T10:00:00+07:00', type = 'application/cap+xml' }) =>
      `<entry><id>${href}</id><updated>${updated}</updated><link rel="alternate" type="text/html" href="/page"/><link type="${type}" href="${href}"/></entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet href="a.xsl"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Cảnh báo</title>${each.join('')}</feed>`;
}
