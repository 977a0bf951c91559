import type { RolloutInput } from '../../protocol/api/firmware.ts';
import { firmwarePath } from '../../protocol/api/paths.ts';
import { CONFIRM_WITHIN_MS, firmwareNameOf, type RolloutStep } from '../../protocol/firmware.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { EntryHandler, VerifiedEntry } from '../intake/intake.ts';
import { sha256Of } from '../keys/secrets.ts';
import type { Log } from '../log.ts';
import type { Firmwares } from './firmwares.ts';
import { codeOf } from './reason-code.ts';
import {
  nodesOf,
  openRollouts,
  putNodes,
  putRollout,
  type RolloutNode,
  rolloutWith,
  type StoredRollout,
  unheeded,
} from './rollout-store.ts';
import {
  decideStage,
  isFailed,
  isFlying,
  isSilenced,
  nextToTell,
  rolloutOrder,
  type StageCounts,
  stageSizes,
  stateAfter,
} from './stage-rule.ts';

export interface RolloutNodes {
  /** Of an area, enrolled and not retired. */
  within(area: string): readonly { readonly id: string; readonly firmware?: string | undefined }[];
  communeOf(node: string): string;
  isOnline(node: string): boolean;
  lastBeatAt(node: string): number | undefined;
}

export interface RolloutsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly firmwares: Firmwares;
  readonly nodes: RolloutNodes;
  /** Are the areas one, or one in the other? */
  readonly overlap: (area: string, other: string) => boolean;
  /** Since when we listen without a gap; undefined while we do not. */
  readonly watchedSince: () => number | undefined;
  /** Which nodes sound now or are due to within so long. */
  readonly soundingSoon: (withinMs: number) => Promise<(node: string) => boolean>;
  /** Signs the command to one node and stores it, in the same transaction. */
  readonly command: (
    transaction: Transaction,
    order: {
      readonly node: string;
      readonly by: string;
      readonly expiresAt: number;
      readonly args: { manifest: string; url: string; confirmWithinMs: number };
    },
  ) => Promise<{ id: string }>;
  /** Sends what was stored, after the commit. */
  readonly send: () => Promise<void>;
  readonly failed: {
    tell(node: string, detail: string): void;
    settle(node: string): void;
  };
}

/** A roll-out that has not ended, in memory as it is in the database. */
export interface OpenRollout {
  record: StoredRollout;
  readonly nodes: Map<string, RolloutNode>;
}

/** A node is told when it is there; what it has not taken by then it is told again, so many times. */
const OFFER_MS = 10 * MINUTE_MS;
const MOST_OFFERS = 3;
/** Nothing is begun on a node that is due to sound within this: the fetch and ten minutes of proving must fit. */
const CLEAR_MS = 20 * MINUTE_MS;
/** Signed in one transaction: none may hold up the database for long. */
const TOLD_AT_ONCE = 50;
const KEPT_KEYS = 200;
/** Looked at before others get a turn. */
const LOOKED_AT_ONCE = 2_000;

/** Brings a firmware to the nodes of an area stage by stage, and stops by itself when it does not do well. */
export class Rollouts {
  readonly #parts: RolloutsParts;
  readonly #open = new Map<string, OpenRollout>();
  /** Keys of the newest steps. */
  #taken: readonly string[] = [];

  constructor(parts: RolloutsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { read } = this.#parts.database;
    for (const record of await openRollouts(read))
      this.#open.set(record.id, { record, nodes: mapOf(await nodesOf(read, record.id)) });
  }

  openOne(id: string): OpenRollout | undefined {
    return this.#open.get(id);
  }

