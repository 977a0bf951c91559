import { ulid } from 'ulid';
import type { Coverage, HamletCoverage, Rule } from '../../protocol/api/coverage.ts';
import type { Addendum, Period, PeriodInput } from '../../protocol/api/periods.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, dayOf, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  RuleError,
  UnavailableError,
} from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Person } from '../http/app.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import { PeriodArchive } from './periods-archive.ts';
import { freeze, hashOf, type SessionsOf, saysTheSame } from './periods-frozen.ts';
import { addendaOf, deadlineDaysOf, earliestClosing, sealedText } from './periods-rules.ts';
import {
  addClosing,
  addPeriod,
  allPeriods,
  periodById,
  type StoredAnswer,
  type StoredPeriod,
} from './periods-store.ts';
import { inForce } from './rules.ts';
import { readRules } from './rules-store.ts';

export interface PeriodParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly nameOf: (account: string) => string | undefined;
  /** Does the account hold every province here? */
  readonly holdsAll: (person: Pick<Person, 'areas'>) => boolean;
  /** The provinces that exist on a day. */
  readonly provinces: (at: Day) => readonly { readonly id: string }[];
  readonly judgeWith: (rule: Rule, area: string, from: Day, to: Day) => Promise<Coverage>;
  /** Sessions as the verdict counts them. */
  readonly sessionsOf: SessionsOf;
}

const LONGEST_DAYS = 731;
/** Evidence that comes while a period is read has it read again. */
const MOST_READINGS = 4;
const SYSTEM: Actor = { id: 'system' };

/** The periods of the province: made ahead, closed once, frozen then for good. */
export class Periods {
  readonly #parts: PeriodParts;
  readonly #archive: PeriodArchive;
  #closing: Promise<unknown> = Promise.resolve();

  constructor(parts: PeriodParts) {
    this.#parts = parts;
    this.#archive = new PeriodArchive(parts.database.read);
  }

