import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERMISSIONS_POLICY } from '../../../gateway/http/security-headers.ts';
import { problem } from '../../../protocol/api/common.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { BROKER_TOKEN, type Caller, Doors } from './doors.ts';

/** The same requests on every run: a failure is found again. */
const SEED = 20_261_126;

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

describe('requests by somebody who means harm', () => {
  let test: TestDatabase;
  let doors: Doors;
  let caller: Caller;
  let port: number;
  let address = 0;
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-dist-'));

  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>LoaXã</title>');
    writeFileSync(join(folder, 'assets', 'main-3f2a.js'), 'void 0;');
    test = await openSqlite();
    doors = await Doors.open(test, folder);
    const { province } = await doors.smallProvince();
    caller = await doors.person('administrator', [province.id]);
    port = Number(new URL(await doors.app.listen({ host: '127.0.0.1', port: 0 })).port);
  });
  afterAll(async () => {
    await doors.close();
    await test.close();
    rmSync(folder, { recursive: true });
  });

  /** Bytes as they are, on a connection of their own: no library tidies them up. Each comes from another address, past the rate limit. */
  function raw(bytes: string | Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => {
        const [head = '', ...rest] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n');
        const [first = '', ...lines] = head.split('\r\n');
        const headers = lines.map((line): [string, string] => {
          const at = line.indexOf(':');
          return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
        });
        resolve({ status: Number(first.split(' ')[1]), headers: new Map(headers), body: rest.join('\r\n\r\n') });
      });
    });
  }

  function ask(method: string, target: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
    address += 1;
    const all = {
      host: `127.0.0.1:${port}`,
      connection: 'close',
      'x-forwarded-for': `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`,
      ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return raw(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  }

  function expectHardened({ headers }: Answer): void {
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toBe(PERMISSIONS_POLICY);
    expect(headers.get('x-powered-by') ?? headers.get('server')).toBeUndefined();
  }

  function expectTellsNothing(answer: Answer): void {
    expect(answer.body).not.toMatch(/node_modules|\.[jt]s:\d|\n\s+at |SQLITE|SELECT |insert into|\/work\/|\/tmp\//);
  }

  /** A refusal as every caller may rely on it. */
  function expectProblem(answer: Answer): void {
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (answer.body !== '') expect(problem.parse(JSON.parse(answer.body)).status).toBe(answer.status);
  }

  it.each([
    ['the page', 'GET', '/'],
    ['a hashed asset', 'GET', '/assets/main-3f2a.js'],
    ['an answer of the API', 'GET', '/api/v1/openapi.json'],
    ['a refusal', 'GET', '/api/v1/areas'],
    ['an unknown path', 'GET', '/api/v1/nowhere'],
    ['a missing file', 'GET', '/assets/gone.js'],
    ['a wrong method', 'PUT', '/api/v1/session'],
    ['a body that is no JSON', 'POST', '/api/v1/session'],
    ['an address that cannot be decoded', 'GET', '/%E0%A4%A'],
    ['an address that is too long', 'GET', `/api/v1/nodes/${'a'.repeat(300)}`],
    ['a request for a WebSocket without a session', 'GET', '/api/v1/feed'],
    ['health', 'GET', '/healthz'],
  ])('%s carries every security header', async (_, method, target) => {
    const upgrade: Record<string, string> = target.endsWith('/feed')
      ? {
          ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        }
      : {};
    const answer = await ask(
      method,
      target,
      { 'content-type': 'application/json', ...upgrade },
      method === 'GET' ? '' : '{',
    );
    expectHardened(answer);
    if (answer.status >= 400) expectProblem(answer);
  });

  it('microphone and camera are for our own pages alone', () => {
    expect(PERMISSIONS_POLICY).toContain('microphone=(self)');
    expect(PERMISSIONS_POLICY).toContain('camera=(self)');
    expect(PERMISSIONS_POLICY).toContain('usb=()');
  });

  it.each<[string, string | Buffer, number]>([
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00', 400],
    ['a method nobody knows', 'SPEAK / HTTP/1.1\r\n\r\n', 400],
    ['100 kB of headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X-A: aaaaaaaaaa\r\n'.repeat(6_000)}\r\n`, 431],
    ['one header of 1 MB', `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(1_000_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['an empty line in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\0\r\n\r\n', 400],
  ])('%s is ended with a problem and counted', async (_, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer.status).toBe(status);
    expectProblem(answer);
    expectHardened(answer);
  });

  const segment = fc.oneof(
    fc.constantFrom('..', '%2e%2e', '%2e%2e%2f', '..%5c', '%00', '%c0%af', '%E0%A4%A', '__proto__', 'constructor', ''),
    fc.constantFrom('api', 'v1', 'audio', 'device', 'internal', 'roster', 'nodes', 'session', 'enrol', 'assets', '*'),
    fc.stringMatching(/^[\w.~!$&'()*+,;=:@%-]{0,20}$/),
  );
  const target = fc.oneof(
    fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
    fc.array(segment, { maxLength: 4 }).map((parts) => `/api/v1/${parts.join('/')}`),
    fc.constantFrom(
      '//evil.example/',
      '///',
      '/\\evil',
      '*',
      'http://evil.example/',
      '/?__proto__[x]=1',
      '/api/v1/nodes?limit=1e9',
    ),
  );
  const body = fc.oneof(
    fc.json(),
    fc.string({ maxLength: 200 }),
    fc.constantFrom(
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{}}}',
      '{"a":1e999}',
      '[',
      '\0',
      '"\\ud800"',
    ),
    fc.integer({ min: 1_000, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  );
  const type = fc.constantFrom(
    ...[
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'text/csv',
      'text/xml',
      'multipart/form-data',
    ],
    ...[
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/problem+json',
      'x',
      '/',
      '',
    ],
  );
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND');

  it('a stranger gets no 5xx and no word about the inside, whatever is asked', async () => {
    const hosts = fc.constantFrom('127.0.0.1', 'evil.example', '', 'a b', '[::1]', '127.0.0.1:99999');
    await fc.assert(
      fc.asyncProperty(method, target, type, body, hosts, async (verb, path, contentType, text, host) => {
        const sent = ['GET', 'HEAD'].includes(verb) ? '' : text;
        const answer = await ask(verb, path, { 'content-type': contentType, host, cookie: 'loaxa_session=%00' }, sent);
        expect(answer.status).toBeLessThan(500);
        expectTellsNothing(answer);
        expectHardened(answer);
        if (answer.status >= 400) expectProblem(answer);
      }),
      { numRuns: 500, seed: SEED },
    );
  }, 120_000);

  it('an administrator gets no 5xx from any route, whatever body, parameters and query', async () => {
    const routes = doors.app.routeTable.filter(
      ({ method, url }) => !(method === 'DELETE' && url.endsWith('/session')) && !/^\/(\*|metrics|readyz)/.test(url),
    );
    const parameter = fc.oneof(
      segment.filter((text) => text !== '' && text !== '*'),
      fc.constantFrom('n0123456789abcdef1', 'a0123456789abcdef1'),
    );
    const query = fc.oneof(
      fc.constant(''),
      fc.constantFrom(
        '?limit=0',
        '?limit=-1',
        '?cursor=%ff',
        '?from=NaN&to=1',
        '?since=1e400',
        '?limit=1&limit=2',
        '?__proto__=1',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        parameter,
        query,
        type,
        body,
        async (route, part, search, contentType, text) => {
          const path = route.url.replace(/:\w+/g, part).replace('*', part) + search;
          // A good answer of the roster is held open for half a minute.
          if (route.url.startsWith('/internal/roster')) return;
          const answer = await ask(
            route.method,
            path,
            {
              cookie: `loaxa_session=${caller.token}`,
              'x-csrf-token': caller.csrfToken,
              'content-type': contentType,
              ...(route.access.who === 'broker' ? { authorization: `Bearer ${BROKER_TOKEN}` } : {}),
            },
            ['GET', 'HEAD'].includes(route.method) ? '' : text,
          );
          expect(answer.status, `${route.method} ${path}`).toBeLessThan(500);
          expectTellsNothing(answer);
          // Without an upgrade the feed's address is an empty 404.
          if (answer.status >= 400 && !route.url.endsWith('/feed')) expectProblem(answer);
          expect(({} as { admin?: unknown }).admin).toBeUndefined();
        },
      ),
      { numRuns: 800, seed: SEED },
    );
  }, 120_000);

  it('a body of 5 MB of JSON is refused as too large', async () => {
    const answer = await doors.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ username: 'x'.repeat(5_000_000), password: 'y' }),
    });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'too-large']);
  });
});
