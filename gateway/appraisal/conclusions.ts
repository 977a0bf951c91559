import type { Conclusion, ConclusionInput } from '../../protocol/api/appraisal.ts';
import { ConflictError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import { addConclusion, conclusionsOf, type StoredConclusion } from './conclusions-store.ts';
import type { AppraisalParts } from './parts.ts';
import type { Rounds } from './rounds.ts';

/** What the council thinks of a commune or hamlet; a new opinion is a new version. */
export class Conclusions {
  readonly #parts: AppraisalParts;
  readonly #rounds: Rounds;

  constructor(parts: AppraisalParts, rounds: Rounds) {
    this.#parts = parts;
    this.#rounds = rounds;
  }

  async write(person: Person, roundId: string, area: string, input: ConclusionInput): Promise<Conclusion> {
    const { database, clock, audit } = this.#parts;
    return database.write(async (transaction) => {
      const round = await this.#rounds.requireWrite(transaction, person, roundId, area);
      const [before] = await conclusionsOf(transaction, round.id, area);
      const last = before?.version ?? 0;
      if (input.replaces !== undefined && input.replaces !== last)
        throw new ConflictError(
          'conclusion-changed',
          `Version ${last} is there by now; read it before you replace it.`,
        );
      const { verdict, text } = input;
      const after = { area, version: last + 1, verdict, text, by: person.id, at: clock.now() };
      await addConclusion(transaction, round.id, after);
      const about = { by: person.id, action: 'conclusion.write', subject: round.id, area, outcome: 'done' as const };
      await audit.record({ ...about, before, after }, transaction);
      return this.#named(after);
    });
  }

  /** Of the places in these areas: the newest version of each, or every version of one `area`. */
  async list(round: string, areas: readonly string[], area?: string): Promise<Conclusion[]> {
    const all = await conclusionsOf(this.#parts.database.read, round, area);
    return all
      .filter((one, index) => area !== undefined || one.area !== all[index - 1]?.area)
      .filter((one) => this.#parts.tree.isWithin(one.area, areas))
      .map((one) => this.#named(one));
  }

  #named(conclusion: StoredConclusion): Conclusion {
    return {
      ...conclusion,
      areaName: this.#parts.tree.get(conclusion.area)?.name ?? conclusion.area,
      byName: this.#parts.nameOf(conclusion.by) ?? conclusion.by,
    };
  }
}
