import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutsideSettings, outsidesOf } from '../../../gateway/evidence/destinations.ts';
import { Publishing, waitAfter } from '../../../gateway/evidence/publishing.ts';
import { openCheckpoint } from '../../../gateway/evidence/signed-note.ts';
import { silentLog } from '../../../gateway/log.ts';
import { HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { ENGINES } from '../database/engines.ts';
import { NOW, type SampleLog, sampleLog } from './sample-dossier.ts';

/** A mail server and a web server that keep what they are sent, and can be told to refuse. */
class Witness {
  readonly mails: { from: string; to: string[]; text: string }[] = [];
  readonly posts: { body: string; headers: IncomingHttpHeaders }[] = [];
  answer = 204;
  readonly #smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ password }, _session, done) =>
      password === 'mật khẩu' ? done(null, { user: 'loaxa' }) : done(new Error('no')),
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        this.mails.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString(),
        });
        done();
      });
    },
  });
  readonly #http: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      this.posts.push({ body: Buffer.concat(parts).toString(), headers: request.headers });
      response.writeHead(this.answer, { location: '/elsewhere' }).end();
    });
  });

  async start(): Promise<void> {
    this.#smtp.on('error', () => {});
    await Promise.all([
      new Promise<void>((done) => this.#smtp.listen(0, '127.0.0.1', done)),
      new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done)),
    ]);
  }

  get smtpUrl(): string {
    const { port } = this.#smtp.server.address() as AddressInfo;
    return `smtp://loaxa:${encodeURIComponent('mật khẩu')}@127.0.0.1:${port}`;
  }

  get webHook(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/hook?token=secret`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.#smtp.close(() => done()));
    this.#http.closeAllConnections();
    await new Promise<void>((done) => this.#http.close(() => done()));
  }
}

describe.each(ENGINES)('the daily checkpoint on $engine', ({ open }) => {
  let sample: SampleLog;
  let witness: Witness;
  let folder: string;
  beforeEach(async () => {
    sample = await sampleLog(30, open);
    witness = new Witness();
    await witness.start();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-out-'));
  });
  afterEach(async () => {
    await witness.stop();
    await sample.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const publishing = (settings: OutsideSettings) =>
    new Publishing({ ...sample.test, ...sample, log: silentLog, outsides: outsidesOf(settings) });
  const everywhere = (): OutsideSettings => ({
    folder: join(folder, 'stick'),
    mail: { smtpUrl: witness.smtpUrl, from: 'loaxa@xa.example', to: ['a@witness.example', 'b@witness.example'] },
    webHook: witness.webHook,
  });

  it('leaves the house as file, mail and web hook, each holding under the public key', async () => {
    const out = publishing(everywhere());
    await out.nightly();
    const [name = ''] = readdirSync(join(folder, 'stick')).filter((file) => /^checkpoint-\d+\.txt$/.test(file));
    const notes = [readFileSync(join(folder, 'stick', name), 'utf8'), witness.posts[0]?.body ?? ''];
    for (const note of notes)
      expect(openCheckpoint(note, sample.publicKey)).toMatchObject({ ok: true, head: { size: 30 } });
    expect(readFileSync(join(folder, 'stick', 'checkpoint-key.txt'), 'utf8').trim()).toBe(sample.publicKey);
    expect(witness.posts[0]?.headers).toMatchObject({ 'x-loaxa-key': sample.publicKey });
    expect(witness.mails).toMatchObject([{ from: 'loaxa@xa.example', to: ['a@witness.example', 'b@witness.example'] }]);
    expect(witness.mails[0]?.text).toContain('checkpoint-30.txt');
    expect(await out.published()).toEqual(['file', 'mail', 'web-hook'].map((to) => ({ to, size: 30, at: NOW })));
  });

  it('is sent once, and again only when the log has grown', async () => {
    const out = publishing(everywhere());
    await out.nightly();
    await out.tick();
    await out.nightly();
    expect([witness.mails.length, witness.posts.length]).toEqual([1, 1]);
    await sample.grow(5);
    await out.nightly();
    expect([witness.mails.length, witness.posts.length]).toEqual([2, 2]);
  });

  it('that a witness refuses is tried again with longer waits, across a restart, and its reason holds no secret', async () => {
    witness.answer = 503;
    await publishing({ webHook: witness.webHook }).nightly();
    expect(await publishing({}).published()).toEqual([{ to: 'web-hook', size: 30, at: NOW, failed: 'HTTP 503' }]);
    const out = publishing({ webHook: witness.webHook });
    await out.tick();
    expect(witness.posts).toHaveLength(1);
    sample.clock.set(NOW + waitAfter(1));
    await out.tick();
    expect(witness.posts).toHaveLength(2);
    witness.answer = 200;
    sample.clock.set(NOW + waitAfter(1) + waitAfter(2));
    await out.tick();
    expect(await out.published()).toEqual([{ to: 'web-hook', size: 30, at: sample.clock.now() }]);
    await out.tick();
    expect(witness.posts).toHaveLength(3);
  });

  it('goes out by the other ways when one is dead; a redirect, a wrong password and a dead line are told as words', async () => {
    witness.answer = 302;
    const dead = { ...everywhere(), mail: { ...everywhere().mail, smtpUrl: witness.smtpUrl.replace('%BA%ADt', 'x') } };
    const out = publishing(dead as OutsideSettings);
    await out.nightly();
    const published = await out.published();
    expect(published.map(({ to, failed }) => [to, failed === undefined])).toEqual([
      ['file', true],
      ['mail', false],
      ['web-hook', false],
    ]);
    expect(JSON.stringify(published)).not.toMatch(/secret|loaxa:|127\.0\.0\.1/);
    await witness.stop();
    await witness.start();
    expect(published[1]?.failed).toBe('EAUTH');
  });

  it('that never left is overtaken by the next one', async () => {
    witness.answer = 500;
    await publishing({ webHook: witness.webHook }).nightly();
    await sample.grow(1);
    witness.answer = 200;
    await publishing({ webHook: witness.webHook }).nightly();
    sample.clock.set(NOW + HOUR_MS);
    await publishing({ webHook: witness.webHook }).tick();
    expect(witness.posts.map(({ body }) => body.split('\n')[1])).toEqual(['30', '31']);
  });

  it('needs no way out', async () => {
    const out = publishing({});
    await out.nightly();
    expect(await out.published()).toEqual([]);
    expect(existsSync(join(folder, 'stick'))).toBe(false);
  });
});

it('waits a minute after the first failure, twice as long after each further one, six hours at most', () => {
  expect([1, 2, 3, 9, 10, 40].map(waitAfter)).toEqual([1, 2, 4, 256, 360, 360].map((minutes) => minutes * MINUTE_MS));
});
