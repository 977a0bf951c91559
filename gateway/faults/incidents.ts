import { ulid } from 'ulid';
import type { Notice } from '../notices.ts';
import { causeOf, classOf, type FaultClass, mayShareCause } from './classes.ts';
import type { FaultRow } from './faults-store.ts';
import type { Ground } from './ground.ts';
import { type Cause, ConnectedSets, commonCauses, type Group, type Loose } from './grouping.ts';
import {
  explains,
  hasGrown,
  type Incident,
  isCommon,
  isMostlyBack,
  keyOf,
  noticeOf,
  restorationOf,
} from './incident.ts';
import { GROUP_NODES, GROUPING_MS, LIMITS, SURELY_AFTER_MS } from './limits.ts';
import { inPieces } from './pieces.ts';

export interface IncidentsParts {
  readonly ground: Ground;
  /** The row as it is now; undefined when the fault is over. */
  readonly rowOf: (fault: FaultRow) => FaultRow | undefined;
  readonly openOf: (node: string) => readonly FaultRow[];
  readonly hold: (fault: FaultRow, incident: string | undefined) => void;
  readonly lastBeatAt: (node: string) => number | undefined;
  /** Bad observations that are no fault yet. */
  readonly isSuspect: (node: string, faultClass: FaultClass) => boolean;
  readonly windowOf: (node: string, at: number) => string | undefined;
}

interface Waiting {
  readonly row: FaultRow;
  readonly since: number;
  readonly unseen: boolean;
  /** Of one that was told to be over a moment ago: only if it stays. */
  readonly notBefore: number;
}

const MANY = 2_000;
const MANY_EVERY_MS = 5_000;

type Subject = Pick<Incident, 'kind' | 'subject'>;

interface Held {
  incident: Incident;
  /** Open faults and their nodes. */
  readonly down: Map<string, string | undefined>;
  newest: number;
  /** When the last one that is over ended. */
  endedAt: number;
  mostBackAt: number | undefined;
}

/**
 * One cause, one message. Faults that no cause holds yet wait until every neighbour was heard after them, or is at fault too; then
 * they are told, together with those that share their cause. What happens in a maintenance window waits for its end.
 */
export class Incidents {
  readonly #parts: IncidentsParts;
  readonly #open = new Map<string, Held>();
  readonly #byKey = new Map<string, Held>();
  readonly #waiting = new Map<string, Waiting>();
  /** Incidents in which something changed. */
  readonly #touched = new Set<Held>();
  #changed = new Map<string, Incident>();
  #notices: Notice[] = [];
  #decidedAt = 0;
  /** Raised since the step that is under way began: they are of the next one, and so is whoever shares a cause with them. */
  #meanwhile: FaultRow[] = [];

  constructor(parts: IncidentsParts) {
    this.#parts = parts;
  }

