import { setImmediate as breathe } from 'node:timers/promises';
import type { z } from 'zod';
import type { Case, Repair, Repairs as RepairsAnswer, repairQuery } from '../../protocol/api/cases.ts';
import type { Rule } from '../../protocol/api/coverage.ts';
import type { Period } from '../../protocol/api/periods.ts';
import { type FaultKind, MUTE_KINDS, SEVERITIES, SILENT_KINDS } from '../../protocol/faults.ts';
import { addDays, dayOf } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Prospect } from '../coverage/prospects.ts';
import { InvalidInputError } from '../errors.ts';
import type { CasePlace, StoredCase } from '../faults/cases/case-record.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { NodeRecord, Roster } from '../nodes/roster.ts';
import { centre, distanceM, type Position, positionOf } from './nearness.ts';
import { daysOf, type Horizon, type Outlook, outlookOf } from './outlook.ts';
import { RepairGains, type RepairJob } from './repair-gains.ts';
import { type RankedJob, ranked, sentenceOf } from './repair-order.ts';
import { kept, MOST_ROWS, slim } from './repair-view.ts';

type Query = z.infer<typeof repairQuery>;
interface OpenCase {
  readonly case: StoredCase;
  readonly places: readonly CasePlace[];
}

export interface RepairParts {
  readonly clock: Clock;
  readonly tree: Pick<AreaTree, 'get' | 'isWithin'>;
  readonly roster: Pick<Roster, 'get' | 'byHamlet' | 'inArea'>;
  readonly cases: {
    openIn(area: string): Promise<OpenCase[]>;
    views(cases: readonly StoredCase[]): Promise<Case[]>;
  };
  readonly coverage: {
    prospects(
      hamlets: readonly string[],
      days: { readonly from: string; readonly to: string; readonly judgedFrom: string },
    ): Promise<{ rule: Rule; today: string; prospects: Prospect[] }>;
  };
  readonly periods: () => Promise<readonly Period[]>;
  readonly windowDays: () => number;
}

/** Without a period that runs, a repair is looked at this far ahead. */
const AHEAD_DAYS = 30;
/** Outlooks made before others get their turn: each judges a hamlet some hundred times. */
const AT_ONCE = 5;

/** A node with one of these is not heard, or nobody can prove that it was: its sessions are lost until it is repaired. */
const SILENCING: ReadonlySet<FaultKind> = new Set([
  ...SILENT_KINDS,
  ...MUTE_KINDS,
  ...(['bad-credential', 'never-heard', 'playback-error', 'clock-wrong', 'storage-full', 'reported'] as const),
]);

/** Sửa cái nào trước: which repairs bring most hamlets over the rule soonest. */
export class Repairs {
  readonly #parts: RepairParts;

  constructor(parts: RepairParts) {
    this.#parts = parts;
  }

