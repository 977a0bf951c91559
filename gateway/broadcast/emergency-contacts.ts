import type { EmergencyContact } from '../../protocol/api/emergency.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { BroadcastParts } from './parts.ts';

interface Row {
  area_id: string;
  position: number;
  name: string;
  role: string;
  telephone: string;
}

/** Whom to call when the machine has no network: a list of each area, in the order in which they are to be called. */
export class EmergencyContacts {
  readonly #parts: Pick<BroadcastParts, 'database' | 'tree' | 'audit'>;

  constructor(parts: Pick<BroadcastParts, 'database' | 'tree' | 'audit'>) {
    this.#parts = parts;
  }

  /** Of the area itself, then of those above it: the commune's own people first, the province's watch last. */
  async list(area: string): Promise<EmergencyContact[]> {
    const above = this.#parts.tree.ancestors(area);
    const rows = await this.#parts.database
      .read<Row>('emergency_contacts')
      .whereIn('area_id', above)
      .orderBy('position');
    return rows
      .sort((a, b) => above.indexOf(a.area_id) - above.indexOf(b.area_id))
      .map(({ name, role, telephone, area_id: area }) => ({ name, role, telephone, area }));
  }

  /** The whole list of one area anew. */
  async replace(
    person: Person,
    area: string,
    contacts: readonly Omit<EmergencyContact, 'area'>[],
  ): Promise<EmergencyContact[]> {
    const { database, tree, audit } = this.#parts;
    requireScope(tree, person, area);
    await database.write(async (transaction) => {
      const before = await transaction<Row>('emergency_contacts').where({ area_id: area }).orderBy('position');
      await transaction<Row>('emergency_contacts').where({ area_id: area }).delete();
      const rows = contacts.map((contact, position) => ({ area_id: area, position, ...contact }));
      if (rows.length > 0) await transaction<Row>('emergency_contacts').insert(rows);
      const about = {
        by: person.id,
        action: 'emergency-contacts.change',
        subject: area,
        area,
        outcome: 'done',
      } as const;
      const plain = before.map(({ name, role, telephone }) => ({ name, role, telephone }));
      await audit.record({ ...about, before: plain, after: contacts }, transaction);
    });
    return this.list(area);
  }
}
