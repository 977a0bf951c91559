import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as areas from '../../protocol/api/areas.ts';
import * as broadcast from '../../protocol/api/broadcast.ts';
import * as common from '../../protocol/api/common.ts';
import * as coverage from '../../protocol/api/coverage.ts';
import * as enrolment from '../../protocol/api/enrolment.ts';
import * as evidence from '../../protocol/api/evidence.ts';
import * as feed from '../../protocol/api/feed.ts';
import * as people from '../../protocol/api/people.ts';
import { type Body, CHANNELS, type ChannelName, COMMAND_TYP, CONFIG_TYP } from '../../protocol/channels.ts';
import { check, decodeBody, encodeBody } from '../../protocol/codec.ts';
import { decodeJws, joinJws, jwsSigningInput, MalformedJwsError, toBase64Url } from '../../protocol/jws.ts';
import * as down from '../../protocol/messages/downlink.ts';
import * as up from '../../protocol/messages/uplink.ts';
import * as roster from '../../protocol/roster.ts';
import { anyOf } from './arbitraries.ts';

/** The same texts on every run: a failure is found again. */
const SEED = 20_261_126;
const bytes = (text: string) => new TextEncoder().encode(text);

const CHANNEL_NAMES = Object.keys(CHANNELS) as ChannelName[];
const MODULES = { areas, broadcast, common, coverage, enrolment, evidence, feed, people, down, up, roster };
/** Every schema that a module of the contract exports, so that a new one cannot be forgotten. */
const SCHEMAS = Object.entries(MODULES).flatMap(([file, module]) =>
  Object.entries(module).flatMap(([name, value]): [string, z.ZodType][] =>
    value instanceof z.ZodType ? [[`${file}.${name}`, value]] : [],
  ),
);

/** Values as text, since some of them (`__proto__` as a member, numbers beyond every double) exist only there. */
const hostileText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      ...['1e999', '-1e999', '-0', '9007199254740993', '1e-400', 'null', 'true', '""', '"\\ud800"', '"\\udc00x"'],
      ...['"\\u0000"', '"__proto__"', '"constructor"', '[]', '{}', '0.1', '"../../x"', '" "'],
    ),
    fc.json({ maxDepth: 2 }),
    fc.integer({ min: 1, max: 9_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
    fc.integer({ min: 1, max: 2_000 }).map((depth) => `${'{"v":'.repeat(depth)}1${'}'.repeat(depth)}`),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    fc
      .array(fc.tuple(fc.constantFrom('__proto__', 'constructor', 'prototype', 'v', 'toString', ''), tie('value')), {
        maxLength: 4,
      })
      .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`),
  ),
})).value;

/** An object that names the members the schema asks for, with values of anything; often of the right version. */
function nearly(schema: z.ZodType): fc.Arbitrary<string> {
  const names = memberNames(schema);
  const member = fc.tuple(fc.constantFrom(...names, '__proto__', 'constructor'), hostileText);
  return fc
    .tuple(fc.constantFrom('"v":1', '"v":2', '"x":1'), fc.array(member, { maxLength: 8 }))
    .map(
      ([version, members]) =>
        `{${[version, ...members.map(([name, value]) => `${JSON.stringify(name)}:${value}`)].join()}}`,
    );
}

/** A valid value of the schema with one text in it replaced by something else. */
function changed(schema: z.ZodType): fc.Arbitrary<string> {
  return fc.tuple(anyOf(schema), fc.nat(), hostileText).map(([value, at, text]) => {
    const whole = JSON.stringify(value);
    const values = [...whole.matchAll(/(?<=:)("(?:[^"\\]|\\.)*"|-?[\d.e+-]+|true|false|null)/g)];
    const chosen = values[at % Math.max(1, values.length)];
    if (chosen?.index === undefined) return whole;
    return whole.slice(0, chosen.index) + text + whole.slice(chosen.index + chosen[0].length);
  });
}

function memberNames(schema: z.ZodType): string[] {
  const { shape, options } = (schema as unknown as { def: { shape?: object; options?: z.ZodType[] } }).def;
  if (shape) return Object.keys(shape);
  return options?.flatMap(memberNames) ?? [];
}

const untouched = Object.getOwnPropertyNames(Object.prototype).sort().join();
function expectNothingPolluted(): void {
  expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(untouched);
  expect(({} as { v?: unknown }).v).toBeUndefined();
}

describe('every message of the channel table against hostile JSON', () => {
  it.each(CHANNEL_NAMES)('%s never throws, pollutes nothing, and what it accepts goes out again unchanged', (name) => {
    const schema = CHANNELS[name].body;
    fc.assert(
      fc.property(fc.oneof(hostileText, nearly(schema), changed(schema)), (text) => {
        const decoded = decodeBody(name, bytes(text));
        expectNothingPolluted();
        if (!decoded.ok) {
          expect(decoded.why.length).toBeLessThanOrEqual(200);
          return;
        }
        const again = encodeBody(name, decoded.body as Body<typeof name>);
        expect(again).toBe(JSON.stringify(decoded.body));
        expect(decodeBody(name, bytes(again)).ok).toBe(true);
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it('a version of ten thousand lists in one another is refused like any other', () => {
    const deep = `{"v":${'['.repeat(8_000)}${']'.repeat(8_000)}}`;
    for (const name of CHANNEL_NAMES)
      expect(decodeBody(name, bytes(deep))).toEqual({ ok: false, why: 'version of another form is not 1' });
    const deeper = `{"v":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
    expect(decodeBody('log', bytes(deeper)).ok).toBe(false);
  });
});

