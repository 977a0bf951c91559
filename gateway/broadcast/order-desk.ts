import type { OpenOrder } from '../../protocol/api/schedule.ts';
import { isFromAbove } from '../../protocol/preemption.ts';
import type { Transaction } from '../database/database.ts';
import { NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { NodesByArea, Touching } from './conflict-places.ts';
import { meetingsOf, type Span, spansOf } from './conflict-spans.ts';
import { closesCircle, requireMayOrder } from './order-rule.ts';
import { OrderStore } from './order-store.ts';
import type { BroadcastParts } from './parts.ts';
import type { StoredProgramme } from './programme-store.ts';
import { isAddressable } from './reach.ts';
import type { Slot } from './slots.ts';
import { planWindow } from './times.ts';
import type { Timetable } from './timetable.ts';
import { visibleAreas } from './visible.ts';

/** An order nobody has given, with the first node on which it is missed. */
export interface Undecided extends OpenOrder {
  readonly node: string;
  readonly commune: string;
}

/** Which of two programmes goes first where they meet: keeps what users say, and asks where only they may say it. */
export class OrderDesk {
  readonly store: OrderStore;
  readonly #parts: BroadcastParts;
  readonly #timetable: Timetable;

  constructor(parts: BroadcastParts, timetable: Timetable) {
    this.#parts = parts;
    this.#timetable = timetable;
    this.store = new OrderStore(parts.database);
  }

  /** Throws unless it is this person's to say; returns both programmes, for whose plans it changes something. */
  async decide(person: Person, order: { first: string; second: string }): Promise<StoredProgramme[]> {
    const { database, tree } = this.#parts;
    const [first, second] = await this.#both(order);
    if (![first, second].some(({ area }) => tree.isWithin(area, person.areas))) requireScope(tree, person, first.area);
    const sees = [first, second].every(({ area }) => visibleAreas(tree, person, [area]).length > 0);
    if (!sees) throw new NotFoundError('no-such-programme', 'One of the two programmes does not exist.');
    requireMayOrder(tree, person, first, second);
    await database.write((transaction) => this.keep(transaction, person, [order]));
    return [first, second];
  }

  /** In the transaction of whoever settles a conflict. */
  async keep(
    transaction: Transaction,
    person: Person,
    orders: readonly { first: string; second: string }[],
  ): Promise<void> {
    const { clock, audit } = this.#parts;
    for (const { first, second } of orders) {
      const known = await this.store.all(transaction);
      const reversed = new Map([...known].map(([id, firsts]) => [id, id === first ? without(firsts, second) : firsts]));
      if (closesCircle(reversed, first, second))
        throw new RuleError('order-in-a-circle', 'With the orders given before, each would wait for the other.');
      await this.store.save(transaction, { first, second, by: person.id, at: clock.now() });
      const before = known.get(second)?.has(first)
        ? { first, second }
        : known.get(first)?.has(second)
          ? { first: second, second: first }
          : null;
      await audit.record(
        { by: person.id, action: 'programme.order', subject: first, outcome: 'done', before, after: { first, second } },
        transaction,
      );
    }
  }

  /** Priority programmes from above that meet a commune's own within the plan's 14 days while nobody has said which goes first. */
  async open(): Promise<Undecided[]> {
    const { tree, roster, clock } = this.#parts;
    const window = planWindow(clock.now());
    const alive = (await this.#timetable.alive(window.from)).filter(
      ({ programme }) => programme.class === 'priority' && ['pending', 'approved'].includes(programme.state),
    );
    const above = alive.filter(({ programme }) => isFromAbove(programme));
    const own = alive.filter(({ programme }) => programme.level === 'commune');
    if (above.length === 0 || own.length === 0) return [];
    const orders = await this.store.all();
    const index = new NodesByArea(roster.all().filter(isAddressable), (hamlet) => tree.ancestors(hamlet));
    const spans = new Map<Slot, Span[]>();
    for (const slot of [...above, ...own]) spans.set(slot, spansOf(slot.programme.recurrence, slot.durationMs, window));
    return above.flatMap((up) => {
      const touching = new Touching(up.programme.targets, {
        ancestors: (area) => tree.ancestors(area),
        hamletOf: (node) => roster.get(node)?.hamlet,
      });
      const reached = index.reachedBy(up.programme.targets);
      return own.flatMap((one): Undecided[] => {
        if (!touching.touches(one.programme.targets) || isDecided(orders, up.programme.id, one.programme.id)) return [];
        const [meeting] = meetingsOf(spans.get(up) ?? [], spans.get(one) ?? []);
        const [node] = meeting ? index.reachedByBoth(reached, one.programme.targets) : [];
        if (!meeting || !node) return [];
        const at = Math.max(meeting.own.from, meeting.other.from);
        const commune = tree.communeOf(node.hamlet) ?? node.hamlet;
        return [{ above: this.#named(up), own: this.#named(one), at, node: node.id, commune }];
      });
    });
  }

  /** Raises an alarm for each commune that must say an order, and settles those that have. */
  async ask(): Promise<void> {
    const { orderAlarm } = this.#parts;
    if (!orderAlarm) return;
    const byNode = new Map((await this.open()).map((one) => [one.node, one]));
    for (const { node } of orderAlarm.open()) if (!byNode.has(node)) orderAlarm.settle(node);
    const known = new Set(orderAlarm.open().map(({ node }) => node));
    for (const [node, { above, own }] of byNode)
      if (!known.has(node)) orderAlarm.tell(node, `${above.title} (${above.areaName}) ↔ ${own.title}`);
  }

  #named({ programme: { id, title, area } }: Slot): OpenOrder['own'] {
    return { programme: id, title, areaName: this.#parts.tree.get(area)?.name ?? area };
  }

  async #both({ first, second }: { first: string; second: string }): Promise<[StoredProgramme, StoredProgramme]> {
    const found = await this.#timetable.programmes([first, second]);
    const [a, b] = [first, second].map((id) => found.find((one) => one.id === id && one.state !== 'cancelled'));
    if (!a || !b || first === second)
      throw new NotFoundError('no-such-programme', 'One of the two programmes does not exist.');
    return [a, b];
  }
}

function isDecided(orders: ReadonlyMap<string, ReadonlySet<string>>, a: string, b: string): boolean {
  return (orders.get(a)?.has(b) || orders.get(b)?.has(a)) ?? false;
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((one) => one !== id));
}
