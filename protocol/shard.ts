/** Number of shards the uplink is divided into, so that several gateways can share it on any broker. */
export const SHARDS = 100;

/** Two decimal digits from a node id (FNV-1a, so every implementation gets the same). */
export function shardOf(node: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < node.length; index++) {
    hash ^= node.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return String(hash % SHARDS).padStart(2, '0');
}
