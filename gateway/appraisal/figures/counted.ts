// pure
import type { Area, Station } from '../../../protocol/api/areas.ts';
import type { SourceFigure } from '../../../protocol/api/reports.ts';

/** What this installation knows of an area at the end of a year. */
export interface Ground {
  readonly communes: readonly Area[];
  readonly hamlets: readonly Area[];
  readonly stations: readonly Station[];
  /** Nodes with the hamlet they hang in. */
  readonly nodes: readonly { readonly hamlet: string; readonly horns: number }[];
}

/**
 * The same figure from our own facts; undefined where we have none to count: an installation that does not hold the communes of
 * that year has nothing to say against its sources.
 */
export function countedFigure(figure: SourceFigure['figure'], year: number, ground: Ground): number | undefined {
  const { communes, hamlets, stations, nodes } = ground;
  if (communes.length === 0) return undefined;
  const horns = nodes.reduce((sum, node) => sum + node.horns, 0);
  const withNodes = new Set(nodes.map((node) => node.hamlet)).size;
  switch (figure) {
    case 'communes':
      return communes.length;
    case 'stations':
      return stations.length;
    case 'stations-ip':
    case 'stations-fm':
    case 'stations-wired':
      return stations.filter(({ technology }) => `stations-${technology}` === figure).length;
    case 'stations-upgrading':
      return stations.filter(({ upgrade }) => upgrade === 'in-progress').length;
    case 'stations-upgraded':
      return stations.filter(({ upgrade }) => upgrade === 'done').length;
    case 'hamlets':
      return hamlets.length;
    case 'hamlets-with-nodes':
      return withNodes;
    case 'nodes':
      return nodes.length;
    case 'horns':
      return horns;
    case 'horns-per-hamlet':
      return withNodes === 0 ? undefined : Math.round((horns / withNodes) * 100) / 100;
    case 'grant-vnd':
      return stations
        .flatMap(({ investments }) => investments)
        .reduce((sum, investment) => sum + (investment.year === year ? investment.amountVnd : 0), 0);
    default:
      return figure satisfies never;
  }
}
