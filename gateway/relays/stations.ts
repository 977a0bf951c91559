import { ulid } from 'ulid';
import type { z } from 'zod';
import type { RelayStation, RelayStationInput, relayStationPatch } from '../../protocol/api/relays.ts';
import { sourceAuthor } from '../../protocol/authority.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import { type Person, requireScope, type Scope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { causeOf } from '../outside/outside-error.ts';
import { addressChange, shownAddress } from '../outside/shown-address.ts';
import { relayAddress } from './relay-address.ts';
import { type Finding, StationStore, type StoredStation } from './station-store.ts';

export interface StationsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly tree: Scope & { get(area: string): { readonly name: string } | undefined };
  readonly recordingOf: (sha256: string) => Promise<object | undefined>;
  /** How many bulletins that are not cancelled, and how many programmes that are not over, pass each of these on. */
  readonly uses: (stations: readonly string[]) => Promise<ReadonlyMap<string, Uses>>;
  /** What is heard is another thing: in the same transaction, approvals are taken back. What it returns is called after the commit. */
  readonly addressChanged: (
    transaction: Transaction,
    person: Person,
    station: StoredStation,
  ) => Promise<() => Promise<void>>;
  /** Name or way changed: what is planned is made anew. After the commit. */
  readonly changed: () => Promise<void>;
}

export interface Uses {
  readonly bulletins: number;
  readonly programmes: number;
}

const MOST_IN_AN_AREA = 50;
/** Streams of one source that bulletins on their way name. */
const MOST_OF_A_SOURCE = 50;

/** The stations that may be passed on: those of an area are there for it and everything below. Few, so they are kept in memory. */
export class Stations {
  readonly #parts: StationsParts;
  readonly #store: StationStore;
  readonly #known = new Map<string, StoredStation>();

  constructor(parts: StationsParts) {
    this.#parts = parts;
    this.#store = new StationStore(parts.database);
  }

