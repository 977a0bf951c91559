import { setImmediate as breathe } from 'node:timers/promises';
import type { ApprovalItem, Listened } from '../../protocol/api/library.ts';
import type { Person } from '../http/app.ts';
import type { StoredRecording } from '../recordings/recording-store.ts';
import { isMaker } from './approval.ts';
import { shownDecisions } from './approval-row.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import type { Deputies } from './deputies.ts';
import { APPROVING_ROLES, inWhosePlace } from './deputy-rules.ts';
import { bulletinFacets, changesSince, type Facets, programmeFacets } from './facets.ts';
import { AHEAD_MS, type Library } from './library.ts';
import { occurrencesOf } from './occurrences.ts';
import type { BroadcastParts } from './parts.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Programmes } from './programmes.ts';
import { Reach } from './reach.ts';
import { relaysOf } from './relays-of.ts';
import { bulletinsOf } from './timetable.ts';

/** More than anybody hears in a day; the rest comes up as these are decided, or when an area is asked for. */
const MOST_OF_A_KIND = 300;
const MOST_NAMES = 20;

interface Waits {
  readonly item: StoredBulletin | StoredProgramme;
  readonly kind: ApprovalItem['kind'];
  readonly facets: Facets;
  /** What sounds, in order. */
  readonly said: readonly StoredBulletin[];
  /** When and where: the item itself, or the programmes that say it. */
  readonly programmes: readonly StoredProgramme[];
}

/** Where an item sounds. */
type Places = Pick<ApprovalItem, 'hamlets' | 'hamletCount' | 'nodes'>;

export interface WaitingParts {
  readonly bulletins: Bulletins;
  readonly programmes: Programmes;
  readonly deputies: Deputies;
  readonly library: Library;
}

/** What lies on the desk of one approver. */
export class Waiting {
  readonly #parts: BroadcastParts;
  readonly #stores: WaitingParts;
  readonly #reach: Reach;

  constructor(parts: BroadcastParts, stores: WaitingParts) {
    this.#parts = parts;
    this.#stores = stores;
    this.#reach = new Reach(parts);
  }