  async list(person: Person, query: Query): Promise<RepairsAnswer> {
    const { clock, tree, roster, cases } = this.#parts;
    const area = query.area ?? person.areas[0];
    if (area === undefined)
      throw new InvalidInputError('no-area', 'This account has no area yet: name one, or ask an administrator.');
    requireScope(tree, person, area);
    const open = await cases.openIn(area);
    const silenced = new Map(open.map((one) => [one.case.id, this.#silenced(one)]));
    const hamlets = [...new Set([...silenced.values()].flat().map(({ hamlet }) => hamlet))];
    const { horizon, title } = await this.#horizon();
    const { share, outlooks } = await this.#outlooks(hamlets, horizon);
    const gains = new RepairGains(
      open.map((one) => this.#job(one, silenced.get(one.case.id) ?? [])),
      [...outlooks.values()].map(({ hamlet, met }) => ({ hamlet, met, share, horns: this.#hornsOf(hamlet) })),
    );
    const position = positionOf(query);
    const list = ranked(gains, query.order, position);
    const of = new Map(open.map((one) => [one.case.id, one.case.assignee]));
    const ranks = list.map((row, index) => ({ ...row, rank: index + 1 }));
    const own = query.assignee === undefined ? ranks : ranks.filter(({ job }) => of.get(job.id) === query.assignee);
    const rows = await this.#rows(own, open, outlooks, position);
    const items = kept(rows, (row) => Buffer.byteLength(JSON.stringify(row)));
    const nodes = roster.inArea(area).filter(({ enrolledAt }) => enrolledAt !== undefined);
    const silent = new Set([...silenced.values()].flat().map(({ id }) => id));
    return {
      ...{ at: clock.now(), periodTitle: title, from: horizon.from, to: horizon.to },
      ...this.#sentence(list, outlooks),
      ...{ items, left: own.length - items.length },
      nodes: { total: nodes.length, working: nodes.filter(({ id }) => !silent.has(id)).length },
    };
  }

  #sentence(list: Parameters<typeof sentenceOf>[0], outlooks: ReadonlyMap<string, Outlook>) {
    const { first, hamlets } = sentenceOf(list);
    const met = list.flatMap(({ gained }) => gained).filter(({ hamlet }) => outlooks.get(hamlet)?.now === 'met').length;
    return { first, hamlets: hamlets - met, kept: met };
  }

  /** The period that runs, the first to end; else the days ahead of a window that goes along. */
  async #horizon(): Promise<{ horizon: Horizon; title: string }> {
    const { clock, periods, windowDays } = this.#parts;
    const today = dayOf(clock.now());
    const running = (await periods())
      .filter(({ from, to, closedAt }) => closedAt === undefined && from <= today && today < to)
      .sort((a, b) => (a.to < b.to ? -1 : 1))[0];
    if (running) return { horizon: { from: running.from, today, to: running.to }, title: running.name };
    const days = windowDays();
    return {
      horizon: { from: addDays(today, 1 - days), today, to: addDays(today, AHEAD_DAYS), windowDays: days },
      title: '',
    };
  }

  async #outlooks(
    hamlets: readonly string[],
    horizon: Horizon,
  ): Promise<{ share: number; outlooks: Map<string, Outlook> }> {
    const outlooks = new Map<string, Outlook>();
    if (hamlets.length === 0) return { share: 1, outlooks };
    const { from, to } = horizon;
    const days = daysOf(horizon);
    const { rule, prospects } = await this.#parts.coverage.prospects(hamlets, { from, to, judgedFrom: from });
    for (const [index, prospect] of prospects.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await breathe();
      const outlook = outlookOf(prospect, rule.numbers, days);
      if (outlook) outlooks.set(outlook.hamlet, outlook);
    }
    return { share: rule.numbers.hornsShare, outlooks };
  }

  /** The nodes it keeps silent: those it names, all of a hamlet of which only the hamlet is known. */
  #silenced({ case: one, places }: OpenCase): NodeRecord[] {
    // It sounds again by its own word; the case only waits for somebody to write down why.
    if (!SILENCING.has(one.kind) || one.faultUntil !== undefined) return [];
    const { roster } = this.#parts;
    const nodes = places.flatMap(({ hamlet, node }) =>
      node === undefined ? roster.byHamlet(hamlet) : (roster.get(node) ?? []),
    );
    return [...new Map(nodes.map((node) => [node.id, node])).values()].filter(
      ({ retiredAt }) => retiredAt === undefined,
    );
  }

  #job({ case: one, places }: OpenCase, silenced: readonly NodeRecord[]): RepairJob {
    const { roster } = this.#parts;
    const hanging = places.flatMap(({ node }) => (node === undefined ? [] : (roster.get(node) ?? [])));
    const at = centre(
      (one.node === undefined ? hanging : [roster.get(one.node) ?? {}]).flatMap((n) => positionOf(n) ?? []),
    );
    return {
      ...{ id: one.id, nodes: silenced.map(({ id }) => id), latitude: at?.latitude, longitude: at?.longitude },
      ...{ severity: SEVERITIES.indexOf(one.severity), since: one.since, openedAt: one.opened.at },
    };
  }

  #hornsOf(hamlet: string): Map<string, number> {
    const nodes = this.#parts.roster.byHamlet(hamlet).filter(({ technology }) => technology === 'ip');
    return new Map(nodes.map(({ id, horns }) => [id, horns]));
  }

  async #rows(
    list: readonly (RankedJob & { readonly rank: number })[],
    open: readonly OpenCase[],
    outlooks: ReadonlyMap<string, Outlook>,
    position: Position | undefined,
  ): Promise<Repair[]> {
    const stored = new Map(open.map((one) => [one.case.id, one.case]));
    const shown = list.slice(0, MOST_ROWS);
    const views = await this.#parts.cases.views(shown.flatMap(({ job }) => stored.get(job.id) ?? []));
    const viewed = new Map(views.map((view) => [view.id, view]));
    return shown.flatMap(({ job, gained, rank }): Repair[] => {
      const view = viewed.get(job.id);
      if (!view) return [];
      const there = positionOf(job);
      const gains = gained.flatMap(({ hamlet }) => outlooks.get(hamlet) ?? []);
      return [
        {
          ...{ rank, case: slim(view), gains },
          ...(position && there ? { distanceM: Math.round(distanceM(position, there)) } : {}),
        },
      ];
    });
  }
}
