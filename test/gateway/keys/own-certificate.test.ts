import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { runCa } from '../../../gateway/keys/ca-command.ts';
import { CertificateFiles } from '../../../gateway/keys/certificate-files.ts';
import { CertificateWatch } from '../../../gateway/keys/certificate-watch.ts';
import { OwnCertificate, serverFiles } from '../../../gateway/keys/own-certificate.ts';
import { silentLog } from '../../../gateway/log.ts';
import { DAY_MS } from '../../../protocol/units.ts';

const NOW = Date.parse('2026-11-26T02:00:00Z');
const HOSTS = ['loaxa.lan', '192.168.1.10'];

let dataDir: string;
let clock: MovableClock;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'loaxa-own-'));
  clock = new MovableClock(NOW);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const open = (hosts = HOSTS) => OwnCertificate.open({ dataDir, hosts, clock });

describe('the certificate of an own authority', () => {
  it('is made once, and found again by the next start', async () => {
    const first = await (await open()).load();
    expect(await (await open()).load()).toEqual(first);
    expect(readdirSync(join(dataDir, 'tls/server')).sort()).toEqual(['cert.pem', 'key.pem']);
  });

  it('lasts 397 days and is made anew 30 days before its end', async () => {
    const own = await open();
    const first = await own.load();
    expect(Date.parse(new X509Certificate(first.cert).validTo)).toBe(NOW + 397 * DAY_MS);
    clock.set(NOW + 366 * DAY_MS);
    expect(await own.load()).toEqual(first);
    clock.set(NOW + 368 * DAY_MS);
    const next = await own.load();
    expect(next.cert).not.toBe(first.cert);
    expect(Date.parse(new X509Certificate(next.cert).validTo)).toBe(NOW + (368 + 397) * DAY_MS);
  });

  it('is made anew when a power cut tore it, or when it lacks a host', async () => {
    await (await open(['loaxa.lan', 'other.lan'])).load();
    writeFileSync(serverFiles(dataDir).key, 'half');
    const mended = await (await open(['loaxa.lan'])).load();
    expect(new X509Certificate(mended.cert).checkHost('other.lan')).toBeUndefined();
    const both = await (await open(['loaxa.lan', 'other.lan'])).load();
    expect(new X509Certificate(both.cert).checkHost('other.lan')).toBeDefined();
  });

  it('is refused for a host that the authority was not made for, with what to do', async () => {
    await open();
    await expect(open(['elsewhere.lan'])).rejects.toThrow(/LOAXA_PUBLIC_HOSTS.*move that folder away/);
  });
});

describe('the watch over a certificate', () => {
  it('hands over a renewed pair once, and nothing while the pair is half written', async () => {
    const authority = (await open()).authority;
    const files = { cert: join(dataDir, 'cert'), key: join(dataDir, 'key') };
    const issue = () => authority.issueServer({ hosts: HOSTS, now: NOW, days: 90 });
    const write = ({ cert, key }: { cert?: string; key?: string }) => {
      if (key) writeFileSync(files.key, key);
      if (cert) writeFileSync(files.cert, cert);
    };
    write(await issue());
    const source = new CertificateFiles(files);
    const seen: string[] = [];
    const watch = new CertificateWatch({ source, clock, log: silentLog, replaced: ({ cert }) => seen.push(cert) });
    watch.start(await source.load());
    await clock.advance(60_000);
    const next = await issue();
    write({ key: next.key });
    await clock.advance(60_000);
    expect(seen).toEqual([]);
    write({ cert: next.cert });
    await clock.advance(60_000);
    expect(seen).toEqual([next.cert]);
    watch.stop();
    write(await issue());
    await clock.advance(60_000);
    expect(seen).toHaveLength(1);
  });

  it('names the file that cannot be read', async () => {
    const source = new CertificateFiles({ cert: '/nowhere/fullchain.pem', key: '/nowhere/privkey.pem' });
    await expect(source.load()).rejects.toThrow('/nowhere/fullchain.pem cannot be read (ENOENT)');
  });
});

describe('npm run ca', () => {
  const run = (...args: string[]) => runCa(args, { dataDir, hosts: [], now: NOW });

  it('makes both authorities, shows them, and puts a server certificate where broker and gateway look', async () => {
    expect(await run('show')).toBe('There is no authority yet.');
    const made = await run('init', 'site', '--host', 'loaxa.lan', '--host', '192.168.1.10');
    await run('init', 'nodes');
    const shown = await run('show');
    expect(shown).toContain(made);
    expect(shown).toMatch(
      /site: vouches for loaxa\.lan, 192\.168\.1\.10, until 2036-11-23; SHA-256\n( {2}([0-9A-F]{4} ?){4}\n){4}/,
    );
    expect(shown).toContain('nodes: vouches for nodes, for no server');
    expect(await run('server', '--host', 'loaxa.lan')).toContain(serverFiles(dataDir).cert);
    expect(await (await open(['loaxa.lan'])).load()).toMatchObject({ cert: expect.stringContaining('BEGIN') });
  });

  it.each([
    [['init', 'site'], /--host/],
    [['dance'], /"dance" is not a command/],
    [['server', '--host', 'a.lan'], /init site/],
    [['show', '--what'], /--what/],
  ])('%j ends with a sentence', async (args, sentence) => {
    await expect(run(...args)).rejects.toThrow(sentence);
  });
});
