import { ulid } from 'ulid';
import type { FeedState, Source, SourceInput, SourcePatch } from '../../protocol/api/sources.ts';
import { sourceAuthor, sourceOfAuthor } from '../../protocol/authority.ts';
import type { Above } from '../broadcast/from-above.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError, NotSignedInError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import { type CallingSource, type Person, requireScope, type Scope } from '../http/app.ts';
import type { AuditPort, SourcePort } from '../http/ports.ts';
import type { Sealing } from '../keys/sealing.ts';
import { newToken, sha256Of } from '../keys/secrets.ts';
import { addressChange, shownAddress } from '../outside/shown-address.ts';
import { SourceCalls } from './source-calls.ts';
import { SourceTokens } from './source-tokens.ts';
import { allSources, markSource, markSumsPosition, putSource, type StoredSource } from './sources-store.ts';

export interface SourcesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly sealing: Sealing;
  readonly scope: Scope;
  /** Does a dialect of this name lie in the folder of mappings? */
  readonly knowsMapping: (name: string) => boolean;
  /** Newest place in the evidence log: what was before a source came is none of its reports. */
  readonly logEnd: () => Promise<number>;
}

/** A source as those see it who act in its name: the door, CAP, reports. */
export interface KnownSource extends Above {
  readonly kind: StoredSource['kind'];
  readonly mapping: string;
  readonly signers: readonly string[];
  readonly streamHosts: readonly string[];
  readonly weights: StoredSource['weights'];
}

/** A call is worth a row at most this often when it changes nothing. */
const SEEN_EVERY_MS = 60_000;

/** Whoever may speak from above. Few, and asked for with every command: kept in memory. */
export class Sources implements SourcePort {
  readonly calls: SourceCalls;
  readonly tokens: SourceTokens;
  readonly #parts: SourcesParts;
  readonly #known = new Map<string, StoredSource>();

  constructor(parts: SourcesParts) {
    this.#parts = parts;
    this.calls = new SourceCalls(parts);
    this.tokens = new SourceTokens(parts);
  }

