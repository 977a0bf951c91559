import type { Coverage, Rule } from '../../protocol/api/coverage.ts';
import type { RuleDraftInput, RuleVersion, Trial } from '../../protocol/api/periods.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { problemsOf } from './rule-check.ts';
import { draftOf, dropDraft, type RuleDraft, saveDraft } from './rule-drafts-store.ts';
import { trialOf } from './rule-trial.ts';
import { chooseRule } from './rules.ts';
import { addRule, type PublishedRule, readRules, versionsOf } from './rules-store.ts';

export interface RuleDraftParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly nameOf: (account: string) => string | undefined;
  /** Does the account hold every province here? Rules are the same for all. */
  readonly holdsAll: (person: Pick<Person, 'areas'>) => boolean;
  /** Judges by any rule, published or not. */
  readonly judgeWith: (rule: Rule, area: string, from: Day, to: Day) => Promise<Coverage>;
  /** The last day of the newest closed period in which this rule was frozen; none when there is none. */
  readonly frozenUntil: (transaction: Transaction, rule: string) => Promise<Day | undefined>;
  /** A version was published: the rules are to be read anew. */
  readonly published: () => Promise<void>;
}

/** A letter, then letters, digits and hyphens: it stands in addresses and in `rule@version`. */
export const RULE_ID = /^[a-z][a-z0-9-]{1,39}$/;

/**
 * The rules with what is being written of them: one administrator of the whole province drafts, another publishes. A version
 * that was published never changes; the database itself refuses it.
 */
export class RuleDrafts {
  readonly #parts: RuleDraftParts;

  constructor(parts: RuleDraftParts) {
    this.#parts = parts;
  }

  /** Every version, the newest first; a draft only for administrators. Throws NotFoundError for an unknown rule. */
  async versions(person: Person, id: string): Promise<RuleVersion[]> {
    const { read } = this.#parts.database;
    const draft = person.role === 'administrator' ? await draftOf(read, id) : undefined;
    const published = await versionsOf(read, id);
    if (!draft && published.length === 0) throw unknownRule(id);
    return [...(draft ? [this.#asDraft(draft, person)] : []), ...published.map((one) => this.#asPublished(one))];
  }

  /** Writes the draft of the next version; of an unknown id, the first. Throws RuleError for numbers that make no sense. */
  async save(person: Person, id: string, { reason, ...input }: RuleDraftInput): Promise<RuleVersion> {
    const { database, clock } = this.#parts;
    this.#requireAll(person);
    return database.write(async (transaction) => {
      const [newest] = await versionsOf(transaction, id);
      const before = await draftOf(transaction, id);
      const rule: Rule = { ...input, id, version: (newest?.rule.version ?? 0) + 1 };
      requireSense(rule, newest?.rule);
      const draft: RuleDraft = { rule, reason, by: person.id, at: clock.now() };
      await saveDraft(transaction, draft);
      await this.#record(transaction, person, 'rule.draft', id, before ?? newest?.rule, draft);
      return this.#asDraft(draft, person);
    });
  }

  /** One version, published or not, as somebody may read it. */
  async version(person: Person, id: string, version: number): Promise<RuleVersion> {
    const found = (await this.versions(person, id)).find((one) => one.rule.version === version);
    if (!found) throw new NotFoundError('unknown-rule', `There is no version ${version} of the rule ${id}.`);
    return found;
  }

  async drop(person: Person, id: string): Promise<void> {
    this.#requireAll(person);
    await this.#parts.database.write(async (transaction) => {
      const draft = await knownDraft(transaction, id);
      await dropDraft(transaction, id);
      await this.#record(transaction, person, 'rule.drop-draft', id, draft, undefined);
    });
  }

  /** Whom the draft would judge otherwise than the newest version does; of a new rule, than the one in force then. */
  async trial(id: string, area: string, from: Day, to: Day): Promise<Trial> {
    const { database, judgeWith } = this.#parts;
    const draft = await knownDraft(database.read, id);
    const [newest] = await versionsOf(database.read, id);
    const against = newest?.rule ?? chooseRule(await readRules(database.read), undefined, to);
    if (!against) throw unknownRule(id);
    const before = await judgeWith(against, area, from, to);
    return trialOf(before, await judgeWith(draft.rule, area, from, to));
  }

  /** Makes the draft a rule. `readAt` is the `at` of the draft the publisher has read: another one by now is refused. */
  async publish(person: Person, id: string, readAt: number | undefined): Promise<RuleVersion> {
    const { database, clock, published } = this.#parts;
    this.#requireAll(person);
    const version = await database.write(async (transaction) => {
      const draft = await knownDraft(transaction, id);
      if (draft.by === person.id)
        throw new ForbiddenError(
          'own-draft',
          'You wrote this draft: another administrator of the province publishes it.',
        );
      if (readAt !== undefined && readAt !== draft.at)
        throw new ConflictError(
          'draft-changed',
          'The draft was changed meanwhile; read it again before you publish it.',
        );
      const [newest] = await versionsOf(transaction, id);
      const { rule, reason, by: draftedBy, at: draftedAt } = draft;
      requireSense(rule, newest?.rule);
      await this.#requireOpenDays(transaction, rule);
      const after: PublishedRule = {
        ...{ rule, reason, draftedBy, draftedAt, publishedBy: person.id, publishedAt: clock.now() },
      };
      await addRule(transaction, after);
      await dropDraft(transaction, id);
      await this.#record(transaction, person, 'rule.publish', id, newest?.rule, after);
      return this.#asPublished(after);
    });
    await published();
    return version;
  }

  async #requireOpenDays(transaction: Transaction, rule: Rule): Promise<void> {
    const until = await this.#parts.frozenUntil(transaction, rule.id);
    if (until !== undefined && rule.validFrom <= until)
      throw new RuleError(
        'valid-in-closed-period',
        `A period until ${until} is closed and stays as it was judged; let the new version begin after it.`,
      );
  }

