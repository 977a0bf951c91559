import type { Page } from '../../protocol/api/common.ts';
import type { Rollout, RolloutDetail, RolloutFailure, RolloutStage } from '../../protocol/api/firmware.ts';
import type { RolloutNodeState } from '../../protocol/firmware.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Database } from '../database/database.ts';
import { NotFoundError } from '../errors.ts';
import type { Firmwares } from './firmwares.ts';
import { listRollouts, nodesOf, type RolloutNode, rolloutWith, type StoredRollout, tallies } from './rollout-store.ts';
import type { Rollouts } from './rollouts.ts';
import { isFailed } from './stage-rule.ts';

export interface RolloutViewsParts {
  readonly database: Database;
  readonly firmwares: Firmwares;
  readonly rollouts: Rollouts;
  readonly areaName: (area: string) => string;
  readonly nameOf: (account: string) => string | undefined;
  readonly describe: (node: string) => { readonly code: string; readonly hamletName: string } | undefined;
}

const FAILURES = 200;

/** Roll-outs as the API shows them: open ones from memory, ended ones from the database. */
export class RolloutViews {
  readonly #parts: RolloutViewsParts;

  constructor(parts: RolloutViewsParts) {
    this.#parts = parts;
  }

  async list(query: { areas: readonly string[]; before?: string | undefined; limit: number }): Promise<Page<Rollout>> {
    const { database, rollouts } = this.#parts;
    const { items, total } = await listRollouts(database.read, query);
    const ended = items.filter(({ id }) => !rollouts.openOne(id)).map(({ id }) => id);
    const counted = ended.length === 0 ? [] : await tallies(database.read, ended);
    const shown = items.map((record) => {
      const open = rollouts.openOne(record.id);
      if (open) return this.#shown(open.record, this.#openStages(open.record));
      const counts = counted.filter((one) => one.rollout === record.id);
      const stages = record.stages.map((share, stage): RolloutStage => {
        const own = counts.filter((one) => one.stage === stage);
        const nodes = own.reduce((sum, one) => sum + one.nodes, 0);
        return { share, nodes, counts: Object.fromEntries(own.map((one) => [one.state, one.nodes])), away: 0, held: 0 };
      });
      return this.#shown(record, stages);
    });
    const last = items.at(-1);
    return { items: shown, total, ...(items.length === query.limit && last ? { next: last.id } : {}) };
  }

  /** Throws NotFoundError. */
  async areaOf(id: string): Promise<string> {
    return (await this.#known(id)).area;
  }

  async detail(id: string): Promise<RolloutDetail> {
    const record = await this.#known(id);
    const open = this.#parts.rollouts.openOne(id);
    const nodes = open ? [...open.nodes.values()] : await nodesOf(this.#parts.database.read, id);
    const stages = open
      ? this.#openStages(record)
      : record.stages.map((share, stage) => stageOf(share, ofStage(nodes, stage)));
    return { ...this.#shown(record, stages), failures: this.#failures(nodes) };
  }

  async #known(id: string): Promise<StoredRollout> {
    const record = this.#parts.rollouts.openOne(id)?.record ?? (await rolloutWith(this.#parts.database.read, id));
    if (!record) throw new NotFoundError('no-such-rollout', 'There is no such roll-out.');
    return record;
  }

  #openStages(record: StoredRollout): RolloutStage[] {
    const open = this.#parts.rollouts.openOne(record.id);
    if (!open) return [];
    const nodes = [...open.nodes.values()];
    return record.stages.map((share, stage) => {
      const { away, waiting } = this.#parts.rollouts.counts(open, stage);
      const isNow = stage === record.stage && record.state === 'running';
      return { ...stageOf(share, ofStage(nodes, stage)), away, held: isNow ? waiting : 0 };
    });
  }

  #failures(nodes: readonly RolloutNode[]): RolloutFailure[] {
    const failed = nodes.filter(({ state }) => isFailed(state)).slice(0, FAILURES);
    return failed.map(({ node, stage, state, reason, changedAt }) => {
      const { code = node, hamletName = '' } = this.#parts.describe(node) ?? {};
      return { node, code, hamletName, stage, state, ...(reason !== undefined && { reason }), at: changedAt };
    });
  }

  #shown(record: StoredRollout, stages: RolloutStage[]): Rollout {
    const { id, firmware, area, state, stateAt, reason, stage, nextAt, pauseMs, createdAt, by } = record;
    const createdByName = this.#parts.nameOf(by);
    return {
      ...{ id, firmware, name: this.#parts.firmwares.nameOf(firmware), area, areaName: this.#parts.areaName(area) },
      ...{ state, stateAt, stage, pauseMinutes: Math.round(pauseMs / MINUTE_MS), stages, createdAt },
      nodes: stages.reduce((sum, one) => sum + one.nodes, 0),
      ...(reason !== undefined && { reason }),
      ...(nextAt !== undefined && { nextAt }),
      ...(createdByName !== undefined && { createdByName }),
    };
  }
}

function ofStage(nodes: readonly RolloutNode[], stage: number): RolloutNode[] {
  return nodes.filter((one) => one.stage === stage);
}

function stageOf(share: number, nodes: readonly RolloutNode[]): RolloutStage {
  const counts: Partial<Record<RolloutNodeState, number>> = {};
  for (const { state } of nodes) counts[state] = (counts[state] ?? 0) + 1;
  return { share, nodes: nodes.length, counts, away: 0, held: 0 };
}
