import type { Command } from '../../protocol/messages/downlink.ts';
import type { Ack } from '../../protocol/messages/uplink.ts';
import type { SeenCommand } from './documents.ts';
import type { NodeStore } from './node-store.ts';

/** Expired commands are refused anyway; their acks are kept a while for copies still on the way. */
const KEEP_AFTER_EXPIRY_MS = 3_600_000;

/** Every command this node has answered, on disk before it acts: a copy gets the stored ack, also after a restart. */
export class CommandBook {
  readonly #store: NodeStore;
  readonly #seen: Map<string, SeenCommand>;

  constructor(store: NodeStore) {
    this.#store = store;
    this.#seen = new Map((store.read('commands') ?? []).map((seen) => [seen.ack.command, seen]));
  }

  ackOf(id: string): Ack | undefined {
    return this.#seen.get(id)?.ack;
  }

  /** Commands that expired before `floor` can never be obeyed again and are forgotten, unless what they ask is still to come. */
  remember(command: Command, ack: Ack, floor: number): void {
    for (const [id, seen] of this.#seen) {
      if (seen.exp < floor - KEEP_AFTER_EXPIRY_MS && !seen.play) this.#seen.delete(id);
    }
    this.#seen.set(command.id, { exp: command.exp, ack, ...(command.type === 'play' && { play: command }) });
    this.#save();
  }

  /** The command came to its end. Returns false when it is not ours. */
  settle(id: string, ack: Ack): boolean {
    const seen = this.#seen.get(id);
    if (!seen) return false;
    this.#seen.set(id, { exp: seen.exp, ack });
    this.#save();
    return true;
  }

  #save(): void {
    this.#store.write('commands', [...this.#seen.values()]);
  }
}
