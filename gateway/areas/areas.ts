import { randomBytes } from 'node:crypto';
import type { Area, AreaInput, AreaPatch } from '../../protocol/api/areas.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { type AreaFault, faultOf } from './area-rules.ts';
import { AreaTree } from './area-tree.ts';
import { loadAreas, saveAreas } from './areas-store.ts';

export interface AreasParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  /** Gives an account the province it has just created; `people` implements it. */
  readonly grant?: (transaction: Transaction, account: string, area: string) => Promise<void>;
  /** Areas got another parent: the groups of their nodes changed; `nodes` implements it. Called after the commit. */
  readonly moved?: (areas: readonly string[]) => Promise<void>;
}

/** Owns the area tree: loads it, changes it, keeps memory and rows the same. */
export class Areas {
  readonly tree: AreaTree;
  readonly #parts: AreasParts;

  constructor(parts: AreasParts) {
    this.#parts = parts;
    this.tree = new AreaTree(() => dayOf(parts.clock.now()));
  }

  async start(): Promise<void> {
    this.tree.put(await loadAreas(this.#parts.database.read));
  }

  async create(by: Actor, input: AreaInput): Promise<Area> {
    const [area] = await this.createMany(by, [input]);
    return area as Area;
  }

  /** Makes areas under ids of their own, all or none; a later one may lie below an earlier one only by `save`. */
  async createMany(by: Actor, inputs: readonly AreaInput[]): Promise<Area[]> {
    const areas = inputs.map((input) => ({ ...input, id: newAreaId() }));
    await this.save(by, areas, 'area.create');
    return areas;
  }

  async patch(by: Actor, id: string, patch: AreaPatch): Promise<Area> {
    const before = this.tree.get(id);
    if (!before) throw new NotFoundError('no-area', `There is no area ${id}.`);
    const area = patched(before, patch);
    await this.save(by, [area], 'area.change');
    return area;
  }

  /** Writes new and changed areas in one transaction. Throws for the first that breaks a rule, and then writes none. */
  async save(by: Actor, given: readonly Area[], action: 'area.create' | 'area.change' | 'area.import'): Promise<void> {
    const { database, audit, facts, clock, grant, moved } = this.#parts;
    if (given.length === 0) return;
    const areas = given.map((area) => ({ ...area, name: area.name.normalize('NFC') }));
    const before = new Map(areas.map((area) => [area.id, this.tree.get(area.id)]));
    await database.write(async (transaction) => {
      const trial = areas.length === 1 ? this.tree : this.tree.copy();
      for (const area of areas) {
        const fault = faultOf(area, trial);
        if (fault) throw errorOf(fault);
        if (trial !== this.tree) trial.put([area]);
      }
      await saveAreas(transaction, database.dialect, areas);
      for (const area of areas) {
        if (area.kind === 'province' && !before.get(area.id) && by.id !== 'system')
          await grant?.(transaction, by.id, area.id);
      }
      await audit.record(recordOf(by, action, areas, before), transaction);
    });
    this.tree.put(areas);
    const relocated = areas.filter((area) => before.get(area.id) && before.get(area.id)?.parent !== area.parent);
    if (relocated.length > 0) await moved?.(relocated.map((area) => area.id));
    facts.tell('changed', { at: clock.now(), what: 'areas' });
  }
}

export function newAreaId(): string {
  return areaIdFrom(randomBytes(10));
}

/** Null empties a field, undefined leaves it. */
export function patched(area: Area, patch: AreaPatch): Area {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const merged = Object.entries({ ...area, ...Object.fromEntries(given) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined)) as Area;
}

function errorOf({ code, field, message }: AreaFault): Error {
  const extra = { errors: [{ path: field, message }] };
  const taken = code === 'area-exists' || code === 'code-taken';
  return taken ? new ConflictError(code, message, extra) : new RuleError(code, message, extra);
}

function recordOf(by: Actor, action: string, areas: readonly Area[], before: Map<string, Area | undefined>) {
  const [first] = areas;
  const single = areas.length === 1 && first !== undefined;
  return {
    by: by.id,
    action,
    outcome: 'done' as const,
    ...(single ? { subject: first.id, area: first.id, before: before.get(first.id), after: first } : {}),
    ...(single ? {} : { after: { areas: areas.length, first: first?.name } }),
  };
}
