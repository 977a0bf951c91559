import type { Coverage as CoverageAnswer, Overview as OverviewAnswer } from '../../protocol/api/coverage.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import { NotFoundError } from '../errors.ts';
import type { NodeRecord, Roster } from '../nodes/roster.ts';
import type { PresenceCounts } from '../presence/presence.ts';
import type { Coverage } from './coverage.ts';

/** What the first page asks of broadcasting, for an area and everything below it. */
export interface OnAirPort {
  onAir(area: string): Promise<OverviewAnswer['onAir']>;
  next(area: string): Promise<OverviewAnswer['next']>;
  today(area: string): Promise<OverviewAnswer['today']>;
}

export interface OverviewParts {
  readonly clock: Clock;
  readonly coverage: Pick<Coverage, 'of'>;
  readonly tree: Pick<AreaTree, 'get'>;
  readonly roster: Pick<Roster, 'inArea'>;
  readonly presence: { counts(nodes: Iterable<string>): PresenceCounts };
  readonly watch: { readonly isOpen: boolean };
  readonly broadcast: OnAirPort;
}

/** The first page: what is on air, what comes, who is there, how the hamlets stand. */
export class Overview {
  readonly #parts: OverviewParts;

  constructor(parts: OverviewParts) {
    this.#parts = parts;
  }

  async of(areaId: string): Promise<OverviewAnswer> {
    const { clock, coverage, tree, roster, watch, broadcast } = this.#parts;
    const area = tree.get(areaId);
    if (!area) throw new NotFoundError('unknown-area', 'There is no such area.');
    const [verdicts, onAir, next, today] = await Promise.all([
      coverage.of(areaId),
      broadcast.onAir(areaId),
      broadcast.next(areaId),
      broadcast.today(areaId),
    ]);
    const nodes = roster.inArea(areaId);
    return {
      at: clock.now(),
      area: areaId,
      name: area.name,
      nodes: this.#count(nodes),
      horns: nodes.reduce((total, node) => total + node.horns, 0),
      hamlets: hamletsOf(verdicts),
      communes: verdicts.communes.map((commune) => {
        const { total, online } = this.#count(roster.inArea(commune.area));
        return { ...commune, nodes: total, online };
      }),
      onAir,
      next,
      today,
      watching: watch.isOpen,
    };
  }

  /** A node that never enrolled is neither online nor offline. */
  #count(nodes: readonly NodeRecord[]): OverviewAnswer['nodes'] {
    const enrolled = nodes.filter((node) => node.publicKey !== undefined).map((node) => node.id);
    return {
      total: nodes.length,
      ...this.#parts.presence.counts(enrolled),
      notEnrolled: nodes.length - enrolled.length,
    };
  }
}

function hamletsOf({ hamlets }: CoverageAnswer): OverviewAnswer['hamlets'] {
  const counted = (verdict: string) => hamlets.filter((hamlet) => hamlet.verdict === verdict).length;
  return {
    total: hamlets.length,
    met: counted('met'),
    notMet: counted('not-met'),
    insufficient: counted('insufficient'),
  };
}