  async start(): Promise<void> {
    for (const source of await allSources(this.#parts.database.read)) this.#known.set(source.id, source);
  }

  /** Every night. */
  nightly(): Promise<void> {
    return this.calls.trim([...this.#known.keys()]);
  }

  /**
   * The source behind a token of `POST /api/v1/source/token`. A sender of CAP messages, which cannot fetch tokens, shows its
   * secret itself.
   */
  async find(token: string): Promise<CallingSource | undefined> {
    const hash = sha256Of(token);
    const bySecret = [...this.#known.values()].find((one) => one.kind === 'cap' && one.secretHash === hash);
    const id = bySecret?.id ?? (await this.tokens.sourceOf(token));
    const found = id === undefined ? undefined : this.#known.get(id);
    if (found?.state !== 'active') return undefined;
    await this.#seen(found);
    return { id: found.id, kind: found.kind };
  }

  /** The active one; undefined when it is unknown or has ended. */
  get(id: string): KnownSource | undefined {
    const found = this.#known.get(id);
    if (found?.state !== 'active') return undefined;
    const { name, level, areas, kind, mapping, signers, streamHosts, weights } = found;
    return { id, name, level, areas, kind, mapping, signers, streamHosts, weights };
  }

  all(): StoredSource[] {
    return [...this.#known.values()];
  }

  stored(id: string): StoredSource {
    const found = this.#known.get(id);
    if (!found) throw new NotFoundError('no-such-source', 'There is no such source.');
    return found;
  }

  /** Name of an author `source:{id}`, ended ones too: what they did stays theirs. */
  nameOf(author: string): string | undefined {
    return this.#known.get(sourceOfAuthor(author) ?? '')?.name;
  }

  /** What an author `source:{id}` may command; the signer of commands asks. */
  authorityOf(author: string): { readonly role: 'source'; readonly areas: readonly string[] } | undefined {
    const found = this.get(sourceOfAuthor(author) ?? '');
    return found && { role: 'source', areas: found.areas };
  }

  /** Throws NotSignedInError. */
  async token(id: string, secret: string): Promise<{ token: string; expiresAt: number }> {
    const found = this.#known.get(id);
    // Hashes of equal length, of a secret that nobody can guess letter by letter.
    if (found?.state !== 'active' || found.secretHash !== sha256Of(secret))
      throw new NotSignedInError('bad-source-secret', 'This source and secret do not belong together.');
    const issued = await this.tokens.issue(id);
    await this.calls.note(id, { what: 'token', outcome: 'done' });
    await this.#seen(found);
    return issued;
  }

  async create(person: Person, input: SourceInput): Promise<{ source: StoredSource; secret: string }> {
    this.#require(person, input);
    const { database, clock, sealing, logEnd } = this.#parts;
    const secret = newToken();
    const id = ulid(clock.now());
    const { reportSecret, ...given } = input;
    const source: StoredSource = {
      ...{ streamHosts: [], logPer: ['node'], weights: [] },
      ...defined(given),
      ...{ id, state: 'active', secretHash: sha256Of(secret), logPosition: await logEnd() },
      ...{ createdBy: person.id, createdAt: clock.now(), sumsPosition: `${clock.now()}` },
      ...(reportSecret === undefined ? {} : { reportSecret: sealing.seal(reportSecret, id) }),
    };
    await database.write((transaction) => this.#put(transaction, person, 'source.create', undefined, source));
    this.#changed(source);
    return { source, secret };
  }

  async change(person: Person, id: string, patch: SourcePatch): Promise<StoredSource> {
    const before = this.#requireOwn(person, id);
    const { reportSecret, reportUrl, feed, ...given } = patch;
    if (reportSecret === undefined && before.reportSecret !== undefined && isElsewhere(before.reportUrl, reportUrl))
      throw new InvalidInputError(
        'secret-again',
        'The address changed: give the secret again, so that it goes nowhere unseen.',
      );
    const sealed = reportSecret ? this.#parts.sealing.seal(reportSecret, id) : undefined;
    // With the address its secret goes too: a new address must not find it.
    const isEmptied = reportUrl !== undefined && !reportUrl;
    const source = {
      ...{ ...before, ...defined(given) },
      ...(reportUrl === undefined ? {} : { reportUrl: reportUrl || undefined }),
      ...(feed === undefined ? {} : { feed: feed ?? undefined }),
      ...(reportSecret === undefined && !isEmptied ? {} : { reportSecret: sealed }),
    };
    this.#require(person, source);
    const isNewlySummed = isSummed(source) && !isSummed(before);
    await this.#parts.database.write(async (transaction) => {
      await this.#put(transaction, person, 'source.change', before, source, reportSecret !== undefined);
      // What was before it asked is none of its reports.
      if (isNewlySummed) await markSumsPosition(transaction, id, `${this.#parts.clock.now()}`);
    });
    return this.#changed(source);
  }

  /** The former secret and every token end at once. */
  async renewSecret(person: Person, id: string): Promise<{ source: StoredSource; secret: string }> {
    const before = this.#requireOwn(person, id);
    const secret = newToken();
    const source = { ...before, secretHash: sha256Of(secret) };
    await this.#parts.database.write(async (transaction) => {
      await this.tokens.revoke(transaction, id);
      await this.#put(transaction, person, 'source.secret', before, source, true);
    });
    return { source: this.#changed(source), secret };
  }

  /** It calls no more and is told nothing more; what it sent stays what it is. */
  async end(person: Person, id: string): Promise<StoredSource> {
    const before = this.#requireOwn(person, id);
    const source = { ...before, state: 'ended' as const, endedAt: this.#parts.clock.now() };
    await this.#parts.database.write(async (transaction) => {
      await this.tokens.revoke(transaction, id);
      await this.#put(transaction, person, 'source.end', before, source);
    });
    return this.#changed(source);
  }

  /** Those that lie wholly within the person's areas. */
  visibleTo(person: Person): StoredSource[] {
    const { scope } = this.#parts;
    return this.all().filter(({ areas }) => areas.every((area) => scope.isWithin(area, person.areas)));
  }

  requireVisible(person: Person, id: string): StoredSource {
    const found = this.stored(id);
    for (const area of found.areas) requireScope(this.#parts.scope, person, area);
    return found;
  }

  reportSecretOf({ id, reportSecret }: StoredSource): string | undefined {
    return reportSecret === undefined ? undefined : this.#parts.sealing.unseal(reportSecret, id);
  }

  /** How its reports get through, in memory and in the row. */
  async reported(id: string, marks: { lastReportAt?: number; failure?: string | null }): Promise<void> {
    const found = this.#known.get(id);
    if (!found) return;
    const { failure, ...rest } = marks;
    const after = { ...found, ...rest, ...(failure === undefined ? {} : { failure: failure ?? undefined }) };
    const isOld = after.failure === found.failure && (after.lastReportAt ?? 0) - (found.lastReportAt ?? 0) < 10_000;
    if (isOld) return;
    await this.#parts.database.write((transaction) => markSource(transaction, id, marks));
    this.#changed(after);
  }

  async #seen(source: StoredSource): Promise<void> {
    const now = this.#parts.clock.now();
    if (now - (source.lastCalledAt ?? 0) < SEEN_EVERY_MS) return;
    this.#known.set(source.id, { ...source, lastCalledAt: now });
    await this.#parts.database.write((transaction) => markSource(transaction, source.id, { lastCalledAt: now }));
  }

  #require(
    person: Person,
    { areas, mapping, kind, feed }: Pick<StoredSource, 'areas' | 'mapping' | 'kind' | 'feed'>,
  ): void {
    for (const area of areas) requireScope(this.#parts.scope, person, area);
    if (feed && kind !== 'cap')
      throw new InvalidInputError(
        'feed-not-cap',
        'Only of a sender of CAP alerts can a feed be fetched; leave `feed` out.',
      );
    if (!this.#parts.knowsMapping(mapping))
      throw new InvalidInputError(
        'no-such-mapping',
        `There is no mapping «${mapping}»: put ${mapping}.json into the folder mappings and start again.`,
      );
  }

  #requireOwn(person: Person, id: string): StoredSource {
    const found = this.requireVisible(person, id);
    if (found.state === 'ended') throw new ConflictError('source-ended', 'This source has ended; make a new one.');
    return found;
  }

  async #put(
    transaction: Transaction,
    person: Person,
    action: string,
    before: StoredSource | undefined,
    after: StoredSource,
    secretChanged = false,
  ): Promise<void> {
    await putSource(transaction, after);
    await this.#parts.audit.record(
      {
        ...{ by: person.id, action, subject: after.id, area: after.areas[0] ?? '', outcome: 'done' },
        ...(before ? { before: shownInAudit(before) } : {}),
        after: {
          ...shownInAudit(after),
          ...addressChange(before?.reportUrl, after.reportUrl),
          ...addressChange(before?.feed?.url, after.feed?.url),
          ...(secretChanged ? { secretChanged } : {}),
        },
      },
      transaction,
    );
  }

  #changed(source: StoredSource): StoredSource {
    this.#known.set(source.id, source);
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'sources' });
    return source;
  }
}

