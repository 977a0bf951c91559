import type { Area } from '../../protocol/api/areas.ts';
import type { Coverage as CoverageAnswer, HamletCoverage, HamletVerdict, Rule } from '../../protocol/api/coverage.ts';
import { addDays, type Day, dayOf, daysBetween } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Log } from '../log.ts';
import { judgeArea } from './area-verdict.ts';
import { hasDirty } from './dirty-store.ts';
import { readSessions } from './hamlet-days-store.ts';
import { type HamletHorns, readHorns } from './horns-store.ts';
import { readLetters } from './months-store.ts';
import { RollUp } from './roll-up.ts';
import { chooseRule, sessionKeyOf } from './rules.ts';
import { addRules, readRules } from './rules-store.ts';
import type { Vouches } from './session.ts';
import { SHIPPED_RULES } from './shipped-rules.ts';
import { judge, needsLookBack, type Window, windowOf } from './verdict.ts';

export interface CoverageParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly tree: Pick<AreaTree, 'get' | 'children' | 'hamletsUnder' | 'communeOf' | 'ancestors'>;
  /** Entries in the evidence log. */
  readonly treeSize: () => Promise<number>;
  /** Does an inspection or self-test vouch for a node without a sensor? Nobody does until there are inspections. */
  readonly vouches?: Vouches;
}

/** Which rule and which days; what is left out is the rule valid today and its window up to today. */
export interface CoverageQuery {
  readonly rule?: string;
  readonly from?: Day;
  readonly to?: Day;
}

/** More hamlets than these are read all at once and picked from. */
const MOST_NAMED = 200;

/** Judges areas by rules. The root calls `rollUp` every few seconds; every answer rolls up first what is dirty. */
export class Coverage {
  readonly #parts: CoverageParts;
  readonly #rollUp: RollUp;
  #rules: Rule[] = [];

  constructor(parts: CoverageParts) {
    this.#parts = parts;
    this.#rollUp = new RollUp({ ...parts, vouches: parts.vouches ?? (() => false) });
  }

  async start(): Promise<void> {
    const { database, clock } = this.#parts;
    await addRules(database, SHIPPED_RULES, 'system', clock.now());
    this.#rules = await readRules(database.read);
    await this.#rollUp.use(this.#rules);
    await this.#rollUp.markRegistered();
  }

  rules(): readonly Rule[] {
    return this.#rules;
  }

  /** Brings the roll-up up to date and tells onlookers when something changed. */
  async rollUp(): Promise<number> {
    const { clock, database, facts, log } = this.#parts;
    if (!(await hasDirty(database.read))) return 0;
    const days = await this.#rollUp.run();
    if (days > 0) {
      log.debug({ days }, 'hamlet-days rolled up');
      facts.tell('changed', { at: clock.now(), what: 'coverage' });
    }
    return days;
  }

  /** Each night, after the last session: days that only the timetable speaks of. */
  async nightly(): Promise<void> {
    await this.#rollUp.markRegistered();
  }

  /** Computes every hamlet-day again from the raw rows; returns how many there were. */
  async recompute(): Promise<number> {
    await this.#rollUp.markAll();
    return this.rollUp();
  }

  /** Verdicts of every hamlet in the area and of its communes. Throws NotFoundError for an unknown area or rule. */
  async of(area: string, query: CoverageQuery = {}): Promise<CoverageAnswer> {
    const { rule, window } = this.#choose(query);
    return this.#judgeArea(area, rule, window);
  }

