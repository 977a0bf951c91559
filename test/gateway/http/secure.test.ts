import fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../../gateway/http/app.ts';
import { isLoopback } from '../../../gateway/http/hosts.ts';
import { addSecureHeaders, isSecure } from '../../../gateway/http/secure.ts';
import { fingerprintGroups, trustPage } from '../../../gateway/http/trust-page.ts';

let app: App;
afterEach(() => app?.close());

function open(strictTransport: boolean): App {
  app = fastify({ trustProxy: 'loopback' }) as unknown as App;
  addSecureHeaders(app, strictTransport);
  app.get('/', { config: { access: { who: 'anyone' } } }, async (request) => ({ secure: isSecure(request) }));
  return app;
}

const ask = (host: string, from = '127.0.0.1', proto?: string) =>
  app.inject({
    url: '/',
    remoteAddress: from,
    headers: { host, ...(proto && { 'x-forwarded-proto': proto }) },
  });

describe('a request', () => {
  it.each([
    ['in the clear', '127.0.0.1', undefined, false],
    ['over TLS to a proxy on this machine', '127.0.0.1', 'https', true],
    ['in the clear to a proxy on this machine', '127.0.0.1', 'http', false],
    ['of somebody outside who says it was TLS', '192.168.1.77', 'https', false],
  ])('%s is secure as the one who may say so says', async (_title, from, proto, secure) => {
    open(true);
    const answer = await ask('loaxa.example', from, proto);
    expect(answer.json()).toEqual({ secure });
    expect('strict-transport-security' in answer.headers).toBe(secure);
    expect('cross-origin-opener-policy' in answer.headers).toBe(secure);
  });

  it.each(['192.168.1.10', '192.168.1.10:8443', '[fd00::1]:8443'])('to %s is never told of HSTS', async (host) => {
    open(true);
    expect((await ask(host, '127.0.0.1', 'https')).headers['strict-transport-security']).toBeUndefined();
  });

  it('under an own authority is never told of HSTS', async () => {
    open(false);
    expect((await ask('loaxa.lan', '127.0.0.1', 'https')).headers['strict-transport-security']).toBeUndefined();
  });
});

describe('loopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['::ffff:127.0.0.1', true],
    ['127.0.0.1.evil.example', false],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('the page of trust', () => {
  const fingerprint = '0123456789abcdef'.repeat(4);
  const page = trustPage({ pem: '', fingerprint, hosts: ['loaxa.lan'] });

  it('shows the fingerprint in sixteen groups, in Vietnamese before English, without any script', () => {
    expect(fingerprintGroups(fingerprint)).toHaveLength(16);
    expect(page.indexOf('Tin cậy')).toBeLessThan(page.indexOf('Trust this'));
    expect(page).not.toMatch(/<script|\son\w+=/i);
    expect(Buffer.byteLength(page)).toBeLessThan(20_000);
  });
});
