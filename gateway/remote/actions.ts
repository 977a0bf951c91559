import { ulid } from 'ulid';
import type { BulkOrder } from '../../protocol/api/bulk.ts';
import type { Page } from '../../protocol/api/common.ts';
import { deviceLogPath } from '../../protocol/api/paths.ts';
import type { Action, ActionInput } from '../../protocol/api/remote.ts';
import { mayGive } from '../../protocol/authority.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { ANSWER_WITHIN_MS, TONE_MS, volumeRange } from '../../protocol/remote.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Outbox } from '../device-link/outbox.ts';
import { ConflictError, ForbiddenError, LoaXaError, NotFoundError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { expiryOf, isTone, orderOf, stateOf } from './action-rule.ts';
import {
  type ActionRow,
  actionByKey,
  actionOf,
  actionsOf,
  countActions,
  insertAction,
  openCommands,
} from './actions-store.ts';
import type { NodeVolumes } from './node-volumes.ts';

/** What is asked of the roster. */
export interface RemoteNode {
  readonly id: string;
  readonly code: string;
  readonly hamlet: string;
  readonly enrolledAt?: number | undefined;
}

export interface ActionsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly outbox: Pick<Outbox, 'enqueue' | 'flush'>;
  readonly volumes: NodeVolumes;
  /** Throws NotFoundError for a stranger. */
  readonly nodeOf: (id: string) => RemoteNode;
  readonly nameOf: (account: string) => string | undefined;
  readonly quietOf: (hamlet: string) => readonly QuietWindow[];
  /** Volumes of its commune, and of its test tones. */
  readonly volumeOf: (hamlet: string) => {
    readonly emergency: number;
    readonly priority: number;
    readonly normal: number;
  };
  readonly testVolumeOf: (hamlet: string) => number;
  /** The node shall hold the config that says the same; after the commit. */
  readonly configChanged: (nodes: readonly string[]) => Promise<void>;
}

/** Chẩn đoán từ xa: somebody asks something of one device, and sees what came of it. */
export class Actions {
  readonly #parts: ActionsParts;
  /** Commands somebody may be waiting for, with their expiry: few, and forgotten with it. */
  readonly #awaited = new Map<string, number>();

  constructor(parts: ActionsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { database, clock } = this.#parts;
    for (const { command, expiresAt } of await openCommands(database.read, clock.now()))
      this.#awaited.set(command, expiresAt);
  }

