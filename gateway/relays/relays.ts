import type { Readable } from 'node:stream';
import { ulid } from 'ulid';
import type { RelayEvent, RelayStation } from '../../protocol/api/relays.ts';
import { RELAY_CHECK_BEFORE_MS } from '../../protocol/relays.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Person } from '../http/app.ts';
import type { Log } from '../log.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { type Checked, checkStation } from './check.ts';
import { openStation } from './open-station.ts';
import { loggedAddress } from './relay-address.ts';
import { RelayEventStore, type StoredRelayEvent } from './relay-event-store.ts';
import { type PullLimits, SharedPull } from './shared-pull.ts';
import type { Finding, StoredStation } from './station-store.ts';
import { Stations, type StationsParts } from './stations.ts';

/** A run that passes a station on, soon or now. */
export interface ComingRelay {
  readonly run: string;
  readonly station: string;
  readonly from: number;
  readonly until: number;
  /** Whose loudspeakers it reaches. */
  readonly communes: readonly string[];
}

export interface RelaysParts extends StationsParts {
  readonly log: Log;
  readonly guard: AddressGuard;
  /** Authorities (PEM) that vouch for stations besides those the system trusts. */
  readonly ca?: string | undefined;
  /** Runs with relays that sound in this window, in one look-up; `broadcast` knows them. */
  readonly coming: (window: { readonly from: number; readonly to: number }) => Promise<readonly ComingRelay[]>;
  readonly alarm: {
    /** `name` tells one station's fault from another's. */
    tell(commune: string, name: string, detail: string): void;
    settle(commune: string, name: string): void;
    /** Communes in which it is open. */
    open(name: string): readonly string[];
  };
  /** Hosts that a source may name; none when it has ended. Absent: no source names any. */
  readonly hostsOf?: (source: string) => readonly string[];
  readonly limits?: PullLimits;
}

/** The pull begins so long before the first word, so that nodes find it running. */
const BEGIN_BEFORE_MS = 15_000;
/** A station whose loss stands as a fault is looked at so often. */
const RECHECK_MS = 10 * MINUTE_MS;
const KEEP_EVENTS_MS = 730 * DAY_MS;
/** At the same time; a province has a few stations, and each check is one ffmpeg. */
const MOST_CHECKS = 4;

/** Other stations: which there are, whether they are there, and each of them once for all who listen (decision 0039). */
export class Relays {
  readonly stations: Stations;
  readonly #parts: RelaysParts;
  readonly #events: RelayEventStore;
  readonly #pulls = new Map<string, SharedPull>();
  readonly #checks = new Map<string, Promise<Checked>>();
  /** Runs that were looked at ahead, until they are over. */
  readonly #checkedFor = new Map<string, number>();
  #coming: readonly ComingRelay[] = [];
  #isStopping = false;
  /** What is being written down. */
  readonly #writing = new Set<Promise<void>>();

  constructor(parts: RelaysParts) {
    this.#parts = parts;
    this.stations = new Stations(parts);
    this.#events = new RelayEventStore(parts.database);
  }