  /** Every period, the latest first. */
  async list(): Promise<Period[]> {
    return (await allPeriods(this.#parts.database.read)).map((period) => this.#asPeriod(period));
  }

  /** The days of a period; undefined for an unknown one. */
  async days(id: string): Promise<{ from: Day; to: Day } | undefined> {
    const period = await periodById(this.#parts.database.read, id);
    return period && { from: period.from, to: period.to };
  }

  /** Throws NotFoundError for none. */
  async get(id: string): Promise<StoredPeriod> {
    const period = await periodById(this.#parts.database.read, id);
    if (!period) throw new NotFoundError('no-period', `There is no period ${id}.`);
    return period;
  }

  async create(person: Person, { name, from, to, closesOn }: PeriodInput): Promise<Period> {
    const { database, clock } = this.#parts;
    this.#requireAll(person);
    requireWindow(from, to);
    const earliest = earliestClosing(to, deadlineDaysOf(await readRules(database.read), from, to));
    if (closesOn !== undefined && (!isRealDay(closesOn) || closesOn < earliest))
      throw new RuleError(
        'closes-too-early',
        `This period may close on ${earliest} at the earliest; choose that day or a later one.`,
      );
    const now = clock.now();
    const period: StoredPeriod = {
      ...{ id: ulid(now), name, from, to, closesOn: closesOn ?? earliest, createdBy: person.id, createdAt: now },
    };
    await database.write(async (transaction) => {
      const same = (await allPeriods(transaction)).find(
        (other) => other.name === name || (other.from === from && other.to === to),
      );
      if (same)
        throw new ConflictError('period-exists', `${same.name} (${same.from} to ${same.to}) is there already; use it.`);
      await addPeriod(transaction, period);
      const about = { by: person.id, action: 'period.create', subject: period.id, outcome: 'done' as const };
      await this.#parts.audit.record({ ...about, after: period }, transaction);
    });
    this.#told();
    return this.#asPeriod(period);
  }

  /** Closes it by hand, on the last day of the deadline or later. */
  async close(person: Person, id: string): Promise<Period> {
    this.#requireAll(person);
    await this.get(id);
    return this.#asPeriod(await this.#close(id, person));
  }

  /** After midnight: closes what was due by the day before, which decisions had whole. One that fails is logged and comes again the next night. */
  async nightly(): Promise<void> {
    const { database, clock, log } = this.#parts;
    const today = dayOf(clock.now());
    const due = (await allPeriods(database.read)).filter(({ closing, closesOn }) => !closing && closesOn < today);
    for (const { id, name } of due.reverse()) {
      try {
        await this.#close(id, SYSTEM);
      } catch (error) {
        log.error({ err: error, period: name }, 'a period was not closed; it is tried again the next night');
      }
    }
  }

  /** What Coverage answers about a closed period, always the same; undefined while the period is open. */
  async frozenOf(id: string, rule: string | undefined, area: string): Promise<Coverage | undefined> {
    const period = await this.get(id);
    return period.closing ? this.#archive.of(period, rule, area) : undefined;
  }

  /** The same of one hamlet with its sessions. */
  async frozenHamlet(id: string, rule: string | undefined, hamlet: string): Promise<HamletCoverage | undefined> {
    const period = await this.get(id);
    return period.closing ? this.#archive.ofHamlet(period, rule, hamlet) : undefined;
  }

  /** Every hamlet of an area with its frozen sessions; none while the period is open. */
  async *frozenSessions(id: string, rule: string | undefined, area: string) {
    const period = await this.get(id);
    if (period.closing) yield* this.#archive.sessionsOf(period, rule, area);
  }

  /** What a recomputation of a closed period would say otherwise today, of hamlets for which `isWanted`. */
  async addenda(id: string, isWanted: (hamlet: string) => boolean): Promise<Addendum[]> {
    const period = await this.get(id);
    if (!period.closing) return [];
    const found: Addendum[] = [];
    for (const { rule, province, from, to } of await this.#archive.heads(period)) {
      const name = `${rule.id}@${rule.version}`;
      const frozen = await this.#archive.of(period, name, province);
      const now = await this.#parts.judgeWith(rule, province, from, to);
      found.push(...addendaOf(name, frozen.hamlets, now.hamlets).filter(({ hamlet }) => isWanted(hamlet)));
    }
    return found;
  }

  /** One after the other: each reads the whole province. */
  #close(id: string, by: Actor): Promise<StoredPeriod> {
    const closed = this.#closing.then(() => this.#freeze(id, by));
    this.#closing = closed.catch(() => undefined);
    return closed;
  }

  async #freeze(id: string, by: Actor): Promise<StoredPeriod> {
    const { database, clock, audit, log } = this.#parts;
    const period = await this.get(id);
    requireOpen(period);
    const rules = await readRules(database.read);
    const earliest = earliestClosing(period.to, deadlineDaysOf(rules, period.from, period.to));
    if (dayOf(clock.now()) < earliest)
      throw new RuleError(
        'closes-too-early',
        `${period.name} may close on ${earliest} at the earliest; wait until then.`,
      );
    const answers: StoredAnswer[] = [];
    let treeSize = 0;
    for (const rule of inForce(rules, period.from, period.to))
      for (const province of this.#parts.provinces(period.to)) {
        const frozen = await this.#read(rule, province.id, period);
        answers.push(...frozen.answers);
        treeSize = Math.max(treeSize, frozen.treeSize);
      }
    if (answers.length === 0)
      throw new RuleError(
        'nothing-to-freeze',
        'No rule was in force in this period, or there is no province: publish a rule first.',
      );
    const closing = { at: clock.now(), by: by.id, sha256: hashOf(sealedText(answers)), treeSize };
    await database.write(async (transaction) => {
      const before = await periodById(transaction, id);
      if (before) requireOpen(before);
      await addClosing(transaction, id, closing, answers);
      const about = { by: by.id, action: 'period.close', subject: id, outcome: 'done' as const };
      await audit.record({ ...about, before: period, after: { ...period, closing } }, transaction);
    });
    log.info({ period: period.name, answers: answers.length, sha256: closing.sha256 }, 'a period was closed');
    this.#told();
    return { ...period, closing };
  }

  /** Verdicts and sessions that belong together: read until two readings agree. */
  async #read(rule: Rule, province: string, { from, to, name }: StoredPeriod) {
    const { judgeWith, sessionsOf } = this.#parts;
    for (let reading = 0; reading < MOST_READINGS; reading++) {
      const answer = await judgeWith(rule, province, from, to);
      const answers = await freeze(answer, province, sessionsOf);
      if (await saysTheSame(await judgeWith(rule, province, from, to), answers))
        return { answers, treeSize: answer.treeSize };
    }
    throw new UnavailableError(
      'evidence-moves',
      `Evidence about ${name} is coming in just now; close it a little later.`,
    );
  }

  #requireAll(person: Person): void {
    if (!this.#parts.holdsAll(person))
      throw new ForbiddenError(
        'not-whole-province',
        'Periods are the whole province’s: an administrator of all of it makes and closes them.',
      );
  }

  #told(): void {
    const at = this.#parts.clock.now();
    for (const what of ['periods', 'coverage'] as const) this.#parts.facts.tell('changed', { at, what });
  }

  #asPeriod({ id, name, from, to, closesOn, closing }: StoredPeriod): Period {
    if (!closing) return { id, name, from, to, closesOn };
    const { at, by, sha256, treeSize } = closing;
    const closedByName = by === SYSTEM.id ? 'LoaXã' : (this.#parts.nameOf(by) ?? by);
    return { ...{ id, name, from, to, closesOn, closedAt: at, closedByName }, frozen: { sha256, treeSize } };
  }
}

function requireOpen(period: StoredPeriod): void {
  if (period.closing) throw new ConflictError('period-closed', `${period.name} is closed already and stays as it is.`);
}

function requireWindow(from: Day, to: Day): void {
  if (!isRealDay(from) || !isRealDay(to) || startOfDay(to) - startOfDay(from) >= LONGEST_DAYS * DAY_MS)
    throw new InvalidInputError('bad-window', `Name two days of the calendar, at most ${LONGEST_DAYS} apart.`);
}