describe('every signed payload against hostile JSON', () => {
  it.each([
    ['command', down.command],
    ['config', down.config],
    ['plan pointer', down.planPointer],
    ['receipt acknowledgement', down.receiptAck],
    ['time', down.time],
    ['log entry', up.entry],
    ['plan file', down.planFile],
  ] as [string, z.ZodType][])('%s never throws and pollutes nothing', (_, schema) => {
    fc.assert(
      fc.property(fc.oneof(hostileText, nearly(schema), changed(schema)), (text) => {
        const checked = check(schema, JSON.parse(text));
        expectNothingPolluted();
        if (checked.ok) expect(check(schema, JSON.parse(JSON.stringify(checked.body))).ok).toBe(true);
      }),
      { numRuns: 300, seed: SEED },
    );
  });
});

describe('every schema of the HTTP contract against hostile JSON', () => {
  it('there are as many as before, or more', () => expect(SCHEMAS.length).toBeGreaterThan(80));

  it.each(SCHEMAS)('%s never throws, pollutes nothing, and accepts again what it made', (_, schema) => {
    fc.assert(
      fc.property(fc.oneof(hostileText, nearly(schema)), (text) => {
        const parsed = schema.safeParse(JSON.parse(text));
        expectNothingPolluted();
        if (parsed.success) expect(Object.hasOwn(Object(parsed.data), '__proto__')).toBe(false);
      }),
      { numRuns: 80, seed: SEED },
    );
  });
});

describe('a JWS from anybody', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const good = { alg: 'EdDSA', kid: 'k1', typ: COMMAND_TYP };
  const signed = (head: unknown, payload: unknown) => {
    const input = jwsSigningInput(head as Parameters<typeof jwsSigningInput>[0], payload);
    return joinJws(input, sign(null, Buffer.from(input), privateKey));
  };
  const part = fc.oneof(
    hostileText.map((text) => toBase64Url(bytes(text))),
    fc.string({ maxLength: 40 }),
    fc.uint8Array({ maxLength: 80 }).map(toBase64Url),
    fc.constant(toBase64Url(bytes(JSON.stringify(good)))),
  );

  it('is taken apart or refused as malformed, and nothing else is thrown', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
          fc.string({ maxLength: 200 }),
          fc
            .tuple(fc.nat(), fc.string({ maxLength: 3 }), fc.jsonValue())
            .map(([at, put, payload]) => splice(signed(good, payload), at, put)),
        ),
        (text) => {
          try {
            const { header } = decodeJws(text, COMMAND_TYP);
            expect(header).toEqual({ alg: 'EdDSA', kid: header.kid, typ: COMMAND_TYP });
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedJwsError);
          }
          expectNothingPolluted();
        },
      ),
      { numRuns: 2_000, seed: SEED },
    );
  });

  it('of another algorithm, another type, or with a key or extension of its own is never taken', () => {
    const wrong = fc.oneof(
      fc
        .constantFrom('none', 'None', 'NONE', 'HS256', 'HS512', 'ES256', 'RS256', 'Ed25519', 'eddsa', '', null, 0, [
          'EdDSA',
        ])
        .map((alg) => ({ ...good, alg })),
      fc.constantFrom(CONFIG_TYP, 'JWT', '', null, [COMMAND_TYP]).map((typ) => ({ ...good, typ })),
      fc
        .tuple(fc.constantFrom('crit', 'jwk', 'jku', 'x5u'), fc.jsonValue())
        .map(([name, value]) => ({ ...good, [name]: value })),
      fc.constantFrom(null, 0, {}, ['k1'], undefined).map((kid) => ({ ...good, kid })),
    );
    fc.assert(
      fc.property(wrong, fc.jsonValue(), (head, payload) => {
        expect(() => decodeJws(signed(head, payload), COMMAND_TYP)).toThrow(MalformedJwsError);
      }),
      { numRuns: 500, seed: SEED },
    );
  });

  function splice(text: string, at: number, put: string): string {
    const place = at % text.length;
    return text.slice(0, place) + put + text.slice(place + put.length + 1);
  }
});
