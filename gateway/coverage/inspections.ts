import type { ConfirmInput, DueInspection, Inspection, InspectionInput } from '../../protocol/api/inspections.ts';
import type { Technology } from '../../protocol/nodes.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { addConfirmation, confirmationOf, confirmationsOf } from './confirmations-store.ts';
import { contentHash } from './content-hash.ts';
import { faultOfInspection } from './inspection-check.ts';
import { bySoonestDue, dueOf } from './inspection-due.ts';
import {
  addInspection,
  inspectionById,
  inspectionsOf,
  lastVisits,
  readVisits,
  type StoredInspection,
} from './inspections-store.ts';
import type { Visit } from './sources.ts';
import type { InspectionNumbers } from './visits.ts';

/** Of a cluster, what a record and the list of visits owed ask for. */
interface KnownNode {
  readonly id: string;
  readonly hamlet: string;
  readonly code: string;
  readonly technology: Technology;
  readonly horns: number;
}

export interface InspectionsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly tree: AreaTree;
  readonly roster: { get(node: string): KnownNode | undefined; all(): readonly KnownNode[] };
  readonly nameOf: (account: string) => string | undefined;
  readonly attachments: {
    requireReadable(person: Person, names: readonly string[]): Promise<void>;
    cite(
      transaction: Transaction,
      citedBy: string,
      cited: readonly { readonly sha256: string; readonly area: string }[],
    ): Promise<void>;
  };
  /** Throws unless the person may write about the area in this round now. */
  readonly requireRound: (transaction: Transaction, person: Person, round: string, area: string) => Promise<unknown>;
  /** The rule that is valid today. */
  readonly numbers: () => InspectionNumbers & { readonly windowDays: number };
  /** What was seen speaks for these hamlets from one instant to the other: judge those days anew. Called after the commit. */
  readonly inspected: (hamlets: readonly string[], at: number) => Promise<void>;
}

/** What somebody saw and heard on the spot: the ground on which FM and wired stations are judged. Never changed, only corrected. */
export class Inspections {
  readonly #parts: InspectionsParts;

  constructor(parts: InspectionsParts) {
    this.#parts = parts;
  }

