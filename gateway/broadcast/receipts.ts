import { type RunRef, runKey } from '../../protocol/messages/fields.ts';
import type { Transaction } from '../database/database.ts';
import type { VerifiedEntry } from '../intake/intake.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { afterReceipt, type Delivery } from './delivery.ts';
import type { DeliveryKey, DeliveryStore } from './delivery-store.ts';
import { shownDelivery } from './delivery-view.ts';
import { deliveryOn } from './freeze.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';

type Receipt = VerifiedEntry<'receipt'>;

/** Turns what nodes report into deliveries, inside the transaction in which intake stores the evidence. */
export class Receipts {
  readonly #parts: BroadcastParts;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #programmes: ProgrammeStore;
  readonly #reach: Reach;

  constructor(
    parts: BroadcastParts,
    stores: { runs: RunStore; deliveries: DeliveryStore; programmes: ProgrammeStore },
  ) {
    this.#parts = parts;
    this.#runs = stores.runs;
    this.#deliveries = stores.deliveries;
    this.#programmes = stores.programmes;
    this.#reach = new Reach(parts);
  }

  /** Intake's handler of receipts. The function it returns tells the onlookers, after the commit. */
  async take(transaction: Transaction, items: readonly Receipt[]): Promise<() => void> {
    const runs = await this.#runsOf(transaction, items);
    const known = items.filter((item) => runs.has(runOf(item)));
    this.#logStrays(items.filter((item) => !runs.has(runOf(item))));
    const deliveries = await this.#deliveriesOf(transaction, known, runs);
    const changed = new Map<string, Delivery>();
    for (const item of known) {
      const key = `${runOf(item)} ${item.node}`;
      const before = deliveries.get(key);
      if (!before) continue;
      const { body, clock } = item.entry;
      const after = afterReceipt(before, { body, clock, receivedAt: item.receivedAt, evidence: item.position });
      if (after === before) continue;
      deliveries.set(key, after);
      changed.set(key, after);
    }
    const written = [...changed.values()];
    await this.#deliveries.saveMany(transaction, written);
    await this.#deliveries.markDirty(transaction, written, this.#parts.clock.now());
    return () => this.#tell(written, runs);
  }

  async #runsOf(transaction: Transaction, items: readonly Receipt[]): Promise<Map<string, StoredRun>> {
    const runs = await this.#runs.getMany([...new Set(items.map(runOf))], transaction);
    return new Map(runs.map((run) => [run.id, run]));
  }

  /** The deliveries concerned. One that is missing is made: due when the run was to be frozen for this node yet, else not due. */
  async #deliveriesOf(
    transaction: Transaction,
    items: readonly Receipt[],
    runs: ReadonlyMap<string, StoredRun>,
  ): Promise<Map<string, Delivery>> {
    const keys = new Map<string, DeliveryKey>(
      items.map((item) => [`${runOf(item)} ${item.node}`, [runOf(item), item.node]]),
    );
    const stored = await this.#deliveries.getMany(transaction, [...keys.values()]);
    const found = new Map(stored.map((delivery) => [`${delivery.run} ${delivery.node}`, delivery]));
    for (const [key, [runId, nodeId]] of keys) {
      const run = runs.get(runId);
      const node = this.#parts.roster.get(nodeId);
      if (found.has(key) || !run || !node) continue;
      found.set(key, deliveryOn(node, run, await this.#isDue(run, node)));
    }
    return found;
  }

  /** A receipt may come before the due tick has frozen its run; after that the row tells, and a missing one means: not due. */
  async #isDue(run: StoredRun, node: NodeRecord): Promise<boolean> {
    if (run.state !== 'planned' || run.programme === undefined) return false;
    const programme = (await this.#programmes.getMany([run.programme]))[0];
    return this.#reach.nodesOf(programme?.targets ?? []).some((one) => one.id === node.id);
  }

  #logStrays(items: readonly Receipt[]): void {
    for (const item of items) {
      const { node, position } = item;
      this.#parts.log.warn(
        { node, run: runOf(item), evidence: position },
        'a receipt of an unknown run is kept as evidence only',
      );
    }
  }

  #tell(written: readonly Delivery[], runs: ReadonlyMap<string, StoredRun>): void {
    const at = this.#parts.clock.now();
    for (const run of new Set(written.map((delivery) => delivery.run))) {
      const stored = runs.get(run) as StoredRun;
      const deliveries = written.filter((delivery) => delivery.run === run).map((one) => shownDelivery(one, stored));
      this.#parts.facts.tell('deliveriesChanged', { at, run, deliveries });
    }
  }
}

function runOf(item: Receipt): string {
  return runKey(item.entry.body.run satisfies RunRef);
}