  /** The same by any rule, also one that is only drafted: what it judges otherwise in a session is rolled up for it first. */
  async judgeWith(rule: Rule, area: string, from: Day, to: Day): Promise<CoverageAnswer> {
    const key = sessionKeyOf(rule.numbers);
    if (this.#rules.some((known) => sessionKeyOf(known.numbers) === key))
      return this.#judgeArea(area, rule, windowOf(from, to));
    await this.#rollUp.use([...this.#rules, rule]);
    try {
      return await this.#judgeArea(area, rule, windowOf(from, to));
    } finally {
      await this.#rollUp.use(this.#rules);
    }
  }

  async #judgeArea(area: string, rule: Rule, window: Window): Promise<CoverageAnswer> {
    const { clock } = this.#parts;
    const { from, to } = window;
    const subject = this.#areaOf(area);
    const treeSize = await this.#parts.treeSize();
    await this.rollUp();
    const hamlets = await this.#judgeHamlets(this.#parts.tree.hamletsUnder(subject.id, to), rule, window);
    const communes = this.#communesOf(subject, to).map((commune) =>
      judgeArea(
        commune,
        hamlets.filter((hamlet) => hamlet.commune === commune.id),
        rule.numbers.communeShare,
      ),
    );
    return { rule, from, to, computedAt: clock.now(), treeSize, communes, hamlets };
  }

  /** One hamlet with its sessions. */
  async ofHamlet(hamlet: string, query: CoverageQuery = {}): Promise<HamletCoverage> {
    const { rule, window } = this.#choose(query);
    const { from, to } = window;
    const subject = this.#areaOf(hamlet);
    if (subject.kind !== 'hamlet') throw new NotFoundError('unknown-hamlet', 'This area is not a hamlet.');
    await this.rollUp();
    const [verdict] = await this.#judgeHamlets([subject], rule, window);
    if (!verdict) throw new NotFoundError('unknown-hamlet', 'This hamlet has no commune.');
    const key = sessionKeyOf(rule.numbers);
    const sessions = await readSessions(this.#parts.database.read, key, hamlet, from, to);
    return { rule, from, to, verdict, sessions };
  }

  #communesOf(area: Area, at: Day): Area[] {
    if (area.kind === 'hamlet') return [];
    return area.kind === 'commune' ? [area] : this.#parts.tree.children(area.id, at);
  }

  #areaOf(id: string): Area {
    const area = this.#parts.tree.get(id);
    if (!area) throw new NotFoundError('unknown-area', 'There is no such area.');
    return area;
  }

  #choose(query: CoverageQuery): { rule: Rule; window: Window } {
    const to = query.to ?? dayOf(this.#parts.clock.now());
    const rule = chooseRule(this.#rules, query.rule, to);
    if (!rule) throw new NotFoundError('unknown-rule', 'There is no such rule.');
    const from = query.from ?? addDays(to, 1 - rule.numbers.windowDays);
    if (from > to) throw new InvalidInputError('bad-window', 'The window ends before it begins: swap from and to.');
    return { rule, window: windowOf(from, to) };
  }

  /** Too few sessions in the window: the window before it is asked too, and used when both together hold enough. */
  async #judgeHamlets(hamlets: readonly Area[], rule: Rule, window: Window): Promise<HamletVerdict[]> {
    const { from, to } = window;
    const horns = await readHorns(this.#parts.database.read, to, named(hamlets));
    const letters = await this.#letters(hamlets, rule, window);
    const isShort = (text: string | undefined) => needsLookBack(text ?? '', rule.numbers);
    const short = hamlets.filter((hamlet) => isShort(letters.get(hamlet.id)));
    const longWindow = windowOf(addDays(from, -daysBetween(from, to).length), to);
    const longer = short.length > 0 ? await this.#letters(short, rule, longWindow) : new Map<string, string>();
    return hamlets.flatMap((hamlet) => {
      const lookedBack = longer.get(hamlet.id);
      return isShort(lookedBack)
        ? this.#judgeHamlet(hamlet, letters.get(hamlet.id) ?? '', horns.get(hamlet.id), rule, window)
        : this.#judgeHamlet(hamlet, lookedBack ?? '', horns.get(hamlet.id), rule, longWindow);
    });
  }

  #letters(hamlets: readonly Area[], rule: Rule, { from, to }: Window): Promise<Map<string, string>> {
    return readLetters(this.#parts.database.read, sessionKeyOf(rule.numbers), from, to, named(hamlets));
  }

  #judgeHamlet(
    hamlet: Area,
    letters: string,
    horns: HamletHorns | undefined,
    rule: Rule,
    window: Window,
  ): HamletVerdict[] {
    const { tree } = this.#parts;
    const commune = tree.get(tree.communeOf(hamlet.id) ?? '');
    if (!commune) return [];
    const { floorPerWeek } = rule.numbers;
    const hanging = horns && horns.nodes > 0 ? horns : undefined;
    const record = {
      letters,
      floorPerWeek: commune.region === 'III' ? floorPerWeek.regionIII : floorPerWeek.normal,
      since: hanging?.since,
    };
    return [
      {
        hamlet: hamlet.id,
        name: hamlet.name,
        commune: commune.id,
        communeName: commune.name,
        nodes: hanging?.nodes ?? 0,
        horns: hanging?.horns ?? 0,
        basis: hanging ? 'receipts' : 'none',
        byInspection: false,
        technologies: [],
        ...judge(record, rule.numbers, window),
      },
    ];
  }
}

function named(hamlets: readonly Area[]): string[] | undefined {
  return hamlets.length <= MOST_NAMED ? hamlets.map((hamlet) => hamlet.id) : undefined;
}