  /** Everything this person may judge, or made and cannot; the soonest to sound first, a programme together with what it says. */
  async list(person: Person, area?: string): Promise<{ items: ApprovalItem[]; total: number }> {
    const { bulletins, programmes } = this.#stores;
    const concerns = await this.#concern(person);
    const isAsked = (owner: string) => area === undefined || this.#parts.tree.isWithin(owner, [area]);
    const query = async (owners: Promise<string[]>) => {
      const areas = (await owners).filter((owner) => concerns.area(owner) && isAsked(owner));
      return { areas, state: 'pending', limit: MOST_OF_A_KIND } as const;
    };
    const [said, planned] = await Promise.all([
      bulletins.list(await query(bulletins.store.areas())),
      programmes.list(await query(programmes.store.areas())),
    ]);
    const waits = [...(await this.#ofBulletins(said.items)), ...(await this.#ofProgrammes(planned.items))];
    const own = withoutSaid(
      waits.filter(({ item }) => concerns.item(item)),
      person,
    );
    const sounds = await this.#soundsOf(person, own);
    const places = new Map<string, Places>();
    const items: ApprovalItem[] = [];
    for (const one of own) {
      const where = this.#placesOf(one, places);
      // Names and nodes of a province are thousands; the beats of nodes do not wait behind them.
      await breathe();
      items.push({ ...this.#shown(person, one, sounds), ...where });
      await breathe();
    }
    // Of what was cut off, how much concerns a deputy is not known: all of it may.
    const beyond = said.total - said.items.length + planned.total - planned.items.length;
    return { items: items.sort(bySoonest), total: items.length + beyond };
  }

  /** Whose areas, and which items in them. */
  async #concern(person: Person): Promise<{ area: (area: string) => boolean; item: (item: Waits['item']) => boolean }> {
    const { tree } = this.#parts;
    if (APPROVING_ROLES.includes(person.role))
      return { area: (area) => tree.isWithin(area, person.areas), item: () => true };
    const held = await this.#stores.deputies.heldBy(person.id);
    const lent = held.map((one) => one.area);
    return {
      area: (area) => tree.isWithin(area, lent) && tree.isWithin(area, person.areas),
      item: (item) => isMaker(item, person.id) || inWhosePlace(held, item, tree) !== undefined,
    };
  }

  async #ofBulletins(bulletins: readonly StoredBulletin[]): Promise<Waits[]> {
    const saying = await this.#stores.library.programmesOf(bulletins.map((one) => one.id));
    return bulletins.map((item) => ({
      ...{ item, kind: 'bulletin', facets: bulletinFacets(item), said: [item] },
      programmes: saying.get(item.id) ?? [],
    }));
  }

  async #ofProgrammes(programmes: readonly StoredProgramme[]): Promise<Waits[]> {
    const ids = programmes.flatMap(bulletinsOf);
    const known = new Map((await this.#stores.bulletins.store.getMany(ids)).map((one) => [one.id, one]));
    return programmes.map((item) => {
      const said = bulletinsOf(item).flatMap((id) => known.get(id) ?? []);
      const hashes = bulletinsOf(item).map((id) => known.get(id)?.contentHash ?? '');
      return { item, kind: 'programme', facets: programmeFacets(item, hashes), said, programmes: [item] };
    });
  }

  async #soundsOf(person: Person, waits: readonly Waits[]): Promise<Map<string, [StoredRecording, Listened]>> {
    const { recordings } = this.#parts;
    const names = new Set(waits.flatMap(({ said }) => said.map((bulletin) => bulletin.recording)));
    const sounds = await recordings.getMany([...names]);
    const heard = await recordings.listening.of(person.id, sounds);
    return new Map(sounds.map((sound, index) => [sound.sha256, [sound, heard[index] as Listened]])); // one each
  }

  /** Looked up once for all that goes to the same targets, as most of a province's does. */
  #placesOf({ programmes }: Waits, known: Map<string, Places>): Places {
    const targets = new Map(programmes.flatMap(({ targets }) => targets.map((one) => [JSON.stringify(one), one])));
    const key = [...targets.keys()].sort().join();
    const before = known.get(key);
    if (before) return before;
    const distinct = [...targets.values()];
    const hamlets = this.#reach.hamletsOf(distinct);
    const found: Places = {
      hamlets: hamlets.slice(0, MOST_NAMES).map((hamlet) => this.#parts.tree.get(hamlet)?.name ?? hamlet),
      hamletCount: hamlets.length,
      nodes: new Set(this.#reach.nodesOf(distinct).map((node) => node.id)).size,
    };
    known.set(key, found);
    return found;
  }

  #shown(
    person: Person,
    wait: Waits,
    sounds: ReadonlyMap<string, [StoredRecording, Listened]>,
  ): Omit<ApprovalItem, keyof Places> {
    const { item, kind, facets, said, programmes } = wait;
    const nameOf = (account: string) => this.#parts.nameOf(account) ?? account;
    const now = this.#parts.clock.now();
    const starts = programmes.flatMap(({ recurrence }) => occurrencesOf(recurrence, now, now + AHEAD_MS));
    const texts = said.flatMap(({ text }) => text ?? []);
    const { returned } = shownDecisions({ returned: item.returned }, nameOf);
    return {
      ...{ kind, id: item.id, title: item.title, contentHash: item.contentHash },
      ...(starts.length === 0 ? {} : { firstAt: starts.reduce((first, at) => Math.min(first, at)) }),
      runs: starts.length,
      class: item.class,
      createdByName: nameOf(item.createdBy),
      own: isMaker(item, person.id),
      recordings: [...new Set(said.map((bulletin) => bulletin.recording))].flatMap((name) => {
        const found = sounds.get(name);
        if (!found) return [];
        const [{ sha256, title, durationMs, opus, mp3 }, listened] = found;
        return [{ sha256, title, durationMs, opus, mp3, listened }];
      }),
      ...relaysOf(said, (station) => this.#parts.relays?.get(station)?.name),
      ...(texts.length === 0 ? {} : { text: texts.join('\n\n') }),
      ...(returned ? { returned } : {}),
      changes: changesSince(item.judged, facets).map((what) => ({ what })),
    };
  }
}

/** A bulletin that a waiting programme says is heard and judged with it, not a second time by itself. */
function withoutSaid(waits: readonly Waits[], { id }: Person): Waits[] {
  const judged = waits.filter(({ kind, item }) => kind === 'programme' && !isMaker(item, id));
  const along = new Set(judged.flatMap(({ said }) => said.map((bulletin) => bulletin.id)));
  return waits.filter(({ kind, item }) => kind === 'programme' || isMaker(item, id) || !along.has(item.id));
}

/** What never sounds yet comes last. */
function bySoonest(one: ApprovalItem, other: ApprovalItem): number {
  return (one.firstAt ?? Infinity) - (other.firstAt ?? Infinity) || one.id.localeCompare(other.id);
}
