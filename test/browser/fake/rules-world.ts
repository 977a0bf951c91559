import type { Rule } from '../../../protocol/api/coverage.ts';
import type { Addendum, Exclusion, Period, RuleDraftInput, RuleVersion, Trial } from '../../../protocol/api/periods.ts';
import { addDays, dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { type CoverageWorld, RULE } from './coverage-world.ts';
import type { PeopleWorld, Person } from './people-world.ts';
import type { Places } from './places.ts';
import { chance, seededSha256, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';

const WAIT_DAYS = 15;

/** Rules with their versions and a draft, periods, and what the province left out. */
export class RulesWorld {
  readonly versions = new Map<string, RuleVersion[]>();
  readonly periods: Period[];
  readonly exclusions: Exclusion[];
  readonly trials: { from: string; to: string }[] = [];
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
    this.versions.set(RULE.id, this.#history(RULE));
    this.versions.set('ntm-base', [
      {
        ...published(baseRule(), 'Lê Quang Minh', 'Bùi Thị Thanh', instantAt('2025-12-20', '09:10')),
        reason: 'Áp dụng cho xã đăng ký mức cơ bản',
      },
    ]);
    this.periods = createPeriods();
    this.exclusions = createExclusions(parts.places);
  }

  rules(): Rule[] {
    return [...this.versions.values()].flatMap(
      (versions) => versions.find(({ state }) => state === 'published')?.rule ?? [],
    );
  }

  /** As the person who asks sees them. */
  versionsFor(id: string, person: Person): RuleVersion[] {
    const own = this.#versionsOf(id);
    return own.map((version) => {
      if (version.state === 'published') return version;
      const by = this.#people.persons.find(({ name }) => name === version.byName);
      return by?.id === person.id ? { ...version, mayNotPublish: 'own-draft' as const } : version;
    });
  }

  writeDraft(id: string, { reason, ...rest }: RuleDraftInput, person: Person): RuleVersion {
    const others = this.#versionsOf(id).filter(({ state }) => state === 'published');
    const version = (others[0]?.rule.version ?? 0) + 1;
    const draft: RuleVersion = {
      rule: { ...rest, id, version },
      ...{ state: 'draft', reason, byName: person.name, at: this.#now() },
    };
    this.versions.set(id, [draft, ...others]);
    return { ...draft, mayNotPublish: 'own-draft' };
  }

  dropDraft(id: string): void {
    this.versions.set(
      id,
      this.#versionsOf(id).filter(({ state }) => state === 'published'),
    );
  }

  publish(id: string, person: Person): RuleVersion {
    const [draft] = this.versionsFor(id, person);
    if (draft?.state !== 'draft') throw new Refusal(409, 'no-draft');
    if (draft.mayNotPublish) throw new Refusal(403, draft.mayNotPublish);
    Object.assign(this.#versionsOf(id)[0] ?? {}, {
      ...{ state: 'published', publishedByName: person.name, publishedAt: this.#now() },
    });
    return { ...draft, state: 'published' };
  }

  /** Judges by the threshold alone, which is enough to see hamlets change. */
  trial(id: string, window: { from: string; to: string }): Trial {
    const [draft, against] = this.#versionsOf(id);
    if (draft?.state !== 'draft' || !against) throw new Refusal(409, 'no-draft');
    this.trials.push(window);
    const hamlets = this.#coverage.hamlets(this.#places.province.id);
    const needed = draft.rule.numbers.sessionsShare;
    const changes = hamlets.flatMap((one) => {
      const after =
        one.lower >= needed ? ('met' as const) : one.upper < needed ? ('not-met' as const) : ('insufficient' as const);
      const keeps = one.verdict === 'insufficient' || after === one.verdict || one.lower < 0.5;
      return keeps
        ? []
        : [
            {
              ...{ hamlet: one.hamlet, name: one.name, communeName: one.communeName },
              ...{ before: one.verdict, after, lowerBefore: one.lower, lowerAfter: one.lower },
            },
          ];
    });
    return {
      ...window,
      against: { id, version: against.rule.version },
      judged: hamlets.length,
      changes,
      communes: this.#places.communes
        .filter(({ name }) => changes.some(({ communeName }) => communeName === name))
        .slice(0, 3)
        .map(({ id: commune, name }) => ({ commune, name, before: 'met', after: 'not-met' })),
    };
  }

  open(input: { name: string; from: string; to: string; closesOn?: string | undefined }): Period {
    if (this.periods.some((one) => one.from <= input.to && one.to >= input.from))
      throw new Refusal(409, 'period-exists');
    const made: Period = {
      id: seededUlid('period', input.name),
      ...{ name: input.name, from: input.from, to: input.to },
      closesOn: input.closesOn ?? addDays(input.to, WAIT_DAYS),
    };
    this.periods.unshift(made);
    return made;
  }

  close(id: string, person: Person): Period {
    const period = this.periods.find((one) => one.id === id);
    if (!period) throw new Refusal(404, 'not-found');
    if (period.closedAt) throw new Refusal(409, 'period-closed');
    if (dayOf(this.#now()) < addDays(period.to, WAIT_DAYS)) throw new Refusal(409, 'closes-too-early');
    return Object.assign(period, {
      ...{ closedAt: this.#now(), closedByName: person.name },
      frozen: { sha256: seededSha256('frozen', id), treeSize: 45_360 },
    });
  }

  addenda(id: string): Addendum[] {
    if (this.periods.find((one) => one.id === id)?.name !== 'Quý II/2026') return [];
    return this.#places.hamlets.slice(3, 6).map((hamlet, index) => ({
      ...{ hamlet: hamlet.id, name: `Xóm ${hamlet.name}`, rule: RULE.id },
      frozen: { verdict: 'insufficient', lower: 0.742 + index / 100, upper: 0.881 },
      now: { verdict: index === 2 ? 'not-met' : 'met', lower: 0.842 + index / 100, upper: 0.842 + index / 100 },
    }));
  }

  exclude(
    input: Omit<Exclusion, 'id' | 'areas' | 'byName' | 'at' | 'decision'> & {
      areas: string[];
      decision: { number: string; on: string; document: string };
    },
    person: Person,
    names: (area: string) => string,
  ): Exclusion {
    if (this.periods.some((one) => one.closedAt && one.from <= input.to && one.to >= input.from))
      throw new Refusal(409, 'period-closed');
    const made: Exclusion = {
      ...input,
      id: seededUlid('exclusion', 'made', this.#made++),
      areas: input.areas.map((id) => ({ id, name: names(id) })),
      decision: { ...input.decision, documentName: 'quyet-dinh.pdf' },
      ...{ byName: person.name, at: this.#now() },
    };
    this.exclusions.unshift(made);
    return made;
  }

  revoke(id: string, reason: string): Exclusion {
    const found = this.exclusions.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'not-found');
    return Object.assign(found, { revokedAt: this.#now(), revokedReason: reason });
  }

  #versionsOf(id: string): RuleVersion[] {
    const own = this.versions.get(id);
    if (!own) throw new Refusal(404, 'not-found');
    return own;
  }

  /** Three versions were published; the fourth, a stricter one, is a draft of the second administrator. */
  #history(newest: Rule): RuleVersion[] {
    const { numbers } = newest;
    const at = (version: number, changes: Partial<Rule['numbers']>, validFrom: string): Rule => ({
      ...newest,
      ...{ version, validFrom, numbers: { ...numbers, ...changes } },
    });
    return [
      {
        rule: at(4, { sessionsShare: 0.85, excludedShare: 0.2, liveEndsSilenceMs: 120_000 }, '2027-01-01'),
        ...{ state: 'draft', byName: 'Bùi Thị Thanh', at: instantAt('2026-11-20', '15:42') },
        reason: 'Hội nghị ngày 18/11/2026 thống nhất nâng mức nghe được',
      },
      {
        ...published(at(3, {}, '2026-10-01'), 'Bùi Thị Thanh', 'Lê Quang Minh', instantAt('2026-09-25', '10:05')),
        reason: 'Thêm mức tối thiểu theo quyết định',
      },
      {
        ...published(
          at(2, { sessionsShare: 0.75, vouchDays: 60 }, '2026-04-01'),
          'Lê Quang Minh',
          'Bùi Thị Thanh',
          instantAt('2026-03-28', '16:20'),
        ),
        reason: 'Loa không có cảm biến cần kiểm tra thường hơn',
      },
      {
        ...published(
          at(1, { sessionsShare: 0.7, vouchDays: 30, windowDays: 60 }, '2026-01-01'),
          'Lê Quang Minh',
          'Bùi Thị Thanh',
          instantAt('2025-12-20', '09:00'),
        ),
        reason: 'Quy tắc đầu tiên của tỉnh',
      },
    ];
  }
}

function published(rule: Rule, byName: string, publishedByName: string, at: number): RuleVersion {
  return { rule, state: 'published', byName, at, publishedByName, publishedAt: at + 86_400_000 };
}

function baseRule(): Rule {
  return {
    ...RULE,
    ...{ id: 'ntm-base', name: 'Có hệ thống loa đến các thôn', validFrom: '2026-01-01' },
    criterion: { ...RULE.criterion, set: 'NTM 2021–2025', level: 'base' },
    numbers: { ...RULE.numbers, communeShare: 2 / 3 },
  };
}

function createPeriods(): Period[] {
  const closed = (name: string, from: string, to: string, at: number, byName?: string): Period => ({
    ...{ id: seededUlid('period', name), name, from, to, closesOn: addDays(to, WAIT_DAYS), closedAt: at },
    ...(byName ? { closedByName: byName } : {}),
    frozen: { sha256: seededSha256('frozen', name), treeSize: Math.floor(chance('tree', name) * 30_000) + 5_000 },
  });
  const open = (name: string, from: string, to: string, closesOn: string): Period => ({
    ...{ id: seededUlid('period', name), name, from, to, closesOn },
  });
  return [
    open('Quý IV/2026', '2026-10-01', '2026-12-31', '2027-01-15'),
    open('Quý III/2026', '2026-07-01', '2026-09-30', '2026-11-30'),
    closed('Quý II/2026', '2026-04-01', '2026-06-30', instantAt('2026-07-16', '00:04')),
    closed('Quý I/2026', '2026-01-01', '2026-03-31', instantAt('2026-04-20', '09:31'), 'Lê Quang Minh'),
    closed('Quý IV/2025', '2025-10-01', '2025-12-31', instantAt('2026-01-16', '00:04')),
  ];
}

function createExclusions({ communes, hamlets }: Places): Exclusion[] {
  const named = (areas: readonly { id: string; name: string }[]) => areas.map(({ id, name }) => ({ id, name }));
  const one = (
    number: string,
    areas: Exclusion['areas'],
    [from, to]: readonly [string, string],
    cause: Exclusion['cause'],
    reason: string,
    more: Partial<Exclusion> = {},
  ): Exclusion => ({
    ...{ id: seededUlid('exclusion', number), areas, from, to, cause, reason },
    decision: {
      ...{ number, on: addDays(to, 4), document: seededSha256('decision', number) },
      documentName: `QD-${number.split('/')[0]}.pdf`,
    },
    ...{ byName: 'Lê Quang Minh', at: instantAt(addDays(to, 5), '08:30') },
    ...more,
  });
  return [
    one(
      '1204/QĐ-SVHTTDL',
      named(communes),
      ['2026-11-03', '2026-11-03'],
      'storm',
      'Bão số 12 đổ bộ, mất điện diện rộng',
    ),
    one(
      '1187/QĐ-SVHTTDL',
      named(communes.slice(3, 8)),
      ['2026-10-24', '2026-10-26'],
      'grid-outage',
      'Điện lực cắt điện thay trạm 110 kV',
      {
        parts: ['morning'],
      },
    ),
    one(
      '1102/QĐ-SVHTTDL',
      named(hamlets.slice(7, 9)),
      ['2026-09-02', '2026-09-05'],
      'works',
      'Chuyển cột loa theo đường liên xã',
    ),
    one('988/QĐ-SVHTTDL', named(communes.slice(0, 1)), ['2026-08-11', '2026-08-12'], 'other', 'Lễ tang cấp tỉnh', {
      revokedAt: instantAt('2026-09-01', '14:00'),
      revokedReason: 'Quyết định nhầm xã',
    }),
    one(
      '871/QĐ-SVHTTDL',
      named(communes.slice(10, 12)),
      ['2026-06-20', '2026-06-22'],
      'storm',
      'Lũ quét, sập hai cột loa',
    ),
  ];
}
