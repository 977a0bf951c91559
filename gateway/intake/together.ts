import type { EntryKind } from '../../protocol/messages/uplink.ts';
import type { EntryHandler } from './intake.ts';

/** Several who take the same kind of entry, one after the other in the one transaction; what they return is called after the commit. */
export function together<K extends EntryKind>(...handlers: readonly EntryHandler<K>[]): EntryHandler<K> {
  return async (transaction, items) => {
    const done: unknown[] = [];
    for (const handler of handlers) done.push(await handler(transaction, items));
    return () => {
      for (const after of done) if (typeof after === 'function') after();
    };
  };
}
