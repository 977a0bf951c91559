import { createHash } from 'node:crypto';
import type {
  Conclusion,
  ConclusionInput,
  Draw,
  DrawInput,
  OtherPart,
  OtherPartInput,
  Round,
  RoundInput,
  RoundPatch,
  SelfAssessment,
  SelfAssessmentInput,
  SideBySide,
  Visit,
  VisitInput,
} from '../../../protocol/api/appraisal.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { daysBetween, instantAt } from '../../../protocol/vietnam-time.ts';
import { type CoverageWorld, RULE } from './coverage-world.ts';
import type { PeopleWorld, Person } from './people-world.ts';
import type { Places } from './places.ts';
import { chance, seededSha256, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';

/** Appraisal rounds with what was said and seen in them. */
export class RoundsWorld {
  readonly rounds: Round[];
  readonly visits: Visit[];
  readonly draws: Draw[];
  readonly conclusions: (Conclusion & { round: string })[] = [];
  readonly assessments: (SelfAssessment & { round: string })[] = [];
  readonly parts: (OtherPart & { round: string })[] = [];
  readonly #places: Places;
  readonly #coverage: CoverageWorld;
  readonly #people: PeopleWorld;
  readonly #now: () => number;
  #made = 0;

  constructor(parts: { places: Places; coverage: CoverageWorld; people: PeopleWorld; now: () => number }) {
    this.#places = parts.places;
    this.#coverage = parts.coverage;
    this.#people = parts.people;
    this.#now = parts.now;
    const { communes, hamlets } = parts.places;
    const appraiser = parts.people.named('appraiser');
    const member = { id: appraiser.id, name: appraiser.name };
    const round = (title: string, more: Partial<Round>): Round => ({
      ...{ id: seededUlid('round', title), year: 2026, level: 'advanced', kind: 'new', title },
      ...{ communes: communes.slice(0, 12).map(({ id }) => id), members: [member] },
      ...{ from: instantAt('2026-11-02', '00:00'), until: instantAt('2026-12-16', '00:00') },
      createdAt: instantAt('2026-10-28', '09:00'),
      ...more,
    });
    this.rounds = [
      round('Thẩm định xã NTM nâng cao năm 2026', {}),
      round('Xét lại xã kiểu mẫu năm 2026', {
        ...{ level: 'model', kind: 'review', members: [], communes: communes.slice(0, 3).map(({ id }) => id) },
      }),
      round('Thẩm định xã NTM năm 2025', {
        ...{
          year: 2025,
          level: 'ntm',
          from: instantAt('2025-11-03', '00:00'),
          until: instantAt('2025-12-16', '00:00'),
        },
        closedAt: instantAt('2025-12-20', '10:00'),
      }),
    ];
    const first = this.rounds[0]?.id ?? '';
    this.visits = hamlets.slice(0, 60).map((hamlet, index) => this.#visit(first, hamlet, index, member));
    const items = hamlets.slice(7, 10).map((hamlet, index) => this.#item(hamlet, index));
    const candidates = hamlets
      .slice(0, 84)
      .map(({ id }) => id)
      .sort();
    this.draws = [
      {
        ...{ id: seededUlid('draw', 0), round: first, seed: '20261120-83517', from: '2026-11-21', to: '2026-12-04' },
        ...{ candidates, items, byName: appraiser.name, at: instantAt('2026-11-20', '17:05') },
      },
    ];
    const own = communes[1];
    if (own) {
      const said = (hamlet: Area, verdict: 'met' | 'not-met') => ({
        ...{ hamlet: hamlet.id, name: `Xóm ${hamlet.name}`, verdict },
        note: verdict === 'met' ? '' : 'Cụm loa nhà văn hóa hỏng tăng âm',
      });
      this.assessments.push({
        ...{ round: first, commune: own.id, version: 1, text: 'Xã có 7 xóm, xóm nào cũng có loa.' },
        hamlets: hamlets.slice(7, 12).map((hamlet, index) => said(hamlet, index === 3 ? 'not-met' : 'met')),
        ...{ byName: 'Trần Văn Hùng', at: instantAt('2026-11-06', '09:12') },
      });
      this.parts.push({
        ...{ round: first, commune: own.id, part: 'television', version: 1, verdict: 'met' },
        text: '98% số hộ xem được truyền hình, theo báo cáo tháng 10.',
        ...{ documents: [seededSha256('television')], byName: 'Trần Văn Hùng', at: instantAt('2026-11-06', '09:30') },
      });
    }
  }

  seenBy(person: Person): Round[] {
    if (person.role === 'administrator') return this.rounds;
    return this.rounds.filter(
      ({ members, communes }) =>
        members.some(({ id }) => id === person.id) ||
        communes.some((commune) => person.areas.includes(commune)) ||
        person.areas.includes(this.#places.province.id),
    );
  }

  round(id: string): Round {
    const found = this.rounds.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-round');
    return found;
  }

  open(input: RoundInput): Round {
    const made: Round = {
      ...input,
      id: seededUlid('round', 'made', this.#made++),
      members: this.#named(input.members),
      createdAt: this.#now(),
    };
    this.rounds.unshift(made);
    return made;
  }

  change(id: string, { members, closed, ...rest }: RoundPatch): Round {
    const { title, communes, from, until } = rest;
    return Object.assign(this.round(id), {
      ...(title ? { title } : {}),
      ...(communes ? { communes } : {}),
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
      ...(members ? { members: this.#named(members) } : {}),
      ...(closed ? { closedAt: this.#now() } : {}),
    });
  }

  /** As the gateway: only a member of the council, only within the round. */
  mayJudge(id: string, person: Person): Round {
    const round = this.round(id);
    if (person.role !== 'appraiser') throw new Refusal(403, 'role');
    if (!round.members.some((one) => one.id === person.id)) throw new Refusal(403, 'not-member');
    if (round.closedAt) throw new Refusal(409, 'round-closed');
    return round;
  }

  record(id: string, input: VisitInput, person: Person): Visit {
    const hamlet = this.#places.hamlets.find((one) => one.id === input.hamlet);
    const made: Visit = {
      ...input,
      ...{ id: seededUlid('visit', 'made', this.#made++), round: id, hamletName: `Xóm ${hamlet?.name ?? ''}` },
      ...{ by: person.id, byName: person.name, recordedAt: this.#now() },
    };
    this.visits.unshift(made);
    const item = this.draws.find((one) => one.id === input.draw?.id)?.items[input.draw?.item ?? -1];
    if (item) item.visit = made.id;
    return made;
  }

  conclude(id: string, area: string, input: ConclusionInput, person: Person): Conclusion {
    const version = Math.max(0, ...this.conclusions.filter((one) => one.area === area).map((one) => one.version));
    if (input.replaces !== undefined && input.replaces !== version) throw new Refusal(409, 'conclusion-changed');
    const made = {
      ...{ round: id, area, areaName: this.#nameOf(area), version: version + 1 },
      ...{ verdict: input.verdict, text: input.text, by: person.id, byName: person.name, at: this.#now() },
    };
    this.conclusions.unshift(made);
    return made;
  }

  assess(id: string, commune: string, input: SelfAssessmentInput, person: Person): SelfAssessment {
    if (person.role !== 'approver' || !person.areas.includes(commune)) throw new Refusal(403, 'role');
    const before = this.#newest(this.assessments, id, commune);
    if (input.replaces !== undefined && input.replaces !== (before?.version ?? 0))
      throw new Refusal(409, 'self-assessment-changed');
    const made = {
      ...{ round: id, commune, version: (before?.version ?? 0) + 1, text: input.text },
      hamlets: input.hamlets.map((one) => ({ ...one, name: this.#nameOf(one.hamlet) })),
      ...{ byName: person.name, at: this.#now() },
    };
    this.assessments.unshift(made);
    return made;
  }

  writePart(id: string, commune: string, part: OtherPart['part'], input: OtherPartInput, person: Person): OtherPart {
    const version = this.parts.filter((one) => one.round === id && one.commune === commune && one.part === part).length;
    const made = {
      ...{ round: id, commune, part, version: version + 1, ...input },
      ...{ byName: person.name, at: this.#now() },
    };
    this.parts.unshift(made);
    return made;
  }

  sideBySide(id: string, commune: string): SideBySide {
    const [computed] = this.#coverage.communes(commune);
    if (!computed) throw new Refusal(404, 'not-found');
    const self = this.#newest(this.assessments, id, commune);
    const council = this.#newestConclusion(id, commune);
    return {
      ...{ round: this.round(id), commune: { id: commune, name: `Xã ${computed.name}` }, rule: RULE },
      ...{ from: this.#coverage.from, to: this.#coverage.to, computed },
      hamlets: this.#coverage.hamlets(commune).map((one) => {
        const own = self?.hamlets.find(({ hamlet }) => hamlet === one.hamlet);
        const said = this.#newestConclusion(id, one.hamlet);
        return {
          computed: one,
          ...(own ? { self: own.verdict } : {}),
          ...(said ? { council: { verdict: said.verdict, text: said.text, byName: said.byName, at: said.at } } : {}),
          visits: this.visits.filter(({ round, hamlet }) => round === id && hamlet === one.hamlet).length,
        };
      }),
      ...(self ? { self } : {}),
      ...(council ? { council } : {}),
      parts: (['television', 'publications'] as const).flatMap(
        (part) =>
          this.parts
            .filter((one) => one.round === id && one.commune === commune && one.part === part)
            .sort((a, b) => b.version - a.version)[0] ?? [],
      ),
    };
  }

  draw(id: string, input: DrawInput, person: Person): Draw {
    const seed = input.seed ?? seededSha256('seed', this.#made++).slice(0, 16);
    const candidates = this.#places.hamlets
      .filter(({ parent }) => parent !== undefined && input.communes.includes(parent))
      .map((one) => one.id)
      .sort();
    const days = daysBetween(input.from, input.to);
    const order = [...candidates].sort((a, b) => (rank(seed, a) < rank(seed, b) ? -1 : 1));
    const made: Draw = {
      ...{ id: seededUlid('draw', 'made', this.#made++), round: id, seed, from: input.from, to: input.to, candidates },
      items: order.slice(0, input.hamlets).map((hamlet) => ({
        ...{ hamlet, hamletName: this.#nameOf(hamlet), communeName: this.#communeOf(hamlet) },
        day: days[Number.parseInt(rank(seed, hamlet, 'day').slice(0, 6), 16) % days.length] ?? input.from,
        part: Number.parseInt(rank(seed, hamlet, 'part').slice(0, 2), 16) % 2 ? 'afternoon' : 'morning',
      })),
      ...{ byName: person.name, at: this.#now() },
    };
    this.draws.unshift(made);
    return made;
  }

  #newest(all: readonly (SelfAssessment & { round: string })[], round: string, commune: string) {
    return all.filter((one) => one.round === round && one.commune === commune).sort((a, b) => b.version - a.version)[0];
  }

  #newestConclusion(round: string, area: string) {
    return this.conclusions
      .filter((one) => one.round === round && one.area === area)
      .sort((a, b) => b.version - a.version)[0];
  }

  #named(members: readonly string[]) {
    return members.map((id) => ({ id, name: this.#people.persons.find((one) => one.id === id)?.name ?? '' }));
  }

  #nameOf(area: string): string {
    const hamlet = this.#places.hamlets.find(({ id }) => id === area);
    return hamlet ? `Xóm ${hamlet.name}` : (this.#places.communes.find(({ id }) => id === area)?.name ?? area);
  }

  #communeOf(hamlet: string): string {
    return this.#nameOf(this.#places.hamlets.find(({ id }) => id === hamlet)?.parent ?? '');
  }

  #visit(round: string, hamlet: Area, index: number, by: { id: string; name: string }): Visit {
    const there = 7;
    return {
      ...{ id: seededUlid('visit', index), round, hamlet: hamlet.id, hamletName: `Xóm ${hamlet.name}` },
      at: instantAt('2026-11-20', '17:10') - index * 5_400_000,
      ...{ hornsThere: there, hornsSounding: chance('horns', index) < 0.7 ? there : 4 },
      ...{ duringSession: chance('session', index) < 0.85, unannounced: chance('told', index) < 0.9 },
      note: index % 9 === 0 ? 'Một loa rè, trưởng xóm đã báo kỹ thuật viên' : '',
      ...{ by: by.id, byName: by.name, recordedAt: instantAt('2026-11-20', '18:00') - index * 5_400_000 },
    };
  }

  #item(hamlet: Area, index: number): Draw['items'][number] {
    return {
      ...{ hamlet: hamlet.id, hamletName: `Xóm ${hamlet.name}`, communeName: this.#communeOf(hamlet.id) },
      ...{ day: ['2026-11-21', '2026-11-25', '2026-12-02'][index] ?? '2026-11-25' },
      part: index === 1 ? 'morning' : 'afternoon',
      ...(index === 0 ? { visit: seededUlid('visit', 7) } : {}),
    };
  }
}

function rank(...words: string[]): string {
  return createHash('sha256').update(words.join('\n')).digest('hex');
}
