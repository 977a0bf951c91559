import type { Area } from '../../../protocol/api/areas.ts';
import type { ReportDocument, ReportQuery } from '../../../protocol/api/reports.ts';
import { mayHaveForm, type ReportForm } from '../../../protocol/reports.ts';
import { ROLES } from '../../../protocol/roles.ts';
import { addDays, daysBetween, isRealDay, startOfDay } from '../../../protocol/vietnam-time.ts';
import { ForbiddenError, InvalidInputError, NotFoundError, RuleError } from '../../errors.ts';
import { type Person, requireScope } from '../../http/app.ts';
import type { Head } from './document.ts';
import { FORMS } from './forms.ts';
import { placeName } from './places.ts';
import type { Ask, ReportParts } from './report-parts.ts';

const LONGEST_DAYS = 731;

/** The forms an office prints, filled in from what is stored: who may have which, of where, and about which days. */
export class Reports {
  readonly #parts: ReportParts;

  constructor(parts: ReportParts) {
    this.#parts = parts;
  }

  /** `demo`: what is said on every document of a demonstration. Reading by the council is on record, as every export is. */
  async document(
    person: Person,
    form: ReportForm,
    query: ReportQuery,
    { demo, as }: { demo?: string | undefined; as?: string } = {},
  ): Promise<ReportDocument> {
    if (!mayHaveForm(person.role, form))
      throw new ForbiddenError(
        'role',
        `Only these roles may have this form: ${ROLES.filter((role) => mayHaveForm(role, form)).join(', ')}.`,
      );
    const area = this.#areaOf(person, query.area);
    this.#requireWindow(query);
    const document = await FORMS[form].make(this.#ask(person, area, query, demo), this.#parts);
    if (as !== undefined || person.role === 'appraiser')
      await this.#parts.audit.record({
        ...{ by: person.id, action: as === undefined ? 'report.read' : 'report.export', outcome: 'done' },
        ...{ subject: form, area: area.id },
        after: { form, from: query.from, to: query.to, ...(as === undefined ? {} : { format: as }) },
      });
    return document;
  }

  #areaOf(person: Person, wanted: string | undefined): Area {
    const { tree } = this.#parts;
    const id = wanted ?? person.areas[0] ?? '';
    requireScope(tree, person, id);
    const area = tree.get(id);
    if (!area) throw new NotFoundError('unknown-area', 'There is no such area.');
    if (area.kind === 'hamlet')
      throw new RuleError('report-of-commune', 'Reports are made of a commune or a province; name one of them.');
    return area;
  }

  #requireWindow({ from, to, compareFrom, compareTo }: ReportQuery): void {
    for (const [first, last] of [
      [from, to],
      [compareFrom ?? from, compareTo ?? to],
    ] as const) {
      const wrong = [first, last].find((day) => !isRealDay(day));
      if (wrong !== undefined) throw new InvalidInputError('no-such-day', `${wrong} is not a day of the calendar.`);
      if (first > last)
        throw new InvalidInputError('bad-window', 'The period ends before it begins: swap from and to.');
      if (daysBetween(first, last).length > LONGEST_DAYS)
        throw new RuleError(
          'window-too-long',
          `A report covers at most ${LONGEST_DAYS} days; ask for a shorter period.`,
        );
    }
    if ((compareFrom === undefined) !== (compareTo === undefined))
      throw new InvalidInputError('bad-window', 'A period to compare has a first and a last day: give both.');
  }

  #ask(person: Person, area: Area, query: ReportQuery, demo: string | undefined): Ask {
    const { tree, clock } = this.#parts;
    const now = clock.now();
    return {
      ...{ person, area, query, now },
      communes: area.kind === 'province' ? tree.children(area.id, query.to) : [area],
      head: this.#head(person, area, query, now, demo),
      from: startOfDay(query.from),
      to: startOfDay(addDays(query.to, 1)),
    };
  }

  #head(person: Person, area: Area, { from, to }: ReportQuery, now: number, demo: string | undefined): Head {
    const { tree, stations } = this.#parts;
    const above = tree.get(area.parent ?? '');
    const name = placeName(area);
    const office =
      area.kind === 'province'
        ? 'Cơ quan quản lý thông tin cơ sở'
        : (stations.get(area.id)?.name ?? 'Đài truyền thanh xã');
    return {
      organisation: { above: `ỦY BAN NHÂN DÂN ${name.toUpperCase()}`, name: office.toUpperCase() },
      place: area.name,
      areaName: above ? `${name}, ${placeName(above)}` : name,
      ...{ from, to, madeAt: now, madeBy: person.name, demo },
    };
  }
}
