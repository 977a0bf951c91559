import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server and a web server that keep what they are sent, and can be told to refuse or to say nothing. */
export class PeopleOutside {
  readonly mails: { from: string; to: string; text: string; user: string }[] = [];
  readonly posts: { method: string; url: string; body: string; headers: IncomingHttpHeaders }[] = [];
  /** What the web server answers next; the last one stays. */
  answers: { status: number; body?: string; headers?: Record<string, string> }[] = [
    { status: 200, body: '{"ok":true}' },
  ];
  silent = false;
  refusesMail = false;
  readonly #smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      password === 'mật khẩu' ? done(null, { user: username ?? '' }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('nobody') ? done(Object.assign(new Error('no such user'), { responseCode: 550 })) : done(),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => {
        if (this.refusesMail) return done(Object.assign(new Error('later'), { responseCode: 451 }));
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const text = Buffer.concat(parts).toString();
        this.mails.push({ from, to: rcptTo[0]?.address ?? '', text, user: String(session.user) });
        return done();
      });
    },
  });
  readonly #http: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      this.posts.push({ method, url, body: Buffer.concat(parts).toString(), headers });
      const answer = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? { status: 200 };
      if (!this.silent) response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });

  async start(): Promise<void> {
    this.#smtp.on('error', () => {});
    await Promise.all([
      new Promise<void>((done) => this.#smtp.listen(0, '127.0.0.1', done)),
      new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done)),
    ]);
  }

  get mailPort(): number {
    return (this.#smtp.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.#smtp.close(() => done()));
    this.#http.closeAllConnections();
    await new Promise<void>((done) => this.#http.close(() => done()));
  }
}
