import type { Node } from '../../protocol/api/areas.ts';
import type { Delivery, Run } from '../../protocol/api/broadcast.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { FeedMessage } from '../../protocol/api/feed.ts';

type PresenceMessage = Extract<FeedMessage, { type: 'presence' }>;
type DeliveriesMessage = Extract<FeedMessage, { type: 'deliveries' }>;
export type PresenceChange = PresenceMessage['changes'][number];

/** A node after a presence change; the same object when the change is of another node. */
export function nodeAfter(node: Node, change: PresenceChange | undefined): Node {
  if (!change) return node;
  return {
    ...node,
    presence: change.state,
    ...(change.lastSeenAt === undefined ? {} : { lastSeenAt: change.lastSeenAt }),
  };
}

export function nodesAfter(page: Page<Node>, changes: ReadonlyMap<string, PresenceChange>): Page<Node> {
  if (!page.items.some((node) => changes.has(node.id))) return page;
  return { ...page, items: page.items.map((node) => nodeAfter(node, changes.get(node.id))) };
}

/** A run after some of its deliveries moved; undefined when the message names a node the run does not know, so it must be fetched again. */
export function runAfter(run: Run, changes: DeliveriesMessage['deliveries']): Run | undefined {
  const byNode = new Map(changes.map((change) => [change.node, change]));
  const deliveries = run.deliveries.map((delivery) => {
    const change = byNode.get(delivery.node);
    byNode.delete(delivery.node);
    return change ? merge(delivery, change) : delivery;
  });
  if (byNode.size > 0) return undefined;
  return { ...run, deliveries, counts: countStates(deliveries), heard: deliveries.filter(heardWhole).length };
}

export function countStates(deliveries: readonly Pick<Delivery, 'state'>[]): Run['counts'] {
  const counts: Run['counts'] = {};
  for (const { state } of deliveries) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

export function heardWhole(delivery: Pick<Delivery, 'state' | 'heard'>): boolean {
  return delivery.state === 'full' && delivery.heard === true;
}

/** Only what the message sets is taken over: an absent field says nothing. */
function merge(delivery: Delivery, change: DeliveriesMessage['deliveries'][number]): Delivery {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...delivery, ...set };
}
