import type { DeliveryState } from '../../protocol/api/broadcast.ts';
import type { Emergency, EmergencyDetail } from '../../protocol/api/emergency.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { shownDelivery } from './delivery-view.ts';
import { stateAt, untilItsEnd } from './emergency-rule.ts';
import { EmergencyStore, type StoredEmergency } from './emergency-store.ts';
import { EmergencyTallies, type HamletTally } from './emergency-tallies.ts';
import { wasHeard } from './heard.ts';
import type { Hints } from './hints.ts';
import type { BroadcastParts } from './parts.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Sees } from './run-view.ts';

/** What a node is to an onlooker who waits for its answer. */
interface Seen {
  readonly delivery: Delivery;
  readonly heard: boolean | undefined;
  /** By its signed receipt. */
  readonly reported: boolean;
  readonly confirmed: boolean;
  readonly online: boolean;
}

/** It has the command, or did something with it. `unknown` and what was never answered is not confirmed. */
const CONFIRMED: readonly DeliveryState[] = ['received', 'playing', 'full', 'partial', 'preempted'];

/** Emergencies as the API shows them: the counts are of the nodes that the onlooker sees. */
export class EmergencyViews {
  readonly #parts: BroadcastParts;
  readonly #runs: RunStore;
  readonly #store: EmergencyStore;
  readonly #deliveries: DeliveryStore;
  readonly #hints: Pick<Hints, 'isHearing'>;
  readonly #reach: Reach;
  readonly #tallies: EmergencyTallies;

  constructor(
    parts: BroadcastParts,
    around: { runs: RunStore; deliveries: DeliveryStore; hints: Pick<Hints, 'isHearing'> },
  ) {
    this.#parts = parts;
    this.#runs = around.runs;
    this.#store = new EmergencyStore(parts.database);
    this.#deliveries = around.deliveries;
    this.#hints = around.hints;
    this.#reach = new Reach(parts);
    this.#tallies = new EmergencyTallies(parts, async (one) =>
      tallied(await this.#seen(one, await this.#runs.get(one.id), () => true)),
    );
  }