  load(incidents: readonly Incident[], faults: readonly FaultRow[]): void {
    for (const incident of incidents) this.#keep(heldBy(incident));
    for (const row of faults) {
      const held = row.incident === undefined ? undefined : this.#open.get(row.incident);
      if (held) join(held, row);
      else this.#waiting.set(row.id, { row, since: row.since, unseen: true, notBefore: 0 });
    }
    // Everything it held may have ended while it could not be written.
    for (const held of this.#open.values()) this.#touched.add(held);
  }

  get(id: string): Incident | undefined {
    return this.#open.get(id)?.incident;
  }

  /** `since`: this time, of one that comes and goes; `unseen`: it began while nobody watched. */
  raised(row: FaultRow, since: number, now: number, unseen: boolean): void {
    const held = row.incident === undefined ? undefined : this.#open.get(row.incident);
    if (held) {
      join(held, row);
      this.#touched.add(held);
      return;
    }
    this.#meanwhile.push(row);
    const notBefore = row.incident === undefined ? 0 : now + LIMITS.holdMs;
    this.#waiting.set(row.id, { row, since, unseen, notBefore });
  }

  over(row: FaultRow): void {
    this.#waiting.delete(row.id);
    const held = row.incident === undefined ? undefined : this.#open.get(row.incident);
    if (!held?.down.delete(row.id)) return;
    held.endedAt = Math.max(held.endedAt, row.until ?? 0);
    this.#touched.add(held);
  }

  /** Decides what can be decided now, in pieces: faults begin and end in between. */
  async step(now: number): Promise<void> {
    this.#meanwhile = [];
    // A province that goes dark has twenty thousand that wait: they are gone through less often.
    if (this.#waiting.size < MANY || Math.abs(now - this.#decidedAt) >= MANY_EVERY_MS) {
      this.#decidedAt = now;
      const free: Waiting[] = [];
      await inPieces([...this.#waiting], ([id, waiting]) => free.push(...this.#free(id, waiting, now)));
      for (const faults of byClass(free).values()) await this.#group(faults, now);
    }
    await inPieces(
      [...this.#touched],
      (held) => this.#look(held, now),
      ({ incident }) => 1 + incident.nodes.length,
    );
  }

  /** What must be written, and told in the same transaction; give it back with `restore` when it could not be. */
  take(): { incidents: Incident[]; notices: Notice[] } {
    const taken = { incidents: [...this.#changed.values()], notices: this.#notices };
    this.#changed = new Map();
    this.#notices = [];
    return taken;
  }

  restore({
    incidents,
    notices,
  }: {
    readonly incidents: readonly Incident[];
    readonly notices: readonly Notice[];
  }): void {
    for (const incident of incidents) if (!this.#changed.has(incident.id)) this.#changed.set(incident.id, incident);
    this.#notices = [...notices, ...this.#notices];
  }

  /** Of something that was over before it was found: told once, with its end. */
  note(row: FaultRow): string {
    const incident = this.#make(subjectOf(row), [row], row.detectedAt);
    const done = { ...incident, until: row.until ?? row.detectedAt };
    this.#changed.set(done.id, done);
    this.#say(done, 'opened', row.detectedAt);
    return done.id;
  }

  /** One that waits, in no maintenance window; what has an incident already joins it at once. */
  #free(id: string, waiting: Waiting, now: number): Waiting[] {
    const row = this.#parts.rowOf(waiting.row);
    if (!row || row.id !== id) {
      this.#waiting.delete(id);
      return [];
    }
    if (row.node !== undefined && this.#parts.windowOf(row.node, now) !== undefined) {
      // What the works leave down at their end is one list, whenever each of it went down.
      this.#waiting.set(id, { ...waiting, unseen: true });
      return [];
    }
    if (now < waiting.notBefore) return [];
    const known = this.#known(row, waiting.since);
    if (known) this.#add(known, row, now);
    else if (row.node === undefined) this.#openAlone(row, now);
    else return [{ ...waiting, row }];
    return [];
  }

  /** The open incident that a new fault belongs to. */
  #known(row: FaultRow, since: number): Held | undefined {
    const faultClass = classOf(row.kind);
    const own = this.#byKey.get(keyOf({ ...subjectOf(row), class: faultClass }));
    if (own || row.node === undefined || !mayShareCause(row.kind)) return own;
    for (const cause of this.#parts.ground.causesOf(row.node)) {
      const held = this.#byKey.get(keyOf({ kind: cause.kind, subject: cause.id, class: faultClass }));
      if (held && explains(held.incident, held.newest, { node: row.node, since })) return held;
    }
    return undefined;
  }

  async #group(waiting: readonly Waiting[], now: number): Promise<void> {
    const { ground } = this.#parts;
    const kind = waiting[0]?.row.kind;
    if (kind === undefined) return;
    const rows = new Map(waiting.map(({ row }) => [row.id, row]));
    const causesOf = (node: string) => (mayShareCause(kind) ? ground.causesOf(node) : []);
    const sets = new ConnectedSets(causesOf);
    await inPieces(waiting, ({ row, since, unseen }) => {
      if (row.node !== undefined) sets.add({ id: row.id, node: row.node, kind: row.kind, since, unseen });
    });
    const around = new Around(this.#parts, classOf(kind), now);
    const isReady = ({ node, since }: Loose) => now >= since + GROUPING_MS || !around.isUndecided(node, since);
    const hanging = { causesOf, expected: (cause: Cause) => around.expected(cause) };
    await inPieces(
      sets.all(),
      (some) => {
        if (this.#isStirred(some, classOf(kind), causesOf)) return;
        // Neighbours of all of them are still to be heard of: there is nothing to decide.
        if (!some.some(isReady)) return;
        const found = commonCauses(some, hanging);
        for (const group of found.groups) if (group.faults.every(isReady)) this.#openCommon(group, rows, now);
        for (const fault of found.alone) {
          const row = rows.get(fault.id);
          if (row && isReady(fault)) this.#openAlone(row, now);
        }
      },
      // What is asked of each node around, decided, and told costs more than a look.
      (some) => 4 * some.length,
    );
  }

  /** One of them ended, or a neighbour fell, since the step began: half of a cause would be told as a whole. */
  #isStirred(some: readonly Loose[], faultClass: FaultClass, causesOf: (node: string) => readonly Cause[]): boolean {
    if (some.some(({ id }) => !this.#waiting.has(id))) return true;
    const near = this.#meanwhile.flatMap(({ kind, node }) =>
      node === undefined || classOf(kind) !== faultClass ? [] : causesOf(node).map(textOf),
    );
    if (near.length === 0) return false;
    const stirred = new Set(near);
    return some.some(({ node }) => causesOf(node).some((cause) => stirred.has(textOf(cause))));
  }

  #openCommon({ cause, faults }: Group, rows: ReadonlyMap<string, FaultRow>, now: number): void {
    const members = faults.flatMap(({ id }) => rows.get(id) ?? []);
    const key = keyOf({ kind: cause.kind, subject: cause.id, class: classOf(members[0]?.kind ?? 'network-lost') });
    const before = this.#byKey.get(key);
    // What the older incident does not explain any more is told as its growth, not as a second one of the same name.
    if (before) for (const row of members) this.#add(before, row, now);
    else this.#openWith({ kind: cause.kind, subject: cause.id }, members, now);
  }

  #openAlone(row: FaultRow, now: number): void {
    this.#openWith(subjectOf(row), [row], now);
  }

  #openWith(cause: Subject, rows: readonly FaultRow[], now: number): void {
    const held = heldBy(this.#make(cause, rows, now));
    this.#keep(held);
    for (const row of rows) {
      join(held, row);
      this.#waiting.delete(row.id);
      this.#parts.hold(row, held.incident.id);
    }
    this.#changed.set(held.incident.id, held.incident);
    this.#say(held.incident, 'opened', now);
  }

  #make({ kind, subject }: Subject, rows: readonly FaultRow[], now: number): Incident {
    const { ground } = this.#parts;
    const nodes = [...new Set(rows.flatMap(({ node }) => node ?? []))];
    const [first] = rows;
    const cause = causeOf(rows.map((row) => row.kind));
    const shared = commonCauseOf({ kind, subject });
    const area = (shared && ground.areaOf(shared)) ?? first?.area ?? ground.areaOver(nodes);
    const node = kind === 'node' ? first?.node : undefined;
    const name =
      (shared && ground.nameOf(shared)) ??
      (node === undefined ? undefined : ground.codeOf(node)) ??
      (first?.area === undefined ? cause : ground.nameOfArea(first.area));
    const detail = rows.length === 1 ? first?.detail : undefined;
    return {
      ...{ id: ulid(now), kind, class: classOf(cause), subject, cause, name, nodes },
      ...{ since: Math.min(...rows.map(({ since }) => since)), openedAt: now, told: nodes.length },
      ...(area === undefined ? {} : { area }),
      ...(node === undefined ? {} : { node }),
      ...(detail === undefined ? {} : { detail }),
    };
  }

  /** A later child: nobody is told, unless the cause became another size. */
  #add(held: Held, row: FaultRow, now: number): void {
    this.#waiting.delete(row.id);
    join(held, row);
    this.#parts.hold(row, held.incident.id);
    const { incident } = held;
    if (row.node !== undefined && !incident.nodes.includes(row.node)) {
      held.incident = { ...incident, nodes: [...incident.nodes, row.node] };
      this.#changed.set(incident.id, held.incident);
    }
    if (isCommon(held.incident) && hasGrown(held.incident)) {
      held.incident = { ...held.incident, grewAt: now };
      this.#changed.set(incident.id, held.incident);
      this.#say(held.incident, 'grew', now);
    }
    this.#touched.add(held);
  }

  /** Is it over, or do only a few stay behind? */
  #look(held: Held, now: number): void {
    const { incident } = held;
    const { windowOf } = this.#parts;
    if (incident.nodes.length > 0 && incident.nodes.every((node) => windowOf(node, now) !== undefined)) return;
    const down = new Set(held.down.values()).size;
    if (!isMostlyBack(incident, down)) held.mostBackAt = undefined;
    else held.mostBackAt ??= now;
    const restoration = restorationOf(incident, down, held.mostBackAt, now);
    if (restoration === 'open') {
      if (held.mostBackAt === undefined || !isCommon(incident)) this.#touched.delete(held);
      return;
    }
    this.#close(held, now);
    if (restoration === 'straggling') this.#leave(held, now);
  }

  #close(held: Held, now: number): void {
    const done: Incident = { ...held.incident, until: held.endedAt || now };
    this.#open.delete(done.id);
    this.#byKey.delete(keyOf(done));
    this.#touched.delete(held);
    this.#changed.set(done.id, done);
    this.#say(done, 'over', now);
  }

