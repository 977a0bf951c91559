// pure
import type { Bulletin } from '../../../protocol/api/broadcast.ts';
import type { SourceLevel } from '../../../protocol/classes.ts';

/** A run that was frozen for the nodes of a window. */
export interface AiredRun {
  readonly id: string;
  readonly programme?: string | undefined;
  readonly bulletin?: string | undefined;
  readonly title: string;
  readonly class: Bulletin['class'];
  readonly level: SourceLevel;
  readonly dueAt: number;
  readonly durationMs: number;
  readonly registered: boolean;
  readonly area: string;
  readonly createdBy: string;
  readonly pieces: readonly {
    readonly sha256: string;
    readonly title: string;
    readonly durationMs: number;
    readonly relay?: { readonly station: string; readonly name: string } | undefined;
  }[];
  /** How often the gateway lost a station of it, or found it mute. */
  readonly losses?: number | undefined;
}

/** What the nodes of one commune said of one run. */
export interface Tally {
  readonly run: string;
  readonly commune: string;
  readonly nodes: number;
  readonly hamlets: number;
  /** One of them: the only one where there is one. */
  readonly hamlet: string;
  /** Nodes that sounded, and those of them that did so wholly. */
  readonly sounded: number;
  readonly full: number;
  /** The node's own word that it did not play. */
  readonly silent: number;
  /** No word at all. */
  readonly unknown: number;
  /** Nodes that filled in for a station that was away. */
  readonly filledIn: number;
  /** Heard for long enough, by microphone or current. */
  readonly heard: number;
  /** Sums over the nodes. */
  readonly playedMs: number;
  readonly heardMs: number;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
}

export interface AiredBulletin {
  readonly id: string;
  readonly title: string;
  readonly recording: string;
  readonly relayStation?: string | undefined;
  readonly field: Bulletin['field'];
  readonly genre?: Bulletin['genre'];
  readonly language: string;
  readonly area: string;
  readonly createdBy: string;
  readonly approvedBy?: string | undefined;
}

/** A piece of a run with what is known of the bulletin it was; a chime and an emergency are of none. */
export interface Piece {
  readonly title: string;
  readonly durationMs: number;
  readonly bulletin?: AiredBulletin | undefined;
  /** The station that was passed on, as it was called then: `TiepAm` 1, `NguonTiepAm` (DOMAIN §3.6). */
  readonly relayed?: string | undefined;
}

/** One run in one commune. */
export interface Airing {
  readonly run: AiredRun;
  readonly tally: Tally;
  readonly pieces: readonly Piece[];
  /** Who let the programme on air. */
  readonly approvedBy?: string | undefined;
  /** Of an emergency: who ordered it. */
  readonly orderedBy?: string | undefined;
}

export interface AiredRows {
  readonly runs: readonly AiredRun[];
  readonly tallies: readonly Tally[];
  readonly bulletins: readonly AiredBulletin[];
  /** Programme or run and bulletin: what may have been said by what. */
  readonly sayings: readonly { readonly programme: string; readonly bulletin: string }[];
  readonly programmes: readonly { readonly id: string; readonly approvedBy?: string | undefined }[];
  readonly emergencies: readonly { readonly id: string; readonly orderedBy?: string | undefined }[];
}

/** Joins what the store read: every run in every commune it was sent to, in the order of time. */
export function airingsOf(rows: AiredRows): Airing[] {
  const runs = new Map(rows.runs.map((run) => [run.id, run]));
  const programmes = new Map(rows.programmes.map(({ id, approvedBy }) => [id, approvedBy]));
  const emergencies = new Map(rows.emergencies.map(({ id, orderedBy }) => [id, orderedBy]));
  const pieces = piecesBy(rows);
  const known = new Map<string, readonly Piece[]>();
  const airings = rows.tallies.flatMap((tally): Airing[] => {
    const run = runs.get(tally.run);
    if (!run) return [];
    const said = known.get(run.id) ?? pieces(run);
    known.set(run.id, said);
    const approvedBy =
      run.programme === undefined
        ? said.find((piece) => piece.bulletin)?.bulletin?.approvedBy
        : programmes.get(run.programme);
    return [{ run, tally, pieces: said, approvedBy, orderedBy: emergencies.get(run.id) }];
  });
  return airings.sort((a, b) => a.run.dueAt - b.run.dueAt || (a.run.id < b.run.id ? -1 : Number(a.run.id > b.run.id)));
}

/** A piece is the bulletin with its sound; of several the one with its title, since a sound may be said by many. */
function piecesBy({ bulletins, sayings }: AiredRows): (run: AiredRun) => Piece[] {
  const byId = new Map(bulletins.map((bulletin) => [bulletin.id, bulletin]));
  const saidBy = new Map<string, AiredBulletin[]>();
  for (const { programme, bulletin } of sayings) {
    const found = byId.get(bulletin);
    if (found) saidBy.set(programme, [...(saidBy.get(programme) ?? []), found]);
  }
  return (run) => {
    const own = byId.get(run.bulletin ?? '');
    const candidates = own ? [own] : (saidBy.get(run.programme ?? '') ?? []);
    return run.pieces.map(({ sha256, title, durationMs, relay }) => {
      const same = candidates.filter(({ recording, relayStation }) =>
        relay ? relayStation === relay.station : recording === sha256 && relayStation === undefined,
      );
      const bulletin = same.find((one) => one.title === title) ?? same[0];
      return { title, durationMs, bulletin, ...(relay && { relayed: relay.name }) };
    });
  };
}
