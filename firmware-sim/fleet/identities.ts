import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { enrolment } from '../../protocol/api/enrolment.ts';
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

const gatewayTrust = enrolment.pick({ root: true, keyList: true });
/** Whom a node trusts: the root key, and the list of keys it signed. */
export type GatewayTrust = z.infer<typeof gatewayTrust>;

/** Reads whom the fleet trusts (`{"root", "keyList"}` as an enrolment gives them). */
export async function readTrust(path: string): Promise<GatewayTrust> {
  return parse(path, gatewayTrust, await readFile(path, 'utf8'));
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
