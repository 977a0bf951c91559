import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { planPath } from '../../protocol/api/paths.ts';
import type { PlanFile, PlanItem, PlanPointer } from '../../protocol/messages/downlink.ts';
import { type Part, WIRE_VERSION } from '../../protocol/messages/fields.ts';
import type { Birth } from '../../protocol/messages/uplink.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { durationOf } from './content.ts';
import type { Planned } from './manner.ts';
import type { Orders } from './order.ts';
import { OrderStore } from './order-store.ts';
import type { BroadcastParts } from './parts.ts';
import { Permits } from './permits.ts';
import { itemsFor, planText } from './plan.ts';
import { itemOf } from './plan-item.ts';
import { type NewPlan, type PlanMark, PlanStore } from './plan-store.ts';
import type { ProgrammeStore } from './programme-store.ts';
import type { QuietExceptions } from './quiet-exceptions.ts';
import { hasPlan, Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Silences } from './silences.ts';
import { planWindow, type Window } from './times.ts';

/** Nodes a transaction, and a breath for the beats in between. */
const AT_ONCE = 200;
/** A pointer to a node that does not come for its plan is sent again after this. */
const RESEND_MS = 5 * 60_000;

/** Gives every node the plan of its next 14 days, anew only when its content changed. */
export class PlanMaker {
  readonly #parts: BroadcastParts;
  readonly #store: PlanStore;
  readonly #runs: RunStore;
  readonly #programmes: ProgrammeStore;
  readonly #orders: OrderStore;
  readonly #reach: Reach;
  readonly #silences: Silences;
  readonly #keep: (hamlet: string) => readonly Part[];
  readonly #permits: Permits;
  readonly #marks = new Map<string, PlanMark>();
  readonly #sentAt = new Map<string, number>();
  #held = new Map<string, number>();
  #queue: Promise<void> = Promise.resolve();
  #waiting: Waiting | undefined;

  /** `keep`: the audio that the nodes of a hamlet have on disk whatever is planned. */
  constructor(
    parts: BroadcastParts,
    stores: { runs: RunStore; programmes: ProgrammeStore; silences: Silences; exceptions: QuietExceptions },
    keep: (hamlet: string) => readonly Part[],
  ) {
    this.#keep = keep;
    this.#parts = parts;
    this.#runs = stores.runs;
    this.#programmes = stores.programmes;
    this.#silences = stores.silences;
    this.#permits = new Permits(parts, stores.exceptions);
    this.#orders = new OrderStore(parts.database);
    this.#reach = new Reach(parts);
    this.#store = new PlanStore(parts.database);
  }

