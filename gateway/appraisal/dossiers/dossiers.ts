import { join } from 'node:path';
import { ulid } from 'ulid';
import type { Dossier, DossierInput, ReportDocument, Verification } from '../../../protocol/api/reports.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { dayOf, startOfDay } from '../../../protocol/vietnam-time.ts';
import { ForbiddenError, LoaXaError, NotFoundError, RuleError } from '../../errors.ts';
import type { Person } from '../../http/app.ts';
import { criterionReport } from '../reports/criterion.ts';
import { criterionFacts, requireCommune, titleOf } from '../reports/criterion-facts.ts';
import { DossierMaker } from './dossier-maker.ts';
import { codeFrom, MOST_A_YEAR, MOST_DAYS, MOST_WAITING, progressOf, type Step } from './dossier-rules.ts';
import * as store from './dossier-store.ts';
import type { DossierParts } from './parts.ts';
import type { VerdictQuery } from './sources.ts';

type StoredDossier = store.StoredDossier;

/** A listener is told of progress no more often than this. */
const TELL_MS = 700;

/** Hồ sơ minh chứng: ordered, made one at a time in the background, offered when whole. The queue is in the database. */
export class Dossiers {
  readonly #parts: DossierParts;
  #ending = new AbortController();
  #working: Promise<void> | undefined;
  #started = false;

  constructor(parts: DossierParts) {
    this.#parts = parts;
  }

  /** Goes on with what waits; what a stopped process was making is made again. */
  async start(): Promise<void> {
    await this.#parts.database.write((transaction) => store.waitAgain(transaction));
    this.#ending = new AbortController();
    this.#started = true;
    this.#work();
  }

