import type { DeliveryState } from '../../protocol/api/broadcast.ts';
import type { Emergency, EmergencyDetail } from '../../protocol/api/emergency.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { shownDelivery } from './delivery-view.ts';
import { stateAt, untilItsEnd } from './emergency-rule.ts';
import { EmergencyStore, type StoredEmergency } from './emergency-store.ts';
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
  readonly confirmed: boolean;
  readonly online: boolean;
}

/** It has the command, or did something with it. `unknown` and what was never answered is not confirmed. */
const CONFIRMED: readonly DeliveryState[] = ['received', 'playing', 'full', 'partial', 'preempted'];

/** Emergencies as the API shows them: the counts are of the nodes that the onlooker sees. */
export class EmergencyViews {
  readonly #parts: BroadcastParts;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #hints: Pick<Hints, 'isHearing'>;
  readonly #reach: Reach;

  constructor(
    parts: BroadcastParts,
    around: { runs: RunStore; deliveries: DeliveryStore; hints: Pick<Hints, 'isHearing'> },
  ) {
    this.#parts = parts;
    this.#runs = around.runs;
    this.#deliveries = around.deliveries;
    this.#hints = around.hints;
    this.#reach = new Reach(parts);
  }

  async summaries(emergencies: readonly StoredEmergency[], sees: Sees): Promise<Emergency[]> {
    const runs = new Map((await this.#runs.getMany(emergencies.map(({ id }) => id))).map((run) => [run.id, run]));
    const shown: Emergency[] = [];
    for (const emergency of emergencies)
      shown.push(this.#summary(emergency, await this.#seen(emergency, runs.get(emergency.id), sees)));
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
    return { ...this.#summary(emergency, seen), deliveries, byHamlet: this.#byHamlet(seen) };
  }

  /** Did each hamlet that was addressed hear it, on one of its nodes at least? */
  async result(id: string): Promise<{ hamlets: number; heard: number }> {
    const [run, emergency] = await Promise.all([this.#runs.get(id), new EmergencyStore(this.#parts.database).get(id)]);
    const heard = new Map<string, boolean>();
    for (const delivery of await this.#deliveries.ofRun(id)) {
      const own = run && emergency && wasHeard(untilItsEnd(delivery, emergency), run.latenessMs) === true;
      heard.set(delivery.hamlet, (heard.get(delivery.hamlet) ?? false) || own === true);
    }
    return { hamlets: heard.size, heard: [...heard.values()].filter(Boolean).length };
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
        confirmed: CONFIRMED.includes(delivery.state),
        online: this.#parts.isOnline(delivery.node),
      };
    });
  }

  #summary(emergency: StoredEmergency, seen: readonly Seen[]): Emergency {
    const { id, status, event, title, text, area, startedAt, speaksAt, expiresAt, endedAt, orderedBy } = emergency;
    const { tree, clock } = this.#parts;
    const count = (is: (one: Seen) => boolean) => seen.filter(is).length;
    const endedByName = emergency.endedBy && this.#nameOf(emergency.endedBy);
    return {
      ...{ id, run: id, status, event, title, area, startedAt, speaksAt, expiresAt },
      ...(text === undefined ? {} : { text }),
      state: stateAt(emergency, clock.now()),
      areaNames: this.#reach.areasOf(emergency.targets).map((one) => tree.get(one)?.name ?? one),
      hamlets: new Set(seen.map(({ delivery }) => delivery.hamlet)).size,
      ...(endedAt === undefined ? {} : { endedAt }),
      byName: this.#nameOf(emergency.createdBy),
      ...(endedByName === undefined ? {} : { endedByName }),
      ...(orderedBy === undefined ? {} : { orderedBy }),
      nodes: seen.length,
      heard: count((one) => one.heard === true),
      confirmed: count((one) => one.confirmed),
      silent: count((one) => !one.confirmed && one.online),
      offline: count((one) => !one.confirmed && !one.online),
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

  #byHamlet(seen: readonly Seen[]): EmergencyDetail['byHamlet'] {
    const hamlets = new Map<string, Seen[]>();
    for (const one of seen) hamlets.set(one.delivery.hamlet, [...(hamlets.get(one.delivery.hamlet) ?? []), one]);
    const { tree } = this.#parts;
    return [...hamlets]
      .map(([hamlet, own]) => ({
        ...{ hamlet, name: tree.get(hamlet)?.name ?? hamlet, nodes: own.length },
        confirmed: own.filter((one) => one.confirmed).length,
        heard: own.filter((one) => one.heard === true).length,
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
