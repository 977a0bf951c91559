import type { Birth } from '../../protocol/messages/uplink.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { withOrdinaryVolume } from '../../protocol/remote.ts';
import type { Clock } from '../clock.ts';
import { UnavailableError } from '../errors.ts';
import { configOf, type NodeManner } from './node-config.ts';
import type { Nodes } from './nodes.ts';
import type { NodeRecord } from './roster.ts';
import { type Stagger, staggerOf } from './stagger.ts';

export interface BirthsParts {
  readonly nodes: Nodes;
  readonly clock: Clock;
  /** Quiet windows of a commune. */
  readonly quietOf: (commune: string | undefined) => readonly QuietWindow[];
  /** How the commune's nodes speak. */
  readonly mannerOf: (commune: string | undefined) => NodeManner;
  /** The ordinary volume that somebody set for this very node. */
  readonly volumeOf?: (node: string) => number | undefined;
  /** Signs and sends to the node's config channel. */
  readonly send: (node: string, config: object) => Promise<void>;
  /** Brings the node the key list when it holds an older one. */
  readonly sendKeys: (node: string, held: number | undefined) => Promise<void>;
}

/** What a node's first word causes here: its facts are kept, and it gets its config when it holds an older one. */
export class Births {
  readonly #parts: BirthsParts;
  #told = new Map<string, Birth>();
  #writing: Promise<void> | undefined;
  readonly #staggers = new Map<string, ReadonlyMap<string, number>>();
  #staggeredOf: readonly NodeRecord[] | undefined;
  /** Serial numbers that are written down, one a node. */
  readonly #serials = new Map<string, string>();
  /** Nodes whose new config the broker has not taken yet. */
  readonly #waiting = new Set<string>();

  constructor(parts: BirthsParts) {
    this.#parts = parts;
  }

  async onBirth(node: string, birth: Birth): Promise<void> {
    const record = this.#parts.nodes.roster.get(node);
    if (!record || record.retiredAt !== undefined) return;
    const isOther = birth.serial !== undefined && this.#serials.get(node) !== birth.serial;
    const kept = isOther || news(record, birth) ? this.#keep(birth) : undefined;
    // The keys first: what follows may be signed with one the node does not know yet.
    const keys = this.#parts.sendKeys(node, birth.keys);
    await Promise.all([keys, kept, this.#isBehind(record, birth) ? this.sendConfig(record) : undefined]);
  }

  /** To a node that is there but whose birth we have not heard: what it holds is not known. */
  async sendConfigTo(id: string): Promise<void> {
    const node = this.#parts.nodes.roster.get(id);
    if (!node || node.retiredAt !== undefined) return;
    await Promise.all([this.#parts.sendKeys(id, node.keysVersion), this.sendConfig(node)]);
  }

  async sendConfig(node: NodeRecord): Promise<void> {
    const { nodes, clock, quietOf, mannerOf, volumeOf, send } = this.#parts;
    const groups = nodes.roster.groupsOf(node.id);
    const commune = groups.at(1);
    const { volume: usual, loudest, stagger, selfTest } = mannerOf(commune);
    const volume = withOrdinaryVolume(usual, volumeOf?.(node.id));
    const staggerMs = stagger.seconds > 0 ? this.#staggerOf(node, commune, stagger) : 0;
    const manner = { volume, loudest, staggerMs, selfTest };
    await send(node.id, configOf(node, groups, quietOf(commune), manner, clock.now()));
  }

  /** A whole commune's is worked out at once and kept until a node comes, goes or moves. */
  #staggerOf(node: NodeRecord, commune: string | undefined, stagger: Stagger): number {
    const { roster } = this.#parts.nodes;
    if (this.#staggeredOf !== roster.all()) this.#staggers.clear();
    this.#staggeredOf = roster.all();
    const key = `${commune} ${JSON.stringify(stagger)}`;
    const known = this.#staggers.get(key) ?? staggerOf(roster.inArea(commune ?? node.hamlet), stagger);
    this.#staggers.set(key, known);
    return known.get(node.id) ?? 0;
  }

  /**
   * New versions for these nodes, sent at once. Who is away gets them at the next birth; what the broker did not take waits
   * for `sendWaiting`, and fails nothing: the change is committed.
   */
  async configChanged(nodes: readonly string[]): Promise<void> {
    for (const { id } of await this.#parts.nodes.touchConfig(nodes)) this.#waiting.add(id);
    await this.sendWaiting();
  }

  /** When the broker is back. */
  async sendWaiting(): Promise<void> {
    for (const id of [...this.#waiting]) {
      this.#waiting.delete(id);
      try {
        await this.sendConfigTo(id);
      } catch (error) {
        this.#waiting.add(id);
        if (!(error instanceof UnavailableError)) throw error;
      }
    }
  }

  #isBehind(record: NodeRecord, birth: Birth): boolean {
    return birth.config === undefined || birth.config < record.configVersion;
  }

  #keep(birth: Birth): Promise<void> {
    this.#told.set(birth.node, birth);
    this.#writing ??= this.#write();
    return this.#writing;
  }

  /** Thousands are born within seconds after a restart: what gathers while one transaction runs goes into the next. */
  async #write(): Promise<void> {
    try {
      while (this.#told.size > 0) {
        const told = this.#told;
        this.#told = new Map();
        await this.#parts.nodes.keepTold(told, () =>
          [...told].flatMap(([id, birth]) => {
            const node = this.#parts.nodes.roster.get(id);
            return node && news(node, birth) ? [{ node: { ...node, ...toldBy(birth) } }] : [];
          }),
        );
        for (const [id, { serial }] of told) if (serial !== undefined) this.#serials.set(id, serial);
      }
    } finally {
      this.#writing = undefined;
    }
  }
}

function toldBy(birth: Birth): Pick<NodeRecord, 'firmware' | 'sensor' | 'keysVersion'> {
  const keys = birth.keys === undefined ? {} : { keysVersion: birth.keys };
  return { firmware: birth.firmware, sensor: birth.capabilities.sensor, ...keys };
}

function news(node: NodeRecord, birth: Birth): boolean {
  const keys = birth.keys !== undefined && node.keysVersion !== birth.keys;
  return keys || node.firmware !== birth.firmware || node.sensor !== birth.capabilities.sensor;
}
