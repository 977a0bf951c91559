import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { OutsideError } from './outside-error.ts';

/** Networks behind which the server's own neighbours sit (RFC 1918, 3927, 4193, 4291, 6598, 6890). */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // Those that hold an address of version 4 lead to it where such a way is set up: mapped, compatible, NAT64, Teredo, 6to4.
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

/**
 * Keeps what people type as an address from reaching into the server's own network: judged by the address that is really
 * called, after the name was resolved, so that a name which changes its mind does not help. `allowed` (addresses, CIDR
 * networks, names) is what the operator of the server lets through: an SMS modem on the LAN, say.
 */
export class AddressGuard {
  readonly #private = new BlockList();
  readonly #allowed = new BlockList();
  readonly #names: ReadonlySet<string>;

  constructor(allowed: readonly string[] = []) {
    for (const [net, prefix, family] of PRIVATE) this.#private.addSubnet(net, prefix, family);
    const names: string[] = [];
    for (const entry of allowed) {
      const [address = '', prefix] = entry.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (isIP(address) === 0) names.push(entry.toLowerCase());
      else if (prefix === undefined) this.#allowed.addAddress(address, family);
      else this.#allowed.addSubnet(address, Number(prefix), family);
    }
    this.#names = new Set(names);
  }

  /** Throws OutsideError `private-address`. `host` is the name by which it was asked for. */
  check(address: string, host = address): void {
    if (this.#names.has(host.toLowerCase())) return;
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(plain) === 0 || (this.#private.check(plain, family) && !this.#allowed.check(plain, family)))
      throw new OutsideError('private-address');
  }

  /** One address of the host that may be called. Throws OutsideError or the resolver's error. */
  async addressOf(host: string): Promise<string> {
    const bare = host.replace(/^\[|\]$/g, '');
    if (isIP(bare) !== 0) {
      this.check(bare);
      return bare;
    }
    return new Promise((done, reject) =>
      this.lookup(bare, { all: false }, (error, address) => {
        if (error) reject(error);
        else done(String(address));
      }),
    );
  }

  /** For node:http and node:net: resolves and refuses. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      try {
        for (const { address } of found) this.check(address, host);
      } catch (refusal) {
        return callback(refusal as Error, ''); // check throws nothing but OutsideError
      }
      const [first] = found;
      if (options.all) callback(null, found);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}
