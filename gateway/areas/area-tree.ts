import type { Area, AreaKind } from '../../protocol/api/areas.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { foldForSearch, sortKey } from '../../protocol/vietnamese.ts';
import type { Scope } from '../http/app.ts';
import { foldedName, theArea } from './area-names.ts';

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
  readonly #children = new Map<string | undefined, Set<string>>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #byCode = new Map<string, Set<string>>();
  /** Children by name, made when asked for. */
  readonly #sorted = new Map<string | undefined, Entry[]>();

  constructor(today: () => Day) {
    this.#today = today;
  }

  /** Adds areas or replaces those with the same id. */
  put(areas: Iterable<Area>): void {
    for (const area of areas) {
      const before = this.#entries.get(area.id);
      if (before) this.#unlist(before.area);
      this.#entries.set(area.id, { area, sortKey: sortKey(area.name), searchKey: areaSearchKey(area) });
      add(this.#children, area.parent, area.id);
      add(this.#byName, nameKey(area.parent, area.name), area.id);
      if (area.code !== undefined) add(this.#byCode, area.code, area.id);
      this.#sorted.delete(area.parent);
    }
  }

  /** A tree of its own with the same areas, to try a change on. */
  copy(): AreaTree {
    const copy = new AreaTree(this.#today);
    copy.put(this.all());
    return copy;
  }

  get(id: string): Area | undefined {
    return this.#entries.get(id)?.area;
  }

  /** Every area that ever existed, in no particular order. */
  all(): Area[] {
    return [...this.#entries.values()].map((entry) => entry.area);
  }

  /** Ids of every area that is one of these or lies within one, those that have ended too. */
  idsWithin(scope: readonly string[]): string[] {
    return this.all().flatMap(({ id }) => (this.isWithin(id, scope) ? [id] : []));
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

  /** The smallest area that holds all of these; undefined when none does, or for none. */
  smallestOver([first = '', ...others]: readonly string[]): string | undefined {
    return this.ancestors(first).find((area) => others.every((other) => this.isWithin(other, [area])));
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

  /** Every area that ever had this name below this parent, accents or not, with or without its unit before it. */
  named(parent: string | undefined, name: string): Area[] {
    return this.#list(this.#byName.get(nameKey(parent, name)));
  }

  /** Every area that ever had this official code. */
  coded(code: string): Area[] {
    return this.#list(this.#byCode.get(code));
  }

  /** The one area of a kind that somebody means by id, code or name, straight below `within` when that is given. */
  find(kind: AreaKind, text: string, within?: string): Area | undefined {
    return theArea(text, kind, this, within);
  }

  sortKeyOf(id: string): string {
    return this.#entries.get(id)?.sortKey ?? '';
  }

  searchKeyOf(id: string): string {
    return this.#entries.get(id)?.searchKey ?? '';
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
    const known = this.#sorted.get(id);
    if (known) return known;
    const sorted = [...(this.#children.get(id) ?? [])]
      .map((child) => this.#entries.get(child))
      .filter((entry) => entry !== undefined)
      .sort(bySortKey);
    this.#sorted.set(id, sorted);
    return sorted;
  }

  #list(ids: Set<string> | undefined): Area[] {
    return [...(ids ?? [])].map((id) => this.get(id)).filter((area) => area !== undefined);
  }

  #unlist(area: Area): void {
    this.#children.get(area.parent)?.delete(area.id);
    this.#sorted.delete(area.parent);
    this.#byName.get(nameKey(area.parent, area.name))?.delete(area.id);
    if (area.code !== undefined) this.#byCode.get(area.code)?.delete(area.id);
  }
}

function add<K>(index: Map<K, Set<string>>, key: K, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function nameKey(parent: string | undefined, name: string): string {
  return `${parent ?? ''} ${foldedName(name)}`;
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
