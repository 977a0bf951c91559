import type { Delivery } from './delivery.ts';
import { afterSilence } from './delivery.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { shownDelivery } from './delivery-view.ts';
import { freeze } from './freeze.ts';
import type { BroadcastParts } from './parts.ts';
import type { PlanMaker } from './plan-maker.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { exceptionAt } from './quiet-exception.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Silences } from './silences.ts';
import { FINAL_AFTER_MS, RECEIPT_GRACE_MS, SILENT_AFTER_MS } from './times.ts';

const RUNS_AT_ONCE = 50;
const DELIVERIES_AT_ONCE = 5_000;

/** Moves runs through their life: planned → on air at the due instant → ended. What SQL holds is enough to go on after a stop. */
export class DueRuns {
  readonly #parts: BroadcastParts;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #programmes: ProgrammeStore;
  readonly #plans: PlanMaker;
  readonly #silences: Silences;
  readonly #reach: Reach;
  readonly #titles = new Map<string, string>();
  /** One at a time: each run is frozen once. */
  #freezing: Promise<void> | undefined;

  constructor(
    parts: BroadcastParts,
    stores: {
      runs: RunStore;
      deliveries: DeliveryStore;
      programmes: ProgrammeStore;
      plans: PlanMaker;
      silences: Silences;
    },
  ) {
    this.#parts = parts;
    this.#runs = stores.runs;
    this.#deliveries = stores.deliveries;
    this.#programmes = stores.programmes;
    this.#plans = stores.plans;
    this.#silences = stores.silences;
    this.#reach = new Reach(parts);
  }

  /** Remembers what is on air, to be named when a beat says it is playing. */
  async start(): Promise<void> {
    for (const run of await this.#runs.inState('on-air')) this.note(run);
  }

  note(run: Pick<StoredRun, 'id' | 'title'>): void {
    this.#titles.set(run.id, run.title);
  }

  /** The title of a run on air. */
  titleOf(run: string): string | undefined {
    return this.#titles.get(run);
  }

  /** Freezes everything that has become due, also what became due while the gateway was down: the nodes played it. */
  async freezeDue(): Promise<void> {
    while (this.#freezing) await this.#freezing.catch(() => undefined);
    this.#freezing = this.#freezeAll().finally(() => {
      this.#freezing = undefined;
    });
    await this.#freezing;
  }

