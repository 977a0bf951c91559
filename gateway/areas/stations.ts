import type { Station } from '../../protocol/api/areas.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { AreaTree } from './area-tree.ts';
import { loadStations, saveStation } from './stations-store.ts';

export interface StationsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly tree: AreaTree;
}

/** The commune stations (đài truyền thanh xã): one a commune, a few hundred at most. */
export class Stations {
  readonly #parts: StationsParts;
  readonly #stations = new Map<string, Station>();

  constructor(parts: StationsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    for (const station of await loadStations(this.#parts.database.read)) this.#stations.set(station.area, station);
  }

  get(area: string): Station | undefined {
    return this.#stations.get(area);
  }

  /** In the order of the communes' names. */
  all(): Station[] {
    const { tree } = this.#parts;
    const key = (station: Station) => `${tree.sortKeyOf(station.area)}\u0001${station.area}`;
    return [...this.#stations.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** Writes stations whole, new or changed, all or none. */
  async save(by: Actor, stations: readonly Station[], action: 'station.change' | 'station.import'): Promise<void> {
    const { database, audit, tree, facts, clock } = this.#parts;
    const homeless = stations.find((station) => tree.get(station.area)?.kind !== 'commune');
    if (homeless) throw new RuleError('no-commune', `A station belongs to a commune, and ${homeless.area} is none.`);
    if (stations.length === 0) return;
    const [first] = stations;
    await database.write(async (transaction) => {
      for (const station of stations) await saveStation(transaction, station);
      const single = stations.length === 1 && first !== undefined;
      await audit.record(
        {
          by: by.id,
          action,
          outcome: 'done',
          ...(single
            ? { subject: first.area, area: first.area, before: this.get(first.area), after: first }
            : { after: { stations: stations.length } }),
        },
        transaction,
      );
    });
    for (const station of stations) this.#stations.set(station.area, station);
    facts.tell('changed', { at: clock.now(), what: 'areas' });
  }
}
