import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, portOf } from '../../launch/ports.js';

async function occupied() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { server, port: address.port };
}

test('a setting that is no port is refused by name', () => {
  expect(portOf('LOAXA_HTTP_PORT', undefined, 8080)).toBe(8080);
  expect(portOf('LOAXA_HTTP_PORT', '', 8080)).toBe(8080);
  expect(portOf('LOAXA_HTTP_PORT', '9000', 8080)).toBe(9000);
  for (const wrong of ['eighty', '70000', '-1', '80.5']) {
    expect(() => portOf('LOAXA_HTTP_PORT', wrong, 8080)).toThrow(`LOAXA_HTTP_PORT=${wrong}`);
  }
});

test('a port in use is one clear sentence', async () => {
  const { server, port } = await occupied();
  await expect(freePort({ setting: 'LOAXA_HTTP_PORT', port })).rejects.toThrow(
    `Port ${port} is used by another program. Stop that, or choose another port with LOAXA_HTTP_PORT.`,
  );
  server.close();
});

test('port 0 gives a port that is free', async () => {
  expect(await freePort({ setting: 'LOAXA_HTTP_PORT', port: 0 })).toBeGreaterThan(0);
});

test('a port whose process is just stopping is waited for', async () => {
  const { server, port } = await occupied();
  const waiting = freePort({ setting: 'LOAXA_HTTP_PORT', port, patienceMs: 10_000 });
  server.close();
  expect(await waiting).toBe(port);
});