  /** Keeps a record once; the same words again give the same record, `isNew` false. Throws for whatever a rule forbids. */
  async record(person: Person, input: InspectionInput): Promise<{ inspection: Inspection; isNew: boolean }> {
    const { database, clock, audit, attachments, tree } = this.#parts;
    requireScope(tree, person, input.commune);
    if (person.role === 'appraiser' && input.round === undefined)
      throw new ForbiddenError('round-needed', 'An appraiser records visits of a round only; name the round.');
    const hash = contentHash({ ...input, by: person.id });
    const sent = await inspectionById(database.read, input.id);
    if (sent) return { inspection: await this.#same(sent, hash), isNew: false };
    const photos = input.lines.flatMap((line) => line.photos.map((sha256) => ({ sha256, area: line.hamlet })));
    await attachments.requireReadable(person, unique(photos.map(({ sha256 }) => sha256)));
    const fromOutside = this.#isFromOutside(person, input.commune);
    const kept = await database.write(async (transaction) => {
      // Two sendings of one record may have met: the second finds the first.
      const first = await inspectionById(transaction, input.id);
      if (first) return { inspection: first, before: undefined, isNew: false };
      const before = input.corrects === undefined ? undefined : await inspectionById(transaction, input.corrects);
      this.#require(person, input, before);
      if (input.round !== undefined) await this.#parts.requireRound(transaction, person, input.round, input.commune);
      const recordedAt = clock.now();
      const inspection: StoredInspection = { ...input, contentHash: hash, fromOutside, by: person.id, recordedAt };
      await addInspection(transaction, inspection);
      await attachments.cite(transaction, `inspection/${input.id}`, photos);
      const action = before ? 'inspection.correct' : 'inspection.record';
      const about = { by: person.id, action, subject: input.id, area: input.commune, outcome: 'done' as const };
      await audit.record({ ...about, before, after: inspection }, transaction);
      return { inspection, before, isNew: true };
    });
    if (!kept.isNew) return { inspection: await this.#same(kept.inspection, hash), isNew: false };
    await this.#follow([kept.inspection, ...(kept.before ? [kept.before] : [])]);
    return { inspection: await this.#named(kept.inspection), isNew: true };
  }

  /** The hamlet head's word: once in the own account, once on paper; what was said is never taken back. */
  async confirm(person: Person, id: string, input: ConfirmInput): Promise<Inspection> {
    const { database, clock, audit, facts, attachments, tree } = this.#parts;
    const record = await inspectionById(database.read, id);
    if (!record || !this.#maySee(person, record)) throw noInspection(id);
    if (!record.lines.some((line) => line.hamlet === input.hamlet))
      throw new RuleError('hamlet-not-inspected', 'This record says nothing of that hamlet; choose one that it names.');
    requireScope(tree, person, input.hamlet);
    const ownAccount = person.role === 'hamlet-head';
    if (!ownAccount && record.by !== person.id)
      throw new ForbiddenError('not-your-inspection', 'A signed paper is handed in by who made the record.');
    if (!ownAccount && input.photo === undefined)
      throw new RuleError('photo-missing', 'Take a photo of the paper that the hamlet head signed.');
    if (input.photo !== undefined) await attachments.requireReadable(person, [input.photo]);
    const said = { ...input, inspection: id, ownAccount, by: person.id, at: clock.now() };
    const isNew = await database.write(async (transaction) => {
      const before = (await confirmationsOf(transaction, [id])).find(
        (one) => one.hamlet === input.hamlet && one.ownAccount === ownAccount,
      );
      if (before) {
        const words = ({ hamlet, name, agrees, note, photo }: ConfirmInput) => ({ hamlet, name, agrees, note, photo });
        if (before.by === person.id && contentHash(words(before)) === contentHash(words(input))) return false;
        throw new ConflictError(
          'already-confirmed',
          'The hamlet head has spoken on this record already; correct the record to ask anew.',
        );
      }
      await addConfirmation(transaction, said);
      if (input.photo !== undefined)
        await attachments.cite(transaction, `inspection/${id}`, [{ sha256: input.photo, area: input.hamlet }]);
      const about = { by: person.id, action: 'inspection.confirm', subject: id, area: input.hamlet };
      await audit.record({ ...about, outcome: 'done', after: said }, transaction);
      return true;
    });
    if (isNew) facts.tell('changed', { at: clock.now(), what: 'inspections' });
    return this.#named(record);
  }

  /** Throws NotFoundError also for one of another area. */
  async get(person: Person, id: string): Promise<Inspection> {
    const record = await inspectionById(this.#parts.database.read, id);
    if (!record || !this.#maySee(person, record)) throw noInspection(id);
    return this.#named(record);
  }

  /** Records of the area whose visit lies on these days, the newest visit first. Of a hamlet: those that name it. */
  async list(area: string, from: Day, to: Day): Promise<Inspection[]> {
    const { database, tree } = this.#parts;
    const communes = this.#communesOf(area);
    const records = await inspectionsOf(database.read, communes, startOfDay(from), startOfDay(to) + DAY_MS);
    const shown =
      tree.get(area)?.kind === 'hamlet'
        ? records.filter((record) => record.lines.some((line) => line.hamlet === area))
        : records;
    const said = await confirmationsOf(
      database.read,
      shown.map(({ id }) => id),
    );
    return shown.map((record) => this.#asInspection(record, said));
  }

  /** FM and wired hamlets of the area by how soon another visit is owed; those never looked at come first. */
  async due(area: string): Promise<DueInspection[]> {
    const { database, clock, tree, roster } = this.#parts;
    const numbers = this.#parts.numbers();
    const now = clock.now();
    const visits = byHamlet(await readVisits(database.read, now - numbers.windowDays * DAY_MS, now + 1));
    const lastAt = await lastVisits(database.read);
    const nodes = roster.all();
    const technologies = technologiesOf(nodes, visits);
    const horns = new Map<string, number>();
    for (const node of nodes)
      if (node.technology !== 'ip') horns.set(node.hamlet, (horns.get(node.hamlet) ?? 0) + node.horns);
    return tree
      .hamletsUnder(area)
      .flatMap((hamlet) => {
        const commune = tree.get(tree.communeOf(hamlet.id) ?? '');
        const kinds = technologies.get(hamlet.id) ?? [];
        if (!commune || !kinds.some((one) => one !== 'ip')) return [];
        const own = visits.get(hamlet.id) ?? [];
        const due = dueOf(own, horns.get(hamlet.id) ?? 0, numbers, lastAt.get(hamlet.id));
        const place = { hamlet: hamlet.id, name: hamlet.name, commune: commune.id, communeName: commune.name };
        return [{ ...place, technologies: kinds, ...due }];
      })
      .sort(bySoonestDue)
      .map(({ nextFrom, ...one }) => ({ ...one, ...(nextFrom && nextFrom > dayOf(now) ? { nextFrom } : {}) }));
  }

  async #same(record: StoredInspection, hash: string): Promise<Inspection> {
    if (record.contentHash !== hash)
      throw new ConflictError('inspection-id-taken', 'Another record has this id; make a new one.');
    return this.#named(record);
  }

  #require(person: Person, input: InspectionInput, corrected: StoredInspection | undefined): void {
    const { clock, tree, roster } = this.#parts;
    const fault = faultOfInspection(input, {
      ...{ now: clock.now(), by: person.id, corrected },
      kindOf: (area) => tree.get(area)?.kind,
      communeOf: (hamlet) => tree.communeOf(hamlet),
      hamletOfNode: (node) => roster.get(node)?.hamlet,
    });
    if (!fault) return;
    const errors =
      fault.line === undefined ? {} : { errors: [{ path: `lines.${fault.line}`, message: fault.message }] };
    const gone = fault.code === 'inspection-corrected';
    throw gone ? new ConflictError(fault.code, fault.message) : new RuleError(fault.code, fault.message, errors);
  }

  /** Answers to more than this commune, and does not repair what is judged. */
  #isFromOutside(person: Person, commune: string): boolean {
    const { tree } = this.#parts;
    return person.role !== 'technician' && person.areas.some((area) => !tree.isWithin(area, [commune]));
  }

  #maySee(person: Person, record: StoredInspection): boolean {
    const { tree } = this.#parts;
    return (
      tree.isWithin(record.commune, person.areas) ||
      record.lines.some((line) => tree.isWithin(line.hamlet, person.areas))
    );
  }

  #communesOf(area: string): string[] {
    const { tree } = this.#parts;
    const commune = tree.communeOf(area);
    if (commune !== undefined) return [commune];
    // Also those that are no more: their records stay.
    return tree.all().flatMap((one) => (one.kind === 'commune' && tree.isWithin(one.id, [area]) ? [one.id] : []));
  }

  async #follow(records: readonly StoredInspection[]): Promise<void> {
    const { facts, clock, inspected } = this.#parts;
    for (const { at, lines } of records) await inspected(unique(lines.map(({ hamlet }) => hamlet)), at);
    facts.tell('changed', { at: clock.now(), what: 'inspections' });
  }

  async #named(record: StoredInspection): Promise<Inspection> {
    return this.#asInspection(record, await confirmationsOf(this.#parts.database.read, [record.id]));
  }