function isSummed({ logPer }: StoredSource): boolean {
  return logPer.some((per) => per !== 'node');
}

/** Whoever may change an address but does not know the secret must not send it to a place of their own. */
function isElsewhere(before: string | undefined, after: string | null | undefined): boolean {
  return !!before && !!after && new URL(before).origin !== new URL(after).origin;
}

export function authorOf({ id }: Pick<StoredSource, 'id'>): string {
  return sourceAuthor(id);
}

/** What the API shows; `waiting` are reports that have not arrived yet. */
export function asSource(source: StoredSource, waiting: number, feedState?: FeedState): Source {
  const { feed, reportUrl, lastCalledAt, lastReportAt, failure } = source;
  return {
    ...{ id: source.id, kind: source.kind, name: source.name, level: source.level, areas: [...source.areas] },
    ...{ mapping: source.mapping, statusEverySeconds: source.statusEverySeconds, state: source.state },
    ...{ signers: source.signers.length, waiting, streamHosts: [...source.streamHosts], logPer: [...source.logPer] },
    weights: [...source.weights],
    ...(reportUrl === undefined ? {} : { reportUrl }),
    ...(lastCalledAt === undefined ? {} : { lastCalledAt }),
    ...(lastReportAt === undefined ? {} : { lastReportAt }),
    ...(failure === undefined ? {} : { failure }),
    ...(feed === undefined ? {} : { feed, ...(feedState && { feedState }) }),
  };
}

function shownInAudit({
  name,
  kind,
  level,
  areas,
  mapping,
  reportUrl,
  statusEverySeconds,
  signers,
  state,
  streamHosts,
  logPer,
  weights,
  feed,
}: StoredSource) {
  const report = reportUrl === undefined ? {} : { reportUrl: shownAddress(reportUrl) };
  const said = {
    name,
    kind,
    level,
    areas,
    mapping,
    ...report,
    statusEverySeconds,
    state,
    streamHosts,
    logPer,
    weights,
  };
  return { ...said, signers: signers.length, ...(feed && { feed: { ...feed, url: shownAddress(feed.url) } }) };
}

/** Without what was left out: it must not stand over what is there. */
function defined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never; // said above
}
