import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Body, CHANNELS, type Channel, type ChannelName } from '../../protocol/channels.ts';
import { check, decodeBody, encodeBody } from '../../protocol/codec.ts';
import { planFile } from '../../protocol/messages/downlink.ts';
import { entry } from '../../protocol/messages/uplink.ts';
import { roster } from '../../protocol/roster.ts';
import { anyOf } from './arbitraries.ts';

const names = Object.keys(CHANNELS) as ChannelName[];
const bytes = (text: string) => new TextEncoder().encode(text);
const normal = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('every body of the channel table', () => {
  it.each(names)('%s survives encoding and decoding unchanged', (name) => {
    fc.assert(
      fc.property(anyOf(CHANNELS[name].body), (body) => {
        const decoded = decodeBody(name, bytes(encodeBody(name, body as Body<typeof name>)));
        expect(decoded).toEqual({ ok: true, body: normal(body) });
      }),
      { numRuns: 60 },
    );
  });

  it.each(names)('%s of another version is refused with the version named', (name) => {
    fc.assert(
      fc.property(anyOf(CHANNELS[name].body), (body) => {
        const decoded = decodeBody(name, bytes(JSON.stringify({ ...(body as object), v: 2 })));
        expect(decoded).toEqual({ ok: false, why: 'version 2 is not 1' });
      }),
      { numRuns: 10 },
    );
  });

  it.each(names)('%s ignores fields it does not know', (name) => {
    fc.assert(
      fc.property(anyOf(CHANNELS[name].body), (body) => {
        const decoded = decodeBody(name, bytes(JSON.stringify({ ...(body as object), fromTheFuture: { a: 1 } })));
        expect(decoded).toEqual({ ok: true, body: normal(body) });
      }),
      { numRuns: 10 },
    );
  });

  it.each(names)('%s never throws on arbitrary bytes', (name) => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(bytes)), (noise) => {
        expect(typeof decodeBody(name, noise).ok).toBe('boolean');
      }),
      { numRuns: 100 },
    );
  });
});

describe('every signed payload', () => {
  const signed = names.flatMap((name) => {
    const channel: Channel = CHANNELS[name];
    return channel.signed ? [{ name, payload: channel.signed.payload }] : [];
  });
  it.each([...signed, { name: 'log entry', payload: entry }, { name: 'plan file', payload: planFile }])(
    '$name round-trips as JSON',
    ({ payload }) => {
      fc.assert(
        fc.property(anyOf(payload), (value) => {
          expect(check(payload, JSON.parse(JSON.stringify(value)))).toEqual({ ok: true, body: normal(value) });
        }),
        { numRuns: 60 },
      );
    },
  );

  it('the roster round-trips as JSON', () => {
    fc.assert(
      fc.property(anyOf(roster), (value) => {
        expect(roster.parse(JSON.parse(JSON.stringify(value)))).toEqual(normal(value));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a body that is too large', () => {
  it('is refused before it is parsed', () => {
    expect(decodeBody('beat', new Uint8Array(16 * 1024 + 1))).toEqual({
      ok: false,
      why: '16385 bytes are more than the 16384 allowed',
    });
  });
});
