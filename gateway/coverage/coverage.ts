import type { Knex } from 'knex';
import type { Area } from '../../protocol/api/areas.ts';
import type {
  Coverage as CoverageAnswer,
  HamletCoverage,
  HamletVerdict,
  Rule,
  SessionDetail,
  Trend,
} from '../../protocol/api/coverage.ts';
import { addDays, type Day, dayOf, daysBetween } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Log } from '../log.ts';
import { judgeArea, wholeOf } from './area-verdict.ts';
import { hasDirty, markDays } from './dirty-store.ts';
import { readDraft } from './draft-signs.ts';
import { maskedSessions } from './exclusion-mask.ts';
import { readSessionsOf } from './hamlet-days-store.ts';
import { judgeHamlets, type SignsOf } from './judging.ts';
import { readLetters } from './months-store.ts';
import { expectedOf, lostIn, type Prospect, prospectsOf, type Stretch } from './prospects.ts';
import { RollUp } from './roll-up.ts';
import { chooseRule } from './rules.ts';
import { addRules, readRules } from './rules-store.ts';
import { sessionKeyOf } from './session-key.ts';
import { SHIPPED_RULES } from './shipped-rules.ts';
import type { Sources } from './sources.ts';
import { trendOf } from './trend.ts';
import { lineages, MOST_NAMED } from './window-records.ts';

export interface CoverageParts extends Sources {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly tree: Pick<AreaTree, 'get' | 'children' | 'hamletsUnder' | 'communeOf' | 'ancestors'>;
  /** Entries in the evidence log. */
  readonly treeSize: () => Promise<number>;
}

/** Which rule and which days; what is left out is the rule valid today and its window up to today. A period names its own days. */
export interface CoverageQuery {
  readonly rule?: string | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly period?: string | undefined;
}

interface Chosen {
  readonly rule: Rule;
  readonly from: Day;
  readonly to: Day;
}

/** Judges areas by rules. The root calls `rollUp` every few seconds; every answer rolls up first what is dirty. */
export class Coverage {
  readonly #parts: CoverageParts;
  readonly #rollUp: RollUp;
  #rules: Rule[] = [];

  constructor(parts: CoverageParts) {
    this.#parts = parts;
    this.#rollUp = new RollUp(parts);
  }

  async start(): Promise<void> {
    const { database, clock } = this.#parts;
    await addRules(database, SHIPPED_RULES, 'system', clock.now());
    await this.reload();
    await this.#rollUp.markRegistered();
  }

