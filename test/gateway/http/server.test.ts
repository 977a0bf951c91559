import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { type Caller, call, Doors } from './doors.ts';

describe('the HTTP server', () => {
  let test: TestDatabase;
  let doors: Doors;
  let caller: Caller;
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-dist-'));
  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>LoaXã</title>');
    writeFileSync(join(folder, 'assets', 'main-3f2a.js'), 'void 0;');
    writeFileSync(join(folder, 'loa.svg'), '<svg/>');
    test = await openSqlite();
    doors = await Doors.open(test, folder);
    const { province } = await doors.smallProvince();
    caller = await doors.person('administrator', [province.id]);
  });
  afterAll(async () => {
    await doors.close();
    await test.close();
    rmSync(folder, { recursive: true });
  });
  const get = (url: string, headers: Record<string, string> = {}) => call(doors, 'GET', url, undefined, headers);

  it.each(['/', '/tong-quan', '/thon/a000?x=1', '/luot-phat/01H%40123'])(
    'gives the page at %s, never from a cache',
    async (url) => {
      const answer = await get(url);
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(answer.body).toContain('LoaXã');
    },
  );

  it('lets hashed assets be kept for ever and others be asked for again', async () => {
    expect((await get('/assets/main-3f2a.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/loa.svg')).headers['cache-control']).toBe('no-cache');
  });

  it.each(['/api/v1/nowhere', '/api', '/internal/x', '/assets/gone.js', '/%E0%A4%A'])(
    'answers %s with a problem, not with the page',
    async (url) => {
      const answer = await get(url);
      expect([400, 404]).toContain(answer.statusCode);
      expect(answer.headers['content-type']).toBe('application/problem+json');
    },
  );

  it.each([
    '/../../etc/passwd',
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '//etc/passwd',
  ])('gives no file outside of the dashboard: %s', async (url) => {
    expect((await get(url)).body).not.toContain('root:');
  });

  it('forbids every script but its own files, and framing', async () => {
    const policy = String((await get('/')).headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|upgrade-insecure/);
  });

  it('lets no answer of the API be kept', async () => {
    expect((await caller.call('GET', '/areas')).headers['cache-control']).toBe('no-store');
  });

  it('sends long answers as gzip where the caller takes it', async () => {
    const plain = await get('/api/v1/openapi.json');
    const small = await get('/api/v1/openapi.json', { 'accept-encoding': 'gzip, deflate' });
    expect(small.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(small.rawPayload).toString())).toEqual(plain.json());
    expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length);
  });

  it('describes itself as OpenAPI 3 with every route of the API', async () => {
    const answer = await get('/api/v1/openapi.json');
    expect(answer.statusCode).toBe(200);
    const { openapi, paths } = answer.json();
    expect(openapi).toMatch(/^3\./);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/v1/session', '/api/v1/areas/{id}', '/api/v1/nodes', '/api/v1/imports/nodes']),
    );
    expect(Object.keys(paths['/api/v1/nodes'])).toEqual(['get', 'post']);
  });

  it('says that it is up and ready, and gives metrics to this machine alone', async () => {
    expect((await get('/healthz')).json()).toEqual({ status: 'up' });
    expect((await get('/readyz')).json()).toEqual({ ready: true, checks: { database: true } });
    expect((await get('/metrics')).body).toMatch(/loaxa_http_request_seconds_count\{[^}]*route="\/api\/v1\/areas"/);
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).statusCode).toBe(403);
  });
});
