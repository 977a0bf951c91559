import { type RunRef, runKey } from '../../protocol/messages/fields.ts';
import { type Reason, reason as reasonSchema } from '../../protocol/messages/uplink.ts';
import type { Transaction } from '../database/database.ts';
import type { TargetChange } from '../device-link/outbox.ts';
import { afterHint, type Delivery } from './delivery.ts';
import type { DeliveryKey, DeliveryStore } from './delivery-store.ts';
import { shownDelivery } from './delivery-view.ts';
import type { BroadcastParts } from './parts.ts';
import type { RunStore } from './run-store.ts';

/** What acks and beats say before the receipt comes: unsigned, so they only ever move a delivery forwards. */
export class Hints {
  readonly #parts: Pick<BroadcastParts, 'database' | 'clock' | 'facts'>;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #playing = new Map<string, string>();
  /** What a node's sensor hears now: nothing is kept of it, the receipt is the evidence. */
  readonly #hearing = new Map<string, string>();
  #heardOf = new Map<string, DeliveryKey>();

  constructor(
    parts: Pick<BroadcastParts, 'database' | 'clock' | 'facts'>,
    stores: { runs: RunStore; deliveries: DeliveryStore },
  ) {
    this.#parts = parts;
    this.#runs = stores.runs;
    this.#deliveries = stores.deliveries;
  }

  /** The outbox moved targets of commands; in its transaction. */
  async onTargetsChanged(transaction: Transaction, changes: readonly TargetChange[]): Promise<void> {
    const ofRuns = changes.filter((change) => change.runId !== undefined);
    const keys = ofRuns.map((change): DeliveryKey => [change.runId as string, change.node]);
    const stored = await this.#deliveries.getMany(transaction, keys);
    const deliveries = new Map(stored.map((delivery) => [`${delivery.run} ${delivery.node}`, delivery]));
    const changed = new Map<string, Delivery>();
    for (const change of ofRuns) {
      const key = `${change.runId} ${change.node}`;
      const before = deliveries.get(key);
      // A stop carries the run too: only the command that plays it says how far the playing is.
      if (!before || before.command !== change.command) continue;
      const after = afterTarget(before, change);
      if (after === before) continue;
      deliveries.set(key, after);
      changed.set(key, after);
    }
    await this.#save(transaction, [...changed.values()]);
  }

  /** A node says what it plays, and how much of it its sensor has heard. Memory only; `flush` writes. */
  onPlaying(node: string, playing: RunRef | undefined, heardMs = 0): void {
    const run = playing && runKey(playing);
    if (run !== undefined && heardMs > 0 && this.#hearing.get(node) !== run) {
      this.#hearing.set(node, run);
      this.#heardOf.set(node, [run, node]);
    }
    if (this.#playing.get(node) === run) return;
    if (run === undefined) {
      this.#playing.delete(node);
      return;
    }
    this.#playing.set(node, run);
    this.#heardOf.set(node, [run, node]);
  }

  /** Does, or did until the next thing it plays, the sensor of this node hear this run? */
  isHearing(node: string, run: string): boolean {
    return this.#hearing.get(node) === run;
  }

  async flush(): Promise<void> {
    if (this.#heardOf.size === 0) return;
    const keys = [...this.#heardOf.values()];
    this.#heardOf = new Map();
    await this.#parts.database.write(async (transaction) => {
      const stored = await this.#deliveries.getMany(transaction, keys);
      const changed = stored.map((one) => [one, afterHint(one, 'playing')] as const).filter(([a, b]) => a !== b);
      await this.#save(
        transaction,
        changed.map(([, after]) => after),
      );
    });
  }

  async #save(transaction: Transaction, deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    await this.#deliveries.saveMany(transaction, deliveries);
    const runs = await this.#runs.getMany(
      deliveries.map((delivery) => delivery.run),
      transaction,
    );
    const at = this.#parts.clock.now();
    const tell = () => {
      for (const run of runs) {
        const own = deliveries.filter((delivery) => delivery.run === run.id).map((one) => shownDelivery(one, run));
        this.#parts.facts.tell('deliveriesChanged', { at, run: run.id, deliveries: own });
      }
    };
    // Told when it is committed; a rolled-back change was none.
    void transaction.executionPromise.then(tell, () => undefined);
  }
}

function afterTarget(delivery: Delivery, change: TargetChange): Delivery {
  switch (change.state) {
    case 'sent':
      return afterHint(delivery, 'sent');
    case 'received':
    case 'accepted':
      return afterHint(delivery, 'received');
    case 'rejected': {
      const received = afterHint(delivery, 'received');
      return received.final ? received : { ...received, reason: knownReason(change.reason) };
    }
    case 'queued':
    case 'expired':
    case 'done':
      return delivery;
  }
}

function knownReason(given: string | undefined): Reason | undefined {
  return reasonSchema.safeParse(given).data;
}