  isOpenFor(firmware: string): boolean {
    return [...this.#open.values()].some(({ record }) => record.firmware === firmware);
  }

  /** Begins; asking again with the same key changes nothing. */
  async create(
    by: Actor,
    { key, firmware, area, stages = [1, 10, 100], pauseMinutes = 60 }: RolloutInput,
  ): Promise<string> {
    const { database, clock, audit, firmwares, nodes, overlap } = this.#parts;
    if (this.#open.has(key) || (await rolloutWith(database.read, key))) return key;
    const { about } = firmwares.trusted(firmware);
    for (const { record } of this.#open.values())
      if (overlap(record.area, area))
        throw new ConflictError('rollout-open', 'Another roll-out is under way there: end it first.', {
          id: record.id,
        });
    const candidates = nodes.within(area).flatMap(({ id, firmware: runs }) => {
      const name = firmwareNameOf(runs ?? '');
      if (name?.model !== about.model || name.version === about.version) return [];
      return [{ node: id, commune: nodes.communeOf(id) }];
    });
    if (candidates.length === 0)
      throw new RuleError('rollout-no-nodes', `No loudspeaker there is a ${about.model} that runs another version.`);
    const now = clock.now();
    const sizes = stageSizes(candidates.length, stages);
    const rows = rolloutOrder(candidates, (node) => sha256Of(`${firmware}/${node}`)).map((node, place): RolloutNode => {
      const stage = sizes.findIndex((size) => place < size);
      return { node, stage, place, state: 'waiting', tries: 0, changedAt: now, setAside: false };
    });
    const record: StoredRollout = {
      ...{ id: key, firmware, area, stages, pauseMs: pauseMinutes * MINUTE_MS, stage: 0 },
      ...{ state: 'running', stateAt: now, createdAt: now, by: by.id },
    };
    await database.write(async (transaction) => {
      await putRollout(transaction, record);
      await putNodes(transaction, database.dialect, key, rows);
      const after = { firmware, version: about.version, nodes: rows.length, stages, pauseMinutes };
      await audit.record(
        { by: by.id, action: 'rollout.create', subject: key, area, outcome: 'done', after },
        transaction,
      );
    });
    this.#open.set(key, { record, nodes: mapOf(rows) });
    this.#changed();
    return key;
  }

  /**
   * Somebody holds it, goes on in spite of what went wrong (those nodes are set aside), or ends it. A step that comes again (its
   * answer was lost) is not taken again.
   */
  async step(
    by: Actor,
    id: string,
    { kind, key }: { readonly kind: RolloutStep; readonly key: string },
  ): Promise<void> {
    if (this.#taken.includes(key)) return;
    const open = this.#open.get(id);
    if (!open) throw new NotFoundError('rollout-ended', 'This roll-out has ended, or never was.');
    const { state } = open.record;
    const moving = state === 'running' || state === 'resting';
    if (kind === 'pause' && !moving) throw new ConflictError('rollout-stands', 'It stands already.');
    if (kind === 'resume' && moving) throw new ConflictError('rollout-runs', 'It is under way already.');
    const aside =
      kind === 'resume' ? [...open.nodes.values()].filter((one) => isFailed(one.state) && !one.setAside) : [];
    const next = { pause: 'paused', resume: 'running', abort: 'aborted' } as const;
    const { reason: _, nextAt: __, ...record } = open.record;
    await this.#move(
      open,
      { ...record, state: next[kind], ...(kind === 'resume' && { by: by.id }) },
      { by: by.id, action: `rollout.${kind}`, nodes: aside.map((one) => ({ ...one, setAside: true })) },
    );
    this.#taken = [...this.#taken, key].slice(-KEPT_KEYS);
  }

  /** What nodes say of their firmware, signed (level 2 calls it in the transaction that stores the entries). */
  readonly entries: EntryHandler<'update'> = async (transaction, items) => {
    const changes = new Map<string, { open: OpenRollout; nodes: Map<string, RolloutNode> }>();
    for (const item of items) {
      const open = this.#rolloutOf(item);
      const known = open && (changes.get(open.record.id)?.nodes.get(item.node) ?? open.nodes.get(item.node));
      if (!open || !known) continue;
      const { state: said, reason } = item.entry.body;
      const state = stateAfter(known.state, said);
      if (state === known.state) continue;
      const own = changes.get(open.record.id) ?? { open, nodes: new Map<string, RolloutNode>() };
      changes.set(open.record.id, own);
      own.nodes.set(item.node, {
        ...known,
        state,
        reason: isFailed(state) ? codeOf(reason) : undefined,
        changedAt: this.#parts.clock.now(),
      });
    }
    for (const [id, { nodes }] of changes)
      await putNodes(transaction, this.#parts.database.dialect, id, [...nodes.values()]);
    return () => {
      for (const { open, nodes } of changes.values()) for (const [id, node] of nodes) open.nodes.set(id, node);
      for (const { node, entry } of items) this.#judge(node, entry.body);
      if (changes.size > 0) this.#changed();
    };
  };

  /** Each ten seconds: who fell silent, whether the stage is over or went wrong, who is next. What is due lies in SQL. */
  async tick(): Promise<void> {
    for (const open of [...this.#open.values()]) {
      await this.#observe(open);
      const { state } = open.record;
      if (state === 'resting') await this.#wake(open);
      if (state === 'running') await this.#advance(open);
    }
  }

  /** How a stage stands; `soon` says which nodes are kept from it by a broadcast. */
  counts({ nodes }: OpenRollout, stage: number): StageCounts {
    const counts = { confirmed: 0, failed: 0, flying: 0, away: 0, waiting: 0 };
    for (const one of nodes.values()) if (one.stage === stage && !one.setAside) counts[this.#kindOf(one)]++;
    return counts;
  }

  async #observe(open: OpenRollout): Promise<void> {
    const { database, clock, nodes, watchedSince, failed } = this.#parts;
    const now = clock.now();
    const flying = [...open.nodes.values()].filter((one) => isFlying(one.state));
    const told = flying.flatMap(({ state, command }) => (state === 'sent' && command !== undefined ? [command] : []));
    const answers = await unheeded(database.read, told);
    const since = watchedSince();
    const changed = flying.flatMap((one): RolloutNode[] => {
      const answer = one.state === 'sent' ? answers.get(one.command ?? '') : undefined;
      if (answer?.state === 'rejected')
        return [{ ...one, state: 'refused', reason: codeOf(answer.reason) ?? 'unsupported', changedAt: now }];
      if (answer) return [this.#notTaken(one, now)];
      const seen = { now, watchedSince: since, heardAt: nodes.lastBeatAt(one.node) };
      if (isSilenced({ state: one.state, since: one.changedAt }, seen))
        return [{ ...one, state: 'silent', reason: 'silent', changedAt: now }];
      return [];
    });
    if (changed.length === 0) return;
    await database.write((transaction) => putNodes(transaction, database.dialect, open.record.id, changed));
    for (const one of changed) {
      open.nodes.set(one.node, one);
      if (isFailed(one.state)) failed.tell(one.node, `${this.#nameOf(open)}: ${one.reason}`);
    }
    this.#changed();
  }

  /** It was there and did not answer: told again later, a few times. */
  #notTaken(one: RolloutNode, now: number): RolloutNode {
    return one.tries >= MOST_OFFERS && this.#parts.nodes.isOnline(one.node)
      ? { ...one, state: 'refused', reason: 'no-answer', changedAt: now }
      : { ...one, state: 'waiting', command: undefined, changedAt: now };
  }

  async #wake(open: OpenRollout): Promise<void> {
    const { nextAt = 0, stage, stages } = open.record;
    if (this.#parts.clock.now() < nextAt) return;
    const { nextAt: _, ...record } = open.record;
    const next = { ...record, state: 'running' as const, stage: Math.min(stage + 1, stages.length - 1) };
    await this.#move(open, next, { by: 'system', action: 'rollout.stage' });
  }

  async #advance(open: OpenRollout): Promise<void> {
    const { clock } = this.#parts;
    const { stage, stages, pauseMs } = open.record;
    // Whoever fails late still stops it: every stage so far is looked at.
    const halted = stages.slice(0, stage + 1).some((_, at) => decideStage(this.counts(open, at)) === 'halt');
    if (halted) {
      const first = [...open.nodes.values()].find((one) => isFailed(one.state) && !one.setAside);
      const record = { ...open.record, state: 'halted' as const, reason: first?.reason };
      this.#parts.log.warn({ rollout: record.id, node: first?.node, reason: first?.reason }, 'a roll-out has halted');
      return this.#move(open, record, { by: 'system', action: 'rollout.halt' });
    }
    if (decideStage(this.counts(open, stage)) !== 'complete') return this.#tell(open);
    const isLast = stage === stages.length - 1;
    const record = isLast
      ? { ...open.record, state: 'done' as const }
      : { ...open.record, state: 'resting' as const, nextAt: clock.now() + pauseMs };
    return this.#move(open, record, { by: 'system', action: isLast ? 'rollout.done' : 'rollout.stage-complete' });
  }

  async #tell(open: OpenRollout): Promise<void> {
    const { database, clock, nodes, firmwares, soundingSoon, command, send, log } = this.#parts;
    const waiting = [...open.nodes.values()].filter(
      (one) => one.stage === open.record.stage && one.state === 'waiting',
    );
    const there = waiting.filter(({ node }) => nodes.isOnline(node));
    if (there.length === 0) return;
    // Each of them would refuse it.
    if (firmwares.isExpired(open.record.firmware)) {
      const record = { ...open.record, state: 'halted' as const, reason: 'manifest-expired' as const };
      return this.#move(open, record, { by: 'system', action: 'rollout.halt' });
    }
    const soon = await soundingSoon(CLEAR_MS);
    const ready: { node: string; commune: string }[] = [];
    for (const [at, { node }] of there.entries()) {
      if (at % LOOKED_AT_ONCE === LOOKED_AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
      if (!soon(node)) ready.push({ node, commune: nodes.communeOf(node) });
    }
    const told = nextToTell(ready, this.#flyingByCommune(open)).slice(0, TOLD_AT_ONCE);
    if (told.length === 0) return;
    const { manifest, sha256 } = firmwares.get(open.record.firmware);
    const now = clock.now();
    const args = { manifest, url: firmwarePath(sha256), confirmWithinMs: CONFIRM_WITHIN_MS };
    const order = { by: open.record.by, expiresAt: now + OFFER_MS, args };
    try {
      const rows = await database.write(async (transaction) => {
        const rows: RolloutNode[] = [];
        for (const node of told) {
          const { id } = await command(transaction, { ...order, node });
          const known = open.nodes.get(node) as RolloutNode;
          rows.push({ ...known, state: 'sent', command: id, tries: known.tries + 1, changedAt: now });
        }
        await putNodes(transaction, database.dialect, open.record.id, rows);
        return rows;
      });
      for (const row of rows) open.nodes.set(row.node, row);
    } catch (error) {
      // Whoever began it may command no more: somebody else has to go on with it.
      log.error({ err: error, rollout: open.record.id }, 'a roll-out cannot command; it is paused');
      return this.#move(open, { ...open.record, state: 'paused' }, { by: 'system', action: 'rollout.pause' });
    }
    this.#changed();
    await send();
  }

  async #move(
    open: OpenRollout,
    record: StoredRollout,
    { by, action, nodes = [] }: { by: string; action: string; nodes?: readonly RolloutNode[] },
  ): Promise<void> {
    const { database, clock, audit } = this.#parts;
    const next = { ...record, stateAt: clock.now() };
    const shown = ({ state, stage, reason }: StoredRollout) => ({
      state,
      stage,
      ...(reason !== undefined && { reason }),
    });
    await database.write(async (transaction) => {
      await putRollout(transaction, next);
      await putNodes(transaction, database.dialect, record.id, nodes);
      const what = { by, action, subject: record.id, area: record.area, outcome: 'done' as const };
      await audit.record({ ...what, before: shown(open.record), after: shown(next) }, transaction);
    });
    open.record = next;
    for (const one of nodes) open.nodes.set(one.node, one);
    if (next.state === 'done' || next.state === 'aborted') this.#open.delete(next.id);
    this.#changed();
  }

  #kindOf({ state, node }: RolloutNode): keyof StageCounts {
    if (state === 'confirmed') return 'confirmed';
    if (isFailed(state)) return 'failed';
    // Not begun to change yet, and not there: it holds up nobody.
    if ((state === 'waiting' || state === 'sent' || state === 'downloaded') && !this.#parts.nodes.isOnline(node))
      return 'away';
    return state === 'waiting' ? 'waiting' : 'flying';
  }

  #flyingByCommune({ nodes }: OpenRollout): Map<string, number> {
    const flying = new Map<string, number>();
    for (const { state, node } of nodes.values()) {
      if (!isFlying(state)) continue;
      const commune = this.#parts.nodes.communeOf(node);
      flying.set(commune, (flying.get(commune) ?? 0) + 1);
    }
    return flying;
  }

  #rolloutOf({ node, entry }: VerifiedEntry<'update'>): OpenRollout | undefined {
    for (const open of this.#open.values())
      if (
        open.nodes.has(node) &&
        this.#parts.firmwares.get(open.record.firmware).manifestSha256 === entry.body.manifest
      )
        return open;
    return undefined;
  }

  /** A fault of the node, in a roll-out or not. */
  #judge(node: string, { state, to, reason }: VerifiedEntry<'update'>['entry']['body']): void {
    const { failed } = this.#parts;
    if (state === 'rolled-back' || state === 'refused') failed.tell(node, `${to}: ${codeOf(reason) ?? state}`);
    else if (state === 'confirmed') failed.settle(node);
  }

  #nameOf(open: OpenRollout): string {
    return this.#parts.firmwares.nameOf(open.record.firmware);
  }

  #changed(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'firmware' });
  }
}

function mapOf(nodes: readonly RolloutNode[]): Map<string, RolloutNode> {
  return new Map(nodes.map((one) => [one.node, one]));
}
