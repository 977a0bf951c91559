import { monotonicFactory } from 'ulid';
import type { Licence, LicenceInput } from '../../protocol/api/inspections.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { AreaTree } from './area-tree.ts';
import { addLicence, currentLicences, type StoredLicence } from './licences-store.ts';

/** A new one takes weeks to get. */
const WARNED_DAYS = 60;
export const WARNINGS = ['ends-soon', 'ended'] as const;
export type Warning = (typeof WARNINGS)[number];

export interface LicencesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly tree: AreaTree;
  readonly attachments: {
    requireReadable(person: Person, names: readonly string[]): Promise<void>;
    cite(
      transaction: Transaction,
      citedBy: string,
      cited: readonly { readonly sha256: string; readonly area: string }[],
    ): Promise<void>;
  };
  /** `faults` implements it. */
  readonly alarm: {
    isOpen(area: string, warning: Warning): boolean;
    tell(area: string, warning: Warning, detail: string): void;
    settle(area: string, warning: Warning): void;
  };
}

/** The frequency licences of FM stations: one a commune, few enough to keep in memory. */
export class Licences {
  readonly #parts: LicencesParts;
  readonly #ulid = monotonicFactory();
  #current = new Map<string, StoredLicence>();

  constructor(parts: LicencesParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const all = await currentLicences(this.#parts.database.read);
    this.#current = new Map(all.map((one) => [one.commune, one]));
  }

  /** Those of the area's communes, the first to end first. */
  list(area: string): Licence[] {
    const { tree } = this.#parts;
    const commune = tree.communeOf(area);
    return [...this.#current.values()]
      .filter((one) => one.commune === commune || tree.isWithin(one.commune, [area]))
      .map((one) => this.#shown(one))
      .sort((a, b) => a.daysLeft - b.daysLeft || (a.commune < b.commune ? -1 : 1));
  }

  /** Enters a licence in place of the one before, which stays on record. */
  async put(person: Person, commune: string, input: LicenceInput): Promise<Licence> {
    const { database, clock, audit, facts, tree, attachments } = this.#parts;
    requireScope(tree, person, commune);
    if (tree.get(commune)?.kind !== 'commune')
      throw new RuleError('not-a-commune', 'A frequency licence belongs to a commune; choose the commune.');
    if (input.to < input.from)
      throw new RuleError('licence-backwards', 'The licence ends before it begins; check both days.');
    const { document } = input;
    if (document !== undefined) await attachments.requireReadable(person, [document]);
    const now = clock.now();
    const licence: StoredLicence = { ...input, id: this.#ulid(now), commune, by: person.id, recordedAt: now };
    await database.write(async (transaction) => {
      await addLicence(transaction, licence);
      if (document !== undefined)
        await attachments.cite(transaction, `licence/${licence.id}`, [{ sha256: document, area: commune }]);
      const about = { by: person.id, action: 'licence.change', subject: commune, area: commune };
      const before = this.#current.get(commune);
      await audit.record({ ...about, outcome: 'done', before, after: licence }, transaction);
    });
    this.#current.set(commune, licence);
    this.#warn(licence);
    facts.tell('changed', { at: now, what: 'inspections' });
    return this.#shown(licence);
  }

  /** Each night: who must see to a new licence. */
  nightly(): void {
    for (const licence of this.#current.values()) this.#warn(licence);
  }

  #warn(licence: StoredLicence): void {
    const { alarm } = this.#parts;
    const { commune, daysLeft, number, to } = this.#shown(licence);
    const due = warningAt(daysLeft);
    for (const warning of WARNINGS) {
      if (warning !== due) alarm.settle(commune, warning);
      else if (!alarm.isOpen(commune, warning)) alarm.tell(commune, warning, `${warning}: ${number}, ${to}`);
    }
  }

  #shown({ id: _id, by: _by, recordedAt: _at, ...licence }: StoredLicence): Licence {
    const { tree, clock } = this.#parts;
    const today = startOfDay(dayOf(clock.now()));
    return {
      ...licence,
      communeName: tree.get(licence.commune)?.name ?? licence.commune,
      daysLeft: Math.round((startOfDay(licence.to) - today) / DAY_MS),
    };
  }
}

function warningAt(daysLeft: number): Warning | undefined {
  if (daysLeft < 0) return 'ended';
  return daysLeft <= WARNED_DAYS ? 'ends-soon' : undefined;
}
