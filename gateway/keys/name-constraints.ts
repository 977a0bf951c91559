import { isIP } from 'node:net';
import { Extension, GeneralName } from '@peculiar/x509';

/** RFC 5280 §4.2.1.10. */
const NAME_CONSTRAINTS = '2.5.29.30';
const SEQUENCE = 0x30;
const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/**
 * The extension by which an authority can vouch for exactly these DNS names (with what is below them) and IP addresses, and
 * for no other: a kind of name that is not permitted anywhere must be excluded as a whole, or it would be unrestricted.
 */
export function nameConstraints(hosts: readonly string[]): Extension {
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  const names = hosts.filter((host) => isIP(host) === 0);
  const permitted = [
    ...names.map((name) => subtree(DNS_NAME, Buffer.from(name, 'ascii'))),
    ...addresses.map((address) => subtree(IP_ADDRESS, withFullMask(addressBytes(address)))),
  ];
  const excluded = [
    ...(names.length === 0 ? [subtree(DNS_NAME, Buffer.alloc(0))] : []),
    ...(addresses.length === 0 ? [subtree(IP_ADDRESS, Buffer.alloc(8)), subtree(IP_ADDRESS, Buffer.alloc(32))] : []),
  ];
  const parts = [
    ...(permitted.length > 0 ? [der(PERMITTED, ...permitted)] : []),
    ...(excluded.length > 0 ? [der(EXCLUDED, ...excluded)] : []),
  ];
  return new Extension(NAME_CONSTRAINTS, true, der(SEQUENCE, ...parts));
}

/** The names and addresses an authority's certificate permits; the inverse of `nameConstraints`. */
export function permittedHosts(extensions: readonly Extension[]): string[] {
  const extension = extensions.find(({ type }) => type === NAME_CONSTRAINTS);
  if (!extension) return [];
  const parts = children(contentOf(Buffer.from(extension.value)));
  const permitted = parts.find(({ tag }) => tag === PERMITTED);
  return children(permitted?.value ?? Buffer.alloc(0))
    .flatMap(({ value }) => children(value))
    .map(({ tag, value }) => (tag === DNS_NAME ? value.toString('ascii') : addressText(value)));
}

/** May an authority for `permitted` vouch for this host? */
export function isPermitted(host: string, permitted: readonly string[]): boolean {
  return permitted.some((name) => name === host || (isIP(host) === 0 && isIP(name) === 0 && host.endsWith(`.${name}`)));
}

function subtree(tag: number, value: Buffer): Buffer {
  return der(SEQUENCE, der(tag, value));
}

function addressBytes(address: string): Buffer {
  return contentOf(Buffer.from(new GeneralName('ip', address).rawData));
}

function withFullMask(address: Buffer): Buffer {
  return Buffer.concat([address, Buffer.alloc(address.length, 0xff)]);
}

function addressText(addressAndMask: Buffer): string {
  const address = addressAndMask.subarray(0, addressAndMask.length / 2);
  return new GeneralName(der(IP_ADDRESS, address)).value;
}

interface Element {
  readonly tag: number;
  readonly value: Buffer;
}

/** ITU-T X.690 §8.1.3: a length below 128 in one byte, else the number of its bytes and then they. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), value]);
}

function contentOf(element: Buffer): Buffer {
  return children(element)[0]?.value ?? Buffer.alloc(0);
}

function children(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes.readUInt8(at);
    const first = bytes.readUInt8(at + 1);
    const long = first < 128 ? 0 : first - 128;
    const length = long === 0 ? first : bytes.readUIntBE(at + 2, long);
    const start = at + 2 + long;
    found.push({ tag, value: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
