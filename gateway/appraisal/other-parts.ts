import type { OtherPart, OtherPartInput } from '../../protocol/api/appraisal.ts';
import type { Person } from '../http/app.ts';
import { addOtherPart, otherPartsOf, type StoredOtherPart } from './other-parts-store.ts';
import type { AppraisalParts } from './parts.ts';
import type { Rounds } from './rounds.ts';

/** Television and publications: parts of the criterion that no loudspeaker answers, entered by hand with their documents. */
export class OtherParts {
  readonly #parts: AppraisalParts;
  readonly #rounds: Rounds;

  constructor(parts: AppraisalParts, rounds: Rounds) {
    this.#parts = parts;
    this.#rounds = rounds;
  }

  async write(
    person: Person,
    roundId: string,
    commune: string,
    part: OtherPart['part'],
    input: OtherPartInput,
  ): Promise<OtherPart> {
    const { database, clock, audit, papers } = this.#parts;
    const documents = [...new Set(input.documents)];
    for (const sha256 of documents) await papers.open(person, sha256);
    return database.write(async (transaction) => {
      const round = await this.#rounds.requireCommune(transaction, person, roundId, commune);
      const before = (await otherPartsOf(transaction, round.id, commune)).find((one) => one.part === part);
      const { verdict, text } = input;
      const version = (before?.version ?? 0) + 1;
      const after = { commune, part, version, verdict, text, documents, by: person.id, at: clock.now() };
      await addOtherPart(transaction, round.id, after);
      const citedBy = `${round.id} ${commune} ${part} ${version}`;
      await papers.cite(
        transaction,
        citedBy,
        documents.map((sha256) => ({ sha256, area: commune })),
      );
      const about = { by: person.id, action: 'other-part.write', subject: round.id, area: commune };
      await audit.record({ ...about, outcome: 'done', before, after }, transaction);
      return this.#named(after);
    });
  }

  /** Every version of every part, the newest version of each first. */
  async versions(round: string, commune: string): Promise<OtherPart[]> {
    const all = await otherPartsOf(this.#parts.database.read, round, commune);
    return all.map((one) => this.#named(one));
  }

  #named({ by, ...rest }: StoredOtherPart): OtherPart {
    return { ...rest, byName: this.#parts.nameOf(by) ?? by };
  }
}
