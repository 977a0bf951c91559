import fc from 'fast-check';
import type { z } from 'zod';
import { areaIdFrom, nodeIdFrom } from '../../protocol/ids.ts';

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
export const anyNode = bytes.map(nodeIdFrom);
export const anyArea = bytes.map(areaIdFrom);

/** Any value a zod schema of the protocol accepts. Throws for a kind of schema the protocol does not use yet, so that none is left untested. */
export function anyOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const definition = (schema as unknown as { def: Definition }).def;
  switch (definition.type) {
    case 'object':
      return anyObject(definition.shape as Record<string, z.ZodType>);
    case 'optional':
      return fc.option(anyOf(definition.innerType as z.ZodType), { nil: undefined });
    case 'literal':
      return fc.constantFrom(...(definition.values as unknown[]));
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries as Record<string, string>));
    case 'boolean':
      return fc.boolean();
    case 'array': {
      const { minimum, maximum } = bounds(schema);
      return fc.array(anyOf(definition.element as z.ZodType), {
        minLength: minimum ?? 0,
        maxLength: Math.min(maximum ?? 8, 8),
      });
    }
    case 'union':
      return fc.oneof(...(definition.options as z.ZodType[]).map(anyOf));
    case 'number':
      return anyNumber(schema);
    case 'string':
      return anyString(schema);
    default:
      throw new Error(`no arbitrary for ${definition.type}`);
  }
}

interface Definition {
  readonly type: string;
  readonly [member: string]: unknown;
}

function anyObject(shape: Record<string, z.ZodType>): fc.Arbitrary<unknown> {
  return fc
    .record(Object.fromEntries(Object.entries(shape).map(([name, member]) => [name, anyOf(member)])))
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));
}

interface Limits {
  minimum?: number;
  maximum?: number;
  integer?: boolean;
  pattern?: RegExp;
}

/** The checks of a zod schema (minimum, maximum, pattern, whole numbers) as one record. */
function bounds(schema: z.ZodType): Limits {
  const limits: Limits = {};
  const checks = ((schema as unknown as { def: Definition }).def.checks ?? []) as { _zod: { def: Definition } }[];
  for (const { _zod } of checks) {
    const { check, value, minimum, maximum, pattern } = _zod.def;
    if (check === 'greater_than' || check === 'min_length') limits.minimum = (value ?? minimum) as number;
    else if (check === 'less_than' || check === 'max_length') limits.maximum = (value ?? maximum) as number;
    else if (check === 'number_format') limits.integer = true;
    else if (check === 'string_format') limits.pattern = pattern as RegExp;
    else throw new Error(`no arbitrary for the check ${String(check)}`);
  }
  return limits;
}

function anyNumber(schema: z.ZodType): fc.Arbitrary<number> {
  const { minimum = -1e9, maximum = 1e9, integer } = bounds(schema);
  if (integer) return fc.integer({ min: minimum, max: maximum });
  return fc.double({ min: minimum, max: maximum, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
}

function anyString(schema: z.ZodType): fc.Arbitrary<string> {
  const { minimum = 0, maximum = 64, pattern } = bounds(schema);
  if (pattern) return fc.stringMatching(pattern);
  return fc.string({ minLength: minimum, maxLength: Math.min(maximum, minimum + 64) });
}