  start(): Promise<void> {
    return this.stations.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#pulls.values()].map((one) => one.stop()));
    await Promise.all([...this.#checks.values()].map((one) => one.catch(() => undefined)));
    await this.idle();
  }

  /** Resolves when everything that happened is written down. */
  async idle(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  get(station: string): StoredStation | undefined {
    return this.stations.get(station);
  }

  eventsOf(run: string): Promise<StoredRelayEvent[]> {
    return this.#events.ofRun(run);
  }

  list(person: Person): Promise<RelayStation[]> {
    return this.shown(this.stations.visible(person));
  }

  shown(stations: readonly StoredStation[]): Promise<RelayStation[]> {
    return this.stations.shown(stations, (id) => this.#pulls.get(id)?.listeners ?? 0);
  }

  /** Newest first. */
  async events(person: Person, id: string): Promise<RelayEvent[]> {
    this.stations.seen(person, id);
    return (await this.#events.ofStation(id)).map(({ station: _, ...event }) => event);
  }

  /** Listens some seconds now. */
  async check(person: Person, id: string): Promise<RelayStation> {
    const station = this.stations.seen(person, id);
    await this.#look(station);
    await this.idle();
    const [shown] = await this.shown([this.stations.get(id) ?? station]);
    return shown as RelayStation; // one for one
  }

  /** The station as MP3 from now on; the first who asks starts it. Throws UnavailableError while it is lost. */
  listen(station: StoredStation, signal: AbortSignal): Promise<Readable> {
    return this.#pullOf(station).join(signal);
  }

  /** What was pulled from another address ends, and a fault that stands under another name. */
  async change(person: Person, id: string, patch: Parameters<Stations['change']>[2]): Promise<StoredStation> {
    const before = this.get(id);
    const after = await this.stations.change(person, id, patch);
    if (before && (before.url !== after.url || before.format !== after.format)) await this.#pulls.get(id)?.stop();
    if (before && (before.url !== after.url || before.name !== after.name)) this.#settle(before);
    return after;
  }

  async delete(person: Person, id: string): Promise<void> {
    const before = this.get(id);
    await this.stations.delete(person, id);
    await this.#pulls.get(id)?.stop();
    if (before) this.#settle(before);
  }

  /** Every ten seconds: looks ahead, begins in time, and raises what is lost where it is needed. */
  async tick(): Promise<void> {
    const now = this.#parts.clock.now();
    this.#coming = await this.#parts.coming({ from: now, to: now + RELAY_CHECK_BEFORE_MS });
    for (const [run, until] of this.#checkedFor) if (until < now) this.#checkedFor.delete(run);
    for (const relay of this.#coming) {
      const station = this.stations.get(relay.station);
      if (!station) continue;
      if (station.way !== 'gateway' || now < relay.from - BEGIN_BEFORE_MS) {
        this.#checkAhead(station, relay, now);
        continue;
      }
      const pull = this.#pullOf(station);
      pull.keepUntil(relay.until);
      // Lost before this run came near: its communes are told as well.
      if (pull.condition === 'lost' || pull.condition === 'silent') this.#raise(station, pull.condition, now);
    }
    this.#recheck(now);
  }

  async nightly(): Promise<void> {
    const { database, clock } = this.#parts;
    await database.write((transaction) => this.#events.deleteBefore(transaction, clock.now() - KEEP_EVENTS_MS));
    await this.tidy();
  }

  /** Streams of sources that no bulletin names, and none sounds. What came within the hour may be on its way still. */
  async tidy(): Promise<void> {
    const now = this.#parts.clock.now();
    const old = this.stations
      .all()
      .filter(({ source, createdAt }) => source !== undefined && now - createdAt > HOUR_MS);
    if (old.length === 0) return;
    const sounding = new Set((await this.#parts.coming({ from: now, to: now + DAY_MS })).map(({ station }) => station));
    for (const station of old) {
      if (sounding.has(station.id)) continue;
      await this.stations.dropUnused(station.id);
      if (this.get(station.id)) continue;
      await this.#pulls.get(station.id)?.stop();
      this.#settle(station);
    }
  }

  #checkAhead(station: StoredStation, { run, from, until }: ComingRelay, now: number): void {
    const key = `${run} ${station.id}`;
    if (now >= from || this.#checkedFor.has(key) || this.#checks.size >= MOST_CHECKS) return;
    this.#checkedFor.set(key, until);
    this.#later(this.#look(station, run).then(() => undefined));
  }

  #recheck(now: number): void {
    for (const station of this.stations.all()) {
      const checkedAt = station.checkedAt ?? 0;
      if (now - checkedAt < RECHECK_MS || this.#checks.size >= MOST_CHECKS || this.#pulls.has(station.id)) continue;
      if (this.#parts.alarm.open(faultName(station)).length > 0) this.#later(this.#look(station).then(() => undefined));
    }
  }

  /** One look at a time; a station that is being passed on is not pulled a second time. */
  async #look(station: StoredStation, run?: string): Promise<Checked> {
    const under = this.#checks.get(station.id);
    const check = under ?? this.#inspect(station).finally(() => this.#checks.delete(station.id));
    this.#checks.set(station.id, check);
    const checked = await check;
    const why = checked.state === 'ok' ? undefined : checked.state === 'lost' ? checked.why : checked.state;
    await this.#note(station.id, 'checked', why, run, findingOf(checked, this.#parts.clock.now()));
    if (checked.state === 'ok') this.#settle(station);
    else this.#raise(station, why ?? 'lost', this.#parts.clock.now());
    return checked;
  }

  async #inspect(station: StoredStation): Promise<Checked> {
    const pull = this.#pulls.get(station.id);
    if (pull?.condition === 'lost') return { state: 'lost', why: this.stations.get(station.id)?.why ?? 'lost' };
    const found = pull?.found;
    if (pull && found && pull.condition !== 'unknown')
      return { state: pull.condition === 'silent' ? 'silent' : 'ok', found };
    return checkStation((signal) => this.#open(station, signal));
  }

  #pullOf(station: StoredStation): SharedPull {
    const { clock, log, limits } = this.#parts;
    const known = this.#pulls.get(station.id);
    if (known && !known.isStopping) return known;
    const { id } = station;
    log.info({ relay: id, at: loggedAddress(station.url) }, 'a station is passed on');
    const made: SharedPull = new SharedPull({
      ...{ clock, log: log.child({ relay: id }) },
      ...(limits && { limits }),
      open: (signal) => this.#open(this.stations.get(id) ?? station, signal),
      changed: (condition, why) => this.#changed(id, condition, why),
      stopped: () => {
        if (this.#pulls.get(id) === made) this.#pulls.delete(id);
        this.#later(this.#note(id, 'ended', undefined, this.#runOf(id)));
      },
    });
    this.#pulls.set(id, made);
    this.#later(this.#note(id, 'began', undefined, this.#runOf(id)));
    return made;
  }

  #open(station: StoredStation, signal: AbortSignal): ReturnType<typeof openStation> {
    const { guard, ca, hostsOf } = this.#parts;
    const hosts = station.source === undefined ? undefined : (hostsOf?.(station.source) ?? []);
    return openStation(station, { guard, ca, signal, hosts });
  }

  #changed(id: string, condition: 'ok' | 'silent' | 'lost', why: string | undefined): void {
    const station = this.stations.get(id);
    if (!station) return;
    const now = this.#parts.clock.now();
    const was = station.state;
    const found = this.#pulls.get(id)?.found;
    const finding: Finding = {
      ...{ state: condition, checkedAt: now },
      ...(condition === 'lost' ? { why: why ?? 'lost' } : {}),
      ...(condition !== 'lost' && found ? { found } : {}),
    };
    const isBack = condition === 'ok' && (was === 'silent' || was === 'lost');
    if (condition === 'ok') {
      this.#later(this.#note(id, isBack ? 'back' : undefined, undefined, this.#runOf(id), finding));
      this.#settle(station);
    } else {
      this.#later(this.#note(id, condition, why, this.#runOf(id), finding));
      this.#raise(station, why ?? condition, now);
    }
  }

  /** A fault where a run needs it now or within minutes; otherwise nobody misses it. */
  #raise(station: StoredStation, why: string, now: number): void {
    const { alarm } = this.#parts;
    const name = faultName(station);
    const open = new Set(alarm.open(name));
    for (const { from, until, communes } of this.#coming.filter((one) => one.station === station.id)) {
      if (until <= now || from - now > RELAY_CHECK_BEFORE_MS) continue;
      for (const commune of communes) if (!open.has(commune)) alarm.tell(commune, name, `${name}: ${why}`);
    }
  }

  #settle(station: StoredStation): void {
    const { alarm } = this.#parts;
    const name = faultName(station);
    for (const commune of alarm.open(name)) alarm.settle(commune, name);
  }

  /** The run in which something happens: the one that sounds, else the next. */
  #runOf(station: string): string | undefined {
    const now = this.#parts.clock.now();
    const own = this.#coming.filter((one) => one.station === station && one.until > now);
    return (own.find(({ from }) => from <= now) ?? own[0])?.run;
  }

  async #note(
    station: string,
    what: RelayEvent['what'] | undefined,
    why: string | undefined,
    run: string | undefined,
    finding?: Finding,
  ): Promise<void> {
    const { database, clock } = this.#parts;
    const at = clock.now();
    await database.write(async (transaction) => {
      if (what)
        await this.#events.add(transaction, {
          id: ulid(at),
          station,
          at,
          what,
          ...(why && { why }),
          ...(run && { run }),
        });
      if (finding) await this.stations.find(transaction, station, finding);
    });
  }

  #later(work: Promise<void>): void {
    const done = work
      .catch((error) => this.#parts.log.warn({ err: error }, 'what happened to a relayed station was not written down'))
      .finally(() => this.#writing.delete(done));
    this.#writing.add(done);
  }
}

/** A fault is stored as «name: why». */
function faultName({ name }: Pick<StoredStation, 'name'>): string {
  return name.replaceAll(': ', ' ');
}

function findingOf(checked: Checked, now: number): Finding {
  const { state } = checked;
  return { state, checkedAt: now, ...(checked.state === 'lost' ? { why: checked.why } : { found: checked.found }) };
}
