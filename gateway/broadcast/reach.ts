import type { Target } from '../../protocol/api/broadcast.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { BroadcastSettings } from '../areas/broadcast-settings.ts';
import type { QuietHours } from '../areas/quiet-hours.ts';
import { InvalidInputError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { NodeRecord, Roster } from '../nodes/roster.ts';
import type { Manner } from './manner.ts';

export interface ReachParts {
  readonly tree: AreaTree;
  readonly roster: Roster;
  readonly quietHours: Pick<QuietHours, 'windowsOf'>;
  readonly settings: Pick<BroadcastSettings, 'at'>;
}

/** Where targets lead: to which nodes, hamlets and quiet hours. */
export class Reach {
  readonly #parts: ReachParts;

  constructor(parts: ReachParts) {
    this.#parts = parts;
  }

  /** The nodes that can be told to play: IP and enrolled. FM and wired ones sound by other means. */
  nodesOf(targets: readonly Target[]): NodeRecord[] {
    return this.#parts.roster.resolve(targets).filter(isAddressable);
  }

  hamletsOf(targets: readonly Target[]): string[] {
    const { tree, roster } = this.#parts;
    const hamlets = targets.flatMap((target) =>
      'area' in target
        ? tree.hamletsUnder(target.area).map((area) => area.id)
        : [roster.get(target.node)?.hamlet].filter((hamlet) => hamlet !== undefined),
    );
    return [...new Set(hamlets)];
  }

  /** Every commune that is reached, in part or whole. */
  communesOf(targets: readonly Target[]): string[] {
    const { tree } = this.#parts;
    const communes = targets.flatMap((target) =>
      'area' in target && tree.get(target.area)?.kind === 'commune'
        ? [target.area]
        : this.hamletsOf([target]).map((hamlet) => tree.communeOf(hamlet) ?? hamlet),
    );
    return [...new Set(communes)];
  }

  /** The areas that are named, and the hamlets of the nodes that are. */
  areasOf(targets: readonly Target[]): string[] {
    const areas = targets.flatMap((target) => ('area' in target ? [target.area] : this.hamletsOf([target])));
    return [...new Set(areas)];
  }

  /** How it may sound in each commune that is reached. */
  mannersOf(targets: readonly Target[]): Manner[] {
    return this.communesOf(targets).map((commune) => this.mannerIn(commune));
  }

  mannerAt(node: NodeRecord): Manner {
    return this.mannerIn(node.hamlet);
  }

  mannerIn(area: string): Manner {
    return { quiet: this.#parts.quietHours.windowsOf(area), settings: this.#parts.settings.at(area) };
  }

  /** Throws unless every target exists and belongs to the person's areas. */
  requireTargets(person: Person, targets: readonly Target[]): void {
    const { tree, roster } = this.#parts;
    for (const target of targets) {
      const area = 'area' in target ? tree.get(target.area)?.id : roster.get(target.node)?.hamlet;
      if (area === undefined) throw new InvalidInputError('no-such-target', 'One of the targets does not exist.');
      requireScope(tree, person, area);
    }
  }

  /** The area something belongs to: the one asked for, or the person's first. Throws when it is not the person's to use. */
  ownArea(person: Person, wanted: string | undefined): string {
    const area = wanted ?? person.areas[0];
    if (area === undefined || !this.#parts.tree.get(area))
      throw new InvalidInputError('no-area', 'Say which area this belongs to.');
    requireScope(this.#parts.tree, person, area);
    return area;
  }
}

export function isAddressable(node: NodeRecord): boolean {
  return hasPlan(node) && node.listensTo === undefined;
}

/** Listening nodes get a plan too: when to hear what. */
export function hasPlan(node: NodeRecord): boolean {
  return node.technology === 'ip' && node.enrolledAt !== undefined && node.retiredAt === undefined;
}
