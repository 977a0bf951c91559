import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../../gateway/keys/certificate-authority.ts';
import { isPermitted, nameConstraints, permittedHosts } from '../../../gateway/keys/name-constraints.ts';
import { DAY_MS } from '../../../protocol/units.ts';

/** openssl and TLS judge by the machine's own clock. */
const NOW = Date.now();
const NODE = 'n0123456789abcdef';
const HOSTS = ['loaxa.lan', '192.168.1.10', 'fd00::10'];
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-ca-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = (hosts = HOSTS, name = 'site') =>
  CertificateAuthority.create(join(folder, 'tls', name), { name: 'LoaXã xã Hưng Tân', hosts, now: NOW });

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });

function certificateRequest(...newKey: string[]): string {
  const key = join(folder, 'node.key');
  openssl('genpkey', ...newKey, '-out', key);
  return openssl('req', '-new', '-key', key, '-subj', '/CN=somebody-else');
}
const onP256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** What a client that trusts `ca` alone says of the server when it calls it by `name`. */
async function called(name: string, ca: string, keys: { cert: string; key: string }): Promise<string> {
  const server = createServer(keys, (socket) => socket.end()).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, ca, ...(isIP(name) === 0 && { servername: name }) });
  try {
    return await new Promise((resolve) => {
      socket.once('secureConnect', () => resolve('trusted'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(`${error.code} ${error.message}`));
    });
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('the authority', () => {
  it('keeps its key for the owner alone and is found again with the same hosts', async () => {
    const made = await make();
    const found = await CertificateAuthority.open(join(folder, 'tls', 'site'));
    expect(found?.pem).toBe(made.pem);
    expect(found?.hosts).toEqual(HOSTS);
    expect(found?.fingerprint).toBe(createHash('sha256').update(new X509Certificate(made.pem).raw).digest('hex'));
    expect(statSync(join(folder, 'tls', 'site', 'ca.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'tls', 'site')).mode & 0o777).toBe(0o700);
  });

  it('is never made over another', async () => {
    await make();
    await expect(make()).rejects.toMatchObject({ code: 'authority-exists' });
  });

  it('is absent where there is none, and is not believed when its files do not belong together', async () => {
    expect(await CertificateAuthority.open(join(folder, 'nothing'))).toBeUndefined();
    await make();
    const other = await make([], 'nodes');
    writeFileSync(join(folder, 'tls', 'site', 'ca.pem'), other.pem);
    await expect(CertificateAuthority.open(join(folder, 'tls', 'site'))).rejects.toThrow('damaged');
    rmSync(join(folder, 'tls', 'site', 'ca.pem'));
    await expect(CertificateAuthority.open(join(folder, 'tls', 'site'))).rejects.toThrow('damaged');
  });

  it('leaves nothing behind when it was interrupted while being made', async () => {
    mkdirSync(join(folder, 'tls', 'site.new'), { recursive: true });
    writeFileSync(join(folder, 'tls', 'site.new', 'ca.key'), 'half');
    chmodSync(join(folder, 'tls', 'site.new', 'ca.key'), 0o600);
    expect(await CertificateAuthority.open(join(folder, 'tls', 'site'))).toBeUndefined();
    expect((await make()).hosts).toEqual(HOSTS);
  });

  it.each(['', 'a b', 'https://loaxa.lan', '*.lan', 'loaxa_lan', '192.168.1.256', 'x'.repeat(64), '../x'])(
    'is not made for %j, which is no host',
    async (host) => {
      await expect(make([host])).rejects.toMatchObject({ code: 'bad-host' });
    },
  );

  it.runIf(hasOpenssl)('says in its certificate what it may do', async () => {
    const text = openssl('x509', '-noout', '-text', '-in', file('ca.pem', (await make()).pem));
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(text).toMatch(
      /Name Constraints: critical\s+Permitted:\s+DNS:loaxa.lan\s+IP:192.168.1.10\/255.255.255.255\s+IP:FD00:0:0:0:0:0:0:10\/FFFF:/,
    );
  });
});

describe('a server certificate', () => {
  it.each(HOSTS)('is trusted over real TLS when called %s', async (host) => {
    const authority = await make();
    const keys = await authority.issueServer({ hosts: HOSTS, now: NOW, days: 397 });
    expect(keys.notAfter - NOW).toBeLessThanOrEqual(397 * DAY_MS);
    if (isIP(host) !== 0) {
      expect(new X509Certificate(keys.cert).checkIP(host)).toBeDefined();
      return;
    }
    expect(await called(host, authority.pem, keys)).toBe('trusted');
    expect(await called('other.lan', authority.pem, keys)).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('is trusted as well where there are addresses only', async () => {
    const hosts = ['127.0.0.1', '192.168.1.10'];
    const authority = await make(hosts);
    const keys = await authority.issueServer({ hosts, now: NOW, days: 397 });
    expect(await called('127.0.0.1', authority.pem, keys)).toBe('trusted');
  });

  it('is not issued for a host the authority was not made for', async () => {
    const authority = await make();
    for (const host of ['example.com', 'evilloaxa.lan', '192.168.1.11', 'fd00::11'])
      await expect(authority.issueServer({ hosts: [host], now: NOW, days: 1 })).rejects.toMatchObject({
        code: 'foreign-host',
      });
    await expect((await make([], 'nodes')).issueServer({ hosts: ['a.lan'], now: NOW, days: 1 })).rejects.toThrow(
      'no host',
    );
  });

  it('never outlives its authority', async () => {
    const authority = await make();
    const { notAfter } = await authority.issueServer({ hosts: ['loaxa.lan'], now: NOW, days: 99_999 });
    expect(notAfter).toBe(new Date(new X509Certificate(authority.pem).validTo).getTime());
  });

  it.runIf(hasOpenssl)('passes openssl verify for its purpose and no other', async () => {
    const authority = await make();
    const ca = file('ca.pem', authority.pem);
    const { cert } = await authority.issueServer({ hosts: HOSTS, now: NOW, days: 397 });
    const leaf = file('leaf.pem', cert);
    expect(openssl('verify', '-x509_strict', '-CAfile', ca, '-purpose', 'sslserver', leaf)).toContain('OK');
    expect(openssl('verify', '-CAfile', ca, '-verify_ip', '192.168.1.10', leaf)).toContain('OK');
    expect(() => openssl('verify', '-CAfile', ca, '-purpose', 'sslclient', leaf)).toThrow('unsuitable');
  });

  describe.runIf(hasOpenssl)('of a thief of the authority’s key', () => {
    async function forged(kind: 'site' | 'nodes', name: string): Promise<{ ca: string; cert: string; key: string }> {
      const authority = await make(kind === 'site' ? ['loaxa.lan'] : [], kind);
      const key = join(folder, 'thief.key');
      openssl('genpkey', ...onP256, '-out', key);
      const request = file('thief.csr', openssl('req', '-new', '-key', key, '-subj', `/CN=${name}`));
      const extensions = file('thief.ext', `subjectAltName=${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`);
      const at = join(folder, 'tls', kind);
      const ca = ['-CA', join(at, 'ca.pem'), '-CAkey', join(at, 'ca.key'), '-CAcreateserial'];
      const cert = openssl('x509', '-req', '-in', request, ...ca, '-days', '9', '-extfile', extensions);
      return { ca: authority.pem, cert, key: readFileSync(key, 'utf8') };
    }

    it.each([
      ['site', 'bank.example'],
      ['site', '10.0.0.1'],
      ['nodes', 'bank.example'],
      ['nodes', '10.0.0.1'],
      ['nodes', 'fd00::10'],
    ] as const)('%s: is refused for %s by the name constraints', async (kind, name) => {
      const { ca, cert, key } = await forged(kind, name);
      const verify = () => openssl('verify', '-CAfile', file('ca.pem', ca), file('forged.pem', cert));
      expect(verify).toThrow('subtree violation');
      expect(await called(name, ca, { cert, key })).toContain('subtree violation');
    });

    it('would pass for the site’s own name, so it is the constraint that refuses the others', async () => {
      const { ca, cert, key } = await forged('site', 'loaxa.lan');
      expect(await called('loaxa.lan', ca, { cert, key })).toBe('trusted');
    });
  });
});

describe.runIf(hasOpenssl)('a node’s certificate', () => {
  it.each([
    ['ECDSA P-256', onP256],
    ['Ed25519', ['-algorithm', 'ED25519']],
  ])('names the node that the authority was told, for its own %s key', async (_kind, newKey) => {
    const authority = await make([], 'nodes');
    const issued = await authority.issueNode({ node: NODE, csr: certificateRequest(...newKey), now: NOW, days: 90 });
    const certificate = new X509Certificate(issued.cert);
    expect(certificate.subject).toBe(`CN=${NODE}`);
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(issued.fingerprint);
    const ca = file('ca.pem', authority.pem);
    const leaf = file('node.pem', issued.cert);
    expect(openssl('verify', '-x509_strict', '-CAfile', ca, '-purpose', 'sslclient', leaf)).toContain('OK');
    expect(() => openssl('verify', '-CAfile', ca, '-purpose', 'sslserver', leaf)).toThrow('unsuitable');
  });

  it('lets a node in over real mutual TLS, and nobody with a certificate of the other authority', async () => {
    const site = await make();
    const nodes = await make([], 'nodes');
    const keys = await site.issueServer({ hosts: ['loaxa.lan'], now: NOW, days: 9 });
    const { cert } = await nodes.issueNode({ node: NODE, csr: certificateRequest(...onP256), now: NOW, days: 9 });
    const key = readFileSync(join(folder, 'node.key'), 'utf8');
    const server = createServer({ ...keys, ca: nodes.pem, requestCert: true, rejectUnauthorized: true }, (socket) =>
      socket.end(`hello ${socket.getPeerCertificate().subject.CN}`),
    ).listen(0, '127.0.0.1');
    server.on('tlsClientError', () => undefined);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const call = async (own: { cert: string; key: string }) => {
      const socket = connect({ host: '127.0.0.1', port, ca: site.pem, servername: 'loaxa.lan', ...own });
      try {
        let heard = '';
        for await (const chunk of socket) heard += chunk;
        return heard;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    };
    expect(await call({ cert, key })).toBe(`hello ${NODE}`);
    expect(await call(keys)).not.toContain('hello');
    server.close();
  });

  it('is refused for a request that is damaged, of a weak key, or signed by another key', async () => {
    const authority = await make([], 'nodes');
    const issue = (csr: string, node = NODE) => authority.issueNode({ node, csr, now: NOW, days: 9 });
    await expect(issue('rubbish')).rejects.toMatchObject({ code: 'bad-csr' });
    const request = certificateRequest(...onP256);
    const der = Buffer.from(request.replaceAll(/-----.*-----|\s/g, ''), 'base64');
    der.writeUInt8(der.readUInt8(der.length - 3) ^ 1, der.length - 3);
    const tampered = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    await expect(issue(tampered)).rejects.toMatchObject({ code: 'bad-csr' });
    const rsa = certificateRequest('-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024');
    await expect(issue(rsa)).rejects.toMatchObject({ code: 'weak-key' });
    await expect(issue(request, 'bank.example')).rejects.toMatchObject({ code: 'bad-node' });
  });
});

describe('name constraints', () => {
  const label = fc.stringMatching(/^[a-z0-9]{1,20}$/);
  const hosts = fc.uniqueArray(
    fc.oneof(
      fc.tuple(label, label).map(([a, b]) => `${a}.x${b}`),
      fc.ipV4(),
    ),
    { maxLength: 12 },
  );

  it('read back are what they were made of, whatever the number of hosts', () => {
    fc.assert(
      fc.property(hosts, (some) => {
        expect(new Set(permittedHosts([nameConstraints(some)]))).toEqual(new Set(some));
      }),
    );
  });

  it.each([
    ['loaxa.lan', true],
    ['a.loaxa.lan', true],
    ['evilloaxa.lan', false],
    ['lan', false],
    ['192.168.1.10', true],
    ['192.168.1.1', false],
    ['1.192.168.1.10', false],
  ])('permit %s: %s', (host, permitted) => {
    expect(isPermitted(host, ['loaxa.lan', '192.168.1.10'])).toBe(permitted);
  });
});
