import { monotonicFactory } from 'ulid';
import type { z } from 'zod';
import type {
  Asset,
  Case,
  CaseEvent,
  CaseStep,
  caseQuery,
  caseReport,
  caseWithEvents,
  Repairer,
} from '../../../protocol/api/cases.ts';
import type { Page } from '../../../protocol/api/common.ts';
import { type CaseState, SEVERITY_OF } from '../../../protocol/faults.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import { sortKey } from '../../../protocol/vietnamese.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import type { Clock } from '../../clock.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../../errors.ts';
import type { FactBus } from '../../facts.ts';
import { type Person, requireScope } from '../../http/app.ts';
import type { AuditPort } from '../../http/ports.ts';
import type { Roster } from '../../nodes/roster.ts';
import type { NoticeHandler } from '../../notices.ts';
import type { AssignedCase } from '../../notify/notify.ts';
import { recurrence, takeNotices } from './case-notices.ts';
import { communeOfNotice, placesOfNotice } from './case-places.ts';
import { aboutNotice, aboutOf, type CasePlace, numberOf, type StoredCase, type StoredEvent } from './case-record.ts';
import { searchKeyOf } from './case-search.ts';
import { ALLOWED_ROLES, happenedWithin, opened, stepped } from './case-steps.ts';
import { caseView, eventView } from './case-view.ts';
import {
  addEvents,
  type CaseFilter,
  caseById,
  casesAbout,
  casesOfIncidents,
  eventByKey,
  eventsOf,
  lastSerials,
  listCases,
  placesOfCases,
  putCases,
  putPlaces,
} from './cases-store.ts';

export type CaseWithEvents = z.infer<typeof caseWithEvents>;
type Report = z.infer<typeof caseReport>;

/** A place that residents say is silent: a node where they know which. */
export interface Reported {
  readonly hamlet: string;
  readonly node?: string | undefined;
}

export interface CasesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly tree: AreaTree;
  readonly roster: Pick<Roster, 'get' | 'byHamlet'>;
  readonly nameOf: (account: string) => string | undefined;
  readonly authorityOf: (account: string) => { readonly role: string; readonly areas: readonly string[] } | undefined;
  readonly attachments: {
    requireReadable(person: Person, names: readonly string[]): Promise<void>;
    cite(
      transaction: Transaction,
      citedBy: string,
      cited: readonly { readonly sha256: string; readonly area: string }[],
    ): Promise<void>;
  };
  readonly assets: { of(node: string): Pick<Asset, 'keeper'> | undefined };
  /** `faults` implements it: what residents report is a fault like any other, until its case is closed. */
  readonly alarm: {
    tell(reported: Reported & { readonly detail: string; readonly at: number }): void;
    settle(reported: Reported): void;
  };
  readonly accountsWithin: () => readonly string[];
  /** How many ways there are to tell an account something. */
  readonly waysTo: (account: string) => number;
  /** `notify` implements it: whoever is given a case is told, in the transaction that gives it. */
  readonly tellAssigned: (transaction: Transaction, told: AssignedCase) => Promise<(() => void) | undefined>;
  /** Sessions owed and not known to be heard, of each of these; `coverage` implements it, for all at once. */
  readonly sessionsLost: (
    asked: readonly { readonly hamlets: readonly string[]; readonly from: number; readonly to: number }[],
  ) => Promise<number[]>;
}

const OPEN: readonly CaseState[] = ['new', 'acknowledged'];
const ALL_KINDS_OF_OPEN = { open: OPEN, all: undefined } as const;
const REPAIRERS = ['technician', 'administrator'];
/** What notices wrote into a case bears the id of the notice: `{incident}/{what}`. */
const OF_NOTICES: readonly CaseEvent['kind'][] = ['opened', 'fault', 'reopened'];

/** The cases: opened by what was noticed or reported, brought to their end by people. */
export class Cases {
  readonly #parts: CasesParts;
  readonly #ulid = monotonicFactory();

  constructor(parts: CasesParts) {
    this.#parts = parts;
  }