  /** Those that did not come back with the others: a few are incidents of their own, many are one again. */
  #leave(held: Held, now: number): void {
    const { kind, subject } = held.incident;
    const nodes = new Set(held.down.values());
    const rows = [...nodes].flatMap((node) =>
      node === undefined ? [] : this.#parts.openOf(node).filter((row) => held.down.has(row.id)),
    );
    if (nodes.size >= GROUP_NODES) this.#openWith({ kind, subject }, rows, now);
    else
      for (const row of rows) {
        const own = this.#known(row, row.since);
        if (own) this.#add(own, row, now);
        else this.#openAlone(row, now);
      }
  }

  #keep(held: Held): void {
    this.#open.set(held.incident.id, held);
    this.#byKey.set(keyOf(held.incident), held);
  }

  #say(incident: Incident, what: Notice['what'], now: number): void {
    this.#notices.push(
      noticeOf(incident, what, now, {
        codeOf: (node) => this.#parts.ground.codeOf(node),
        hamletOf: (node) => this.#parts.ground.hamletOf(node),
      }),
    );
  }
}

/** What is known at this moment of the nodes around a cause, for faults of one class; asked once for each cause. */
class Around {
  readonly #parts: IncidentsParts;
  readonly #class: FaultClass;
  readonly #now: number;
  readonly #known = new Map<string, { expected: number; longestUnheard: number; suspect: boolean }>();

