import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../firmware-sim/virtual-clock.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { Firmware } from '../../../gateway/firmware/firmware.ts';
import { firmwareDeviceRoutes, firmwareRoutes } from '../../../gateway/firmware/firmware-routes.ts';
import type { App } from '../../../gateway/http/app.ts';
import { silentLog } from '../../../gateway/log.ts';
import { firmwarePath } from '../../../protocol/api/paths.ts';
import { sha256 } from '../../firmware-sim/material.ts';
import { image, VirtualAir } from '../../firmware-sim/virtual-air.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { served } from '../http/served.ts';
import { signedInAs } from '../http/signed-in.ts';

const NODE = 'n0123456789abcdef';
const ADMIN = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  username: 'admin',
  name: 'Quản trị',
  role: 'administrator',
  areas: ['p'],
} as const;

describe('firmware over HTTP', () => {
  let test: TestDatabase;
  let app: App;
  let folder: string;
  const air = new VirtualAir(new VirtualClock(Date.UTC(2026, 10, 23, 3)));
  const bytes = image();

  beforeAll(async () => {
    test = await openSqlite();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-firmware-http-'));
    const { database } = test;
    const clock = { now: () => air.clock.now(), after: () => () => undefined };
    const audit = new Audit({ database, clock });
    const never = () => Promise.reject(new Error('nothing is rolled out here'));
    const firmware = new Firmware({
      ...{ database, clock, audit, log: silentLog, facts: new FactBus(), folder },
      releaseKeys: () => [{ kid: air.release.kid, publicKey: air.release.publicKey, from: 0 }],
      ...{ nameOf: () => 'Quản trị', areaName: () => '', describe: () => undefined, areasWithin: (areas) => areas },
      nodes: { within: () => [], communeOf: () => '', isOnline: () => false, lastBeatAt: () => undefined },
      ...{ overlap: () => false, watchedSince: () => undefined, soundingSoon: never, command: never, send: never },
      failed: { tell: () => undefined, settle: () => undefined },
    });
    await firmware.start();
    app = await served(
      {
        ...{ clock, audit, personOf: (token) => (token === 'admin' ? ADMIN : undefined) },
        devices: { holds: (node, credential) => node === NODE && credential === 'secret' },
      },
      {
        api: (api) => firmwareRoutes(api, { firmware, scope: { isWithin: (area, scope) => scope.includes(area) } }),
        outside: (outside) => firmwareDeviceRoutes(outside, firmware),
      },
    );
  });
  afterAll(async () => {
    await app.close();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function upload(parts: Record<string, string | Buffer>) {
    const form = Object.entries(parts).flatMap(([name, content]) => [
      Buffer.from(`--x\r\ncontent-disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]);
    const headers = { ...signedInAs('admin'), 'content-type': 'multipart/form-data; boundary=x' };
    return app.inject({
      method: 'POST',
      url: '/api/v1/firmwares',
      headers,
      payload: Buffer.concat([...form, Buffer.from('--x--\r\n')]),
    });
  }
  const fetchBy = (credential: string, headers: Record<string, string> = {}) =>
    app.inject({
      url: firmwarePath(sha256(bytes)),
      headers: { authorization: `Basic ${Buffer.from(`${NODE}:${credential}`).toString('base64')}`, ...headers },
    });

  it('takes manifest and image as two files, in either order, and nothing else', async () => {
    expect((await upload({ image: bytes })).json()).toMatchObject({ code: 'no-file' });
    expect((await upload({ manifest: air.manifest(bytes), more: bytes })).json()).toMatchObject({
      code: 'unknown-field',
    });
    expect((await upload({ manifest: 'x'.repeat(70_000), image: bytes })).json()).toMatchObject({
      code: 'firmware-bad-manifest',
    });
    expect((await fetchBy('secret')).statusCode).toBe(404);
    const taken = await upload({ image: bytes, manifest: `${air.manifest(bytes, { notes: 'Sửa lỗi' })}\n` });
    expect(taken.json()).toMatchObject({
      version: '0.2.0',
      notes: 'Sửa lỗi',
      trusted: true,
      uploadedByName: 'Quản trị',
    });
  });

  it('gives it to a node with its credential, whole or from where it broke off', async () => {
    expect((await fetchBy('another')).statusCode).toBe(401);
    const whole = await fetchBy('secret');
    expect([whole.statusCode, sha256(whole.rawPayload)]).toEqual([200, sha256(bytes)]);
    const rest = await fetchBy('secret', { range: 'bytes=10-' });
    expect([rest.statusCode, rest.headers['content-range']]).toEqual([
      206,
      `bytes 10-${bytes.length - 1}/${bytes.length}`,
    ]);
    expect(rest.rawPayload.equals(bytes.subarray(10))).toBe(true);
    expect((await fetchBy('secret', { range: `bytes=${bytes.length}-` })).statusCode).toBe(416);
  });
});