  /**
   * Row first, then the signed command; the same key of the same person is the same action. Throws ForbiddenError, RuleError (with
   * the next allowed time for a tone in quiet hours), ConflictError. `bulk`: the order to many nodes it belongs to, which is in the audit itself.
   */
  async act(person: Person, nodeId: string, input: ActionInput, bulk?: string): Promise<Action> {
    const { database, clock, outbox, volumes, configChanged } = this.#parts;
    const node = this.#parts.nodeOf(nodeId);
    const before = await actionByKey(database.read, person.id, input.key);
    if (before) return this.#view(this.#same(before, nodeId, input));
    const now = clock.now();
    const id = ulid(now);
    const order = orderOf(input, { volume: this.#parts.testVolumeOf(node.hamlet), logUrl: deviceLogPath(id) });
    this.#require(person, node, input, order.type, now);
    const expiresAt = expiryOf(input.type, now);
    const stored = await database.write(async (transaction) => {
      const raced = await actionByKey(transaction, person.id, input.key);
      if (raced) return this.#same(raced, nodeId, input);
      const command = await outbox.enqueue(
        transaction,
        { ...order, class: 'normal', audience: { node: nodeId }, by: person.id, expiresAt },
        [nodeId],
      );
      const { key, type } = input;
      const action = {
        id,
        node: nodeId,
        type,
        input,
        command: command.id,
        by: person.id,
        key,
        askedAt: now,
        expiresAt,
        bulk,
      };
      await insertAction(transaction, action);
      if (input.type === 'volume') await volumes.set(transaction, nodeId, input.percent, person.id);
      if (bulk === undefined) await this.#record(transaction, person, node, input);
      return { ...action, state: 'queued' as const, movedAt: now };
    });
    if (stored.id !== id) return this.#view(stored);
    for (const [command, until] of this.#awaited) if (until < now) this.#awaited.delete(command);
    this.#awaited.set(stored.command, expiresAt);
    if (input.type === 'volume') volumes.remember(nodeId, input.percent);
    await outbox.flush();
    if (input.type === 'volume') await configChanged([nodeId]);
    this.#tell();
    // Nobody's answer is an answer too: told when it is due.
    clock.after(ANSWER_WITHIN_MS, () => this.#tell());
    return this.get(id);
  }

  /** The code of why this may not be asked of the node now; undefined when it may. */
  whyNot(person: Person, nodeId: string, order: BulkOrder): string | undefined {
    const node = this.#parts.nodeOf(nodeId);
    const input: ActionInput = { ...order, key: '' };
    const { type } = orderOf(input, { volume: this.#parts.testVolumeOf(node.hamlet), logUrl: '' });
    try {
      this.#require(person, node, input, type, this.#parts.clock.now());
      return undefined;
    } catch (error) {
      if (error instanceof LoaXaError) return error.code;
      throw error;
    }
  }

  async get(id: string): Promise<Action> {
    return this.#view(await this.known(id));
  }

  async known(id: string): Promise<ActionRow> {
    const row = await actionOf(this.#parts.database.read, id);
    if (!row) throw new NotFoundError('no-such-action', 'There is no such action.');
    return row;
  }

  async list(node: string, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<Page<Action>> {
    const { read } = this.#parts.database;
    const rows = await actionsOf(read, node, limit + 1, cursor);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => this.#view(row)),
      total: await countActions(read, node),
      ...(rows.length > limit && last && { next: last.id }),
    };
  }

  /** The outbox moved a command at a node. */
  moved(command: string): void {
    if (this.#awaited.has(command)) this.#tell();
  }

  #require(
    person: Person,
    node: RemoteNode,
    input: ActionInput,
    type: Parameters<typeof mayGive>[1],
    now: number,
  ): void {
    if (!mayGive(person.role, type, 'normal'))
      throw new ForbiddenError('may-not-command', `The role ${person.role} may not ask this of a loudspeaker.`);
    if (node.enrolledAt === undefined)
      throw new ConflictError('not-enrolled', 'No device speaks for this node yet; enrol one first.');
    if (input.type === 'volume') this.#requireVolume(node, input.percent);
    if (!isTone(input.type)) return;
    const verdict = quietVerdict(this.#parts.quietOf(node.hamlet), 'normal', now, TONE_MS);
    if (verdict.allowed) return;
    const { nextAllowedAt } = verdict;
    const when = nextAllowedAt === undefined ? 'never within two days' : `from ${timeOf(nextAllowedAt)}`;
    throw new ConflictError(
      'quiet-hours',
      `No tone sounds in quiet hours; allowed ${when}. A silent test may be made now.`,
      {
        ...(nextAllowedAt !== undefined && { nextAllowedAt }),
      },
    );
  }

  #requireVolume(node: RemoteNode, percent: number): void {
    const { min, max } = volumeRange(this.#parts.volumeOf(node.hamlet));
    if (percent < min || percent > max)
      throw new RuleError('volume-range', `The volume here may be ${min} to ${max} %: the commune's settings say so.`);
  }

  #same(before: ActionRow, node: string, input: ActionInput): ActionRow {
    if (before.node !== node || JSON.stringify(before.input) !== JSON.stringify(input))
      throw new ConflictError('action-key-used', 'This key belongs to another action; take a new one.');
    return before;
  }

  async #record(transaction: Transaction, person: Person, node: RemoteNode, input: ActionInput): Promise<void> {
    const { audit, volumes } = this.#parts;
    const { key: _, ...after } = input;
    const before = input.type === 'volume' ? { percent: volumes.of(node.id) } : undefined;
    const about = { by: person.id, action: `node.${input.type}`, subject: node.id, area: node.hamlet };
    await audit.record({ ...about, outcome: 'done', before, after }, transaction);
  }

  #tell(): void {
    const { facts, clock } = this.#parts;
    facts.tell('changed', { at: clock.now(), what: 'actions' });
  }

  #view(row: ActionRow): Action {
    const { clock, nodeOf, nameOf } = this.#parts;
    const byName = nameOf(row.by);
    const hasAnswered = row.state === 'accepted' || row.state === 'rejected' || row.state === 'done';
    return {
      ...{ id: row.id, node: row.node, nodeCode: nodeOf(row.node).code, type: row.type },
      state: stateOf(row, clock.now()),
      ...(row.state === 'rejected' && row.word !== undefined && { reason: row.word }),
      ...(row.state === 'done' && row.word !== undefined && { result: row.word }),
      by: row.by,
      ...(byName !== undefined && { byName }),
      at: row.askedAt,
      ...(hasAnswered && { answeredAt: row.movedAt }),
      expiresAt: row.expiresAt,
    };
  }
}
