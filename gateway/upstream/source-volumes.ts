import { volumeRange } from '../../protocol/remote.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { BroadcastSettings } from '../areas/broadcast-settings.ts';
import { audiencesOf } from '../broadcast/audience.ts';
import { Reach, type ReachParts } from '../broadcast/reach.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Outbox } from '../device-link/outbox.ts';
import { RuleError } from '../errors.ts';
import type { AuditPort } from '../http/ports.ts';
import type { NodeVolumes } from '../remote/node-volumes.ts';
import type { Message } from './dialect/messages.ts';
import type { SourceNodes } from './source-nodes.ts';
import { authorOf, type KnownSource } from './sources.ts';

export interface SourceVolumesParts extends ReachParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly outbox: Pick<Outbox, 'enqueue' | 'flush'>;
  readonly volumes: NodeVolumes;
  readonly settings: Pick<BroadcastSettings, 'at'>;
  readonly nodes: SourceNodes;
  readonly configChanged: (nodes: readonly string[]) => Promise<void>;
}

/** As long as a volume set by hand (remote/action-rule.ts). */
const LIFE_MS = 10 * MINUTE_MS;

/** A source sets the ordinary volume: signed commands to areas and nodes, within what each commune allows. */
export class SourceVolumes {
  readonly #parts: SourceVolumesParts;
  readonly #reach: Reach;

  constructor(parts: SourceVolumesParts) {
    this.#parts = parts;
    this.#reach = new Reach(parts);
  }

  /** Returns how many nodes are told. Throws RuleError where a commune allows less or more. */
  async set(source: KnownSource, { percent, ...where }: Message<'volume'>): Promise<number> {
    const { database, clock, audit, outbox, volumes, tree } = this.#parts;
    const targets = this.#parts.nodes.targets(source, where);
    const told = this.#reach.nodesOf(targets).map((node) => node.id);
    if (told.length === 0) throw new RuleError('no-node', 'No loudspeaker there can be told anything.');
    this.#requireWithin(this.#reach.communesOf(targets), percent);
    const by = authorOf(source);
    await database.write(async (transaction) => {
      for (const { audience, members } of audiencesOf(tree, this.#reach, targets))
        await outbox.enqueue(
          transaction,
          { type: 'volume', class: 'normal', audience, args: { percent }, by, expiresAt: clock.now() + LIFE_MS },
          members,
        );
      await volumes.setMany(transaction, told, percent, by);
      const about = { by, action: 'source.volume', subject: source.id, area: this.#reach.areasOf(targets)[0] ?? '' };
      const after = { percent, nodes: told.length, targets: targets.slice(0, 50) };
      await audit.record({ ...about, outcome: 'done', after }, transaction);
    });
    for (const node of told) volumes.remember(node, percent);
    await outbox.flush();
    await this.#parts.configChanged(told);
    return told.length;
  }

  #requireWithin(communes: readonly string[], percent: number): void {
    for (const commune of communes) {
      const { min, max } = volumeRange(this.#parts.settings.at(commune).volume);
      if (percent < min || percent > max)
        throw new RuleError(
          'volume-range',
          `The volume in ${this.#parts.tree.get(commune)?.name ?? commune} may be ${min} to ${max} %.`,
        );
    }
  }
}
