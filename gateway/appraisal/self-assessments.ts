import type { SelfAssessment, SelfAssessmentInput } from '../../protocol/api/appraisal.ts';
import { ConflictError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AppraisalParts } from './parts.ts';
import type { Rounds } from './rounds.ts';
import { addSelfAssessment, type StoredSelfAssessment, selfAssessmentsOf } from './self-assessments-store.ts';

/** What a commune thinks of itself: a new opinion is a new version, and none is mixed with the computed verdict. */
export class SelfAssessments {
  readonly #parts: AppraisalParts;
  readonly #rounds: Rounds;

  constructor(parts: AppraisalParts, rounds: Rounds) {
    this.#parts = parts;
    this.#rounds = rounds;
  }

  async write(person: Person, roundId: string, commune: string, input: SelfAssessmentInput): Promise<SelfAssessment> {
    const { database, clock, audit } = this.#parts;
    return database.write(async (transaction) => {
      const round = await this.#rounds.requireCommune(transaction, person, roundId, commune);
      this.#requireHamlets(commune, input);
      const [before] = await selfAssessmentsOf(transaction, round.id, commune);
      const last = before?.version ?? 0;
      if (input.replaces !== undefined && input.replaces !== last)
        throw new ConflictError(
          'self-assessment-changed',
          `Version ${last} is there by now; read it before you replace it.`,
        );
      const { hamlets, text } = input;
      const after = { commune, version: last + 1, hamlets, text, by: person.id, at: clock.now() };
      await addSelfAssessment(transaction, round.id, after);
      const about = { by: person.id, action: 'self-assessment.write', subject: round.id, area: commune };
      await audit.record({ ...about, outcome: 'done', before, after }, transaction);
      return this.#named(after);
    });
  }

  /** Every version, the newest first. */
  async versions(round: string, commune: string): Promise<SelfAssessment[]> {
    const all = await selfAssessmentsOf(this.#parts.database.read, round, commune);
    return all.map((one) => this.#named(one));
  }

  #requireHamlets(commune: string, { hamlets }: SelfAssessmentInput): void {
    const { tree } = this.#parts;
    const ids = hamlets.map(({ hamlet }) => hamlet);
    if (new Set(ids).size < ids.length)
      throw new RuleError('hamlet-twice', 'A hamlet is assessed once in each version; leave the second one out.');
    if (!ids.every((id) => tree.get(id)?.kind === 'hamlet' && tree.isWithin(id, [commune])))
      throw new RuleError('not-own-hamlet', 'A commune assesses its own hamlets only; leave the others out.');
  }

  #named({ by, hamlets, ...rest }: StoredSelfAssessment): SelfAssessment {
    const { tree, nameOf } = this.#parts;
    return {
      ...rest,
      hamlets: hamlets.map((one) => ({ ...one, name: tree.get(one.hamlet)?.name ?? one.hamlet })),
      byName: nameOf(by) ?? by,
    };
  }
}
