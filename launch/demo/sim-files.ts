import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { demoFiles } from '../../firmware-sim/config.ts';
import type { FleetNode } from '../../firmware-sim/fleet/fleet-node.ts';
import type { GatewayTrust } from '../../firmware-sim/fleet/identities.ts';

/** What `firmware-sim fleet --demo` reads: who the nodes are and whose commands they trust. Private keys, so for the owner only. */
export function writeSimFiles(dataDir: string, nodes: readonly FleetNode[], trust: GatewayTrust): void {
  const files = demoFiles(dataDir);
  mkdirSync(dirname(files.nodes), { recursive: true, mode: 0o700 });
  writeFileSync(files.nodes, nodes.map((node) => `${JSON.stringify(node)}\n`).join(''), { mode: 0o600 });
  writeFileSync(files.keys, JSON.stringify(trust, undefined, 2), { mode: 0o600 });
}
