import type { DeliveryState, Run, RunSummary, Delivery as ShownDelivery } from '../../protocol/api/broadcast.ts';
import type { Overview } from '../../protocol/api/coverage.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { relayedBy } from './content.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryStore, Tally } from './delivery-store.ts';
import { shownDelivery } from './delivery-view.ts';
import { freeze } from './freeze.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { exceptionAt } from './quiet-exception.ts';
import { Reach } from './reach.ts';
import type { RunQuery, RunStore, StoredRun } from './run-store.ts';
import type { Silences } from './silences.ts';

/** Which hamlets the onlooker may see. */
export type Sees = (hamlet: string) => boolean;

const LISTED = 100;
/** What a receipt may say; `unknown` is the want of one. */
const REPORTED: readonly DeliveryState[] = ['full', 'partial', 'refused', 'failed', 'preempted', 'missed'];

/** Runs as the API shows them, always cut to the areas of who looks. */
export class RunViews {
  readonly #parts: BroadcastParts;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #programmes: ProgrammeStore;
  readonly #reach: Reach;
  readonly #silences: Silences;

  constructor(
    parts: BroadcastParts,
    stores: { runs: RunStore; deliveries: DeliveryStore; programmes: ProgrammeStore; silences: Silences },
  ) {
    this.#parts = parts;
    this.#runs = stores.runs;
    this.#deliveries = stores.deliveries;
    this.#programmes = stores.programmes;
    this.#reach = new Reach(parts);
    this.#silences = stores.silences;
  }

  /** What concerns an area: its own runs, those of the areas below, and those from above that reach it. */
  queryFor(area: string): Pick<RunQuery, 'areas' | 'higher' | 'hamlets'> {
    const { tree } = this.#parts;
    const hamlets = tree.hamletsUnder(area).map((one) => one.id);
    const below = tree.get(area)?.kind === 'province' ? tree.children(area).map((one) => one.id) : [];
    const [own = area, ...higher] = tree.ancestors(area);
    return { areas: [own, ...below, ...hamlets], higher, hamlets };
  }

  async list(query: RunQuery, sees: Sees): Promise<{ items: RunSummary[]; total: number }> {
    const { items, total } = await this.#runs.list(query);
    return { items: await this.summaries(items, sees), total };
  }

