import type { NodeInput, NodePatch } from '../../protocol/api/areas.ts';
import type { Birth } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import { type AreaLookup, type NodeRecord, Roster } from './roster.ts';

export interface NodesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly log: Log;
  readonly areas: AreaLookup;
}

/** Owns the nodes: loads them, changes them, keeps memory and rows the same. */
export class Nodes {
  readonly roster: Roster;
  readonly #parts: NodesParts;

  constructor(parts: NodesParts) {
    this.#parts = parts;
    this.roster = new Roster(parts.areas);
  }

  async start(): Promise<void> {
    throw new Error(`not built yet ${this.#parts}`);
  }

  async createMany(_by: Actor, _inputs: readonly NodeInput[]): Promise<NodeRecord[]> {
    throw new Error('not built yet');
  }

  async create(_by: Actor, _input: NodeInput): Promise<NodeRecord> {
    throw new Error('not built yet');
  }

  async patch(_by: Actor, _id: string, _patch: NodePatch): Promise<NodeRecord> {
    throw new Error('not built yet');
  }

  async onBirth(_node: string, _birth: Birth): Promise<void> {
    throw new Error('not built yet');
  }
}
