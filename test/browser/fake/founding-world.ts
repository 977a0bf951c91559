import { planAreas } from '../../../gateway/areas/area-import.ts';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { planStations } from '../../../gateway/areas/station-import.ts';
import { planNodes } from '../../../gateway/nodes/import.ts';
import { Roster } from '../../../gateway/nodes/roster.ts';
import type { Area, AreaInput, ImportResult, Node, NodeInput, Station } from '../../../protocol/api/areas.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import type { Places } from './places.ts';
import { seededArea, seededNode } from './random.ts';

/** What an administrator makes: areas, nodes and stations. Tables are read by the gateway's own rules, so refusals are the real ones. */
export class FoundingWorld {
  readonly tree: AreaTree;
  readonly stations = new Map<string, Station>();
  readonly #nodes: Node[];
  readonly #roster: Roster;
  #made = 0;

  constructor(places: Places, now: () => number) {
    this.tree = new AreaTree(() => dayOf(now()));
    this.tree.put([places.province, ...places.communes, ...places.hamlets]);
    this.#nodes = places.nodes;
    this.#roster = new Roster(this.tree);
  }

  /** All of the province that the areas lie in; nothing for an account without areas. */
  seenBy(own: readonly string[]): Area[] {
    const roots = own.map((area) => this.tree.ancestors(area).at(-1) ?? area);
    return this.tree.all().filter(({ id }) => this.tree.isWithin(id, [...roots, ...own]));
  }

  stationsSeenBy(own: readonly string[]): Station[] {
    return [...this.stations.values()].filter(({ area }) => this.tree.isWithin(area, own));
  }

  /** A province is given to the account that makes it (`own`). */
  create(input: AreaInput, own: string[]): Area {
    const made = { ...input, id: this.#newArea() };
    this.tree.put([made]);
    if (made.kind === 'province') own.push(made.id);
    return made;
  }

  take(
    table: 'areas' | 'nodes' | 'stations',
    bytes: Uint8Array,
    own: readonly string[],
    dryRun: boolean,
  ): ImportResult {
    const mine = (area: string) => this.tree.isWithin(area, own);
    switch (table) {
      case 'areas': {
        const { result, areas } = planAreas(
          bytes,
          this.tree,
          () => this.#newArea(),
          () => true,
        );
        if (!dryRun) this.tree.put(areas);
        return result;
      }
      case 'nodes': {
        const { result, fresh } = planNodes(bytes, { roster: this.#roster, areas: this.tree }, mine);
        if (!dryRun) this.#nodes.push(...fresh.map((input) => this.#nodeOf(input)));
        return result;
      }
      case 'stations': {
        const { result, stations } = planStations(bytes, this.tree, (area) => this.stations.get(area), mine);
        if (!dryRun) for (const station of stations) this.stations.set(station.area, station);
        return result;
      }
    }
  }

  #newArea(): string {
    return seededArea('founded', String(++this.#made));
  }

  #nodeOf(input: NodeInput): Node {
    const commune = this.tree.communeOf(input.hamlet) ?? '';
    const name = (area: string) => this.tree.get(area)?.name ?? '';
    return {
      ...input,
      id: seededNode(input.hamlet, ++this.#made),
      hamletName: name(input.hamlet),
      commune,
      communeName: name(commune),
      enrolled: false,
      presence: 'offline',
    };
  }
}
