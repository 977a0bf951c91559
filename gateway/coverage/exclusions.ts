import { ulid } from 'ulid';
import type { Exclusion, ExclusionInput } from '../../protocol/api/periods.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, dayOf, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { lateExclusion } from './exclusions-deadline.ts';
import {
  addExclusion,
  exclusionById,
  exclusionsBetween,
  revokeExclusion,
  type StoredExclusion,
} from './exclusions-store.ts';
import { deadlineDaysOf } from './periods-rules.ts';
import { allPeriods } from './periods-store.ts';
import { readRules } from './rules-store.ts';

export interface ExclusionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly tree: Pick<AreaTree, 'get' | 'ancestors' | 'isWithin' | 'smallestOver'>;
  readonly nameOf: (account: string) => string | undefined;
  readonly papers: PaperPort;
}

/** Signed papers, named by their hash; `attachments` implements it. */
export interface PaperPort {
  /** Throws NotFoundError for none, or one the person may not read. */
  open(person: Person, sha256: string): Promise<{ readonly name: string }>;
  /** Whoever may read what stands in the area may read the paper it cites. */
  cite(
    transaction: Transaction,
    citedBy: string,
    cited: readonly { readonly sha256: string; readonly area: string }[],
  ): Promise<void>;
}

const LONGEST_DAYS = 366;

/** Sessions left out by a decision of the province, never of the commune itself (DOMAIN §4.7). */
export class Exclusions {
  readonly #parts: ExclusionParts;

  constructor(parts: ExclusionParts) {
    this.#parts = parts;
  }

  /** Those that touch an area (or one of several) and these days, revoked ones too, the newest first. */
  async list(areas: readonly string[], from: Day, to: Day): Promise<Exclusion[]> {
    const { database, tree } = this.#parts;
    const touches = (area: string) =>
      tree.isWithin(area, areas) || areas.some((own) => tree.ancestors(own).includes(area));
    const found = await exclusionsBetween(database.read, from, to);
    return found.filter((one) => one.areas.some(touches)).map((one) => this.#named(one));
  }

  async decide(person: Person, input: ExclusionInput): Promise<Exclusion> {
    const { database, clock, papers } = this.#parts;
    const areas = [...new Set(input.areas)].sort();
    this.#requireProvince(person, areas);
    const now = clock.now();
    requireDays(input, dayOf(now));
    const { document: sha256 } = input.decision;
    const document = await papers.open(person, sha256);
    const { from, to, cause, reason } = input;
    const exclusion: StoredExclusion = {
      ...{ id: ulid(now), areas, from, to, cause, reason },
      ...(input.parts ? { parts: PARTS_OF_DAY.filter((part) => input.parts?.includes(part)) } : {}),
      decision: { ...input.decision, documentName: document.name },
      ...{ by: person.id, at: now },
    };
    await database.write(async (transaction) => {
      const deadlineDays = deadlineDaysOf(await readRules(transaction), from, to);
      const late = lateExclusion(exclusion, await allPeriods(transaction), deadlineDays, dayOf(now));
      if (late) throw new RuleError(late.code, late.message);
      await addExclusion(transaction, database.dialect, exclusion);
      await papers.cite(
        transaction,
        exclusion.id,
        areas.map((area) => ({ sha256, area })),
      );
      await this.#record(transaction, person, 'exclusion.decide', undefined, exclusion);
    });
    this.#told(now);
    return this.#named(exclusion);
  }

  async revoke(person: Person, id: string, reason: string): Promise<Exclusion> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const after = await database.write(async (transaction) => {
      const before = await exclusionById(transaction, id);
      if (!before) throw new NotFoundError('no-exclusion', `There is no exclusion ${id}.`);
      this.#requireProvince(person, before.areas);
      if (before.revokedAt !== undefined)
        throw new ConflictError('exclusion-revoked', 'This exclusion was revoked already.');
      await revokeExclusion(transaction, id, { reason, by: person.id, at: now });
      const revoked: StoredExclusion = { ...before, revokedAt: now, revokedReason: reason };
      await this.#record(transaction, person, 'exclusion.revoke', before, revoked);
      return revoked;
    });
    this.#told(now);
    return this.#named(after);
  }

  /** The account holds the whole province of every area; a commune does not decide about itself. */
  #requireProvince(person: Person, areas: readonly string[]): void {
    const { tree } = this.#parts;
    for (const area of areas) {
      const province = tree.ancestors(area).at(-1);
      if (province !== undefined && tree.isWithin(province, person.areas)) continue;
      if (!tree.isWithin(area, person.areas))
        throw new ForbiddenError('out-of-scope', 'This area does not belong to your account.');
      throw new ForbiddenError(
        'not-the-province',
        'Only the province decides what is left out, never the commune itself: ask an administrator of the whole province.',
      );
    }
  }

  #told(at: number): void {
    this.#parts.facts.tell('changed', { at, what: 'coverage' });
  }

  #named({ areas, by, ...exclusion }: StoredExclusion): Exclusion {
    const { tree, nameOf } = this.#parts;
    return {
      ...exclusion,
      areas: areas.map((id) => ({ id, name: tree.get(id)?.name ?? id })),
      byName: nameOf(by) ?? by,
    };
  }

  #record(
    transaction: Transaction,
    by: Person,
    action: string,
    before: StoredExclusion | undefined,
    after: StoredExclusion,
  ) {
    const about = { by: by.id, action, subject: after.id, outcome: 'done' as const };
    const area = this.#parts.tree.smallestOver(after.areas);
    const where = area === undefined ? {} : { area };
    return this.#parts.audit.record({ ...about, ...where, before, after }, transaction);
  }
}

function requireDays({ from, to, decision }: ExclusionInput, today: Day): void {
  if (![from, to, decision.on].every(isRealDay))
    throw new InvalidInputError('bad-window', 'Name days of the calendar.');
  if (startOfDay(to) - startOfDay(from) >= LONGEST_DAYS * DAY_MS)
    throw new InvalidInputError('bad-window', `At most ${LONGEST_DAYS} days are excluded at once.`);
  if (decision.on > today)
    throw new RuleError('decision-in-future', 'The decision is signed before sessions are excluded; correct its day.');
}
