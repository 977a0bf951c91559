import { ulid } from 'ulid';
import type { z } from 'zod';
import {
  type BulkAction,
  type BulkOrder,
  type BulkReview,
  type bulkInput,
  MOST_IN_BULK,
} from '../../protocol/api/bulk.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, LoaXaError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import type { Actions } from './actions.ts';
import { bulkStateOf, byConcern, countsOf } from './bulk-rule.ts';
import { actionsOfBulk, bulkById, bulkByKey, insertBulk, type StoredBulk } from './bulk-store.ts';

export interface BulkNode {
  readonly id: string;
  readonly code: string;
  readonly hamlet: string;
}
export interface BulkParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: AuditPort;
  readonly actions: Actions;
  readonly nameOf: (account: string) => string | undefined;
  /** Undefined for one that was removed. */
  readonly nodeOf: (id: string) => BulkNode | undefined;
  readonly placeOf: (hamlet: string) => { readonly hamletName: string; readonly communeName: string };
  /** Smallest area that holds all of these hamlets. */
  readonly areaOver: (hamlets: readonly string[]) => string | undefined;
}
type Input = z.infer<typeof bulkInput>;

/** So many at once at the writer: other people's changes go in between. */
const LANES = 4;
const MOST_RUNNING = 4;
/** Orders whose refusals are remembered for whoever still looks. */
const MOST_KEPT = 20;
const SHOWN = 100;
const SHOWN_NODES = 200;
const CODES = 20;

/** One order to many nodes: reviewed first, one line in the audit, each node an action of its own with the rules of single ones. */
export class Bulk {
  readonly #parts: BulkParts;
  readonly #running = new Set<string>();
  /** Of the newest: why a node was not asked after all. */
  readonly #refusals = new Map<string, Map<string, string>>();
  #stopped = false;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(parts: BulkParts) {
    this.#parts = parts;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
  }

  /** `nodes`: what the caller's filter finds within the caller's areas. */
  review(person: Person, order: BulkOrder, nodes: readonly BulkNode[]): BulkReview {
    const { able, refused } = this.#sorted(person, order, nodes);
    return {
      ...{ total: nodes.length, able: able.length },
      items: able.slice(0, SHOWN).map(({ id, code, hamlet }) => ({ node: id, code, ...this.#parts.placeOf(hamlet) })),
      refused: [...refused].map(([why, codes]) => ({ why, nodes: codes.length, codes: codes.slice(0, CODES) })),
    };
  }

  async begin(person: Person, { key, order, able: expected }: Input, nodes: readonly BulkNode[]): Promise<BulkAction> {
    const { database, clock, audit, areaOver } = this.#parts;
    const before = await bulkByKey(database.read, person.id, key);
    if (before) return this.get(before.id, () => true);
    const { able } = this.#sorted(person, order, nodes);
    if (able.length !== expected)
      throw new ConflictError('set-changed', 'It would reach other nodes than the review said; look at it again.', {
        able: able.length,
      });
    if (this.#running.size >= MOST_RUNNING)
      throw new ConflictError('bulk-busy', 'Several such orders run already; wait for one to end.');
    const bulk: StoredBulk = {
      ...{ id: ulid(clock.now()), key, by: person.id, order, askedAt: clock.now() },
      nodes: able.map(({ id }) => id),
    };
    await database.write(async (transaction) => {
      await insertBulk(transaction, bulk);
      const area = areaOver([...new Set(able.map(({ hamlet }) => hamlet))]);
      const about = { by: person.id, action: `nodes.${order.type}`, subject: bulk.id, ...(area ? { area } : {}) };
      const after = { ...order, nodes: able.map(({ code }) => code) };
      await audit.record({ ...about, outcome: 'done', after }, transaction);
    });
    this.#running.add(bulk.id);
    this.#ended = Promise.all([this.#ended, this.#run(person, bulk)]);
    return this.get(bulk.id, () => true);
  }

  /** Throws NotFoundError for one of which no node is seen. */
  async get(id: string, isSeen: (hamlet: string) => boolean): Promise<BulkAction> {
    const { database, clock, nameOf, nodeOf } = this.#parts;
    const bulk = await bulkById(database.read, id);
    const known = bulk?.nodes.flatMap((node) => nodeOf(node) ?? []).filter(({ hamlet }) => isSeen(hamlet)) ?? [];
    if (!bulk || known.length === 0)
      throw new NotFoundError('no-bulk-action', 'There is no such order, or it went to another area.');
    const actions = new Map((await actionsOfBulk(database.read, id)).map((row) => [row.node, row]));
    const refusals = this.#refusals.get(id);
    const isRunning = this.#running.has(id);
    const items = known.map(({ id: node, code }) => {
      const row = actions.get(node);
      const refused = refusals?.get(node);
      const state = bulkStateOf(row, { refused, isRunning, now: clock.now() });
      const reason = row?.state === 'rejected' ? row.word : refused;
      const result = row?.state === 'done' ? row.word : undefined;
      return { node, code, state, ...(reason && { reason }), ...(result && { result }) };
    });
    const byName = nameOf(bulk.by);
    return {
      ...{ id, order: bulk.order, at: bulk.askedAt, by: bulk.by, ...(byName && { byName }), total: items.length },
      ...countsOf(items.map(({ state }) => state)),
      ...{ items: byConcern(items).slice(0, SHOWN_NODES), left: Math.max(0, items.length - SHOWN_NODES) },
    };
  }

  #sorted(person: Person, order: BulkOrder, nodes: readonly BulkNode[]) {
    if (nodes.length > MOST_IN_BULK)
      throw new RuleError('too-many-nodes', `One order reaches at most ${MOST_IN_BULK} nodes; narrow the list.`);
    const able: BulkNode[] = [];
    const refused = new Map<string, string[]>();
    for (const node of nodes) {
      const why = this.#parts.actions.whyNot(person, node.id, order);
      if (why === undefined) able.push(node);
      else refused.set(why, [...(refused.get(why) ?? []), node.code]);
    }
    return { able, refused };
  }

  /** A few nodes at a time. What was refused meanwhile stays known as long as somebody looks. */
  async #run(person: Person, { id, order, nodes }: StoredBulk): Promise<void> {
    const { actions, log, clock } = this.#parts;
    const refusals = new Map<string, string>();
    this.#refusals.set(id, refusals);
    for (const [oldest] of this.#refusals) if (this.#refusals.size > MOST_KEPT) this.#refusals.delete(oldest);
    const queue = [...nodes];
    const lane = async () => {
      for (let node = queue.shift(); node !== undefined && !this.#stopped; node = queue.shift()) {
        try {
          await actions.act(person, node, { ...order, key: ulid(clock.now()) }, id);
        } catch (error) {
          if (!(error instanceof LoaXaError))
            log.error({ err: error, node, bulk: id }, 'an order to many nodes failed at one');
          refusals.set(node, error instanceof LoaXaError ? error.code : 'failed');
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    this.#running.delete(id);
  }
}
