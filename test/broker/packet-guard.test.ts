import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { KNOWN_PACKET_BYTES, PacketGuard, STRANGER_PACKET_BYTES, type Violation } from '../../broker/packet-guard.ts';

const CONNECT = generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: 'n',
  keepalive: 60,
});

function header(type: number, length: number): Uint8Array {
  const bytes = [type << 4];
  let left = length;
  do {
    const digit = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? digit | 0x80 : digit);
  } while (left > 0);
  return Uint8Array.from(bytes);
}

function verdict(pieces: Iterable<Uint8Array>): Violation | undefined {
  const guard = new PacketGuard();
  for (const piece of pieces) guard.inspect(piece);
  return guard.inspect(new Uint8Array());
}

describe('the packet guard', () => {
  test.each<[string, Uint8Array, Violation | undefined]>([
    ['a CONNECT passes', CONNECT, undefined],
    ['a first packet that is not CONNECT is refused', header(3, 10), 'not-connect'],
    ['an HTTP request is refused', new TextEncoder().encode('GET / HTTP/1.1\r\n'), 'not-connect'],
    ['a TLS client hello on the clear-text port is refused', Uint8Array.of(0x16, 0x03, 0x01, 0x02), 'not-connect'],
    ['a CONNECT of 8 KiB passes', header(1, STRANGER_PACKET_BYTES), undefined],
    ['a CONNECT of one byte more is refused at its header', header(1, STRANGER_PACKET_BYTES + 1), 'oversized'],
    ['a packet of 100 MB is refused at its header', header(1, 100 * 1024 * 1024), 'oversized'],
    ['a fifth byte of remaining length is malformed', Uint8Array.of(0x10, 0x80, 0x80, 0x80, 0x80), 'malformed-length'],
    ['packet type 0 is refused', Uint8Array.of(...CONNECT, 0x00), 'unknown-type'],
    ['packet type 15 is refused', Uint8Array.of(...CONNECT, 0xf0), 'unknown-type'],
  ])('%s', (_title, bytes, expected) => {
    expect(verdict([bytes])).toBe(expected);
  });

  test('an accepted client may send 256 KiB, and not a byte more', () => {
    const guard = new PacketGuard();
    guard.inspect(CONNECT);
    guard.accept();
    expect(guard.inspect(header(3, KNOWN_PACKET_BYTES))).toBeUndefined();
    expect(guard.inspect(new Uint8Array(KNOWN_PACKET_BYTES))).toBeUndefined();
    expect(guard.inspect(header(3, KNOWN_PACKET_BYTES + 1))).toBe('oversized');
  });

  test('the verdict is the same however the bytes are split', () => {
    const packet = fc.oneof(
      fc.constant(CONNECT),
      fc.uint8Array({ maxLength: 12 }),
      fc
        .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 300 }))
        .map(([type, length]) => Uint8Array.of(...header(type, length), ...new Uint8Array(length))),
      fc
        .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 0x0fffffff }))
        .map(([type, length]) => header(type, length)),
    );
    const stream = fc
      .array(packet, { maxLength: 6 })
      .map((packets) => Uint8Array.of(...CONNECT, ...packets.flatMap((bytes) => [...bytes])));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const pieces = [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
        const whole = verdict([bytes]);
        expect(verdict(pieces)).toBe(whole);
        expect(verdict([...bytes].map((byte) => Uint8Array.of(byte)))).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });

  test('a stream of well-formed packets always passes', () => {
    const packets = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 0, max: STRANGER_PACKET_BYTES })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(packets, (list) => {
        const guard = new PacketGuard();
        expect(guard.inspect(CONNECT)).toBeUndefined();
        for (const [type, length] of list) {
          expect(guard.inspect(header(type, length))).toBeUndefined();
          expect(guard.inspect(new Uint8Array(length))).toBeUndefined();
        }
      }),
      { numRuns: 100 },
    );
  });
});
