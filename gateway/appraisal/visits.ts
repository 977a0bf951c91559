import { ulid } from 'ulid';
import type { Visit, VisitInput } from '../../protocol/api/appraisal.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import { drawsOf } from './draws-store.ts';
import type { AppraisalParts } from './parts.ts';
import type { Rounds } from './rounds.ts';
import type { StoredRound } from './rounds-store.ts';
import { addVisit, type StoredVisit, visitsOf } from './visits-store.ts';

/** What members of a round saw on the spot. */
export class Visits {
  readonly #parts: AppraisalParts;
  readonly #rounds: Rounds;

  constructor(parts: AppraisalParts, rounds: Rounds) {
    this.#parts = parts;
    this.#rounds = rounds;
  }

  async record(person: Person, roundId: string, input: VisitInput): Promise<Visit> {
    const { database, clock, audit, tree } = this.#parts;
    return database.write(async (transaction) => {
      const round = await this.#rounds.requireWrite(transaction, person, roundId, input.hamlet);
      if (tree.get(input.hamlet)?.kind !== 'hamlet')
        throw new RuleError('not-a-hamlet', 'A visit is to one hamlet; name the hamlet.');
      const now = clock.now();
      requireTime(input.at, round, now);
      const earlier = await visitsOf(transaction, round.id);
      const before = input.corrects === undefined ? undefined : correctable(earlier, input.corrects);
      if (input.draw) await requireItem(transaction, round.id, input, earlier);
      const visit: StoredVisit = { ...input, id: ulid(now), round: round.id, by: person.id, recordedAt: now };
      await addVisit(transaction, visit);
      const action = before ? 'visit.correct' : 'visit.record';
      const about = { by: person.id, action, subject: visit.id, area: visit.hamlet, outcome: 'done' as const };
      await audit.record({ ...about, before, after: visit }, transaction);
      return this.#named(visit, undefined);
    });
  }

  /** Those of the round that lie in these areas, the newest record first. */
  async list(round: string, areas: readonly string[]): Promise<Visit[]> {
    const visits = await visitsOf(this.#parts.database.read, round);
    const corrections = new Map(visits.map((visit) => [visit.corrects, visit.id]));
    return visits
      .filter((visit) => this.#parts.tree.isWithin(visit.hamlet, areas))
      .map((visit) => this.#named(visit, corrections.get(visit.id)));
  }

  #named(visit: StoredVisit, correctedBy: string | undefined): Visit {
    return {
      ...visit,
      hamletName: this.#parts.tree.get(visit.hamlet)?.name ?? visit.hamlet,
      byName: this.#parts.nameOf(visit.by) ?? visit.by,
      ...(correctedBy === undefined ? {} : { correctedBy }),
    };
  }
}

function requireTime(at: number, round: StoredRound, now: number): void {
  if (at > now) throw new RuleError('visit-in-future', 'A visit is recorded after it took place; correct its time.');
  if (at < round.from) throw new RuleError('visit-before-round', 'The visit took place before the round began.');
}

/** The visit named, if it is of this round and was not corrected yet. */
function correctable(visits: readonly StoredVisit[], id: string): StoredVisit {
  const old = visits.find((visit) => visit.id === id);
  if (!old) throw new NotFoundError('no-visit', `There is no visit ${id} in this round.`);
  if (visits.some((visit) => visit.corrects === id))
    throw new ConflictError('visit-corrected', 'This visit was corrected already; correct the newer one.');
  return old;
}

/** The visit is to the hamlet and on the day of the drawn item that it answers, and no other visit answers it. */
async function requireItem(
  transaction: Transaction,
  round: string,
  { hamlet, at, draw, corrects }: VisitInput,
  earlier: readonly StoredVisit[],
): Promise<void> {
  const drawn = (await drawsOf(transaction, round)).find(({ id }) => id === draw?.id);
  const item = drawn?.items[draw?.item ?? -1];
  if (!item) throw new NotFoundError('no-draw-item', 'There is no such item of a draw in this round.');
  if (item.hamlet !== hamlet || item.day !== dayOf(at))
    throw new RuleError(
      'not-the-draw-item',
      `Drawn was another hamlet or another day (${item.day}); record the visit without it.`,
    );
  const replaced = new Set([corrects, ...earlier.map((visit) => visit.corrects)]);
  const answered = earlier.some(
    (visit) => visit.draw?.id === draw?.id && visit.draw?.item === draw?.item && !replaced.has(visit.id),
  );
  if (answered)
    throw new ConflictError('draw-item-answered', 'Another visit answers this item already; correct that one.');
}