  constructor(parts: IncidentsParts, faultClass: FaultClass, now: number) {
    this.#parts = parts;
    this.#class = faultClass;
    this.#now = now;
  }

  expected(cause: Cause): number {
    return this.#of(cause).expected;
  }

  /** Some neighbour may be at fault for the same cause, and it is not known yet. */
  isUndecided(node: string, since: number): boolean {
    return this.#parts.ground.causesOf(node).some((cause) => {
      const { longestUnheard, suspect } = this.#of(cause);
      return this.#class === 'silent' ? longestUnheard < since + SURELY_AFTER_MS : suspect;
    });
  }

  #of(cause: Cause) {
    const key = textOf(cause);
    const known = this.#known.get(key) ?? this.#ask(cause);
    this.#known.set(key, known);
    return known;
  }

  #ask(cause: Cause) {
    const { ground, openOf, lastBeatAt, windowOf, isSuspect } = this.#parts;
    const seen = { expected: 0, longestUnheard: Number.POSITIVE_INFINITY, suspect: false };
    for (const node of ground.nodesOf(cause)) {
      const beatAt = lastBeatAt(node);
      const own = openOf(node).filter(({ kind }) => classOf(kind) === this.#class);
      const isHeld = own.some(({ incident }) => incident !== undefined);
      const isExpected = beatAt !== undefined || this.#class === 'never-heard';
      if (!isExpected || isHeld || windowOf(node, this.#now) !== undefined) continue;
      seen.expected++;
      if (own.length > 0) continue;
      seen.longestUnheard = Math.min(seen.longestUnheard, beatAt ?? Number.POSITIVE_INFINITY);
      seen.suspect ||= isSuspect(node, this.#class);
    }
    return seen;
  }
}

function heldBy(incident: Incident): Held {
  return { incident, down: new Map(), newest: incident.since, endedAt: 0, mostBackAt: undefined };
}

function commonCauseOf({ kind, subject }: Subject): Cause | undefined {
  return kind === 'uplink' || kind === 'feeder' || kind === 'commune' ? { kind, id: subject } : undefined;
}

function textOf({ kind, id }: Cause): string {
  return `${kind}/${id}`;
}

function subjectOf(row: FaultRow): Subject {
  if (row.node !== undefined) return { kind: 'node', subject: row.node };
  if (row.area !== undefined) return { kind: 'place', subject: `${row.area}/${row.id}` };
  return { kind: 'system', subject: `system/${row.id}` };
}

function join(held: Held, row: FaultRow): void {
  held.down.set(row.id, row.node);
  held.newest = Math.max(held.newest, row.since);
}

function byClass(waiting: readonly Waiting[]): Map<FaultClass, Waiting[]> {
  const classes = new Map<FaultClass, Waiting[]>();
  for (const one of waiting) {
    const faultClass = classOf(one.row.kind);
    const known = classes.get(faultClass);
    if (known) known.push(one);
    else classes.set(faultClass, [one]);
  }
  return classes;
}
