import type { Audience } from '../../protocol/messages/downlink.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Transaction } from '../database/database.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { requireMayRaise } from './emergency-rule.ts';
import type { BroadcastParts } from './parts.ts';
import { isAddressable } from './reach.ts';
import type { RunCancel } from './run-cancel.ts';
import { refOf } from './run-ref.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import { StopStore } from './stop-store.ts';
import { RECEIPT_GRACE_MS } from './times.ts';

export interface StopInput {
  readonly run?: string | undefined;
  readonly area?: string | undefined;
  readonly why?: string | undefined;
  /** Without a run: emergencies too. */
  readonly emergencies?: boolean | undefined;
}

/** What a stop ends of emergencies; in its transaction. */
export interface StoppedEmergencies {
  stoppedWithin(transaction: Transaction, person: Person, areas: readonly string[]): Promise<string[]>;
  stoppedRun(transaction: Transaction, person: Person, run: string): Promise<string[]>;
}

/** A stop of everything is for now: a node that comes back later must not be silenced in what began meanwhile. */
const STOP_ALL_MS = 2 * MINUTE_MS;

/** Silences loudspeakers by command: one run, or everything in an area. */
export class Stop {
  readonly #parts: BroadcastParts;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #cancel: Pick<RunCancel, 'note'>;
  readonly #emergencies: StoppedEmergencies;
  readonly #progress: StopStore;

  constructor(
    parts: BroadcastParts,
    others: {
      readonly runs: RunStore;
      readonly deliveries: DeliveryStore;
      readonly cancel: Pick<RunCancel, 'note'>;
      readonly emergencies: StoppedEmergencies;
    },
  ) {
    this.#parts = parts;
    this.#runs = others.runs;
    this.#deliveries = others.deliveries;
    this.#cancel = others.cancel;
    this.#emergencies = others.emergencies;
    this.#progress = new StopStore(parts.database);
  }

  /** `taken` is true when a run that had not begun was taken off: plans must follow. */
  async stop(person: Person, input: StopInput): Promise<{ command: string; nodes: number; taken: boolean }> {
    const { tree } = this.#parts;
    const run = input.run === undefined ? undefined : await this.#runs.get(input.run);
    // Who may not raise an emergency does not silence one either (UX §2).
    if (run?.class === 'emergency' || input.emergencies) requireMayRaise(person);
    if (input.run !== undefined && !run) throw new NotFoundError('no-such-run', 'There is no such run.');
    if (run && input.area === undefined) requireScope(tree, person, run.area);
    if (input.area !== undefined) requireScope(tree, person, input.area);
    const areas = input.area !== undefined ? [input.area] : run ? [] : [...person.areas];
    const orders =
      run && input.area === undefined ? await this.#placesOf(run, person) : areas.map((area) => this.#placeOf(area));
    if (orders.length === 0) throw new InvalidInputError('no-area', 'Say where to stop: a run, or an area.');
    return this.#send(person, input, run, orders);
  }

  /** A run that this author's areas hold in part or whole, whoever put it on: what was called back above falls silent there. */
  async stopWithdrawn(person: Person, run: StoredRun, why: string): Promise<void> {
    const orders = await this.#placesOf(run, person);
    if (orders.length > 0) await this.#send(person, { run: run.id, why }, run, orders);
  }

  async #send(person: Person, input: StopInput, run: StoredRun | undefined, orders: readonly Place[]) {
    const { database, clock, outbox, audit, log } = this.#parts;
    const now = clock.now();
    const taken = run?.state === 'planned' && input.area === undefined;
    const over = run && !taken ? run.dueAt + run.durationMs + run.latenessMs + RECEIPT_GRACE_MS : 0;
    const commands: string[] = [];
    const ended: string[] = [];
    await database.write(async (transaction) => {
      if (run && input.area === undefined) {
        await this.#runs.markStopped(transaction, run.id, person.id, now);
        ended.push(...(await this.#emergencies.stoppedRun(transaction, person, run.id)));
      }
      if (input.emergencies) {
        const areas = input.area === undefined ? person.areas : [input.area];
        ended.push(...(await this.#emergencies.stoppedWithin(transaction, person, areas)));
      }
      if (run && taken) {
        await this.#runs.setState(transaction, [run.id], 'cancelled');
        await this.#cancel.note(transaction, run, { by: person.id, at: now, reason: input.why });
      }
      for (const { audience, nodes } of orders) {
        const { id } = await outbox.enqueue(
          transaction,
          {
            type: 'stop',
            class: run?.class ?? 'normal',
            audience,
            args: {
              ...(run ? { run: refOf(run) } : input.emergencies ? {} : { spare: 'emergency' as const }),
              ...(input.why ? { why: input.why } : {}),
            },
            by: person.id,
            expiresAt: Math.max(now + STOP_ALL_MS, over),
            ...(run ? { runId: run.id } : {}),
          },
          nodes,
        );
        commands.push(id);
      }
      await this.#progress.add(transaction, commands, person.id, now);
      const after = { run: input.run, area: input.area, why: input.why, emergencies: input.emergencies };
      const area = input.area ?? run?.area;
      await audit.record(
        {
          by: person.id,
          action: 'run.stop',
          ...(area ? { area } : {}),
          ...(run ? { subject: run.id } : {}),
          outcome: 'done',
          after,
        },
        transaction,
      );
    });
    void outbox.flush().catch((error) => log.warn({ err: error }, 'the stop waits for the broker'));
    if (ended.length > 0) this.#parts.facts.tell('changed', { at: now, what: 'emergencies' });
    const nodes = new Set(orders.flatMap((order) => order.nodes)).size;
    return { command: commands[0] as string, nodes, taken };
  }

  #placeOf(area: string): Place {
    const nodes = this.#parts.roster.inArea(area).filter(isAddressable);
    return { audience: { group: area }, nodes: nodes.map((node) => node.id) };
  }

  /**
   * One command reaches all nodes of a run: the smallest area that holds them; the others do not play it and do nothing.
   * An account of several areas that share no own one sends a command to each.
   */
  async #placesOf(run: StoredRun, person: Person): Promise<Place[]> {
    const { tree, roster } = this.#parts;
    const nodes = (await this.#deliveries.ofRun(run.id)).map((delivery) => delivery.node);
    const [only] = nodes;
    if (only === undefined) return [this.#placeOf(run.area)];
    if (nodes.length === 1) return [{ audience: { node: only }, nodes }];
    const hamletOf = (node: string) => roster.get(node)?.hamlet ?? '';
    const smallest = tree.smallestOver([...new Set(nodes.map(hamletOf))]);
    if (smallest !== undefined && tree.isWithin(smallest, person.areas))
      return [{ audience: { group: smallest }, nodes }];
    return person.areas
      .map((area) => ({
        audience: { group: area },
        nodes: nodes.filter((node) => tree.isWithin(hamletOf(node), [area])),
      }))
      .filter((place) => place.nodes.length > 0);
  }
}

interface Place {
  readonly audience: Audience;
  readonly nodes: readonly string[];
}
