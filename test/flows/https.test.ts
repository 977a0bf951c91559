import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../gateway/clock.ts';
import { SESSION_COOKIE } from '../../gateway/http/cookies.ts';
import { CertificateAuthority } from '../../gateway/keys/certificate-authority.ts';
import { storeServerPair } from '../../gateway/keys/own-certificate.ts';
import type { Run } from '../../protocol/api/broadcast.ts';
import { TRUST_CERTIFICATE_PATH, TRUST_PATH } from '../../protocol/api/paths.ts';
import { CODE_STEP_MS, codeOf } from './api-client.ts';
import { approvedBulletin, type Commune, foundCommune } from './commune.ts';
import { eventually, freePort, Running } from './processes.ts';
import { System } from './system.ts';
import { TrustingBrowser } from './trusting-browser.ts';

const HOST = 'localhost';
const FORGED = 'bank.test';
const JSON_BODY = { 'content-type': 'application/json' };
const hasCertutil = spawnSync('certutil', ['-H']).error === undefined;

describe('a system with an authority of its own', () => {
  let system: System;
  let https: number;
  let trust: number;
  let mqtts: number;
  let ca: string;
  let commune: Commune;

  beforeAll(async () => {
    https = await freePort();
    trust = await freePort();
    mqtts = await freePort();
    system = await System.start(undefined, {
      LOAXA_TLS: 'own-ca',
      LOAXA_PUBLIC_HOSTS: `${HOST},127.0.0.1`,
      LOAXA_HTTPS_HOST: '127.0.0.1',
      LOAXA_HTTPS_PORT: String(https),
      LOAXA_TRUST_PORT: String(trust),
      LOAXA_MQTT_TLS_HOST: '127.0.0.1',
      LOAXA_MQTT_TLS_PORT: String(mqtts),
    });
    ca = readFileSync(join(system.folder, 'tls/site/ca.pem'), 'utf8');
    commune = await foundCommune(system);
  });
  afterAll(() => system?.stop());

  interface Answer {
    readonly status: number | undefined;
    readonly headers: Record<string, string | string[] | undefined>;
    readonly body: Buffer;
  }

  /** Called as a device calls that trusts this authority and no other. */
  function call(path: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: https,
          servername: HOST,
          path,
          ca,
          agent: false,
          ...(body && { method: 'POST', headers: JSON_BODY }),
        },
        async (answer) => {
          const chunks: Buffer[] = [];
          for await (const chunk of answer) chunks.push(chunk);
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
        },
      );
      asked.on('error', reject);
      asked.end(body && JSON.stringify(body));
    });
  }

  function handshake(port: number, options: object = {}): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, servername: HOST, ca, ...options });
      socket.once('secureConnect', () => resolve(socket));
      socket.once('error', reject);
    });
  }

  const signIn = () => call('/api/v1/session', { username: 'admin', password: system.password });

  it('serves the app over TLS 1.2 and 1.3, and shows nothing older a certificate', async () => {
    expect((await call('/healthz')).status).toBe(200);
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
      for (const port of [https, mqtts]) {
        const socket = await handshake(port, { minVersion: version, maxVersion: version });
        expect(socket.authorized).toBe(true);
        expect(socket.getProtocol()).toBe(version);
        socket.destroy();
      }
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    for (const port of [https, mqtts]) await expect(handshake(port, old)).rejects.toThrow(/alert|protocol/i);
  });

  it('is not believed by a device that does not trust its authority', async () => {
    await expect(handshake(https, { ca: undefined })).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED/),
    });
  });

  it('gives the session a Secure cookie over TLS, and one without over the loopback', async () => {
    const { status, headers } = await signIn();
    expect(status).toBe(200);
    expect(String(headers['set-cookie'])).toMatch(
      new RegExp(`${SESSION_COOKIE}=.*; HttpOnly; Secure; SameSite=Strict`),
    );
    expect(headers['strict-transport-security']).toBeUndefined();
    const clear = await fetch(`${system.url}/api/v1/session`, {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ username: 'admin', password: system.password }),
    });
    expect(clear.headers.get('set-cookie')).not.toContain('Secure');
  });

  it('enrols a node that trusts the authority alone, commands it over MQTT with TLS and gives it audio over HTTPS', async () => {
    const at = { url: `https://${HOST}:${https}`, options: ['--ca', join(system.folder, 'tls/site/ca.pem')] };
    const node = await system.addNode(commune.admin, commune.hamlet, 'TL-001', at.options, at.url);
    const identity = system.documentOf<{ mqttUrl: string }>(node.id, 'identity');
    expect(identity?.mqttUrl).toBe(`mqtts://${HOST}:${mqtts}`);
    const spoken = { name: 'ngan', title: 'Chào', text: 'Xin chào bà con.' };
    const { bulletin } = await approvedBulletin(system, commune, spoken);
    const run = await commune.admin.post<Run>('/api/v1/runs', { bulletin: bulletin.id, targets: [{ node: node.id }] });
    await eventually(
      'audio fetched over HTTPS is played and the receipt is here',
      async () => (await commune.admin.get<Run>(`/api/v1/runs/${run.id}`)).counts.full === 1 || undefined,
      60_000,
    );
  });

  it('explains over HTTPS and on a clear port how to trust it, and has nothing else on that port', async () => {
    const page = await call(TRUST_PATH);
    expect(page.status).toBe(200);
    expect(page.body.length).toBeLessThan(20_000);
    const print = new X509Certificate(ca).fingerprint256.replaceAll(':', '');
    for (const group of print.match(/.{4}/g) ?? []) expect(page.body.toString()).toContain(group);

    const clear = (path: string, init: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${trust}${path}`, { redirect: 'manual', ...init });
    expect(await (await clear(TRUST_PATH)).text()).toBe(page.body.toString());
    const certificate = await clear(TRUST_CERTIFICATE_PATH);
    expect(certificate.headers.get('content-type')).toBe('application/x-x509-ca-cert');
    expect(Buffer.from(await certificate.arrayBuffer())).toEqual(new X509Certificate(ca).raw);
    for (const path of ['/', '/api/v1/session', '/metrics', '/healthz']) {
      const { status, headers } = await clear(path);
      expect([status, headers.get('location')]).toEqual([302, `https://127.0.0.1:${https}${path}`]);
      expect(headers.get('set-cookie')).toBeNull();
    }
    const elsewhere = await askRaw(trust, 'GET //evil.example/x HTTP/1.1\r\nHost: evil.example\r\n\r\n');
    expect(elsewhere).toContain(`location: https://${HOST}:${https}//evil.example/x`);
    expect((await clear('/api/v1/session', { method: 'POST', body: '{}' })).status).toBe(405);
  });

  it('shows a renewed certificate to new connections without a restart', async () => {
    const before = await handshake(https);
    const authority = await CertificateAuthority.open(join(system.folder, 'tls/site'));
    if (!authority) throw new Error('the gateway has made it');
    const hosts = [HOST, '127.0.0.1'];
    storeServerPair(system.folder, await authority.issueServer({ hosts, now: systemClock.now(), days: 90 }));
    const old = before.getPeerCertificate().serialNumber;
    for (const port of [https, mqtts])
      await eventually('the new certificate', async () => {
        const socket = await handshake(port);
        const shown = socket.getPeerCertificate().serialNumber;
        socket.destroy();
        return shown !== old || undefined;
      });
    expect(before.destroyed).toBe(false);
    before.destroy();
  });

  it.runIf(hasCertutil)(
    'a browser that imported the authority opens the sign-in page, has microphone and service worker, and hears the feed over wss',
    async () => {
      const browser = await openBrowser();
      try {
        const page = await browser.context.newPage();
        await page.goto('/dang-nhap');
        expect(await page.evaluate('isSecureContext && !!navigator.mediaDevices && "serviceWorker" in navigator')).toBe(
          true,
        );
        await page.fill('#username', 'admin');
        await page.fill('#password', system.password);
        await page.click('button[type=submit]');
        await page.fill('#code', codeOf(commune.admin.secret ?? '', Date.now() + CODE_STEP_MS));
        const [feed] = await Promise.all([page.waitForEvent('websocket'), page.click('button[type=submit]')]);
        expect(feed.url()).toBe(`wss://${HOST}:${https}/api/v1/feed`);
        const { payload } = await feed.waitForEvent('framereceived');
        expect(JSON.parse(String(payload)).type).toMatch(/hello|tick/);
        const cookie = (await browser.context.cookies()).find(({ name }) => name === SESSION_COOKIE);
        expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Strict' });
      } finally {
        await browser.close();
      }
    },
  );

  it.runIf(hasCertutil)('that browser refuses a certificate forged under the authority for another name', async () => {
    const browser = await openBrowser();
    const at = (name: string) => join(browser.home, name);
    const site = (name: string) => join(system.folder, 'tls/site', name);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
    openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', at('key'));
    openssl('req', '-new', '-key', at('key'), '-subj', `/CN=${FORGED}`, '-out', at('csr'));
    writeFileSync(at('names'), `subjectAltName=DNS:${FORGED}`);
    const by = ['-CA', site('ca.pem'), '-CAkey', site('ca.key'), '-CAserial', at('serial'), '-CAcreateserial'];
    openssl('x509', '-req', '-days', '9', '-in', at('csr'), ...by, '-extfile', at('names'), '-out', at('cert'));
    const keys = { key: readFileSync(at('key')), cert: readFileSync(at('cert')) };
    const thief = createServer(keys, (_request, response) => response.end('forged'));
    try {
      await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
      const { port } = thief.address() as AddressInfo;
      const page = await browser.context.newPage();
      await expect(page.goto(`https://${FORGED}:${port}/`)).rejects.toThrow(/ERR_CERT_|NAME_CONSTRAINT/);
    } finally {
      thief.closeAllConnections();
      thief.close();
      await browser.close();
    }
  });

  const openBrowser = () =>
    TrustingBrowser.open(join(system.folder, 'tls/site/ca.pem'), `https://${HOST}:${https}`, FORGED);
});

describe('a start that would let passwords be read', () => {
  it.each([
    ['gateway', { LOAXA_HTTP_HOST: '0.0.0.0' }, /LOAXA_HTTP_CLEAR_TEXT=yes-passwords-can-be-read/],
    ['broker', { LOAXA_MQTT_HOST: '192.168.1.10' }, /LOAXA_MQTT_CLEAR_TEXT=yes-passwords-can-be-read/],
    ['gateway', { LOAXA_TLS: 'own-ca' }, /LOAXA_PUBLIC_HOSTS/],
  ])('of the %s with %j ends with code 78 and a sentence', async (name, settings, sentence) => {
    const system = await System.prepared();
    const running = new Running(name, `dist/${name}/main.js`, [], { ...system.environment, ...settings });
    expect(await running.exited).toBe(78);
    expect(running.output).toMatch(sentence);
    expect(running.output.trim().split('\n')).toHaveLength(1);
    await system.stop();
  });
});

function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('end', () => resolve(heard));
    socket.on('error', reject);
  });
}
