import { ulid } from 'ulid';
import type { Round, RoundInput, RoundPatch } from '../../protocol/api/appraisal.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AppraisalParts } from './parts.ts';
import { maySeeRound, shutReason, type WriteRefusal, writeRefusal } from './round-rules.ts';
import { allRounds, areasWritten, roundById, type StoredRound, saveRound } from './rounds-store.ts';

/** Owns the rounds: who made one, which communes are in it, who may see it and who may write in it. */
export class Rounds {
  readonly #parts: AppraisalParts;

  constructor(parts: AppraisalParts) {
    this.#parts = parts;
  }

  /** Those the person may see, the newest first. */
  async list(person: Person): Promise<StoredRound[]> {
    const rounds = await allRounds(this.#parts.database.read);
    return rounds.filter((round) => this.#maySee(round, person));
  }

  /** Throws NotFoundError for none, ForbiddenError for one the person may not see. */
  async visible(person: Person, id: string): Promise<StoredRound> {
    const round = await this.#known(id);
    if (!this.#maySee(round, person))
      throw new ForbiddenError('out-of-scope', 'This appraisal round does not belong to your account.');
    return round;
  }

  async create(person: Person, input: RoundInput): Promise<StoredRound> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const round: StoredRound = {
      ...input,
      communes: unique(input.communes),
      members: unique(input.members),
      id: ulid(now),
      createdBy: person.id,
      createdAt: now,
    };
    this.#requireCommunes(person, round.communes);
    this.#requireAppraisers(round.members);
    await database.write(async (transaction) => {
      await saveRound(transaction, round);
      await this.#record(transaction, person, 'round.create', undefined, round);
    });
    return round;
  }

  async change(person: Person, id: string, { closed, ...patch }: RoundPatch): Promise<StoredRound> {
    const { database, clock } = this.#parts;
    return database.write(async (transaction) => {
      const before = await this.#known(id, transaction);
      this.#requireCommunes(person, before.communes);
      if (before.closedAt !== undefined)
        throw new ConflictError('round-closed', 'This round was closed and stays as it is; make a new one.');
      const after: StoredRound = {
        ...before,
        ...given(patch),
        ...(patch.communes ? { communes: unique(patch.communes) } : {}),
        ...(patch.members ? { members: unique(patch.members) } : {}),
        ...(closed ? { closedAt: clock.now() } : {}),
      };
      await this.#requireChange(transaction, person, before, after);
      await saveRound(transaction, after);
      await this.#record(transaction, person, closed ? 'round.close' : 'round.change', before, after);
      return after;
    });
  }

  /** The round, if the person may write about the area in it now; throws ForbiddenError that says why not. */
  async requireWrite(transaction: Transaction, person: Person, id: string, area: string): Promise<StoredRound> {
    const { tree, clock } = this.#parts;
    const round = await this.#known(id, transaction);
    const refusal = writeRefusal(round, person, tree.ancestors(area), clock.now());
    if (refusal) throw new ForbiddenError(refusal, WHY_NOT[refusal]);
    return round;
  }

  /** The round while it is open to anybody's writing; throws ForbiddenError that says why not. */
  async requireOpen(transaction: Transaction, id: string): Promise<StoredRound> {
    const round = await this.#known(id, transaction);
    const shut = shutReason(round, this.#parts.clock.now());
    if (shut) throw new ForbiddenError(shut, WHY_NOT[shut]);
    return round;
  }

  /** The round while it is open, if this commune is registered for it and the account reaches the commune. */
  async requireCommune(transaction: Transaction, person: Person, id: string, commune: string): Promise<StoredRound> {
    requireScope(this.#parts.tree, person, commune);
    const round = await this.requireOpen(transaction, id);
    if (!round.communes.includes(commune)) throw new ForbiddenError('not-registered', WHY_NOT['not-registered']);
    return round;
  }

  /** Does the commune lie in the person's areas or above them? */
  touches(person: Person, commune: string): boolean {
    const { tree } = this.#parts;
    return tree.isWithin(commune, person.areas) || person.areas.some((own) => tree.isWithin(own, [commune]));
  }

  /** May read everything of the round: of its council. */
  isMember(round: StoredRound, person: Person): boolean {
    return round.members.includes(person.id);
  }

  asRound({ members, createdBy: _, ...round }: StoredRound): Round {
    return { ...round, members: members.map((id) => ({ id, name: this.#parts.nameOf(id) ?? id })) };
  }

  async #known(id: string, read = this.#parts.database.read): Promise<StoredRound> {
    const round = await roundById(read, id);
    if (!round) throw new NotFoundError('no-round', `There is no appraisal round ${id}.`);
    return round;
  }

  #maySee(round: StoredRound, person: Person): boolean {
    return maySeeRound(round, person, (commune) => this.touches(person, commune));
  }

  async #requireChange(transaction: Transaction, person: Person, before: StoredRound, after: StoredRound) {
    if (after.from >= after.until)
      throw new RuleError('bad-window', 'A round ends after it begins; change from or until.');
    this.#requireCommunes(person, after.communes);
    this.#requireAppraisers(after.members.filter((member) => !before.members.includes(member)));
    const written = await areasWritten(transaction, after.id);
    const lost = written.find((area) => !this.#parts.tree.isWithin(area, after.communes));
    if (lost !== undefined)
      throw new ConflictError(
        'commune-has-records',
        'A commune about which something was written or drawn stays in the round.',
      );
  }

  #requireCommunes(person: Person, communes: readonly string[]): void {
    const { tree } = this.#parts;
    for (const commune of communes) {
      requireScope(tree, person, commune);
      if (tree.get(commune)?.kind !== 'commune')
        throw new RuleError('not-a-commune', 'Only communes take part in a round; name communes.');
    }
  }

  #requireAppraisers(members: readonly string[]): void {
    if (members.some((member) => this.#parts.roleOf(member) !== 'appraiser'))
      throw new RuleError('not-an-appraiser', 'Members of a round are appraisers; choose accounts of that role.');
  }

  #record(transaction: Transaction, by: Person, action: string, before: StoredRound | undefined, after: StoredRound) {
    const record = { by: by.id, action, subject: after.id, outcome: 'done' as const, before, after };
    return this.#parts.audit.record(record, transaction);
  }
}

const WHY_NOT: Readonly<Record<WriteRefusal, string>> = {
  role: 'Only an appraiser may write visits and conclusions.',
  'not-member': 'You are not a member of this round; ask the administrator who made it.',
  'round-closed': 'This round was closed; nothing more is written to it.',
  'round-not-begun': 'This round has not begun yet.',
  'round-over': 'The time of this round is over; the administrator may extend it.',
  'not-registered': 'This place is in no commune that registered for the round.',
  'out-of-scope': 'This area does not belong to your account.',
};

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}

/** A patch without the fields that were not given. */
function given<T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const fields = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as { [K in keyof T]: Exclude<T[K], undefined> };
}
