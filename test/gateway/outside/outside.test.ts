import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AddressGuard } from '../../../gateway/outside/address-guard.ts';
import { callHttp } from '../../../gateway/outside/http-call.ts';
import { causeOf } from '../../../gateway/outside/outside-error.ts';

describe('the guard of the own network', () => {
  const word = (guard: AddressGuard, address: string) => {
    try {
      guard.check(address);
      return 'let through';
    } catch (error) {
      return causeOf(error);
    }
  };

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.50',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '239.1.1.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::7f00:1',
    '::10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2002:7f00:1::',
    'fec0::1',
    'not an address',
  ])('keeps %s out', (address) => {
    expect(word(new AddressGuard(), address)).toBe('private-address');
  });

  it.each(['1.1.1.1', '203.162.4.190', '172.32.0.1', '2001:ee0::1'])('lets %s through', (address) => {
    expect(word(new AddressGuard(), address)).toBe('let through');
  });

  it('lets through what the operator of the server named, and only that', () => {
    const guard = new AddressGuard(['192.168.1.50', '10.9.0.0/16', 'fd00::/8']);
    const words = ['192.168.1.50', '192.168.1.51', '10.9.1.1', '10.8.1.1', 'fd12::1', '::1'].map((one) =>
      word(guard, one),
    );
    const [yes, no] = ['let through', 'private-address'];
    expect(words).toEqual([yes, no, yes, no, yes, no]);
  });

  it('judges a name by the address it leads to', async () => {
    const call = (guard: AddressGuard) => callHttp({ url: 'http://localhost:9/', method: 'GET', guard }).catch(causeOf);
    expect(await call(new AddressGuard())).toBe('private-address');
    expect(await call(new AddressGuard(['localhost']))).toBe('ECONNREFUSED');
    expect(
      await callHttp({ url: 'http://[::ffff:127.0.0.1]:9/', method: 'GET', guard: new AddressGuard() }).catch(causeOf),
    ).toBe('private-address');
    await expect(new AddressGuard().addressOf('localhost')).rejects.toMatchObject({ message: 'private-address' });
  });
});

it('a server that takes the call and says nothing does not hold anybody up', async () => {
  const server = createServer(() => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await callHttp({ url, method: 'GET', timeoutMs: 30 }).catch(causeOf)).toBe('timeout');
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
