import type { PublishPacket } from 'aedes';
import { parseTopic, topicOf, uplinkFilter } from '../protocol/topics.ts';
import type { RosterState } from './roster.ts';

const EVERY_HOST = uplinkFilter('host');

/**
 * The newest retained message of each topic. Found by exact topic only: a filter with wildcards over 20,000 nodes' states would
 * scan them all at each SUBSCRIBE, and the gateway learns the states from births and beats. The one exception is the filter for
 * all hosts, of which there are as many as gateways. Bounded by the roster: only a node's own state may be retained, and it goes with the node.
 */
export class RetainedMessages {
  readonly #byTopic = new Map<string, PublishPacket>();
  readonly #hosts = new Map<string, PublishPacket>();

  get size(): number {
    return this.#byTopic.size + this.#hosts.size;
  }

  store(packet: PublishPacket): void {
    const kept = parseTopic(packet.topic)?.channel === 'host' ? this.#hosts : this.#byTopic;
    // An empty retained message removes the earlier one (MQTT-3.3.1-10).
    if (packet.payload.length === 0) kept.delete(packet.topic);
    else kept.set(packet.topic, { ...packet });
  }

  matching(filter: string): PublishPacket[] {
    if (filter === EVERY_HOST) return [...this.#hosts.values()];
    const packet = this.#byTopic.get(filter) ?? this.#hosts.get(filter);
    return packet ? [packet] : [];
  }

  /** Drops what nodes left behind that are no longer on the roster; looks at those touched by the change, or at all. */
  keepOnly(roster: RosterState, touched: ReadonlySet<string> | 'all'): void {
    const topics = touched === 'all' ? this.#byTopic.keys() : [...touched].map((node) => topicOf('state', { node }));
    for (const topic of topics) {
      const node = parseTopic(topic)?.node;
      if (node !== undefined && !roster.nodes.has(node)) this.#byTopic.delete(topic);
    }
  }
}
