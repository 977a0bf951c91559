import { monotonicFactory } from 'ulid';
import type { z } from 'zod';
import type {
  Maintenance as MaintenanceAnswer,
  maintenanceInput,
  maintenanceQuery,
  maintenanceStep,
} from '../../protocol/api/cases.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import {
  isLate,
  movedByTime,
  type OwedSession,
  type Slip,
  type SlipFault,
  type SlipStep,
  slipStepped,
  spanOf,
} from './maintenance-rules.ts';
import {
  addStep,
  liveSlips,
  newestSlips,
  putExcused,
  putSlip,
  slipById,
  slipByKey,
  slipsBetween,
  stepByKey,
} from './maintenance-store.ts';
import { MaintenanceWindows, nodesOf } from './maintenance-windows.ts';
import type { AreaLookup, Roster } from './roster.ts';

type Input = z.infer<typeof maintenanceInput>;
type Step = z.infer<typeof maintenanceStep>;

export interface MaintenanceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly areas: AreaLookup;
  readonly roster: Pick<Roster, 'get' | 'resolve'>;
  readonly nameOf: (account: string) => string | undefined;
  /** Name of a closed period that the time meets; `coverage` implements it. */
  readonly closedPeriod: (from: number, to: number) => Promise<string | undefined>;
  /** Sessions these hamlets owe in the time; `coverage` implements it. */
  readonly sessionsIn: (hamlets: readonly string[], from: number, to: number) => Promise<OwedSession[]>;
}

/** A page shows no more sessions of one slip; all of them are counted when it is approved. */
const MOST_SHOWN = 200;
const MOST_LOOKED_THROUGH = 5_000;
const DECIDERS = ['approver', 'administrator'];
const MAKERS = ['technician', 'administrator'];
const DECISIONS: readonly SlipStep[] = ['approve-excusal', 'refuse-excusal'];
const SENTENCES: Readonly<Record<SlipFault, string>> = {
  'maintenance-state': 'The slip is no longer as this step needs it; look at it again.',
  'too-early': 'Work may begin at most a day before it is planned; make another slip.',
  'excused-late': 'Only work planned at least an hour ahead can be excused; ask the province for an exclusion.',
  'own-excusal': 'Somebody else must decide on what you asked for.',
};