  async #freezeAll(): Promise<void> {
    for (;;) {
      const runs = await this.#runs.due(this.#parts.clock.now(), RUNS_AT_ONCE);
      if (runs.length === 0) return;
      const ids = runs.flatMap((run) => (run.programme === undefined ? [] : [run.programme]));
      const programmes = new Map((await this.#programmes.getMany(ids)).map((one) => [one.id, one]));
      let batch: Frozen[] = [];
      for (const run of runs) {
        const programme = run.programme === undefined ? undefined : programmes.get(run.programme);
        const targets = programme?.targets ?? [];
        const excepted = programme !== undefined && exceptionAt(programme, run.originalAt ?? run.dueAt) !== undefined;
        const sound = { class: run.class, startAt: run.dueAt, durationMs: run.durationMs };
        const addressed = this.#reach.nodesOf(targets).map((node) => ({
          node,
          manner: this.#reach.mannerAt(node),
          silent: this.#silences.at(node.hamlet, sound) !== undefined,
          holds: this.#plans.holdsNewest(node.id),
        }));
        batch.push({ run, deliveries: freeze(run, addressed, excepted) });
        if (batch.reduce((sum, { deliveries }) => sum + deliveries.length, 0) < DELIVERIES_AT_ONCE) continue;
        await this.#putOnAir(batch);
        batch = [];
      }
      await this.#putOnAir(batch);
    }
  }

  /**
   * Ends runs whose time is over or whose every node has spoken. Soon after the sound of those that began in time must have
   * ended, whoever is silent is unknown until it speaks; only a node whose newest beat says that it still plays is waited for.
   */
  async endOver(): Promise<void> {
    const now = this.#parts.clock.now();
    const onAir = await this.#runs.inState('on-air');
    if (onAir.length === 0) return;
    const ended = new Map((await this.#runs.settled()).map((run) => [run.id, run]));
    for (const run of onAir) {
      if (ended.has(run.id) || soundEndsAt(run) + SILENT_AFTER_MS > now) continue;
      if (lastEndOf(run) <= now || !(await this.#waitFor(run, now))) ended.set(run.id, run);
    }
    const runs = [...ended.values()];
    for (let from = 0; from < runs.length; from += RUNS_AT_ONCE)
      await this.#end(runs.slice(from, from + RUNS_AT_ONCE), now);
  }

  /** Each night: deliveries too old for any verdict to change are unknown for good. */
  async closeOld(): Promise<void> {
    const before = this.#parts.clock.now() - FINAL_AFTER_MS;
    const closed = await this.#parts.database.write((transaction) => this.#deliveries.closeBefore(transaction, before));
    if (closed > 0) this.#parts.log.info({ deliveries: closed }, 'deliveries without a receipt are unknown for good');
  }

  /** True while a node may still be playing; the others that have not spoken are unknown from now on. */
  async #waitFor(run: StoredRun, now: number): Promise<boolean> {
    const { database, facts, lastBeatOf } = this.#parts;
    const soundEnded = soundEndsAt(run);
    const mayPlay = ({ node }: Delivery) => {
      const beat = lastBeatOf(node);
      return beat?.playing !== undefined && beat.at > soundEnded;
    };
    const silent = await database.write(async (transaction) => {
      const open = await this.#deliveries.openOf(transaction, [run.id]);
      if (!open.some(mayPlay)) return undefined;
      const silent = open
        .filter((one) => one.state !== 'unknown' && !mayPlay(one))
        .map((one) => afterSilence(one, false));
      await this.#deliveries.saveMany(transaction, silent);
      await this.#deliveries.markDirty(transaction, silent, now);
      return silent;
    });
    if (!silent) return false;
    const deliveries = silent.map((one) => shownDelivery(one, run));
    if (deliveries.length > 0) facts.tell('deliveriesChanged', { at: now, run: run.id, deliveries });
    return true;
  }

  async #putOnAir(batch: readonly Frozen[]): Promise<void> {
    const { database, clock, facts, log } = this.#parts;
    if (batch.length === 0) return;
    const deliveries = batch.flatMap((frozen) => frozen.deliveries);
    const ids = batch.map(({ run }) => run.id);
    for (let from = 0; from === 0 || from < deliveries.length; from += DELIVERIES_AT_ONCE) {
      const some = deliveries.slice(from, from + DELIVERIES_AT_ONCE);
      const last = from + DELIVERIES_AT_ONCE >= deliveries.length;
      await database.write(async (transaction) => {
        await this.#deliveries.addMany(transaction, some);
        await this.#deliveries.markDirty(transaction, some, clock.now());
        if (last) await this.#runs.setState(transaction, ids, 'on-air');
      });
    }
    const at = clock.now();
    for (const { run, deliveries: own } of batch) {
      this.note(run);
      log.info({ run: run.id, nodes: own.length, lateMs: at - run.dueAt }, 'a run became due');
      facts.tell('runChanged', { at, id: run.id, state: 'on-air' });
    }
  }

  async #end(runs: readonly StoredRun[], now: number): Promise<void> {
    const { database, facts, log } = this.#parts;
    const ids = runs.map((run) => run.id);
    const silent = await database.write(async (transaction) => {
      const open = await this.#deliveries.openOf(transaction, ids);
      if (open.length > 0) await this.#deliveries.silence(transaction, ids);
      await this.#deliveries.markDirty(transaction, open, now);
      await this.#runs.setState(transaction, ids, 'ended');
      return open.map((delivery) => afterSilence(delivery, false));
    });
    for (const run of runs) {
      this.#titles.delete(run.id);
      const own = silent.filter((delivery) => delivery.run === run.id).map((one) => shownDelivery(one, run));
      log.info({ run: run.id, silent: own.length }, 'a run ended');
      if (own.length > 0) facts.tell('deliveriesChanged', { at: now, run: run.id, deliveries: own });
      facts.tell('runChanged', { at: now, id: run.id, state: 'ended' });
    }
  }
}

/** When a node that began in time is done. */
function soundEndsAt(run: StoredRun): number {
  return run.endsAt ?? run.dueAt + run.durationMs;
}

/** When even the last node that was allowed to begin is done. */
function lastEndOf(run: StoredRun): number {
  return Math.max(soundEndsAt(run), run.dueAt + run.durationMs + run.latenessMs) + RECEIPT_GRACE_MS;
}

interface Frozen {
  readonly run: StoredRun;
  readonly deliveries: readonly Delivery[];
}
