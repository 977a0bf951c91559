import type { Area, AreaInput, AreaPatch } from '../../protocol/api/areas.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { AreaTree } from './area-tree.ts';

export interface AreasParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  /** Gives an account the province it has just created; `people` implements it. */
  readonly grant?: (transaction: Transaction, account: string, area: string) => Promise<void>;
  /** Areas got another parent: their nodes' groups changed; `nodes` implements it. */
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
    throw new Error(`not built yet ${this.#parts}`);
  }

  /** Ids are made here; all or nothing. */
  async createMany(_by: Actor, _inputs: readonly AreaInput[]): Promise<Area[]> {
    throw new Error('not built yet');
  }

  async create(_by: Actor, _input: AreaInput): Promise<Area> {
    throw new Error('not built yet');
  }

  async patch(_by: Actor, _id: string, _patch: AreaPatch): Promise<Area> {
    throw new Error('not built yet');
  }
}
