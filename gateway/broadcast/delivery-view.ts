// pure
import type { Delivery as ShownDelivery } from '../../protocol/api/broadcast.ts';
import type { Delivery } from './delivery.ts';
import { wasHeard } from './heard.ts';
import type { StoredRun } from './run-store.ts';

/** What may change of a delivery, as the API and the feed show it. */
export type DeliveryReport = Omit<ShownDelivery, 'code' | 'place' | 'hamletName'>;

export function shownDelivery(delivery: Delivery, run: Pick<StoredRun, 'latenessMs'>): DeliveryReport {
  const heard = wasHeard(delivery, run.latenessMs);
  const { reason, startedAt, endedAt, playedMs, heardMs, heardBy, receivedAt, evidence } = delivery;
  const { relayMs, fallbackMs } = delivery;
  const breaks = delivery.breaks && [...delivery.breaks];
  return {
    node: delivery.node,
    hamlet: delivery.hamlet,
    horns: delivery.horns,
    state: delivery.state,
    expectedMs: delivery.expectedMs,
    ...defined({ reason, startedAt, endedAt, playedMs, heard, heardMs, heardBy, receivedAt, evidence }),
    ...defined({ relayMs, fallbackMs, breaks }),
  };
}

/** Without the keys that are undefined: they would be sent as null or not at all, and compared as present. */
function defined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