  async summaries(emergencies: readonly StoredEmergency[], sees: Sees): Promise<Emergency[]> {
    const shown: Emergency[] = [];
    for (const emergency of emergencies) {
      const tallies = await this.#tallies.of(emergency);
      const seen = tallies.filter(({ hamlet }) => sees(hamlet));
      shown.push(this.#summary(emergency, seen));
    }
    return shown;
  }

  /** Those that have not confirmed come first, and of them those that are online: they could. */
  async detail(emergency: StoredEmergency, sees: Sees): Promise<EmergencyDetail> {
    const run = await this.#runs.get(emergency.id);
    const seen = await this.#seen(emergency, run, sees);
    const order = ({ confirmed, online }: Seen) => (confirmed ? 2 : online ? 0 : 1);
    const deliveries = seen
      .map((one) => ({ ...this.#shown(one, run), order: order(one) }))
      .sort((a, b) => a.order - b.order || (a.code < b.code ? -1 : 1))
      .map(({ order: _, ...delivery }) => delivery);
    const tallies = tallied(seen);
    return { ...this.#summary(emergency, tallies), deliveries, byHamlet: this.#byHamlet(tallies) };
  }

  /** Did each hamlet that was addressed hear it, on one of its nodes at least? */
  async result(id: string): Promise<{ hamlets: number; heard: number }> {
    const emergency = await this.#store.get(id);
    const tallies = emergency ? await this.#tallies.of(emergency) : [];
    return { hamlets: tallies.length, heard: tallies.filter(({ reported }) => reported > 0).length };
  }

  async #seen(emergency: StoredEmergency, run: StoredRun | undefined, sees: Sees): Promise<Seen[]> {
    const stored = await this.#deliveries.ofRun(emergency.id);
    const deliveries = stored.filter((delivery) => sees(delivery.hamlet));
    return deliveries.map((delivery) => {
      const reported = run && wasHeard(untilItsEnd(delivery, emergency), run.latenessMs);
      return {
        delivery,
        // Before the receipt, which comes when it is over, the beats tell.
        heard:
          reported ?? (delivery.final ? undefined : this.#hints.isHearing(delivery.node, emergency.id) || undefined),
        reported: reported === true,
        confirmed: CONFIRMED.includes(delivery.state),
        online: this.#parts.isOnline(delivery.node),
      };
    });
  }

  #summary(emergency: StoredEmergency, tallies: readonly HamletTally[]): Emergency {
    const { id, status, event, title, text, area, startedAt, speaksAt, expiresAt, endedAt, orderedBy } = emergency;
    const { tree, clock, isOnline } = this.#parts;
    const sum = (of: (one: HamletTally) => number) => tallies.reduce((all, one) => all + of(one), 0);
    const open = tallies.flatMap((one) => one.open);
    const silent = open.filter((node) => isOnline(node)).length;
    const endedByName = emergency.endedBy && this.#nameOf(emergency.endedBy);
    return {
      ...{ id, run: id, status, event, title, area, startedAt, speaksAt, expiresAt },
      ...(text === undefined ? {} : { text }),
      state: stateAt(emergency, clock.now()),
      areaNames: this.#reach.areasOf(emergency.targets).map((one) => tree.get(one)?.name ?? one),
      hamlets: tallies.length,
      ...(endedAt === undefined ? {} : { endedAt }),
      byName: this.#nameOf(emergency.createdBy),
      ...(endedByName === undefined ? {} : { endedByName }),
      ...(orderedBy === undefined ? {} : { orderedBy }),
      nodes: sum((one) => one.nodes),
      heard: sum((one) => one.heard),
      confirmed: sum((one) => one.confirmed),
      silent,
      offline: open.length - silent,
      ...(emergency.reviewDueAt === undefined ? {} : { review: this.#reviewOf(emergency, emergency.reviewDueAt) }),
    };
  }

  #reviewOf({ reviewedAt, reviewedBy, reviewNote }: StoredEmergency, dueAt: number): NonNullable<Emergency['review']> {
    if (reviewedAt === undefined || reviewedBy === undefined) return { dueAt };
    const byName = this.#nameOf(reviewedBy);
    return { dueAt, at: reviewedAt, byName, ...(reviewNote === undefined ? {} : { note: reviewNote }) };
  }

  #shown(
    { delivery, heard, confirmed, online }: Seen,
    run: StoredRun | undefined,
  ): EmergencyDetail['deliveries'][number] {
    const { roster, tree } = this.#parts;
    const node = roster.get(delivery.node);
    return {
      ...shownDelivery(delivery, run ?? { latenessMs: 0 }),
      ...(heard === undefined ? {} : { heard }),
      ...{ code: node?.code ?? delivery.node, place: node?.place ?? '' },
      ...{ hamletName: tree.get(delivery.hamlet)?.name ?? '', online, confirmed },
    };
  }

  #byHamlet(tallies: readonly HamletTally[]): EmergencyDetail['byHamlet'] {
    const { tree } = this.#parts;
    return tallies
      .map(({ hamlet, nodes, confirmed, heard }) => ({
        ...{ hamlet, name: tree.get(hamlet)?.name ?? hamlet, nodes, confirmed, heard },
      }))
      .sort(
        (a, b) =>
          a.confirmed / a.nodes - b.confirmed / b.nodes ||
          (tree.sortKeyOf(a.hamlet) < tree.sortKeyOf(b.hamlet) ? -1 : 1),
      );
  }

  #nameOf(account: string): string {
    return this.#parts.nameOf(account) ?? account;
  }
}

function tallied(seen: readonly Seen[]): HamletTally[] {
  const hamlets = new Map<string, Seen[]>();
  for (const one of seen) {
    const own = hamlets.get(one.delivery.hamlet);
    if (own) own.push(one);
    else hamlets.set(one.delivery.hamlet, [one]);
  }
  return [...hamlets].map(([hamlet, own]) => ({
    ...{ hamlet, nodes: own.length },
    heard: own.filter((one) => one.heard === true).length,
    reported: own.filter((one) => one.reported).length,
    confirmed: own.filter((one) => one.confirmed).length,
    open: own.flatMap((one) => (one.confirmed ? [] : [one.delivery.node])),
  }));
}
