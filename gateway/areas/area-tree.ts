import type { Area, AreaKind } from '../../protocol/api/areas.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { foldForSearch, sortKey } from '../../protocol/vietnamese.ts';
import type { Scope } from '../http/app.ts';

export interface AreaQuery {
  readonly parent?: string;
  readonly kind?: AreaKind;
  readonly search?: string;
  /** The Vietnamese day the areas must exist on; today when absent. */
  readonly at?: Day;
}

interface Entry {
  readonly area: Area;
  readonly sortKey: string;
  readonly searchKey: string;
}

/**
 * The areas in memory: a few thousand, asked on every request. `get`, `ancestors` and `isWithin` know every area that ever
 * existed, since accounts and evidence go on naming an old one; lists hold those that exist on the day asked for.
 */
export class AreaTree implements Scope {
  readonly #today: () => Day;
  readonly #entries = new Map<string, Entry>();
  #children = new Map<string | undefined, Entry[]>();
  #stale = false;

  constructor(today: () => Day) {
    this.#today = today;
  }

  /** Adds areas or replaces those with the same id. */
  put(areas: Iterable<Area>): void {
    for (const area of areas) {
      this.#entries.set(area.id, { area, sortKey: sortKey(area.name), searchKey: areaSearchKey(area) });
    }
    this.#stale = true;
  }

  get(id: string): Area | undefined {
    return this.#entries.get(id)?.area;
  }

  /** Every area that ever existed, in no particular order. */
  all(): Area[] {
    return [...this.#entries.values()].map((entry) => entry.area);
  }

  /** The areas straight below, by name; without an id the provinces. */
  children(id?: string, at: Day = this.#today()): Area[] {
    return this.#below(id)
      .filter((entry) => existsOn(entry.area, at))
      .map((entry) => entry.area);
  }

  /** The area itself, its parent and so on up to the province; empty for an unknown area. */
  ancestors(id: string): string[] {
    const path: string[] = [];
    for (let area = this.get(id); area; area = area.parent === undefined ? undefined : this.get(area.parent)) {
      path.push(area.id);
    }
    return path;
  }

  /** The hamlets of a province or commune in the order of their names, or the hamlet itself. */
  hamletsUnder(id: string, at: Day = this.#today()): Area[] {
    const area = this.get(id);
    if (!area) return [];
    if (area.kind === 'hamlet') return [area];
    return this.children(id, at).flatMap((child) => this.hamletsUnder(child.id, at));
  }

  /** The commune an area is or lies in. */
  communeOf(id: string): string | undefined {
    return this.ancestors(id).find((ancestor) => this.get(ancestor)?.kind === 'commune');
  }

  isWithin(area: string, scope: readonly string[]): boolean {
    return this.ancestors(area).some((ancestor) => scope.includes(ancestor));
  }

  sortKeyOf(id: string): string {
    return this.#entries.get(id)?.sortKey ?? '';
  }

  /** Areas by name; every word of the search must be in name, unit, code or former district, accents or not. */
  search(query: AreaQuery): Area[] {
    const words = foldForSearch(query.search ?? '').split(' ');
    const at = query.at ?? this.#today();
    const pool = query.parent === undefined ? [...this.#entries.values()].sort(bySortKey) : this.#below(query.parent);
    return pool
      .filter(
        ({ area, searchKey }) =>
          (query.kind === undefined || area.kind === query.kind) &&
          existsOn(area, at) &&
          words.every((word) => searchKey.includes(word)),
      )
      .map((entry) => entry.area);
  }

  #below(id: string | undefined): Entry[] {
    if (this.#stale) {
      this.#children = new Map();
      for (const entry of [...this.#entries.values()].sort(bySortKey)) {
        const siblings = this.#children.get(entry.area.parent);
        if (siblings) siblings.push(entry);
        else this.#children.set(entry.area.parent, [entry]);
      }
      this.#stale = false;
    }
    return this.#children.get(id) ?? [];
  }
}

/** What a search compares with: also stored, so that SQL finds the same. */
export function areaSearchKey(area: Pick<Area, 'name' | 'unit' | 'code' | 'formerDistrict'>): string {
  return foldForSearch([area.unit, area.name, area.code, area.formerDistrict].filter(Boolean).join(' '));
}

/** `validTo` is the last day, included. */
export function existsOn(area: Area, day: Day): boolean {
  return area.validFrom <= day && (area.validTo === undefined || day <= area.validTo);
}

function bySortKey(a: Entry, b: Entry): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1;
  return a.area.id < b.area.id ? -1 : 1;
}
