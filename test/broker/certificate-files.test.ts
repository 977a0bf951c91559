import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { CertificateWatch, readPair } from '../../broker/certificate-files.ts';
import { ConnectionLimits } from '../../broker/connection-limits.ts';
import { Door } from '../../broker/door.ts';
import { showCertificate, tlsListener } from '../../broker/listeners.ts';
import { MovableClock } from '../../gateway/clock.ts';
import { LogBook } from './rig.ts';
import { selfSigned } from './self-signed.ts';

const folder = mkdtempSync(join(tmpdir(), 'loaxa-pair-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the certificate nodes are shown', () => {
  test('may come later and be renewed without a restart; what does not belong together is reported once', async () => {
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), maybeLater: true };
    const door = new Door(new ConnectionLimits({ connections: 10, perAddress: 10, exemptLoopback: true }), () => {});
    const server = tlsListener({}, door, (stream) => stream.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const shown = () =>
      new Promise<string>((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
        socket.on('secureConnect', () => resolve(socket.getPeerCertificate().fingerprint256));
        socket.on('error', () => resolve('none'));
      });
    const clock = new MovableClock(0);
    const log = new LogBook();
    const watch = new CertificateWatch(files, clock, log, (pair) => showCertificate(server, pair, {}));
    watch.start();
    expect(await shown()).toBe('none');

    const first = selfSigned(folder);
    copyFileSync(first.key, files.key);
    copyFileSync(first.cert, files.cert);
    await clock.advance(500);
    const before = await shown();
    expect(before).toMatch(/^[0-9A-F:]{95}$/);

    const second = selfSigned(folder);
    copyFileSync(second.key, files.key);
    await clock.advance(30_000);
    expect(await shown()).toBe(before);
    copyFileSync(second.cert, files.cert);
    await clock.advance(10_000);
    expect(await shown()).not.toBe(before);
    expect(log.lines.filter(({ fields }) => String(fields.complaint).includes('belong together'))).toHaveLength(1);

    watch.stop();
    server.close();
    door.destroyAll();
  });

  test('is refused with a sentence when a file is missing or is something else', () => {
    const good = selfSigned(folder);
    writeFileSync(join(folder, 'text'), 'no certificate');
    expect(() => readPair({ ...good, cert: join(folder, 'none') })).toThrow('ENOENT');
    expect(() => readPair({ ...good, cert: join(folder, 'text') })).toThrow('give two PEM files');
    expect(() => readPair({ ...good, key: selfSigned(folder).key })).toThrow('do not belong together');
  });
});
