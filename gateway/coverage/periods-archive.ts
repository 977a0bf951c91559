import type { Knex } from 'knex';
import type { Coverage, HamletCoverage, HamletVerdict, SessionDetail } from '../../protocol/api/coverage.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type FrozenHead, type FrozenSessions, thaw } from './periods-frozen.ts';
import { answersOf, frozenRules, type StoredPeriod } from './periods-store.ts';
import { chooseRule } from './rules.ts';

/** Heads kept in memory: a closed period never changes. */
const MOST_KEPT = 12;

/** Reads what was frozen when a period closed. */
export class PeriodArchive {
  readonly #read: Knex;
  readonly #heads = new Map<string, Promise<FrozenHead[]>>();

  constructor(read: Knex) {
    this.#read = read;
  }

  /** The answer about an area as it was frozen. Throws NotFoundError for a rule or an area that was not judged then. */
  async of(period: StoredPeriod, rule: string | undefined, area: string): Promise<Coverage> {
    const head = await this.#headFor(period, rule, area);
    const { order, province, whole, ...common } = head;
    const named = { ...common, ...(period.closing ? { period: about(period, period.closing) } : {}) };
    if (area === province) {
      const hamlets = await this.#verdicts(
        period,
        head,
        order.map(({ commune }) => commune),
      );
      return { ...named, ...(whole ? { whole } : {}), hamlets };
    }
    const commune = head.communes.find((one) => one.area === area);
    if (commune) {
      const hasHamlets = order.some((one) => one.commune === area);
      return {
        ...named,
        whole: commune,
        communes: [commune],
        hamlets: hasHamlets ? await this.#verdicts(period, head, [area]) : [],
      };
    }
    const verdict = await this.#verdictOf(period, head, area);
    return { ...named, communes: [], hamlets: [verdict] };
  }

  /** One hamlet with its sessions as they were frozen. */
  async ofHamlet(period: StoredPeriod, rule: string | undefined, hamlet: string): Promise<HamletCoverage> {
    const head = await this.#headFor(period, rule, hamlet);
    const verdict = await this.#verdictOf(period, head, hamlet);
    const sessions = await this.#sessions(period, head, verdict.commune);
    const { rule: judgedBy, from, to } = head;
    return {
      ...{ rule: judgedBy, from, to, verdict, sessions: [...(sessions[hamlet] ?? [])] },
      ...(period.closing ? { period: about(period, period.closing) } : {}),
    };
  }

  /** Every hamlet of an area with its frozen sessions, commune by commune: what a trend or a dossier is made of. */
  async *sessionsOf(
    period: StoredPeriod,
    rule: string | undefined,
    area: string,
  ): AsyncGenerator<readonly [hamlet: string, sessions: readonly SessionDetail[]]> {
    const head = await this.#headFor(period, rule, area);
    for (const { commune, hamlets } of head.order) {
      const wanted = hamlets.filter((hamlet) => [head.province, commune, hamlet].includes(area));
      if (wanted.length === 0) continue;
      const sessions = await this.#sessions(period, head, commune);
      for (const hamlet of wanted) yield [hamlet, sessions[hamlet] ?? []];
    }
  }

  /** Every head of the period: one a rule and province. */
  async heads(period: StoredPeriod): Promise<FrozenHead[]> {
    const rules = await frozenRules(this.#read, period.id);
    return (await Promise.all(rules.map(({ rule }) => this.#headsOf(period, rule)))).flat();
  }

  async #headFor(period: StoredPeriod, asked: string | undefined, area: string): Promise<FrozenHead> {
    const rules = (await this.heads(period)).map(({ rule }) => rule);
    const rule = chooseRule(rules, asked, period.to);
    if (!rule) {
      const had = [...new Set(rules.map(({ id, version }) => `${id}@${version}`))].join(', ');
      throw new NotFoundError('rule-not-frozen', `${period.name} was closed with ${had}; ask for one of these rules.`);
    }
    const heads = await this.#headsOf(period, rule.id);
    const head = heads.find((one) => holds(one, area));
    if (!head)
      throw new NotFoundError(
        'not-in-period',
        `This area was not there when ${period.name} was judged; ask for the one it comes from.`,
      );
    return head;
  }

  #headsOf(period: StoredPeriod, rule: string): Promise<FrozenHead[]> {
    const key = `${period.id} ${rule}`;
    const known = this.#heads.get(key);
    if (known) return known;
    const heads = this.#thawHeads(period.id, rule);
    const [oldest] = this.#heads.keys();
    if (this.#heads.size >= MOST_KEPT && oldest !== undefined) this.#heads.delete(oldest);
    this.#heads.set(key, heads);
    // What failed is asked for again.
    heads.catch(() => this.#heads.delete(key));
    return heads;
  }

  async #thawHeads(period: string, rule: string): Promise<FrozenHead[]> {
    const stored = await answersOf(this.#read, period, rule, 'head');
    return Promise.all(stored.map(async (answer) => JSON.parse(await thaw(answer)) as FrozenHead));
  }

  async #verdicts(period: StoredPeriod, head: FrozenHead, communes: readonly string[]): Promise<HamletVerdict[]> {
    const stored = await answersOf(this.#read, period.id, head.rule.id, 'verdicts', communes);
    const texts = await Promise.all(stored.map(async (answer) => [answer.area, await thaw(answer)] as const));
    const byCommune = new Map(texts);
    return communes.flatMap((commune) => JSON.parse(byCommune.get(commune) ?? '[]') as HamletVerdict[]);
  }

  async #sessions(period: StoredPeriod, head: FrozenHead, commune: string): Promise<FrozenSessions> {
    const [stored] = await answersOf(this.#read, period.id, head.rule.id, 'sessions', [commune]);
    // What this gateway itself wrote and hashed (periods-frozen.ts); so are heads and verdicts.
    return stored ? (JSON.parse(await thaw(stored)) as FrozenSessions) : {};
  }

  async #verdictOf(period: StoredPeriod, head: FrozenHead, hamlet: string): Promise<HamletVerdict> {
    const place = head.order.find(({ hamlets }) => hamlets.includes(hamlet));
    const verdicts = place ? await this.#verdicts(period, head, [place.commune]) : [];
    const verdict = verdicts.find((one) => one.hamlet === hamlet);
    if (!verdict) throw new InvalidInputError('not-a-hamlet', 'This area is not a hamlet: name one.');
    return verdict;
  }
}

function holds({ province, communes, order }: FrozenHead, area: string): boolean {
  return (
    area === province ||
    communes.some((one) => one.area === area) ||
    order.some(({ hamlets }) => hamlets.includes(area))
  );
}

function about({ id, name }: StoredPeriod, closing: NonNullable<StoredPeriod['closing']>) {
  return { id, name, closedAt: closing.at };
}
