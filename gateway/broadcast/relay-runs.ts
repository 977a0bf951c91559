import { MINUTE_MS } from '../../protocol/units.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Database } from '../database/database.ts';
import { contents } from './content.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { Reach, type ReachParts } from './reach.ts';
import { LONGEST_RUN_MS, OVERRUN_MS, type Window } from './times.ts';
import { openUses } from './usage-store.ts';

/** A run that passes a station on, soon or now. */
export interface RelayRun {
  readonly run: string;
  readonly station: string;
  readonly from: number;
  readonly until: number;
  readonly communes: readonly string[];
}

interface Row {
  id: string;
  programme_id: string | null;
  due_at: number;
  lateness_ms: number;
  content: string;
}

export interface RelayRunsParts extends ReachParts {
  readonly database: Database;
  readonly tree: AreaTree;
}

/** Which runs pass stations on, and which bulletins and programmes hold them. */
export class RelayRuns {
  readonly #parts: RelayRunsParts;
  readonly #programmes: Pick<ProgrammeStore, 'getMany'>;
  readonly #reach: Reach;

  constructor(parts: RelayRunsParts, programmes: Pick<ProgrammeStore, 'getMany'>) {
    this.#parts = parts;
    this.#programmes = programmes;
    this.#reach = new Reach(parts);
  }

  /** Those that sound anywhere in the window: three questions, however many nodes and hamlets they reach. */
  async sounding({ from, to }: Window): Promise<RelayRun[]> {
    const rows = await this.#parts.database
      .read<Row>('runs')
      .where('due_at', '>', from - LONGEST_RUN_MS - 5 * MINUTE_MS)
      .where('due_at', '<', to)
      .whereIn('state', ['planned', 'on-air'])
      .whereNull('stopped_by')
      .whereLike('content', '%"relay":{%')
      .select('id', 'programme_id', 'due_at', 'lateness_ms', 'content');
    if (rows.length === 0) return [];
    const communes = await this.#communesOf(rows);
    return rows.flatMap((row) => spansOf(row, communes.get(row.id) ?? []).filter(({ until }) => until > from));
  }

  /** By station: bulletins that are not cancelled, and programmes that are neither cancelled nor over. */
  async uses(
    stations: readonly string[],
    now: number,
  ): Promise<Map<string, { readonly bulletins: number; readonly programmes: number }>> {
    const { read } = this.#parts.database;
    const rows: { id: string; relay_station: string }[] = await read('bulletins')
      .whereIn('relay_station', [...stations])
      .whereNot({ state: 'cancelled' })
      .select('id', 'relay_station');
    const ids = rows.map(({ id }) => id);
    const programmes = new Map<string, number>();
    for (let at = 0; at < ids.length; at += 500)
      for (const use of await openUses(read, ids.slice(at, at + 500), now))
        programmes.set(use.bulletin, (programmes.get(use.bulletin) ?? 0) + use.programmes);
    const found = new Map<string, { bulletins: number; programmes: number }>();
    for (const { id, relay_station: station } of rows) {
      const sum = found.get(station) ?? { bulletins: 0, programmes: 0 };
      found.set(station, {
        bulletins: sum.bulletins + 1,
        programmes: sum.programmes + (programmes.get(id) ?? 0),
      });
    }
    return found;
  }

  async #communesOf(rows: readonly Row[]): Promise<Map<string, string[]>> {
    const programmes = new Map(
      (await this.#programmes.getMany(rows.flatMap(({ programme_id: id }) => id ?? []))).map((one) => [one.id, one]),
    );
    const now = rows.filter(({ programme_id: id }) => id === null).map(({ id }) => id);
    const told: { run_id: string; hamlet_id: string }[] =
      now.length === 0
        ? []
        : await this.#parts.database.read('deliveries').whereIn('run_id', now).distinct('run_id', 'hamlet_id');
    const communes = new Map<string, string[]>();
    for (const { id, programme_id: programme } of rows)
      if (programme) communes.set(id, this.#reach.communesOf([...(programmes.get(programme)?.targets ?? [])]));
    for (const { run_id: run, hamlet_id: hamlet } of told) {
      const commune = this.#parts.tree.communeOf(hamlet);
      if (commune) communes.set(run, [...new Set([...(communes.get(run) ?? []), commune])]);
    }
    return communes;
  }
}

/** When each station of a run sounds: after what comes before it, and a node may have begun late. */
function spansOf({ id, due_at, lateness_ms, content }: Row, communes: readonly string[]): RelayRun[] {
  let from = Number(due_at);
  return contents.parse(JSON.parse(content)).flatMap(({ relay, durationMs }): RelayRun[] => {
    const began = from;
    from += durationMs;
    if (!relay) return [];
    const until = from + Math.min(Number(lateness_ms), OVERRUN_MS);
    return [{ run: id, station: relay.station, from: began, until, communes }];
  });
}
