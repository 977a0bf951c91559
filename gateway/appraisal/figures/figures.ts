import type { SourceFigure } from '../../../protocol/api/reports.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import type { Stations } from '../../areas/stations.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { NotFoundError } from '../../errors.ts';
import type { Actor, AuditPort } from '../../http/ports.ts';
import type { Roster } from '../../nodes/roster.ts';
import { grouped } from '../grouped.ts';
import { countedFigure, type Ground } from './counted.ts';
import { type FigureKey, readFigures, removeFigure, type StoredFigure, saveFigures } from './figures-store.ts';

export interface FiguresParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly stations: Pick<Stations, 'get'>;
  readonly roster: Pick<Roster, 'inArea'>;
}

/** Figures of sources, each with its source; where two differ both are kept and said to differ. */
export class Figures {
  readonly tree: AreaTree;
  readonly #parts: FiguresParts;

  constructor(parts: FiguresParts) {
    this.#parts = parts;
    this.tree = parts.tree;
  }

  async add(by: Actor, figures: readonly Omit<StoredFigure, 'importedAt' | 'importedBy'>[]): Promise<void> {
    if (figures.length === 0) return;
    const { database, clock, audit } = this.#parts;
    const importedAt = clock.now();
    const rows = figures.map((figure) => ({ ...figure, importedAt, importedBy: by.id }));
    await database.write(async (transaction) => {
      await saveFigures(transaction, database.dialect, rows);
      const sources = [...new Set(figures.map(({ source }) => source))].slice(0, 20);
      const after = { figures: figures.length, sources };
      await audit.record({ by: by.id, action: 'figure.import', outcome: 'done', after }, transaction);
    });
  }

  /** Takes back what was imported by mistake; the audit keeps it. */
  async remove(by: Actor, key: FigureKey): Promise<void> {
    const { database, audit } = this.#parts;
    await database.write(async (transaction) => {
      if ((await removeFigure(transaction, key)) === 0)
        throw new NotFoundError('no-such-figure', 'No source says this figure; look at GET /figures.');
      const entry = { by: by.id, action: 'figure.remove', subject: key.area, area: key.area, before: key };
      await audit.record({ ...entry, outcome: 'done' }, transaction);
    });
  }

  /** Of these areas, by name, year and figure. */
  async of(areas: readonly string[], year?: number): Promise<SourceFigure[]> {
    const { tree } = this.#parts;
    const rows = await readFigures(this.#parts.database.read, { areas, year });
    const grounds = new Map<string, Ground>();
    const groundOf = (area: string, of: number) => {
      const key = `${area} ${of}`;
      const ground = grounds.get(key) ?? this.#ground(area, of);
      grounds.set(key, ground);
      return ground;
    };
    const figures = grouped(rows, (row) => `${row.area} ${row.year} ${row.figure}`);
    return [...figures.values()].flatMap((said) => {
      const [first] = said;
      if (!first) return [];
      const { area, figure } = first;
      const counted = countedFigure(figure, first.year, groundOf(area, first.year));
      return [
        {
          ...{ area, areaName: tree.get(area)?.name ?? area, year: first.year, figure },
          said: said.map(({ value, source, note, importedAt }) => ({ value, source, note, importedAt })),
          ...(counted === undefined ? {} : { counted }),
          conflict: new Set(said.map(({ value }) => value)).size > 1,
        },
      ];
    });
  }

  /** Every area of which some source says something. */
  async areas(): Promise<string[]> {
    const rows = await this.#parts.database.read('source_figures').distinct('area_id');
    return rows.map((row: { area_id: string }) => row.area_id);
  }

  #ground(area: string, year: number): Ground {
    const { tree, stations, roster, clock } = this.#parts;
    const [end = ''] = [`${year}-12-31`, dayOf(clock.now())].sort();
    const kind = tree.get(area)?.kind;
    const communes =
      kind === 'province' ? tree.children(area, end) : [tree.get(area)].filter((one) => one !== undefined);
    return {
      communes,
      hamlets: communes.flatMap((commune) => tree.hamletsUnder(commune.id, end)),
      stations: communes.flatMap(({ id }) => stations.get(id) ?? []),
      nodes: roster.inArea(area),
    };
  }
}