  #requireAll(person: Person): void {
    if (!this.#parts.holdsAll(person)) throw new ForbiddenError('not-whole-province', NOT_WHOLE);
  }

  #refusal(draft: RuleDraft, person: Person): RuleVersion['mayNotPublish'] {
    if (person.role !== 'administrator' || !this.#parts.holdsAll(person)) return 'not-whole-province';
    return draft.by === person.id ? 'own-draft' : undefined;
  }

  #asDraft(draft: RuleDraft, person: Person): RuleVersion {
    const mayNotPublish = this.#refusal(draft, person);
    const { rule, reason, at } = draft;
    return {
      ...{ rule, state: 'draft', reason, byName: this.#name(draft.by), at },
      ...(mayNotPublish ? { mayNotPublish } : {}),
    };
  }

  #asPublished({ rule, reason, draftedBy, draftedAt, publishedBy, publishedAt }: PublishedRule): RuleVersion {
    return {
      ...{ rule, state: 'published', byName: this.#name(draftedBy ?? publishedBy), at: draftedAt ?? publishedAt },
      ...(reason === undefined ? {} : { reason }),
      ...{ publishedByName: this.#name(publishedBy), publishedAt },
    };
  }

  #name(account: string): string {
    return account === 'system' ? 'LoaXã' : (this.#parts.nameOf(account) ?? account);
  }

  #record(transaction: Transaction, by: Person, action: string, subject: string, before: unknown, after: unknown) {
    const record = { by: by.id, action, subject, outcome: 'done' as const, before, after };
    return this.#parts.audit.record(record, transaction);
  }
}

const NOT_WHOLE = 'Rules and periods are the whole province’s: an administrator of all of it does this.';

function unknownRule(id: string): NotFoundError {
  return new NotFoundError('unknown-rule', `There is no rule ${id}.`);
}

async function knownDraft(read: Parameters<typeof draftOf>[0], id: string): Promise<RuleDraft> {
  const draft = await draftOf(read, id);
  if (!draft) throw new NotFoundError('no-draft', `There is no draft of the rule ${id}: write one first.`);
  return draft;
}

function requireSense(rule: Rule, before: Rule | undefined): void {
  const errors = problemsOf(rule, before);
  if (errors.length === 0) return;
  const said = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new RuleError('senseless-rule', `These numbers make no sense: ${said}.`, { errors });
}