  async summaries(runs: readonly StoredRun[], sees: Sees): Promise<RunSummary[]> {
    const planned = await this.#plannedOf(runs.filter(isAhead), sees);
    const tallies = groupByRun(await this.#deliveries.tally(runs.filter((run) => !isAhead(run)).map((run) => run.id)));
    return runs.map((run) =>
      summaryOf(run, planned.get(run.id) ?? tallies.get(run.id)?.filter((one) => sees(one.hamlet)) ?? []),
    );
  }

  /** A run with its deliveries; before it is due, those it would have now. */
  async detail(run: StoredRun, sees: Sees): Promise<Run> {
    const stored = await this.#deliveries.ofRun(run.id);
    const deliveries = (stored.length === 0 && isAhead(run) ? await this.#wouldBe(run) : stored).filter((one) =>
      sees(one.hamlet),
    );
    const [summary] = await this.summaries([run], sees);
    return {
      ...(summary as RunSummary),
      contents: run.contents.map(({ sha256, title, durationMs, relay }) => ({
        ...{ sha256, title, durationMs },
        ...(relay && { relay: relay.name }),
      })),
      ...(await this.#relayEvents(run)),
      deliveries: deliveries.map((delivery) => this.#shown(delivery, run)).sort((a, b) => (a.code < b.code ? -1 : 1)),
    };
  }

  async #relayEvents({ id, contents }: StoredRun): Promise<Pick<Run, 'relayEvents'>> {
    if (relayedBy(contents).length === 0) return {};
    const names = new Map(contents.flatMap(({ relay }) => (relay ? [[relay.station, relay.name]] : [])));
    const events = (await this.#parts.relays?.eventsOf(id)) ?? [];
    return { relayEvents: events.map(({ station, ...event }) => ({ ...event, station: names.get(station) ?? '' })) };
  }

  async onAir(area: string): Promise<Overview['onAir']> {
    const runs = await this.#concerning(await this.#runs.inState('on-air'), area);
    return runs.map(({ id, title, dueAt, durationMs, nodes, counts }) => {
      const done = REPORTED.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
      return { id, title, dueAt, endsAt: dueAt + durationMs, nodes, playing: counts.playing ?? 0, done };
    });
  }

  /** The runs that come next, soonest first. */
  async next(area: string, limit = 5): Promise<Overview['next']> {
    const now = this.#parts.clock.now();
    const query = { ...this.queryFor(area), state: 'planned' as const, from: now, to: now + 2 * DAY_MS, limit: 1_000 };
    const { items } = await this.#runs.list(query);
    const soonest = items.reverse().slice(0, limit * 4);
    const shown = await this.#concerning(soonest, area);
    return shown.slice(0, limit).map(({ id, title, dueAt, nodes }) => ({ id, title, dueAt, nodes }));
  }

  /** What became due today, the earliest first. */
  async today(area: string): Promise<Overview['today']> {
    const now = this.#parts.clock.now();
    const from = startOfDay(dayOf(now));
    const { items } = await this.#runs.list({ ...this.queryFor(area), from, to: now + 1, limit: LISTED });
    const shown = await this.#concerning(items.filter((run) => run.state !== 'cancelled').reverse(), area);
    return shown.map(({ id, title, dueAt, nodes, heard, state }) => ({
      id,
      title,
      dueAt,
      nodes,
      heard,
      ended: state === 'ended',
    }));
  }

  async #concerning(runs: readonly StoredRun[], area: string): Promise<RunSummary[]> {
    const { tree } = this.#parts;
    const shown = await this.summaries(runs, (hamlet) => tree.isWithin(hamlet, [area]));
    return shown.filter((run, index) => run.nodes > 0 || runs[index]?.area === area);
  }

  async #plannedOf(runs: readonly StoredRun[], sees: Sees): Promise<Map<string, Tally[]>> {
    const ids = runs.flatMap((run) => (run.programme === undefined ? [] : [run.programme]));
    const programmes = await this.#programmes.getMany(ids);
    const hamlets = new Map(
      programmes.map((one) => [
        one.id,
        this.#reach
          .nodesOf(one.targets)
          .map((node) => node.hamlet)
          .filter(sees),
      ]),
    );
    return new Map(
      runs.map((run) => {
        const state = run.state === 'cancelled' ? ('cancelled' as const) : ('planned' as const);
        const reached = hamlets.get(run.programme ?? '') ?? [];
        return [run.id, reached.map((hamlet) => ({ run: run.id, hamlet, state, nodes: 1, heard: 0 }))];
      }),
    );
  }

  async #wouldBe(run: StoredRun): Promise<Delivery[]> {
    const programme = run.programme === undefined ? undefined : await this.#programmes.get(run.programme);
    const addressed = this.#reach.nodesOf(programme?.targets ?? []).map((node) => ({
      node,
      manner: this.#reach.mannerAt(node),
      silent: this.#isSilent(node, run),
      holds: false,
    }));
    const excepted = programme !== undefined && exceptionAt(programme, run.originalAt ?? run.dueAt) !== undefined;
    const deliveries = freeze(run, addressed, excepted);
    return run.state === 'cancelled' ? deliveries.map((one) => ({ ...one, state: 'cancelled' as const })) : deliveries;
  }

  #isSilent(node: NodeRecord, { class: urgency, dueAt: startAt, durationMs }: StoredRun): boolean {
    return this.#silences.at(node.hamlet, { class: urgency, startAt, durationMs }) !== undefined;
  }

  #shown(delivery: Delivery, run: StoredRun): ShownDelivery {
    const { roster, tree } = this.#parts;
    const node = roster.get(delivery.node);
    return {
      ...shownDelivery(delivery, run),
      code: node?.code ?? delivery.node,
      place: node?.place ?? '',
      hamletName: tree.get(delivery.hamlet)?.name ?? '',
    };
  }
}

/** Not frozen yet, or taken off before it was. */
function isAhead(run: StoredRun): boolean {
  return run.state === 'planned' || (run.state === 'cancelled' && run.programme !== undefined);
}

function summaryOf(run: StoredRun, tallies: readonly Tally[]): RunSummary {
  const { id, title, class: urgency, level, originalAt, dueAt, durationMs, state, programme, bulletin } = run;
  const counts: RunSummary['counts'] = {};
  for (const tally of tallies) counts[tally.state] = (counts[tally.state] ?? 0) + tally.nodes;
  return {
    ...{ id, title, class: urgency, level, dueAt, durationMs, state },
    ...(originalAt === undefined || originalAt === dueAt ? {} : { originalAt }),
    ...(programme === undefined ? {} : { programme }),
    ...(bulletin === undefined ? {} : { bulletin }),
    ...(run.live ? { live: true as const } : {}),
    nodes: tallies.reduce((sum, tally) => sum + tally.nodes, 0),
    counts,
    heard: tallies.reduce((sum, tally) => sum + tally.heard, 0),
  };
}

function groupByRun(tallies: readonly Tally[]): Map<string, Tally[]> {
  const grouped = new Map<string, Tally[]>();
  for (const tally of tallies) {
    const list = grouped.get(tally.run);
    if (list) list.push(tally);
    else grouped.set(tally.run, [tally]);
  }
  return grouped;
}
