import { Readable } from 'node:stream';
import type { PublishPacket } from 'aedes';
import type { RetainedMessages } from './retained-messages.ts';

const settled = Promise.resolve();
const none = Promise.resolve([]);

/**
 * What aedes asks of its persistence, for a broker whose sessions all end with the connection: every CONNECT is treated as
 * clean (sign-in handler), because aedes' queues for absent clients have no bound and LoaXã's delivery rests on the gateway's rows,
 * not on the broker. So only retained messages are kept. Wills live in the client itself; what comes with QoS 2 is emptied before it
 * gets here and never looked for again.
 *
 * Everything settles within microtasks: aedes numbers a message before it asks us and drops what arrives out of order.
 */
export function sessionlessPersistence(retained: RetainedMessages) {
  return {
    // aedes insists on an async function here.
    async setup(): Promise<void> {},
    async storeRetained(packet: PublishPacket): Promise<void> {
      retained.store(packet);
    },
    createRetainedStreamCombi: (filters: string[]) =>
      Readable.from(filters.flatMap((filter) => retained.matching(filter))),
    createRetainedStream: (filter: string) => Readable.from(retained.matching(filter)),
    addSubscriptions: () => settled,
    removeSubscriptions: () => settled,
    cleanSubscriptions: () => settled,
    subscriptionsByClient: () => none,
    subscriptionsByTopic: () => none,
    countOffline: async () => ({ subsCount: 0, clientsCount: 0 }),
    outgoingEnqueue: () => settled,
    outgoingEnqueueCombi: () => settled,
    outgoingUpdate: () => settled,
    outgoingClearMessageId: () => settled,
    outgoingStream: () => Readable.from([]),
    incomingStorePacket: () => settled,
    // Asked at a PUBLISH: is it a repetition? (No: what is refused may be refused twice.) Asked at a PUBREL: aedes gives the
    // message's place in its window back only for one that is "found"; without that the connection would end after some dozens.
    incomingGetPacket: (_client: unknown, packet: { cmd?: string }) =>
      packet.cmd === 'pubrel' ? Promise.resolve(packet) : Promise.reject(new Error('QoS 2 is not stored')),
    incomingDelPacket: () => settled,
    cleanIncoming: () => settled,
    putWill: () => settled,
    getWill: () => settled,
    delWill: () => settled,
    streamWill: () => Readable.from([]),
    getClientList: () => Readable.from([]),
    destroy: () => settled,
  };
}