  async start(): Promise<void> {
    for (const mark of await this.#store.marks()) this.#marks.set(mark.node, mark);
  }

  async stop(): Promise<void> {
    await this.#queue;
    await this.flush();
  }

  /**
   * Makes the plans of these nodes, or of all, and sends pointers to those that changed. One refresh at a time: what is asked
   * for while another runs waits, and is made together.
   */
  refresh(nodes?: readonly NodeRecord[]): Promise<void> {
    if (this.#waiting) {
      addTo(this.#waiting, nodes);
      return this.#waiting.made;
    }
    const wanted = new Map<string, NodeRecord>();
    const work = this.#queue.then(() => {
      const everything = this.#waiting?.everything;
      this.#waiting = undefined;
      return this.#make(everything ? this.#parts.roster.all() : [...wanted.values()]);
    });
    this.#waiting = { wanted, everything: false, made: work };
    addTo(this.#waiting, nodes);
    this.#queue = work.catch((error) => this.#parts.log.error({ err: error }, 'plans could not be made'));
    return work;
  }

  /** Resolves when no refresh runs or waits. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  /** Does the node say it holds its newest plan? */
  holdsNewest(node: string): boolean {
    const mark = this.#marks.get(node);
    return mark !== undefined && mark.held === mark.version;
  }

  markOf(node: string): PlanMark | undefined {
    return this.#marks.get(node);
  }

  /** A node says which plan it holds: an older one gets the pointer, a newer one (we were restored) a plan newer still. */
  async onBirth(node: string, birth: Pick<Birth, 'plan'>): Promise<void> {
    const record = this.#parts.roster.get(node);
    if (!record || !hasPlan(record)) return;
    const mark = this.#marks.get(node);
    if (!mark) return this.refresh([record]);
    const held = birth.plan ?? 0;
    this.#noteHeld(mark, held);
    if (held === mark.version) return;
    if (held > mark.version) {
      const version = Math.max(held + 1, this.#parts.clock.now());
      await this.#parts.database.write((transaction) => this.#store.setVersion(transaction, node, version));
      this.#marks.set(node, { ...mark, version, held });
    }
    await this.#point(node);
  }

  /** The body of a node's plan, asked for by its hash; to ask is to hold it soon. */
  async fetch(node: string, sha256: string): Promise<string | undefined> {
    const body = await this.#store.body(node, sha256);
    const mark = this.#marks.get(node);
    if (body !== undefined && mark?.sha256 === sha256) this.#noteHeld(mark, mark.version);
    return body;
  }

  /** Writes down who holds what; each second. */
  async flush(): Promise<void> {
    if (this.#held.size === 0) return;
    const held = this.#held;
    this.#held = new Map();
    await this.#parts.database.write((transaction) => this.#store.setHeld(transaction, held));
  }

  /** Nodes that are there but did not come for their plan are told again; each minute. */
  async reconcile(): Promise<void> {
    const now = this.#parts.clock.now();
    for (const mark of this.#marks.values()) {
      const recently = now - (this.#sentAt.get(mark.node) ?? Number.NEGATIVE_INFINITY) < RESEND_MS;
      if (mark.held !== mark.version && !recently && this.#parts.isOnline(mark.node)) await this.#point(mark.node);
    }
  }

  async #make(nodes: readonly NodeRecord[]): Promise<void> {
    const now = this.#parts.clock.now();
    const window = planWindow(now);
    const wanted = nodes.filter(hasPlan);
    await this.#permits.load();
    const itemsOfNode = await this.#itemsByNode(new Set(wanted.map((node) => node.id)), window, now);
    const written = new Map<string, string>();
    const kept = new Map<string, string>();
    const orders = await this.#orders.all();
    const listeners = wanted.filter((node) => node.listensTo !== undefined);
    const listen = listeners.length > 0 ? await this.#parts.listenFor?.(listeners, window) : undefined;
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const plans = wanted
        .slice(from, from + AT_ONCE)
        .map((node) => this.#planFor(node, itemsOfNode, window, { written, kept, listen }, orders, now))
        .filter((plan) => plan !== undefined);
      if (plans.length > 0) await this.#write(plans, now);
      await breathe();
    }
  }

  #planFor(
    node: NodeRecord,
    itemsOfNode: ReadonlyMap<string, readonly Programmed[]>,
    window: Window,
    { written, kept, listen }: { written: Map<string, string>; kept: Map<string, string>; listen: ToHear | undefined },
    orders: Orders,
    now: number,
  ): NewPlan | undefined {
    const programmed = itemsOfNode.get(node.id) ?? [];
    const mark = this.#marks.get(node.id);
    // The nodes of a hamlet keep the same: written once, as the items of those with the same runs are.
    const isListener = node.listensTo !== undefined;
    const keep = isListener ? '[]' : (kept.get(node.hamlet) ?? JSON.stringify(this.#keep(node.hamlet)));
    if (!isListener) kept.set(node.hamlet, keep);
    const toHear = isListener ? JSON.stringify(listen?.get(node.id) ?? []) : undefined;
    if (programmed.length === 0 && keep === '[]' && !isListener && !mark) return undefined;
    // A node that came today is not told what was due before it was there.
    const from = Math.max(window.from, node.enrolledAt ?? 0);
    const manner = this.#reach.mannerAt(node);
    const silences = this.#silences.over(node.hamlet, window);
    const silent = silences.map((one) => one.id);
    // A permit is for one hamlet: only where there is one, the nodes of a hamlet share what they share no further.
    const permitted = programmed.some((one) => one.items.some((item) => item.excepted !== undefined));
    const place = permitted ? [node.hamlet] : [];
    const key = JSON.stringify([from, manner, silent, programmed.map((one) => one.programme), ...place]);
    let items = written.get(key);
    if (items === undefined) {
      const planned = itemsFor(
        programmed.flatMap((one) => one.items),
        manner,
        { from, to: window.to },
        orders,
        (item) => silences.length > 0 && this.#silences.at(node.hamlet, soundOf(item)) !== undefined,
      );
      items = JSON.stringify(permitted ? this.#permits.signed(planned, node.hamlet, manner) : planned);
      written.set(key, items);
    }
    const body = planText(node.id, items, window, keep, toHear);
    const sha256 = createHash('sha256').update(body).digest('hex');
    if (mark?.sha256 === sha256) return undefined;
    const version = Math.max((mark?.version ?? 0) + 1, now);
    return { node: node.id, version, sha256, body, held: mark?.held, ...window };
  }

  /** For each of these nodes the programmes that reach it, in a stable order, with their runs of the window. */
  async #itemsByNode(wanted: ReadonlySet<string>, window: Window, now: number): Promise<Map<string, Programmed[]>> {
    const alive = (await this.#programmes.alive(Math.min(window.from, now))).sort((a, b) => (a.id < b.id ? -1 : 1));
    const reaching = alive
      .map((programme) => ({
        programme,
        nodes: this.#reach.nodesOf(programme.targets).filter((node) => wanted.has(node.id)),
      }))
      .filter(({ nodes }) => nodes.length > 0);
    const ids = reaching.map(({ programme }) => programme.id);
    const runs = groupByProgramme(await this.#runs.scheduled(window.from, window.to, ids));
    const reached = new Map<string, Programmed[]>();
    for (const { programme, nodes } of reaching) {
      const items = (runs.get(programme.id) ?? []).map((run) => itemOf(run, programme));
      for (const node of items.length > 0 ? nodes : []) {
        const list = reached.get(node.id);
        if (list) list.push({ programme: programme.id, items });
        else reached.set(node.id, [{ programme: programme.id, items }]);
      }
    }
    return reached;
  }

  async #write(plans: readonly NewPlan[], now: number): Promise<void> {
    await this.#parts.database.write((transaction) => this.#store.saveMany(transaction, plans, now));
    for (const { node, version, sha256, held } of plans) this.#marks.set(node, { node, version, sha256, held });
    await Promise.all(plans.map(({ node }) => this.#point(node)));
  }

  async #point(node: string): Promise<void> {
    const mark = this.#marks.get(node);
    const { link, clock, log } = this.#parts;
    if (!mark || !link.connected) return;
    const at = clock.now();
    const { version, sha256 } = mark;
    const pointer: PlanPointer = { v: WIRE_VERSION, node, version, at, sha256, url: planPath(sha256) };
    this.#sentAt.set(node, at);
    // Not awaited by anybody who waits for a broker: a lost pointer is sent again by birth or reconciliation.
    await link
      .sendSigned('plan', node, pointer)
      .catch((error) => log.debug({ err: error, node }, 'no plan pointer sent'));
  }

  #noteHeld(mark: PlanMark, held: number): void {
    if (mark.held === held) return;
    this.#marks.set(mark.node, { ...mark, held });
    this.#held.set(mark.node, held);
  }
}

type ToHear = ReadonlyMap<string, NonNullable<PlanFile['listen']>>;

/** Asked for and not begun. */
interface Waiting {
  readonly wanted: Map<string, NodeRecord>;
  everything: boolean;
  readonly made: Promise<void>;
}

function addTo(waiting: Waiting, nodes: readonly NodeRecord[] | undefined): void {
  if (!nodes) waiting.everything = true;
  else for (const node of nodes) waiting.wanted.set(node.id, node);
}

function soundOf({ class: urgency, startAt, parts }: PlanItem) {
  return { class: urgency, startAt, durationMs: durationOf(parts) };
}

function groupByProgramme(runs: readonly StoredRun[]): Map<string, StoredRun[]> {
  const grouped = new Map<string, StoredRun[]>();
  for (const run of runs) {
    const programme = run.programme as string;
    const list = grouped.get(programme);
    if (list) list.push(run);
    else grouped.set(programme, [run]);
  }
  return grouped;
}

interface Programmed {
  readonly programme: string;
  readonly items: readonly Planned[];
}