  #asInspection(record: StoredInspection, said: Awaited<ReturnType<typeof confirmationsOf>>): Inspection {
    const { tree, roster, nameOf } = this.#parts;
    const { contentHash: _, by, ...kept } = record;
    return {
      ...kept,
      communeName: tree.get(record.commune)?.name ?? record.commune,
      byName: nameOf(by) ?? by,
      lines: record.lines.map((line) => {
        const word = confirmationOf(said, record.id, line.hamlet);
        const code = line.node === undefined ? undefined : roster.get(line.node)?.code;
        return {
          ...line,
          hamletName: tree.get(line.hamlet)?.name ?? line.hamlet,
          ...(code === undefined ? {} : { nodeCode: code }),
          ...(word ? { confirmed: shownWord(word) } : {}),
        };
      }),
    };
  }
}

function shownWord({ name, at, agrees, note, photo }: ConfirmInput & { at: number }) {
  return { name, at, agrees, note, ...(photo === undefined ? {} : { photo }) };
}

function noInspection(id: string): NotFoundError {
  return new NotFoundError('no-inspection', `There is no record ${id}; it may not have been sent yet.`);
}

/** What hangs in each hamlet by the roster, and what was found there besides. */
function technologiesOf(
  nodes: readonly KnownNode[],
  visits: ReadonlyMap<string, readonly { technology: Technology }[]>,
): Map<string, Technology[]> {
  const found = new Map<string, Set<Technology>>();
  const add = (hamlet: string, technology: Technology) => {
    const known = found.get(hamlet);
    if (known) known.add(technology);
    else found.set(hamlet, new Set([technology]));
  };
  for (const { hamlet, technology } of nodes) add(hamlet, technology);
  for (const [hamlet, lines] of visits) for (const { technology } of lines) add(hamlet, technology);
  return new Map([...found].map(([hamlet, kinds]) => [hamlet, [...kinds].sort()]));
}

function byHamlet(visits: readonly Visit[]): Map<string, Visit[]> {
  const found = new Map<string, Visit[]>();
  for (const visit of visits) {
    const known = found.get(visit.hamlet);
    if (known) known.push(visit);
    else found.set(visit.hamlet, [visit]);
  }
  return found;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
