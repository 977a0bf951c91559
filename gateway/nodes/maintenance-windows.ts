import { DAY_MS } from '../../protocol/units.ts';
import { holdsAt, type Slip, spanOf } from './maintenance-rules.ts';
import type { NodeRecord, Roster } from './roster.ts';

/** Windows that ended so long ago are still asked about: faults are dated back. */
const REMEMBERED_MS = DAY_MS;

/** The windows of now, in memory and by node: asked for every silent node each second. */
export class MaintenanceWindows {
  readonly #roster: Pick<Roster, 'resolve'>;
  #byNode = new Map<string, Slip[]>();

  constructor(roster: Pick<Roster, 'resolve'>) {
    this.#roster = roster;
  }

  /** In place of those of before. Nodes that came to an area meanwhile are among them. */
  put(slips: readonly Slip[], now: number): void {
    const byNode = new Map<string, Slip[]>();
    for (const slip of slips) {
      const span = spanOf(slip);
      if (!span || span.to < now - REMEMBERED_MS) continue;
      for (const { id } of nodesOf(slip, this.#roster)) {
        const known = byNode.get(id);
        if (known) known.push(slip);
        else byNode.set(id, [slip]);
      }
    }
    this.#byNode = byNode;
  }

  /** The slip that holds a node at an instant of about now; of several the one that lasts longest. */
  windowOf(node: string, at: number): string | undefined {
    const holding = this.#byNode.get(node)?.filter((slip) => holdsAt(slip, at)) ?? [];
    return holding.reduce<Slip | undefined>(
      (longest, one) => (longest && longest.to >= one.to ? longest : one),
      undefined,
    )?.id;
  }
}

export function nodesOf(
  { areas, nodes }: Pick<Slip, 'areas' | 'nodes'>,
  roster: Pick<Roster, 'resolve'>,
): NodeRecord[] {
  return roster.resolve([...areas.map((area) => ({ area })), ...nodes.map((node) => ({ node }))]);
}