  /** Those of these causes that somebody has taken on, or that are over: nobody else has to be called. */
  async acknowledged(incidents: readonly string[]): Promise<Set<string>> {
    const { read, dialect } = this.#parts.database;
    const cases = await casesOfIncidents(read, dialect, incidents);
    return new Set(cases.flatMap((one) => (one.state !== 'new' && one.incident !== undefined ? [one.incident] : [])));
  }

  /** The case of each of these incidents; in the transaction that may just have made it. */
  async idsOf(transaction: Transaction, incidents: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await casesOfIncidents(transaction, this.#parts.database.dialect, incidents);
    return new Map(found.flatMap(({ id, incident }) => (incident === undefined ? [] : [[incident, id]])));
  }

  /** Every incident that this case was about, also before it came again. Throws NotFoundError for one of another area. */
  async incidentsOf(person: Person, id: string): Promise<string[]> {
    const one = await this.#visible(person, id);
    const { read, dialect } = this.#parts.database;
    const events = await eventsOf(read, dialect, [id]);
    const told = events.flatMap(({ by, kind, body }) =>
      by === 'system' && OF_NOTICES.includes(kind) ? [body.split('/')[0] ?? ''] : [],
    );
    return [...new Set([...told, ...(one.incident === undefined ? [] : [one.incident])])];
  }

  /** Who may be given this case: technicians and administrators whose area it is; those a message reaches say so. */
  async repairersOf(person: Person, id: string): Promise<Repairer[]> {
    const { accountsWithin, nameOf, waysTo, authorityOf } = this.#parts;
    const one = await this.#visible(person, id);
    const able = accountsWithin().filter((account) => this.#mayRepair(account, one));
    return able
      .map((account) => ({
        ...{ id: account, name: nameOf(account) ?? account, isTold: waysTo(account) > 0 },
        role: authorityOf(account)?.role === 'technician' ? ('technician' as const) : ('administrator' as const),
      }))
      .sort((a, b) => b.role.localeCompare(a.role) || (sortKey(a.name) < sortKey(b.name) ? -1 : 1));
  }

  /** What notices do to the cases, in the transaction that stores the incidents. */
  readonly take: NoticeHandler<Transaction> = async (transaction, notices) => {
    if (notices.length === 0) return undefined;
    const { database, clock, tree, roster, facts } = this.#parts;
    const { dialect } = database;
    const now = clock.now();
    const before = await casesOfIncidents(
      transaction,
      dialect,
      notices.map(({ incident }) => incident),
    );
    const earlier = await casesAbout(transaction, dialect, notices.map(aboutNotice));
    const serials = new Map([[yearOf(now), await lastSerials(transaction, yearOf(now))]]);
    const taken = takeNotices(notices, {
      ...{ now, newId: () => this.#ulid(now) },
      byIncident: new Map(before.flatMap((one) => (one.incident === undefined ? [] : [[one.incident, one]]))),
      byAbout: new Map(earlier.map((one) => [one.about, one])),
      nextSerial: (commune, year) => {
        const last = (serials.get(year)?.get(commune) ?? 0) + 1;
        serials.get(year)?.set(commune, last);
        return last;
      },
      communeOf: (notice) => communeOfNotice(notice, tree, roster),
      placesOf: (notice) => placesOfNotice(notice, roster),
    });
    if (taken.cases.length === 0) return undefined;
    await this.#put(transaction, taken.cases);
    await putPlaces(transaction, dialect, taken.places);
    await addEvents(transaction, dialect, taken.events);
    return () => facts.tell('changed', { at: clock.now(), what: 'cases' });
  };

  /** «Bà con báo loa hỏng»: a case of its own, or one more word on the one there is. The same key again answers the same. */
  async report(person: Person, input: Report): Promise<{ case: CaseWithEvents; isNew: boolean }> {
    const { database, clock, tree, roster, attachments, audit, alarm, facts } = this.#parts;
    requireScope(tree, person, input.hamlet);
    const commune = tree.communeOf(input.hamlet);
    if (tree.get(input.hamlet)?.kind !== 'hamlet' || commune === undefined)
      throw new RuleError('not-a-hamlet', 'A report is about a hamlet; choose the hamlet.');
    const node = input.node === undefined ? undefined : roster.get(input.node);
    if (input.node !== undefined && node?.hamlet !== input.hamlet)
      throw new RuleError('node-elsewhere', 'This loudspeaker hangs in another hamlet; choose that one.');
    const body = JSON.stringify(input);
    const said = await eventByKey(database.read, input.key);
    if (said) return { case: await this.#same(said, said.case, body), isNew: false };
    await attachments.requireReadable(person, input.photos);
    const about = aboutOf('reported', node ? { node: node.id } : { hamlet: input.hamlet });
    const now = clock.now();
    const kept = await database.write(async (transaction) => {
      const first = await eventByKey(transaction, input.key);
      if (first) return { case: first.case, first };
      const [earlier] = await casesAbout(transaction, database.dialect, [about]);
      const again = earlier && recurrence(earlier, now);
      const happenedAt = Math.min(input.happenedAt, now);
      const year = yearOf(now);
      const serial = async () => ((await lastSerials(transaction, year)).get(commune) ?? 0) + 1;
      const one: StoredCase =
        earlier && again
          ? { ...(again === 'reopened' ? opened(earlier) : earlier), version: earlier.version + 1 }
          : {
              ...{ id: this.#ulid(now), commune, year, serial: await serial(), state: 'new', kind: 'reported' },
              ...{ severity: SEVERITY_OF.reported, about, node: node?.id, hamlet: input.hamlet, nodes: node ? 1 : 0 },
              ...{ since: happenedAt, detail: input.note, reporter: input.reporter },
              ...{ opened: { at: now, by: person.id }, reopened: 0, measure: '', parts: '', version: 1 },
            };
      await this.#put(transaction, [one]);
      await putPlaces(transaction, database.dialect, [
        { case: one.id, places: [{ hamlet: input.hamlet, node: node?.id }] },
      ]);
      const kind = again === 'fault' ? 'note' : (again ?? 'opened');
      const note = input.reporter === '' ? input.note : `${input.reporter}: ${input.note}`;
      await this.#write(transaction, one, { ...input, happenedAt, kind, note }, person, body);
      const subject = { by: person.id, action: 'case.report', subject: one.id, area: input.hamlet };
      await audit.record({ ...subject, outcome: 'done', before: earlier, after: one }, transaction);
      return { case: one.id, first: undefined };
    });
    if (kept.first) return { case: await this.#same(kept.first, kept.case, body), isNew: false };
    alarm.tell({ hamlet: input.hamlet, node: node?.id, detail: input.note, at: Math.min(input.happenedAt, now) });
    facts.tell('changed', { at: now, what: 'cases' });
    return { case: await this.#whole(kept.case), isNew: true };
  }

  /** One step of a person; a key that was sent before answers as it did then and changes nothing. */
  async step(person: Person, id: string, step: CaseStep): Promise<CaseWithEvents> {
    const { database, clock, attachments, audit, facts } = this.#parts;
    const known = await this.#visible(person, id);
    if (!ALLOWED_ROLES[step.kind].includes(person.role))
      throw new ForbiddenError('role', `Only these roles may take this step: ${ALLOWED_ROLES[step.kind].join(', ')}.`);
    const body = JSON.stringify(step);
    const said = await eventByKey(database.read, step.key);
    if (said) return this.#same(said, id, body);
    await attachments.requireReadable(person, step.photos);
    if (step.kind === 'assigned' && step.assignee !== undefined) this.#requireRepairer(step.assignee, known);
    const now = clock.now();
    const kept = await database.write(async (transaction) => {
      const first = await eventByKey(transaction, step.key);
      if (first) return { first };
      const before = (await caseById(transaction, id)) as StoredCase;
      const at = happenedWithin(before, step.happenedAt, now);
      const after = stepped(before, step, { at, by: person.id });
      if (!after)
        throw new ConflictError('case-state', `The case is ${before.state}: this step is not possible now.`, {
          state: before.state,
        });
      await this.#put(transaction, [after]);
      await this.#write(transaction, after, step, person, body);
      const about = { by: person.id, action: `case.${step.kind}`, subject: id, area: after.hamlet ?? after.commune };
      await audit.record({ ...about, outcome: 'done', before, after }, transaction);
      const told = await this.#tellAssigned(transaction, person, after, step);
      return { after, told };
    });
    if (kept.first) return this.#same(kept.first, id, body);
    kept.told?.();
    this.#tellReported(kept.after, step, now);
    facts.tell('changed', { at: now, what: 'cases' });
    return this.#whole(id);
  }

  /** Throws NotFoundError also for one of another area. */
  async get(person: Person, id: string): Promise<CaseWithEvents> {
    await this.#visible(person, id);
    return this.#whole(id);
  }

  async list(person: Person, query: z.infer<typeof caseQuery>): Promise<Page<Case>> {
    const { database, tree } = this.#parts;
    const { area, node, state, assignee, search } = query;
    if (area !== undefined) requireScope(tree, person, area);
    const states = state === 'open' || state === 'all' ? ALL_KINDS_OF_OPEN[state] : [state];
    const filter: CaseFilter = {
      areas: this.#areasIn(area === undefined ? person.areas : [area]),
      node,
      assignee,
      search,
    };
    const page = await listCases(database.read, database.dialect, { ...filter, states }, query);
    return { ...page, items: await this.views(page.items) };
  }

  /** Every open case that stands in or touches an area, with its places: what the repair list is made of. */
  async openIn(area: string): Promise<{ case: StoredCase; places: readonly CasePlace[] }[]> {
    const { database } = this.#parts;
    const filter = { areas: this.#areasIn([area]), states: OPEN };
    const { items } = await listCases(database.read, database.dialect, filter, { limit: MOST_OPEN });
    const places = await placesOfCases(
      database.read,
      database.dialect,
      items.map(({ id }) => id),
    );
    return items.map((one) => ({ case: one, places: places.get(one.id) ?? [] }));
  }

  /** The case of each of these incidents, for lists of faults and incidents. */
  async ofIncidents(ids: readonly string[]): Promise<Map<string, Pick<Case, 'id' | 'state'>>> {
    const { database } = this.#parts;
    const found = await casesOfIncidents(database.read, database.dialect, ids);
    return new Map(found.map(({ id, state, incident }) => [incident ?? '', { id, state }]));
  }

  /** Cases as the API shows them, all that belongs to them read at once. */
  async views(cases: readonly StoredCase[]): Promise<Case[]> {
    const { database } = this.#parts;
    const ids = cases.map(({ id }) => id);
    const events = await eventsOf(database.read, database.dialect, ids);
    const photos = new Map<string, string[]>(ids.map((id) => [id, []]));
    for (const event of events) photos.get(event.case)?.push(...event.photos);
    const lost = await this.#lost(cases);
    return cases.map((one, index) =>
      caseView(one, [...new Set(photos.get(one.id))], lost[index] ?? 0, this.#viewParts()),
    );
  }

  #put(transaction: Transaction, cases: readonly StoredCase[]): Promise<void> {
    const names = this.#viewParts();
    return putCases(transaction, this.#parts.database.dialect, cases, (one) => searchKeyOf(one, names));
  }

  async #lost(cases: readonly StoredCase[]): Promise<number[]> {
    const { database, clock, sessionsLost } = this.#parts;
    const ids = cases.map(({ id }) => id);
    const places = await placesOfCases(database.read, database.dialect, ids);
    return sessionsLost(
      cases.map((one) => ({
        hamlets: [...new Set((places.get(one.id) ?? []).map(({ hamlet }) => hamlet))],
        from: one.since,
        to: one.faultUntil ?? one.resolved?.at ?? clock.now(),
      })),
    );
  }

  async #whole(id: string): Promise<CaseWithEvents> {
    const { database, nameOf } = this.#parts;
    const one = (await caseById(database.read, id)) as StoredCase;
    const [view] = await this.views([one]);
    const events = await eventsOf(database.read, database.dialect, [id]);
    return { ...(view as Case), events: events.map((event) => eventView(event, nameOf)) };
  }

  /** A key says one thing about one case. */
  async #same(said: StoredEvent, id: string, body: string): Promise<CaseWithEvents> {
    if (said.case !== id || said.body !== body)
      throw new ConflictError('key-taken', 'Another word was sent with this key; make a new one.');
    return this.#whole(id);
  }

  async #visible(person: Person, id: string): Promise<StoredCase> {
    const { database, tree } = this.#parts;
    const found = await caseById(database.read, id);
    const places = found ? ((await placesOfCases(database.read, database.dialect, [id])).get(id) ?? []) : [];
    const isSeen = (area: string) => tree.isWithin(area, person.areas);
    if (!found || !(isSeen(found.commune) || places.some(({ hamlet }) => isSeen(hamlet))))
      throw new NotFoundError('no-case', 'There is no such case, or it belongs to another area.');
    return found;
  }

  /** Nobody is told what they gave themselves. */
  async #tellAssigned(
    transaction: Transaction,
    person: Person,
    one: StoredCase,
    step: CaseStep,
  ): Promise<(() => void) | undefined> {
    if (step.kind !== 'assigned' || step.assignee === undefined || step.assignee === person.id) return undefined;
    const { roster, tellAssigned } = this.#parts;
    const name = one.incidentName ?? roster.get(one.node ?? '')?.code ?? '';
    return tellAssigned(transaction, {
      ...{ id: one.id, key: step.key, account: step.assignee, area: one.hamlet ?? one.commune, name },
      ...{ number: numberOf(one), cause: one.kind, severity: one.severity, byName: person.name, note: step.note },
    });
  }

  #mayRepair(account: string, { commune }: StoredCase): boolean {
    const authority = this.#parts.authorityOf(account);
    return (
      authority !== undefined &&
      REPAIRERS.includes(authority.role) &&
      this.#parts.tree.isWithin(commune, authority.areas)
    );
  }

  #requireRepairer(account: string, one: StoredCase): void {
    if (!this.#mayRepair(account, one))
      throw new RuleError('not-a-repairer', 'Only a technician of this area can be given a case; choose another.');
  }

  /** What residents reported stays a fault until the case is closed. */
  #tellReported({ kind, node, hamlet, detail = '' }: StoredCase, step: CaseStep, now: number): void {
    if (kind !== 'reported' || hamlet === undefined) return;
    if (step.kind === 'closed') this.#parts.alarm.settle({ hamlet, node });
    if (step.kind === 'reopened') this.#parts.alarm.tell({ hamlet, node, detail, at: now });
  }

  async #write(
    transaction: Transaction,
    one: StoredCase,
    said: Pick<StoredEvent, 'key' | 'happenedAt' | 'kind' | 'note' | 'photos'>,
    person: Person,
    body: string,
  ): Promise<void> {
    const { database, clock, attachments } = this.#parts;
    const { key, happenedAt, kind, note, photos } = said;
    const deed = { at: clock.now(), by: person.id, happenedAt, kind, note, photos, body };
    await addEvents(transaction, database.dialect, [{ case: one.id, key, ...deed }]);
    const area = one.hamlet ?? one.commune;
    await attachments.cite(
      transaction,
      `case/${one.id}`,
      photos.map((sha256) => ({ sha256, area })),
    );
  }

  /** Also areas that have ended: their cases stay. Undefined for somebody who reaches everything. */
  #areasIn(scope: readonly string[]): string[] | undefined {
    const { tree } = this.#parts;
    if (tree.children().every(({ id }) => scope.includes(id))) return undefined;
    return tree.idsWithin(scope);
  }

  #viewParts() {
    const { nameOf, tree, roster, assets } = this.#parts;
    return {
      nameOf,
      areaOf: (area: string) => tree.get(area),
      nodeOf: (node: string) => roster.get(node),
      keeperOf: (node: string) => assets.of(node)?.keeper,
    };
  }
}

/** More open cases than a province repairs in months; the rest comes when these are done. */
const MOST_OPEN = 2_000;

function yearOf(at: number): number {
  return Number(dayOf(at).slice(0, 4));
}