  async start(): Promise<void> {
    for (const station of await this.#store.all()) this.#known.set(station.id, station);
  }

  all(): StoredStation[] {
    return [...this.#known.values()];
  }

  get(id: string): StoredStation | undefined {
    return this.#known.get(id);
  }

  /** Of the person's areas, of those below and of those above. */
  visible(person: Person): StoredStation[] {
    return [...this.#known.values()]
      .filter((station) => this.#sees(person, station))
      .sort((a, b) => a.name.localeCompare(b.name, 'vi') || (a.id < b.id ? -1 : 1));
  }

  /** Throws NotFoundError for one that is not there, or not for these eyes. */
  seen(person: Person, id: string): StoredStation {
    const station = this.#known.get(id);
    if (!station || !this.#sees(person, station)) throw noSuch();
    return station;
  }

  async shown(stations: readonly StoredStation[], listenersOf: (id: string) => number): Promise<RelayStation[]> {
    const uses = await this.#parts.uses(stations.map(({ id }) => id));
    return stations.map(({ createdBy: _, createdAt: __, source: ___, content: ____, ...station }) => ({
      ...station,
      areaName: this.#parts.tree.get(station.area)?.name ?? '',
      listeners: listenersOf(station.id),
      usedIn: uses.get(station.id)?.programmes ?? 0,
    }));
  }

  async create(person: Person, { area: wanted, ...input }: RelayStationInput): Promise<StoredStation> {
    const { tree, database, clock } = this.#parts;
    const area = wanted ?? person.areas[0];
    if (area === undefined || !tree.get(area))
      throw new InvalidInputError('no-area', 'Say which area this belongs to.');
    requireScope(tree, person, area);
    await this.#requireSound(input);
    if ([...this.#known.values()].filter((one) => one.area === area).length >= MOST_IN_AN_AREA)
      throw new ConflictError('too-many-relays', `There are ${MOST_IN_AN_AREA} stations already; delete one first.`);
    const now = clock.now();
    const station: StoredStation = {
      id: ulid(now),
      ...input,
      area,
      state: 'unknown',
      createdBy: person.id,
      createdAt: now,
    };
    await database.write(async (transaction) => {
      await this.#store.save(transaction, station);
      await this.#record(transaction, person, 'relay.create', undefined, station);
    });
    this.#keep(station);
    return station;
  }

  async change(person: Person, id: string, patch: z.infer<typeof relayStationPatch>): Promise<StoredStation> {
    const { database, addressChanged, changed } = this.#parts;
    this.#own(person, id);
    await this.#requireSound(patch);
    const { after, afterCommit, isPlannedAnew } = await database.write(async (transaction) => {
      const before = await this.#store.get(id, transaction);
      if (!before) throw noSuch();
      const isElsewhere = patch.url !== undefined && patch.url !== before.url;
      const { checkedAt: _, found: __, why: ___, ...fresh } = before;
      // What was found was found at the former address.
      const kept: StoredStation = isElsewhere ? { ...fresh, state: 'unknown' } : before;
      const { fallback, ...changed } = patch;
      const after: StoredStation = {
        ...{ ...kept, ...changed },
        ...(fallback === undefined ? {} : { fallback: fallback || undefined }),
      };
      await this.#store.save(transaction, after);
      await this.#record(transaction, person, 'relay.change', before, after);
      const afterCommit = isElsewhere ? await addressChanged(transaction, person, after) : undefined;
      return { after, afterCommit, isPlannedAnew: before.name !== after.name || before.way !== after.way };
    });
    this.#keep(after);
    await afterCommit?.();
    if (isPlannedAnew) await changed();
    return after;
  }

  /** Throws ConflictError `relay-used` while a bulletin passes it on. */
  async delete(person: Person, id: string): Promise<void> {
    const station = this.#own(person, id);
    const used = (await this.#parts.uses([id])).get(id);
    if (used && used.bulletins > 0)
      throw new ConflictError('relay-used', 'Bulletins pass this station on; take it out of them first.', { ...used });
    await this.#parts.database.write(async (transaction) => {
      await this.#store.delete(transaction, id);
      await this.#record(transaction, person, 'relay.delete', station, undefined);
    });
    this.#known.delete(id);
    this.#tell();
  }

  /** What a check or the passing on found; no act of a person, and no content. */
  async find(transaction: Transaction, id: string, finding: Finding): Promise<void> {
    await this.#store.setFinding(transaction, id, finding);
    const known = this.#known.get(id);
    if (!known) return;
    const { checkedAt: _, found: __, why: ___, ...rest } = known;
    this.#known.set(id, { ...rest, ...finding });
    this.#tell();
  }

  /** A stream of a source, kept once for as long as a bulletin names it. */
  async ofSource(
    source: { readonly id: string },
    { url, area, content, name }: Pick<StoredStation, 'url' | 'area' | 'content' | 'name'>,
  ): Promise<{ station: StoredStation; isNew: boolean }> {
    const own = [...this.#known.values()].filter((one) => one.source === source.id);
    const known = own.find((one) => one.url === url && one.content === content);
    if (known) return { station: known, isNew: false };
    if (own.length >= MOST_OF_A_SOURCE)
      throw new ConflictError('too-many-streams', `${MOST_OF_A_SOURCE} streams are on their way; cancel what is over.`);
    const { database, clock } = this.#parts;
    const now = clock.now();
    const station: StoredStation = {
      ...{ id: ulid(now), name, url, format: 'auto', way: 'gateway', area, state: 'unknown' },
      ...{ source: source.id, content, createdBy: sourceAuthor(source.id), createdAt: now },
    };
    await database.write(async (transaction) => {
      await this.#store.save(transaction, station);
      await this.#record(transaction, { id: station.createdBy }, 'relay.create', undefined, station);
    });
    this.#keep(station);
    return { station, isNew: true };
  }

  /** A stream of a source that no bulletin names any more. */
  async dropUnused(id: string): Promise<void> {
    const station = this.#known.get(id);
    const used = (await this.#parts.uses([id])).get(id);
    if (station?.source === undefined || (used && used.bulletins > 0)) return;
    await this.#parts.database.write(async (transaction) => {
      await this.#store.delete(transaction, id);
      await this.#record(transaction, { id: station.createdBy }, 'relay.delete', station, undefined);
    });
    this.#known.delete(id);
    this.#tell();
  }

  #sees(person: Person, { area, source }: StoredStation): boolean {
    // It stands in the bulletin of its source, which alone changes it.
    if (source !== undefined) return false;
    const { tree } = this.#parts;
    return person.areas.some((own) => tree.isWithin(own, [area]) || tree.isWithin(area, [own]));
  }

  #own(person: Person, id: string): StoredStation {
    const station = this.seen(person, id);
    requireScope(this.#parts.tree, person, station.area);
    return station;
  }

  async #requireSound({
    url,
    fallback,
  }: {
    url?: string | undefined;
    fallback?: string | null | undefined;
  }): Promise<void> {
    try {
      if (url !== undefined) relayAddress(url);
    } catch (error) {
      throw new InvalidInputError(
        causeOf(error),
        'The address must be http or https, without a user name or a password in it.',
      );
    }
    if (fallback && !(await this.#parts.recordingOf(fallback)))
      throw new InvalidInputError('no-such-recording', 'Upload the fallback first; no recording has this name.');
  }

  #keep(station: StoredStation): void {
    this.#known.set(station.id, station);
    this.#tell();
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'relays' });
  }

  async #record(
    transaction: Transaction,
    person: Pick<Person, 'id'>,
    action: string,
    before: StoredStation | undefined,
    after: StoredStation | undefined,
  ): Promise<void> {
    const of = after ?? before;
    const show = ({ name, url, format, way, fallback }: StoredStation) => ({
      ...{ name, url: shownAddress(url), format, way },
      ...(fallback ? { fallback } : {}),
    });
    await this.#parts.audit.record(
      {
        ...{ by: person.id, action, outcome: 'done' },
        ...(of ? { subject: of.id, area: of.area } : {}),
        ...(before ? { before: show(before) } : {}),
        ...(after ? { after: { ...show(after), ...addressChange(before?.url, after.url) } } : {}),
      },
      transaction,
    );
  }
}

function noSuch(): NotFoundError {
  return new NotFoundError('no-such-relay', 'There is no such station.');
}