  /** Reads the published rules again: one more version may judge sessions in a new way. */
  async reload(): Promise<void> {
    this.#rules = await readRules(this.#parts.database.read);
    await this.#rollUp.use(this.#rules);
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

  /**
   * An inspection of these hamlets was recorded or corrected, seen between these days: it vouches for horns without a sensor from
   * then on, so the days up to `vouchDays` later are computed again. In the caller's transaction when one is given.
   */
  async inspected(hamlets: readonly string[], from: Day, to: Day, transaction?: Transaction): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const today = dayOf(now);
    const vouched = addDays(to, Math.max(0, ...this.#rules.map((rule) => rule.numbers.vouchDays)));
    const days = daysBetween(from, today).filter((day) => day <= vouched);
    const mark = (within: Transaction) => markDays(within, database.dialect, hamlets, days, now);
    if (transaction) await mark(transaction);
    else await database.write(mark);
  }

  /** Verdicts of every hamlet in the area and of its communes. Throws NotFoundError for an unknown area, rule or period. */
  async of(area: string, query: CoverageQuery = {}): Promise<CoverageAnswer> {
    const { period } = query;
    const frozen = period === undefined ? undefined : this.#parts.periods?.frozen(period, query.rule, area);
    const found = await frozen;
    if (found) return found;
    const chosen = await this.#choose(query);
    return this.#judged(chosen, area, await this.#rolledUp(chosen.rule));
  }

  /** The same by any rule, a draft too: what the roll-up lacks for it is judged from the raw rows and not kept. */
  async judgeWith(rule: Rule, area: string, from: Day, to: Day): Promise<CoverageAnswer> {
    if (from > to) throw new InvalidInputError('bad-window', 'The window ends before it begins: swap from and to.');
    const signsOf = this.#rollUp.holds(sessionKeyOf(rule.numbers))
      ? await this.#rolledUp(rule)
      : readDraft(this.#parts, rule.numbers);
    return this.#judged({ rule, from, to }, area, signsOf);
  }

  /** One hamlet with its sessions. */
  async ofHamlet(hamlet: string, query: CoverageQuery = {}): Promise<HamletCoverage> {
    const { period } = query;
    const frozen = period === undefined ? undefined : this.#parts.periods?.frozenHamlet(period, query.rule, hamlet);
    const found = await frozen;
    if (found) return found;
    const chosen = await this.#choose(query);
    const { rule, from, to } = chosen;
    const subject = this.#areaOf(hamlet);
    if (subject.kind !== 'hamlet') throw new NotFoundError('unknown-hamlet', 'This area is not a hamlet.');
    const [verdict] = (await this.#judged(chosen, hamlet, await this.#rolledUp(rule))).hamlets;
    if (!verdict) throw new NotFoundError('unknown-hamlet', 'This hamlet has no commune.');
    const sessions = (await this.sessionsOf([hamlet], { rule, from, to })).get(hamlet) ?? [];
    const { database, maintained } = this.#parts;
    const apart = (await maintained?.(database.read, hamlet, from, to)) ?? 0;
    return { rule, from, to, verdict, ...(apart > 0 && { maintenanceSessions: apart }), sessions };
  }

  /**
   * The sessions of hamlets as the verdict counts them: excluded ones say so, and a hamlet made of one other within the window shows
   * that one's before. (Made of several, it shows its own: a mean of sessions is no session.)
   */
  async sessionsOf(
    hamlets: readonly string[],
    { rule, from, to }: { rule: Rule; from: Day; to: Day },
  ): Promise<Map<string, SessionDetail[]>> {
    const { database, tree, exclusions: read } = this.#parts;
    await this.rollUp();
    const areas = hamlets.flatMap((hamlet) => tree.get(hamlet) ?? []);
    const inherits = rule.numbers.inheritance === 'households';
    const { lines, named } = lineages(areas, inherits, from, to, (id) => tree.get(id));
    const stored = await readSessionsOf(database.read, sessionKeyOf(rule.numbers), named, from, to);
    const exclusions = (await read?.(database.read, from, to)) ?? [];
    return new Map(
      areas.map(({ id }) => {
        const [line, ...others] = lines.get(id) ?? [];
        const stretches = (line?.stretches ?? []).filter(({ hamlet }) => others.length === 0 || hamlet === id);
        const sessions = stretches.flatMap((stretch) => {
          const chain = new Set([...tree.ancestors(stretch.hamlet), ...tree.ancestors(id)]);
          const own = (stored.get(stretch.hamlet) ?? []).filter(({ day }) => stretch.from <= day && day <= stretch.to);
          return maskedSessions(
            own,
            exclusions.filter(({ areas: places }) => places.some((place) => chain.has(place))),
          );
        });
        return [id, sessions];
      }),
    );
  }

  /**
   * How these hamlets stand today, and what a period that ends later still holds for them; judged from `judgedFrom` up to today.
   * By the rule valid today; everything is read at once.
   */
  async prospects(
    hamlets: readonly string[],
    days: { readonly from: Day; readonly to: Day; readonly judgedFrom: Day },
  ): Promise<{ rule: Rule; today: Day; prospects: Prospect[] }> {
    const today = dayOf(this.#parts.clock.now());
    const { rule } = await this.#choose({});
    const signsOf = await this.#rolledUp(rule);
    return {
      ...{ rule, today },
      prospects: await prospectsOf(this.#judging(), hamlets, rule, { ...days, today }, signsOf),
    };
  }

  /** Sessions that hamlets owe between two instants, by the roll-up and the registered timetable. */
  async owedIn(
    hamlets: readonly string[],
    from: number,
    to: number,
  ): Promise<{ hamlet: string; day: Day; part: string }[]> {
    const { rule } = await this.#choose({});
    const days = { from: dayOf(from), to: dayOf(to - 1), today: dayOf(this.#parts.clock.now()) };
    const owed = await expectedOf(this.#judging(), hamlets, days, await this.#rolledUp(rule));
    return [...owed].flatMap(([hamlet, sessions]) =>
      sessions.flatMap(({ day, part, fromAt, toAt }) => (fromAt < to && toAt > from ? [{ hamlet, day, part }] : [])),
    );
  }

  /** Sessions owed in each of these stretches and not known to be heard. */
  async lostIn(stretches: readonly Stretch[]): Promise<number[]> {
    const { rule } = await this.#choose({});
    return lostIn(stretches, this.#parts.clock.now(), await this.#rolledUp(rule));
  }

  /** Month by month up to this one, oldest first. */
  async trend(area: string, query: { rule?: string | undefined; months?: number | undefined } = {}): Promise<Trend> {
    const subject = this.#areaOf(area);
    const { rule } = await this.#choose({ rule: query.rule });
    const signsOf = await this.#rolledUp(rule);
    const parts = this.#judging();
    const today = dayOf(this.#parts.clock.now());
    const hamletsAt = (day: Day) => this.#parts.tree.hamletsUnder(subject.id, day);
    return { rule, months: await trendOf(parts, hamletsAt, rule, today, query.months ?? 12, signsOf) };
  }

  async #judged({ rule, from, to }: Chosen, area: string, signsOf: SignsOf): Promise<CoverageAnswer> {
    const { clock, tree, treeSize } = this.#parts;
    const subject = this.#areaOf(area);
    const seen = await treeSize();
    const hamlets = await judgeHamlets(this.#judging(), tree.hamletsUnder(subject.id, to), rule, { from, to }, signsOf);
    const { communeShare } = rule.numbers;
    const byCommune = new Map<string, HamletVerdict[]>();
    for (const hamlet of hamlets) {
      const known = byCommune.get(hamlet.commune);
      if (known) known.push(hamlet);
      else byCommune.set(hamlet.commune, [hamlet]);
    }
    const communes = this.#communesOf(subject, to).map((commune) =>
      judgeArea(commune, byCommune.get(commune.id) ?? [], communeShare),
    );
    const whole = subject.kind === 'hamlet' ? undefined : wholeOf(subject, hamlets, communes, communeShare);
    return { rule, ...(whole && { whole }), from, to, computedAt: clock.now(), treeSize: seen, communes, hamlets };
  }

  /** Where the letters of a published rule are, brought up to date. */
  async #rolledUp(rule: Rule): Promise<SignsOf> {
    await this.rollUp();
    const read: Knex = this.#parts.database.read;
    const key = sessionKeyOf(rule.numbers);
    return (hamlets, from, to) => readLetters(read, key, from, to, hamlets.length <= MOST_NAMED ? hamlets : undefined);
  }

  #judging() {
    const { database, tree } = this.#parts;
    return { database, tree, sources: this.#parts };
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

  async #choose(query: CoverageQuery): Promise<Chosen> {
    const { period } = query;
    const days = period === undefined ? undefined : await this.#parts.periods?.days(period);
    if (period !== undefined && !days) throw new NotFoundError('unknown-period', 'There is no such period.');
    const to = days?.to ?? query.to ?? dayOf(this.#parts.clock.now());
    const rule = chooseRule(this.#rules, query.rule, to);
    if (!rule) throw new NotFoundError('unknown-rule', 'There is no such rule.');
    const from = days?.from ?? query.from ?? addDays(to, 1 - rule.numbers.windowDays);
    if (from > to) throw new InvalidInputError('bad-window', 'The window ends before it begins: swap from and to.');
    return { rule, from, to };
  }
}
