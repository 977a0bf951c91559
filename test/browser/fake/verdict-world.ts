import type { Area, Node } from '../../../protocol/api/areas.ts';
import type { Coverage, HamletCoverage, HamletVerdict, Rule, SessionDetail } from '../../../protocol/api/coverage.ts';
import type { Addendum, Exclusion, Period } from '../../../protocol/api/periods.ts';
import { addDays, dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { type CoverageWorld, RULE } from './coverage-world.ts';
import type { FoundingWorld } from './founding-world.ts';
import type { Places } from './places.ts';
import { chance, seededArea, seededNode, seededSha256, seededUlid } from './random.ts';
import { historyOf, type Kind, verdictIn } from './verdict-sessions.ts';

const FIRST = ['Đông', 'Đoài', 'Thượng', 'Hạ', 'Bãi', 'Trung', 'Yên'];
const SECOND = ['Sơn', 'Lĩnh', 'Hòa', 'Phúc', 'Lộc'];

/** Rules as `GET /rules` gives them: two versions of the one in force, and one of another level. */
export const RULES: readonly Rule[] = [
  RULE,
  {
    ...RULE,
    version: RULE.version - 1,
    validFrom: '2025-01-01',
    validTo: '2025-12-31',
    numbers: { ...RULE.numbers, sessionsShare: 0.75, minSessions: 20 },
  },
  {
    ...RULE,
    id: 'base',
    version: 1,
    criterion: { ...RULE.criterion, set: 'Xã nông thôn mới 2021–2025', level: 'base' },
    validTo: '2026-12-31',
    numbers: { ...RULE.numbers, communeShare: 2 / 3 },
  },
];

export interface Place {
  readonly hamlet: Area;
  readonly kind: Kind;
  readonly nodes: readonly Node[];
  readonly sessions: readonly SessionDetail[];
}

/** Xã An Hòa: 35 hamlets with half a year of sessions, every state among them, made when a test asks for it. */
export class VerdictWorld {
  readonly periods: Period[];
  readonly exclusions: Exclusion[] = [];
  readonly addenda: Addendum[] = [];
  readonly commune: Area;
  readonly places: Place[] = [];
  readonly #today: string;
  readonly #province: Area;
  readonly #founding: FoundingWorld;
  readonly #coverage: CoverageWorld;

  constructor(places: Places, founding: FoundingWorld, coverage: CoverageWorld, now: number) {
    this.#today = dayOf(now);
    this.#province = places.province;
    this.#founding = founding;
    this.#coverage = coverage;
    this.commune = {
      ...{
        id: seededArea('commune', 'An Hòa'),
        kind: 'commune',
        name: 'An Hòa',
        unit: 'xã',
        parent: places.province.id,
      },
      ...{ validFrom: '2020-01-01', region: 'I', predecessors: [] },
    };
    this.periods = [
      period('Quý IV/2026', '2026-10-01', '2026-12-31', '2027-01-15'),
      {
        ...period('Quý III/2026', '2026-07-01', '2026-09-30', '2026-10-15'),
        closedAt: instantAt('2026-10-16', '00:05'),
        closedByName: 'Hệ thống',
        frozen: { sha256: seededSha256('frozen'), treeSize: 31_200 },
      },
    ];
  }

  /** The commune comes to be, in the tree and in every answer. */
  settle(): void {
    const { commune } = this;
    const hamlets = SECOND.flatMap((second) =>
      FIRST.map((first): Area => {
        const name = `${first} ${second}`;
        return {
          ...{ id: seededArea('hamlet', name, commune.id), kind: 'hamlet', name, unit: 'thôn', parent: commune.id },
          ...{
            validFrom: '2020-01-01',
            households: 120 + Math.floor(chance('households', name) * 180),
            predecessors: [],
          },
        };
      }),
    );
    this.#founding.tree.put([commune, ...hamlets]);
    hamlets.forEach((hamlet, index) => {
      const kind = kindOf(index);
      const sessions = historyOf(hamlet.id, kind, this.#today, (day, part) => runIdOf(day, part));
      this.places.push({ hamlet, kind, nodes: nodesOf(hamlet, commune, index, kind), sessions });
    });
    this.exclusions.push({
      ...{ id: seededUlid('exclusion'), areas: [{ id: commune.id, name: 'Xã An Hòa' }] },
      ...{ from: addDays(this.#today, -20), to: addDays(this.#today, -19), cause: 'storm' },
      reason: 'Bão số 9, cắt điện toàn xã.',
      decision: {
        ...{ number: '1207/QĐ-UBND', on: addDays(this.#today, -12) },
        ...{ document: seededSha256('decision'), documentName: 'QD-1207.pdf' },
      },
      ...{ byName: 'Lê Quang Minh', at: instantAt(addDays(this.#today, -12), '09:30') },
    });
    const [, late] = this.places;
    if (late)
      this.addenda.push({
        ...{ hamlet: late.hamlet.id, name: `Thôn ${late.hamlet.name}`, rule: RULE.id },
        frozen: { verdict: 'insufficient', lower: 0.786, upper: 0.842 },
        now: { verdict: 'met', lower: 0.835, upper: 0.842 },
      });
    this.#coverage.more = (area, query) => this.#answer(area, query);
  }

  place(hamlet: string): Place | undefined {
    return this.places.find((one) => one.hamlet.id === hamlet);
  }

  period(id: string | undefined): Period | undefined {
    return this.periods.find((one) => one.id === id);
  }

  windowOf(id: string | undefined): { from: string; to: string } {
    const chosen = this.period(id);
    const yesterday = addDays(this.#today, -1);
    if (!chosen) return { from: addDays(this.#today, -90), to: yesterday };
    const over = chosen.to <= yesterday;
    return { from: chosen.from, to: over ? chosen.to : yesterday };
  }

  verdict(place: Place, rule: Rule, window: { from: string; to: string }): HamletVerdict {
    return verdictIn(place, this.commune, rule, window, this.#today);
  }

  hamlet(id: string, query: { rule?: string | undefined; period?: string | undefined }): HamletCoverage | undefined {
    const place = this.place(id);
    if (!place) return undefined;
    const rule = ruleOf(query.rule);
    const window = this.windowOf(query.period);
    const closed = this.period(query.period);
    return {
      rule,
      ...(closed?.closedAt === undefined
        ? {}
        : { period: { id: closed.id, name: closed.name, closedAt: closed.closedAt } }),
      ...window,
      verdict: this.verdict(place, rule, window),
      sessions: place.sessions.filter(({ day }) => day >= window.from && day <= window.to),
    };
  }

  #answer(
    area: string,
    query: { rule?: string; period?: string },
  ): Pick<Coverage, 'rule' | 'communes' | 'hamlets' | 'from' | 'to'> | undefined {
    if (area !== this.commune.id && area !== this.#province.id && !this.place(area)) return undefined;
    const rule = ruleOf(query.rule);
    const window = this.windowOf(query.period);
    const asked = this.places.filter(
      ({ hamlet }) => area === this.commune.id || area === this.#province.id || area === hamlet.id,
    );
    const hamlets = asked.map((place) => this.verdict(place, rule, window));
    const count = (word: string) => hamlets.filter(({ verdict }) => verdict === word).length;
    const required = Math.ceil(rule.numbers.communeShare * hamlets.length);
    const met = count('met');
    const verdict = met >= required ? 'met' : met + count('insufficient') < required ? 'not-met' : 'insufficient';
    return {
      rule,
      ...window,
      hamlets,
      communes: [
        {
          ...{ area: this.commune.id, name: 'Xã An Hòa', verdict, hamlets: hamlets.length, met, required },
          ...{ notMet: count('not-met'), insufficient: count('insufficient') },
          withoutNodes: hamlets.filter((one) => one.nodes === 0).length,
        },
      ],
    };
  }
}

export function ruleOf(id: string | undefined): Rule {
  return RULES.find((one) => one.id === id) ?? RULE;
}

/** A run of An Hòa's own programme; nobody else's id begins like this. */
export const runIdOf = (day: string, part: string) =>
  `${seededUlid('programme', 'An Hòa', part)}@${instantAt(day, part === 'morning' ? '05:30' : '17:00')}`;

/** Most are good; each odd one stands at a place of its own, so that every branch is on the screen. */
function kindOf(index: number): Kind {
  const odd: Record<number, Kind> = {
    ...{ 0: 'weak', 1: 'doubtful', 2: 'mute', 3: 'dark', 4: 'fm', 5: 'fm-unvisited', 6: 'none', 7: 'merged' },
    ...{ 8: 'excluded', 9: 'new', 10: 'mixed' },
  };
  return odd[index] ?? 'good';
}

function period(name: string, from: string, to: string, closesOn: string): Period {
  return { id: seededUlid('period', name), name, from, to, closesOn };
}

function nodesOf(hamlet: Area, commune: Area, index: number, kind: Kind): Node[] {
  if (kind === 'none') return [];
  const technology = kind === 'fm' || kind === 'fm-unvisited' ? 'fm' : 'ip';
  return [4, 3].map(
    (horns, nth): Node => ({
      id: seededNode(hamlet.id, nth),
      ...{ hamlet: hamlet.id, hamletName: `Thôn ${hamlet.name}`, commune: commune.id, communeName: 'Xã An Hòa' },
      ...{ code: `AH-${String(index * 2 + nth + 1).padStart(3, '0')}`, place: nth === 0 ? 'nhà văn hóa' : 'cột 7' },
      ...{ technology: kind === 'mixed' && nth === 1 ? 'wired' : technology, horns, enrolled: technology === 'ip' },
      ...{ presence: kind === 'dark' ? 'offline' : 'online', sensor: 'microphone', firmware: '1.4.2' },
    }),
  );
}
