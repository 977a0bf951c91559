import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { trustedKey } from '../../protocol/api/enrolment.ts';
import type { TrustedKey } from '../core/verifier.ts';
import { type FleetNode, fleetNode } from './fleet-node.ts';

/** Reads a nodes file (JSON lines). Errors name the line. */
export async function readNodes(path: string): Promise<FleetNode[]> {
  const nodes: FleetNode[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() === '') continue;
    nodes.push(parse(`${path}:${line}`, fleetNode, text));
  }
  return nodes;
}

/** Reads the keys the fleet trusts (a JSON array). */
export async function readKeys(path: string): Promise<TrustedKey[]> {
  return parse(path, z.array(trustedKey).min(1), await readFile(path, 'utf8'));
}

function parse<T>(where: string, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${where} is not of the form expected: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
