import { CHANNELS } from './channels.ts';
import { parseTopic, ROOT } from './topics.ts';

/** Who is connected. Groups are the areas a node lies in. */
export type Principal =
  | { readonly kind: 'gateway'; readonly gateway: string }
  | { readonly kind: 'node'; readonly node: string; readonly groups: ReadonlySet<string> };

/** May this client publish (or leave as its will) to this topic? Follows the channel table: only the sender of a channel, only its own name. */
export function mayPublish(principal: Principal, topic: string): boolean {
  const parsed = parseTopic(topic);
  if (!parsed || CHANNELS[parsed.channel].sender !== principal.kind) return false;
  if (principal.kind === 'node') return parsed.node === principal.node;
  return parsed.gateway === undefined || parsed.gateway === principal.gateway;
}

/**
 * May this client subscribe to this filter? A node: exact topics sent to itself or its groups, and `host/+` or one host.
 * A gateway: anything below `loa/v1/up/`, its own echo, hosts. Nobody gets `#` from the top, `$SYS` or another node's downlink.
 */
export function maySubscribe(principal: Principal, filter: string): boolean {
  if (filter.length > 128) return false;
  if (filter === `${ROOT}/host/+`) return true;
  const parsed = parseTopic(filter);
  if (parsed?.channel === 'host') return true;
  if (principal.kind === 'gateway') {
    if (parsed?.channel === 'echo') return parsed.gateway === principal.gateway;
    return filter.startsWith(`${ROOT}/up/`) && wellFormedFilter(filter);
  }
  if (!parsed || CHANNELS[parsed.channel].receiver !== 'node') return false;
  return parsed.node !== undefined
    ? parsed.node === principal.node
    : parsed.group !== undefined && principal.groups.has(parsed.group);
}

/** Retained messages are allowed only where the table says so: nothing else may outlive its sender. */
export function mayRetain(topic: string): boolean {
  const parsed = parseTopic(topic);
  return parsed !== undefined && CHANNELS[parsed.channel].retain;
}

function wellFormedFilter(filter: string): boolean {
  const levels = filter.split('/');
  return levels.every(
    (level, index) => level === '+' || (level === '#' ? index === levels.length - 1 : !/[+#]/.test(level)),
  );
}
