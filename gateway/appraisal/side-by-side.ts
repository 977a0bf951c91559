import type { SideBySide } from '../../protocol/api/appraisal.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { Conclusions } from './conclusions.ts';
import type { RoundOpinions } from './dossiers/sources.ts';
import type { OtherParts } from './other-parts.ts';
import type { AppraisalParts, CoverageQuestion } from './parts.ts';
import type { Rounds } from './rounds.ts';
import { roundById, type StoredRound } from './rounds-store.ts';
import type { SelfAssessments } from './self-assessments.ts';
import type { Visits } from './visits.ts';

/** Where the opinions come from. */
export interface Opinions {
  readonly rounds: Rounds;
  readonly visits: Visits;
  readonly conclusions: Conclusions;
  readonly selfAssessments: SelfAssessments;
  readonly otherParts: OtherParts;
}

/** The computed data, the commune's word and the council's beside each other. Nothing here weighs one against another. */
export class SideBySides {
  readonly #parts: AppraisalParts;
  readonly #opinions: Opinions;

  constructor(parts: AppraisalParts, opinions: Opinions) {
    this.#parts = parts;
    this.#opinions = opinions;
  }

  /** The round, if the commune is registered for it and the person is of the council or the commune touches the own areas. */
  async requireReader(person: Person, roundId: string, commune: string): Promise<StoredRound> {
    const { rounds } = this.#opinions;
    const round = await rounds.visible(person, roundId);
    if (!rounds.isMember(round, person) && !rounds.touches(person, commune))
      throw new ForbiddenError('out-of-scope', 'This area does not belong to your account.');
    if (!round.communes.includes(commune))
      throw new NotFoundError('not-registered', 'This commune did not register for the round.');
    return round;
  }

  /** What the round says of the commune besides the computed data; whether somebody may read it, `requireReader` knows. */
  async opinionsOn(roundId: string, commune: string): Promise<RoundOpinions | undefined> {
    const { conclusions, selfAssessments, otherParts } = this.#opinions;
    const round = await roundById(this.#parts.database.read, roundId);
    if (!round) return undefined;
    const [self] = await selfAssessments.versions(round.id, commune);
    const council = (await conclusions.list(round.id, [commune])).find(({ area }) => area === commune);
    const parts = await otherParts.versions(round.id, commune);
    return {
      title: round.title,
      ...(self ? { self } : {}),
      ...(council ? { council } : {}),
      parts: parts.filter((one, index) => one.part !== parts[index - 1]?.part),
    };
  }

  /** For members of the council and those whose areas the commune touches. */
  async of(person: Person, roundId: string, commune: string, question: CoverageQuestion): Promise<SideBySide> {
    const { rounds, visits, conclusions, selfAssessments, otherParts } = this.#opinions;
    const round = await this.requireReader(person, roundId, commune);
    const answer = await this.#parts.coverageOf(commune, question);
    const computed = answer.communes.find(({ area }) => area === commune);
    if (!computed) throw new NotFoundError('unknown-area', 'There is no such commune.');
    const [self] = await selfAssessments.versions(round.id, commune);
    const concluded = new Map((await conclusions.list(round.id, [commune])).map((one) => [one.area, one]));
    const visited = countBy((await visits.list(round.id, [commune])).filter((one) => one.correctedBy === undefined));
    const council = concluded.get(commune);
    const own = new Map(self?.hamlets.map(({ hamlet, verdict }) => [hamlet, verdict]));
    const parts = await otherParts.versions(round.id, commune);
    return {
      round: rounds.asRound(round),
      commune: { id: commune, name: computed.name },
      ...{ rule: answer.rule, from: answer.from, to: answer.to, computed },
      hamlets: answer.hamlets.map((hamlet) => {
        const opinion = own.get(hamlet.hamlet);
        const said = concluded.get(hamlet.hamlet);
        return {
          computed: hamlet,
          ...(opinion === undefined ? {} : { self: opinion }),
          ...(said ? { council: { verdict: said.verdict, text: said.text, byName: said.byName, at: said.at } } : {}),
          visits: visited.get(hamlet.hamlet) ?? 0,
        };
      }),
      ...(self ? { self } : {}),
      ...(council ? { council } : {}),
      parts: parts.filter((one, index) => one.part !== parts[index - 1]?.part),
    };
  }
}

function countBy(visits: readonly { readonly hamlet: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { hamlet } of visits) counts.set(hamlet, (counts.get(hamlet) ?? 0) + 1);
  return counts;
}