  /** Leaves off what is being made: it is made again at the next start. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#ending.abort(new Error('the gateway stops'));
    await this.#working;
  }

  /** Waits until nothing is left to be made. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async order(person: Person, input: DossierInput): Promise<Dossier> {
    const { database, clock, audit, sources, tree } = this.#parts;
    await this.#requireReach(person, input.area);
    const commune = requireCommune(tree, input.area);
    requireWindow(input);
    const { area, round, parts } = input;
    if (round !== undefined) await this.#parts.requireRound(person, round, commune);
    const verdicts = await sources.verdicts(area, input);
    const { id: ruleId, version, name } = verdicts.rule;
    const now = clock.now();
    const year = Number(dayOf(now).slice(0, 4));
    const made = await database.write(async (transaction) => {
      const { last, waiting } = await store.countsOf(transaction, area, year);
      requireRoom(last, waiting);
      const dossier: StoredDossier = {
        ...{ id: ulid(now), area, year, sequence: last + 1, from: verdicts.from, to: verdicts.to },
        ...{ rule: { id: ruleId, version, name }, parts: [...new Set(parts)], code: '' },
        ...(verdicts.period ? { period: verdicts.period.id } : {}),
        ...(round === undefined ? {} : { round }),
        ...{ state: 'waiting', step: 'waiting', progress: 0, hamlets: verdicts.hamlets.length, files: [] },
        ...{ by: person.id, createdAt: now },
      };
      await store.addDossier(transaction, dossier);
      const about = { by: person.id, action: 'dossier.order', subject: dossier.id, area, outcome: 'done' as const };
      await audit.record({ ...about, after: { ...input, number: store.numberOf(dossier) } }, transaction);
      return dossier;
    });
    this.#told();
    this.#work();
    return this.#shown(made);
  }

  /** Of the area and below it, as far as the person reaches; the newest first. */
  async list(person: Person, area?: string): Promise<Dossier[]> {
    const { tree, database } = this.#parts;
    if (area !== undefined) await this.#requireReach(person, area);
    const reached = await this.#reach(person);
    const under = tree.all().flatMap(({ id }) => {
      const inArea = area === undefined || tree.isWithin(id, [area]);
      return inArea && tree.isWithin(id, reached) ? [id] : [];
    });
    return (await store.dossiersOf(database.read, under)).map((one) => this.#shown(one));
  }

  async get(person: Person, id: string): Promise<Dossier> {
    return this.#shown(await this.#visible(person, id));
  }

  /** The path of a file of a ready dossier; reading it is put on record. */
  async file(person: Person, id: string, name: string): Promise<{ path: string; bytes: number; sha256: string }> {
    const { audit, folder } = this.#parts;
    const { files, state, area } = await this.#visible(person, id);
    if (state !== 'ready')
      throw new RuleError('dossier-not-ready', 'This dossier is not whole yet; wait until it is ready.');
    const file = files.find((one) => one.name === name);
    if (!file) throw new NotFoundError('no-such-file', `This dossier has no file ${name}.`);
    const about = { by: person.id, action: 'dossier.read', subject: id, area, outcome: 'done' as const };
    await audit.record({ ...about, after: { name, sha256: file.sha256 } });
    return { path: join(folder, id, name), bytes: file.bytes, sha256: file.sha256 };
  }

  /** The report on the criterion alone, as it stands now: the form of `GET /reports/criterion`. */
  async criterion(
    person: Person,
    area: string,
    query: VerdictQuery & { readonly round?: string | undefined },
  ): Promise<ReportDocument> {
    await this.#requireReach(person, area);
    const commune = requireCommune(this.#parts.tree, area);
    if (query.round !== undefined) await this.#parts.requireRound(person, query.round, commune);
    return criterionReport(await criterionFacts(this.#parts, area, query, this.#parts.clock.now()));
  }

  /** What the installation says of the dossier with this code, to anybody. */
  async verify(code: string): Promise<Verification> {
    const wanted = codeFrom(code);
    const found = wanted && (await store.verificationOf(this.#parts.database.read, wanted));
    if (!found)
      throw new NotFoundError('no-such-code', 'No dossier of this installation has this code: check the paper.');
    return found;
  }

  #work(): void {
    if (!this.#started || this.#working) return;
    this.#working = this.#makeAll()
      .catch((error) =>
        this.#parts.log.error({ err: error }, 'the queue of dossiers stopped; it goes on with the next'),
      )
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #makeAll(): Promise<void> {
    const { database } = this.#parts;
    for (;;) {
      const next = this.#started ? await store.firstWaiting(database.read) : undefined;
      if (!next) return;
      await this.#make(next);
    }
  }

  async #make(dossier: StoredDossier): Promise<void> {
    const { database, clock, audit, log } = this.#parts;
    const { id, area } = dossier;
    const { signal } = this.#ending;
    const started = performance.now();
    let toldAt = 0;
    let stepNow: Step | undefined;
    const tell = async (step: Step, share = 0) => {
      const now = performance.now();
      if (step === stepNow && now - toldAt < TELL_MS) return;
      toldAt = now;
      stepNow = step;
      await database.write((transaction) => store.setStep(transaction, id, step, share));
      this.#told();
    };
    const about = { by: 'system', subject: id, area };
    try {
      const made = await new DossierMaker(this.#parts, dossier, { signal, tell }).make();
      await database.write(async (transaction) => {
        await store.setReady(transaction, id, { ...made, at: clock.now() });
        const after = { code: made.code, files: made.files };
        await audit.record({ ...about, action: 'dossier.ready', outcome: 'done', after }, transaction);
      });
      log.info({ dossier: id, seconds: Math.round((performance.now() - started) / 100) / 10 }, 'dossier made');
    } catch (error) {
      // Stopped, not failed: the next start makes it again.
      if (signal.aborted) return;
      log.error({ err: error, dossier: id }, 'a dossier could not be made');
      await database.write(async (transaction) => {
        await store.setFailed(transaction, id, sentenceOf(error));
        await audit.record({ ...about, action: 'dossier.fail', outcome: 'failed' }, transaction);
      });
    }
    this.#told();
  }

  #told(): void {
    const { facts, clock } = this.#parts;
    facts.tell('changed', { at: clock.now(), what: 'dossiers' });
  }

  async #visible(person: Person, id: string): Promise<StoredDossier> {
    const found = await store.dossierById(this.#parts.database.read, id);
    if (!found) throw new NotFoundError('no-dossier', `There is no dossier ${id}.`);
    await this.#requireReach(person, found.area);
    return found;
  }

  /** An appraiser reads the communes of the own rounds too. */
  async #reach(person: Person): Promise<readonly string[]> {
    if (person.role !== 'appraiser') return person.areas;
    return [...person.areas, ...(await this.#parts.roundCommunes(person))];
  }

  async #requireReach(person: Person, area: string): Promise<void> {
    if (!this.#parts.tree.isWithin(area, await this.#reach(person)))
      throw new ForbiddenError('out-of-scope', 'This area does not belong to your account.');
  }

  #shown(dossier: StoredDossier): Dossier {
    const { tree, nameOf } = this.#parts;
    const { year: _, sequence: __, by, parts: ___, period: ____, round: _____, ...rest } = dossier;
    return {
      ...rest,
      number: store.numberOf(dossier),
      areaName: titleOf(tree, dossier.area),
      byName: nameOf(by) ?? by,
      progress: dossier.state === 'ready' ? progressOf('done') : dossier.progress,
    };
  }
}

function requireWindow({ from, to }: DossierInput): void {
  if (from > to) throw new RuleError('bad-window', 'The window ends before it begins: swap from and to.');
  if (startOfDay(to) - startOfDay(from) >= MOST_DAYS * DAY_MS)
    throw new RuleError('window-too-long', `A dossier covers at most ${MOST_DAYS} days; order two.`);
}

function requireRoom(last: number, waiting: number): void {
  if (waiting >= MOST_WAITING)
    throw new RuleError(
      'dossiers-waiting',
      `${MOST_WAITING} dossiers of this place are being made already; wait for one of them.`,
    );
  if (last >= MOST_A_YEAR)
    throw new RuleError(
      'dossiers-full',
      `${MOST_A_YEAR} dossiers of this place were made this year, and they are kept; use one of them.`,
    );
}

/** What the person who ordered it reads: our own sentence, and no insides of the server for anything unforeseen. */
function sentenceOf(error: unknown): string {
  return error instanceof LoaXaError
    ? error.message
    : 'The server could not make it; its log says why. Order it again.';
}
