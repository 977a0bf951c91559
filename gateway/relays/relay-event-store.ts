import type { RelayEvent } from '../../protocol/api/relays.ts';
import type { Database, Transaction } from '../database/database.ts';

export interface StoredRelayEvent extends RelayEvent {
  readonly station: string;
}

interface Row {
  id: string;
  station_id: string;
  at: number;
  what: string;
  why: string | null;
  run_id: string | null;
}

const NEWEST = 200;

/** What happened to stations; the log of the runs that passed them on. */
export class RelayEventStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(transaction: Transaction, { id, station, at, what, why, run }: StoredRelayEvent): Promise<void> {
    const row = { id, station_id: station, at, what, why: why ?? null, run_id: run ?? null };
    await transaction<Row>('relay_events').insert(row);
  }

  /** The newest of a station first. */
  async ofStation(station: string): Promise<StoredRelayEvent[]> {
    const rows = await this.#database
      .read<Row>('relay_events')
      .where({ station_id: station })
      .orderBy('id', 'desc')
      .limit(NEWEST);
    return rows.map(eventOf);
  }

  /** Oldest first. */
  async ofRun(run: string): Promise<StoredRelayEvent[]> {
    const rows = await this.#database.read<Row>('relay_events').where({ run_id: run }).orderBy('id').limit(NEWEST);
    return rows.map(eventOf);
  }

  async deleteBefore(transaction: Transaction, instant: number): Promise<number> {
    return transaction<Row>('relay_events').where('at', '<', instant).delete();
  }
}

function eventOf(row: Row): StoredRelayEvent {
  return {
    ...{ id: row.id, station: row.station_id, at: Number(row.at) },
    what: row.what as RelayEvent['what'], // Written by us alone.
    ...(row.why === null ? {} : { why: row.why }),
    ...(row.run_id === null ? {} : { run: row.run_id }),
  };
}