/** Phiếu bảo trì: measured on, nobody is told, counted apart. */
export class Maintenance {
  readonly #parts: MaintenanceParts;
  readonly #windows: MaintenanceWindows;
  readonly #ulid = monotonicFactory();

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
    this.#windows = new MaintenanceWindows(parts.roster);
  }

  start(): Promise<void> {
    return this.#reread();
  }

  /** Moves slips on by the clock and reads the windows anew; to be called about every half minute. */
  async tick(): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const due = (await liveSlips(database.read)).filter((slip) => movedByTime(slip, now) !== slip);
    if (due.length > 0) {
      await database.write(async (transaction) => {
        for (const slip of await liveSlips(transaction)) {
          const moved = movedByTime(slip, now);
          if (moved !== slip) await putSlip(transaction, moved);
        }
      });
      this.#tell();
    }
    await this.#reread();
  }

  /** The slip that holds a node; `at` is about now. */
  windowOf(node: string, at: number): string | undefined {
    return this.#windows.windowOf(node, at);
  }

  /** When maintenance really was, and of which nodes as they hang now. */
  async windowsBetween(from: number, to: number): Promise<{ id: string; nodes: string[]; from: number; to: number }[]> {
    const slips = await slipsBetween(this.#parts.database.read, from, to);
    return slips.flatMap((slip) => {
      const span = spanOf(slip);
      const nodes = nodesOf(slip, this.#parts.roster).map(({ id }) => id);
      return span ? [{ id: slip.id, nodes, ...span }] : [];
    });
  }

  async list(person: Person, query: z.infer<typeof maintenanceQuery>) {
    const { database, areas, roster } = this.#parts;
    if (query.area !== undefined) requireScope(areas, person, query.area);
    const within = query.area === undefined ? person.areas : [query.area];
    const { node } = query;
    const all = await newestSlips(database.read, { state: query.state, limit: MOST_LOOKED_THROUGH });
    const seen = all.filter(
      (slip) =>
        this.#touches(slip, within) && (node === undefined || nodesOf(slip, roster).some(({ id }) => id === node)),
    );
    const left = query.cursor === undefined ? seen : seen.filter(({ id }) => id < (query.cursor ?? ''));
    const page = left.slice(0, query.limit);
    const last = page.at(-1);
    const more = left.length > page.length && last !== undefined;
    return { items: page.map((slip) => this.#shown(slip)), total: seen.length, ...(more ? { next: last.id } : {}) };
  }

  async get(person: Person, id: string): Promise<MaintenanceAnswer> {
    return this.#shown(await this.#visible(person, id));
  }

  /** A key that was sent before answers the slip of then. */
  async create(person: Person, input: Input): Promise<{ slip: MaintenanceAnswer; isNew: boolean }> {
    const { database, clock, audit, areas, roster } = this.#parts;
    for (const area of input.areas) requireScope(areas, person, area);
    for (const node of input.nodes) requireScope(areas, person, roster.get(node)?.hamlet ?? '');
    const known = await slipByKey(database.read, input.key);
    if (known) return { slip: this.#sameSlip(known, input, person), isNew: false };
    await this.#requireOpen(input.from, input.to);
    const now = clock.now();
    const nodes = nodesOf(input, roster);
    if (nodes.length === 0)
      throw new RuleError('no-nodes', 'No loudspeaker hangs in what you named; choose where the work is.');
    const draft: Slip = {
      ...{ id: this.#ulid(now), key: input.key, areas: input.areas, nodes: input.nodes, title: this.#title(input) },
      ...{ from: input.from, to: input.to, state: 'planned', reason: input.reason, note: input.note },
      ...{ created: { at: now, by: person.id }, excusal: 'none', nodeCount: nodes.length, sessions: [], version: 1 },
    };
    if (input.askExcusal && isLate(draft)) throw slipError('excused-late');
    const asked: Slip = input.askExcusal ? { ...draft, excusal: 'asked', askedBy: person.id } : draft;
    const slip = { ...movedByTime(asked, now), sessions: await this.#sessionsOf(asked) };
    const first = await database.write(async (transaction) => {
      const earlier = await slipByKey(transaction, input.key);
      if (earlier) return earlier;
      await putSlip(transaction, slip);
      const about = { by: person.id, action: 'maintenance.create', subject: slip.id, ...this.#areaOf(slip) };
      await audit.record({ ...about, outcome: 'done', after: withoutSessions(slip) }, transaction);
      return undefined;
    });
    if (first) return { slip: this.#sameSlip(first, input, person), isNew: false };
    await this.#changed();
    return { slip: this.#shown(slip), isNew: true };
  }

  async step(person: Person, id: string, step: Step): Promise<MaintenanceAnswer> {
    const { database, clock, audit } = this.#parts;
    const seen = await this.#visible(person, id);
    const roles = DECISIONS.includes(step.kind) ? DECIDERS : MAKERS;
    if (!roles.includes(person.role))
      throw new ForbiddenError('role', `Only these roles may take this step: ${roles.join(', ')}.`);
    this.#requireWhole(person, seen);
    const said = await stepByKey(database.read, id, step.key);
    if (said) return this.#sameStep(said, seen, step);
    if (step.kind === 'ask-excusal' || step.kind === 'approve-excusal') await this.#requireOpen(seen.from, seen.to);
    const now = clock.now();
    const sessions = await this.#sessionsOf({ ...seen, ...(step.kind === 'finish' ? { endedAt: now } : {}) });
    const slip = await database.write(async (transaction) => {
      if (await stepByKey(transaction, id, step.key)) return undefined;
      const before = movedByTime((await slipById(transaction, id)) as Slip, now);
      const after = slipStepped(before, step.kind, { at: now, by: person.id });
      if (typeof after === 'string') throw slipError(after, before.state);
      await putSlip(transaction, { ...after, sessions });
      await addStep(transaction, { slip: id, key: step.key, kind: step.kind, note: step.note, at: now, by: person.id });
      if (after.excusal === 'approved') await putExcused(transaction, id, sessions);
      const about = { by: person.id, action: `maintenance.${step.kind}`, subject: id, ...this.#areaOf(after) };
      const [from, to] = [withoutSessions(before), { ...withoutSessions(after), note: step.note }];
      await audit.record({ ...about, outcome: 'done', before: from, after: to }, transaction);
      return { ...after, sessions };
    });
    if (!slip) return this.get(person, id);
    await this.#changed();
    return this.#shown(slip);
  }

  async #reread(): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    this.#windows.put(await slipsBetween(database.read, now - DAY_MS, now + DAY_MS), now);
  }

  async #changed(): Promise<void> {
    await this.#reread();
    this.#tell();
  }

  #tell(): void {
    const { facts, clock } = this.#parts;
    facts.tell('changed', { at: clock.now(), what: 'maintenance' });
  }

  async #requireOpen(from: number, to: number): Promise<void> {
    const closed = await this.#parts.closedPeriod(from, to);
    if (closed !== undefined)
      throw new ConflictError(
        'period-closed',
        `The period «${closed}» is closed: nothing can be excused in it any more.`,
        {
          period: closed,
        },
      );
  }

  async #visible(person: Person, id: string): Promise<Slip> {
    const slip = await slipById(this.#parts.database.read, id);
    if (!slip || !this.#touches(slip, person.areas))
      throw new NotFoundError('no-maintenance', 'There is no such slip, or it belongs to another area.');
    return slip;
  }

  #touches({ areas, nodes }: Slip, scope: readonly string[]): boolean {
    const { areas: tree, roster } = this.#parts;
    const places = [...areas, ...nodes.map((node) => roster.get(node)?.hamlet ?? '')];
    return places.some(
      (place) =>
        tree.isWithin(place, scope) || scope.some((own) => areas.includes(place) && tree.isWithin(own, [place])),
    );
  }

  /** Who changes a slip reaches all of it. */
  #requireWhole(person: Person, { areas, nodes }: Slip): void {
    const { areas: tree, roster } = this.#parts;
    for (const area of areas) requireScope(tree, person, area);
    for (const node of nodes) requireScope(tree, person, roster.get(node)?.hamlet ?? '');
  }

  async #sessionsOf(slip: Slip): Promise<OwedSession[]> {
    const span = spanOf(slip);
    if (!span) return [];
    const hamlets = new Set(nodesOf(slip, this.#parts.roster).map(({ hamlet }) => hamlet));
    return this.#parts.sessionsIn([...hamlets], span.from, span.to);
  }

  #title({ areas, nodes }: Pick<Slip, 'areas' | 'nodes'>): string {
    const { areas: tree, roster } = this.#parts;
    const names = [...areas.map((area) => tree.get(area)?.name), ...nodes.map((node) => roster.get(node)?.code)];
    const said = names.flatMap((name) => name ?? []);
    return said.length > 3 ? `${said.slice(0, 3).join(', ')} (+${said.length - 3})` : said.join(', ');
  }

  #areaOf({ areas, nodes }: Slip): { area?: string } {
    const [first] = [...areas, ...nodes.map((node) => this.#parts.roster.get(node)?.hamlet ?? '')];
    return first ? { area: first } : {};
  }

  #sameSlip(slip: Slip, { areas, nodes, from, to, reason }: Input, person: Person): MaintenanceAnswer {
    const words = (one: Pick<Slip, 'areas' | 'nodes' | 'from' | 'to' | 'reason'>) =>
      JSON.stringify([one.areas, one.nodes, one.from, one.to, one.reason]);
    if (slip.created.by !== person.id || words(slip) !== words({ areas, nodes, from, to, reason })) throw keyTaken();
    return this.#shown(slip);
  }

  #sameStep({ kind, note }: { kind: string; note: string }, slip: Slip, step: Step): MaintenanceAnswer {
    if (kind !== step.kind || note !== step.note) throw keyTaken();
    return this.#shown(slip);
  }

  #shown({ key: _, askedBy: __, excusalBy, created, startedAt, endedAt, ...slip }: Slip): MaintenanceAnswer {
    const { nameOf, areas } = this.#parts;
    const who = (deed: { at: number; by: string }) => {
      const byName = nameOf(deed.by);
      return { ...deed, ...(byName === undefined ? {} : { byName }) };
    };
    return {
      ...slip,
      ...{ areas: [...slip.areas], nodes: [...slip.nodes], created: who(created) },
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(excusalBy === undefined ? {} : { excusalBy: who(excusalBy) }),
      sessions: slip.sessions
        .slice(0, MOST_SHOWN)
        .map((one) => ({ ...one, name: areas.get(one.hamlet)?.name ?? one.hamlet })),
    };
  }
}

function slipError(fault: SlipFault, state?: string): Error {
  const extra = state === undefined ? {} : { state };
  if (fault === 'own-excusal') return new ForbiddenError(fault, SENTENCES[fault]);
  return fault === 'maintenance-state'
    ? new ConflictError(fault, SENTENCES[fault], extra)
    : new RuleError(fault, SENTENCES[fault]);
}

function keyTaken(): ConflictError {
  return new ConflictError('key-taken', 'Another word was sent with this key; make a new one.');
}

function withoutSessions({ sessions, ...slip }: Slip): object {
  return { ...slip, sessions: sessions.length };
}
