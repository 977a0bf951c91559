import { ulid } from 'ulid';
import type { BulletinClass } from '../../protocol/classes.ts';
import {
  type Audience,
  type Command,
  type CommandType,
  command as commandSchema,
} from '../../protocol/messages/downlink.ts';
import type { Ack } from '../../protocol/messages/uplink.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { DeviceLink } from './device-link.ts';
import {
  advanceTargets,
  expiredTargets,
  insertCommand,
  markGroupSent,
  markSent,
  nextDueAt,
  queuedCommands,
  RESENT,
  type TargetUpdate,
  type UnansweredTarget,
  unansweredTargets,
  waitingTargets,
  withdrawRun,
} from './outbox-store.ts';
import { furthest, type TargetState } from './target-state.ts';

export type { TargetState } from './target-state.ts';

export interface TargetChange {
  readonly command: string;
  readonly runId?: string;
  readonly node: string;
  readonly state: TargetState;
  readonly reason?: string;
}

export interface CommandOrder<T extends CommandType = CommandType> {
  readonly type: T;
  readonly class: BulletinClass;
  readonly audience: Audience;
  readonly args: Extract<Command, { type: T }>['args'];
  /** Account id or `system`. */
  readonly by: string;
  /** Absent: valid at once. */
  readonly notBefore?: number;
  readonly expiresAt: number;
  readonly runId?: string;
}

export interface OutboxParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Judges once more and signs; throws ForbiddenError, and then nothing is stored. */
  readonly signer: { sign(command: Command): string };
  readonly link: Pick<DeviceLink, 'publish' | 'connected'>;
  /** In the transaction that stores the new states: many at once. */
  readonly onTargetsChanged?: (transaction: Transaction, changes: readonly TargetChange[]) => Promise<void>;
  /** After the commit, one by one. */
  readonly onTargetChanged?: (command: string, node: string, state: TargetState, reason?: string) => void;
}

/** A node's clock may run this much behind ours without refusing a command that is valid at once. */
const CLOCK_SLACK_MS = MINUTE_MS;
/** An unanswered command is sent again after 30 s, then after ever longer, at most 10 min. */
const RESEND_FIRST_MS = 30 * SECOND_MS;
const RESEND_LONGEST_MS = 10 * MINUTE_MS;
/** Nodes asked for in one query. */
const NODES_A_QUERY = 500;

/**
 * Delivery that does not rest on the broker: a row per target first, then the publish; acknowledgements move the row, and
 * birth or reconciliation sends again what is due and not expired. A node ignores a command it has seen.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  #flushing: Promise<void> = Promise.resolve();
  #acks = new Map<string, Ack[]>();
  #storing: Promise<void> | undefined;
  #born = new Set<string>();
  #resending: Promise<void> | undefined;
  #cancelDue = () => {};

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Sends what a stopped gateway left behind. */
  start(): Promise<void> {
    return this.flush();
  }

  /** Stores every acknowledgement received. */
  async stop(): Promise<void> {
    this.#cancelDue();
    await this.#flushing;
    while (this.#resending) await this.#resending;
    while (this.#storing) await this.#storing;
  }

  /** Signs and stores the command with a row per target, in the caller's transaction; after its commit call `flush`. */
  async enqueue<T extends CommandType>(
    transaction: Transaction,
    order: CommandOrder<T>,
    targets: readonly string[],
  ): Promise<{ id: string }> {
    const { clock, signer, database } = this.#parts;
    const now = clock.now();
    const id = ulid(now);
    const payload = commandSchema.parse({
      v: 1,
      id,
      aud: order.audience,
      iat: now,
      nbf: order.notBefore ?? now - CLOCK_SLACK_MS,
      exp: order.expiresAt,
      class: order.class,
      by: order.by,
      type: order.type,
      args: order.args,
    });
    const jws = signer.sign(payload);
    await insertCommand(
      transaction,
      database.dialect,
      {
        id,
        type: order.type,
        class: order.class,
        audienceNode: 'node' in order.audience ? order.audience.node : undefined,
        audienceGroup: 'group' in order.audience ? order.audience.group : undefined,
        jws,
        runId: order.runId,
        createdBy: order.by,
        createdAt: now,
        notBefore: order.notBefore ?? now,
        expiresAt: order.expiresAt,
      },
      [...new Set(targets)],
    );
    return { id };
  }

  /** The run is over before its time: whoever has not answered is not told of it any more. */
  withdraw(transaction: Transaction, run: string): Promise<void> {
    return withdrawRun(transaction, run, this.#parts.clock.now());
  }

  /** Publishes what is stored, due and was never published: one publish for a group. To be called after the commit. */
  flush(): Promise<void> {
    const result = this.#flushing.then(() => this.#publishQueued());
    this.#flushing = result.catch(() => undefined);
    return result;
  }

  onAck(node: string, ack: Ack): void {
    const key = `${ack.command}/${node}`;
    const own = this.#acks.get(key);
    if (own) own.push(ack);
    else this.#acks.set(key, [ack]);
    this.#storing ??= this.#storeAcks();
  }

  /** A node began a session: it may have missed what was sent before. */
  onBirth(node: string): void {
    this.#born.add(node);
    this.#resending ??= this.#resendToBorn();
  }

  /** Each minute: expires what is over, sends again what nobody answered, publishes what could not go out. */
  async reconcile(): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const expired = await expiredTargets(database.read, now);
    await this.#advance(expired.map((target) => ({ ...target, state: 'expired' as const, at: now })));
    await this.flush();
    const unanswered = await unansweredTargets(database.read, now, ['sent']);
    await this.#resend(unanswered.filter((target) => now - target.sentAt >= waitMs(target.sends)));
  }

  /** How many nodes still have to be told what is due. */
  waiting(): Promise<number> {
    return waitingTargets(this.#parts.database.read, this.#parts.clock.now());
  }

  async #publishQueued(): Promise<void> {
    const { database, clock, link } = this.#parts;
    const now = clock.now();
    const singles: { command: string; node: string }[] = [];
    if (link.connected) {
      const queued = await queuedCommands(database.read, now);
      await Promise.all(
        queued.map(async (command) => {
          const body = { v: 1 as const, jws: command.jws };
          const sent = command.audienceGroup
            ? this.#try(link.publish('groupCommand', { group: command.audienceGroup }, body))
            : this.#try(link.publish('command', { node: command.audienceNode ?? '' }, body));
          if (!(await sent)) return;
          if (command.audienceNode) singles.push({ command: command.id, node: command.audienceNode });
          else await database.write((transaction) => markGroupSent(transaction, command.id, now));
        }),
      );
      if (singles.length > 0)
        await database.write((transaction) => markSent(transaction, database.dialect, singles, now));
    }
    const dueAt = await nextDueAt(database.read, now);
    this.#cancelDue();
    if (dueAt !== undefined)
      this.#cancelDue = clock.after(dueAt - now, () => {
        this.flush().catch((error) => this.#parts.log.error({ err: error }, 'outbox: flush failed'));
      });
  }

  async #resendToBorn(): Promise<void> {
    const { database, clock, log } = this.#parts;
    // Let the births of one burst gather: one query for all of them.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#born.size > 0) {
      const nodes = [...this.#born].slice(0, NODES_A_QUERY);
      for (const node of nodes) this.#born.delete(node);
      try {
        await this.#resend(await unansweredTargets(database.read, clock.now(), RESENT, nodes));
      } catch (error) {
        log.error({ err: error, nodes: nodes.length }, 'outbox: could not look up commands for nodes that came back');
      }
    }
    this.#resending = undefined;
  }

  /** To each node by itself, whatever the audience: a signed command is valid by itself. */
  async #resend(targets: readonly UnansweredTarget[]): Promise<void> {
    const { database, clock, link } = this.#parts;
    if (targets.length === 0 || !link.connected) return;
    const outcomes = await Promise.all(
      targets.map((target) => this.#try(link.publish('command', { node: target.node }, { v: 1, jws: target.jws }))),
    );
    const sent = targets.filter((_, index) => outcomes[index]);
    await database.write((transaction) => markSent(transaction, database.dialect, sent, clock.now()));
  }

  async #storeAcks(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#acks.size > 0) {
      const acks = this.#acks;
      this.#acks = new Map();
      const now = this.#parts.clock.now();
      const updates: TargetUpdate[] = [];
      for (const [key, own] of acks) {
        const ack = furthest(own);
        if (!ack) continue;
        const node = key.slice(ack.command.length + 1);
        updates.push({ command: ack.command, node, state: ack.status, reason: ack.reason ?? ack.result, at: now });
      }
      try {
        await this.#advance(updates);
      } catch (error) {
        // An acknowledgement is a hint; the command is sent again and answered again.
        this.#parts.log.error({ err: error, acks: updates.length }, 'outbox: acknowledgements not stored');
      }
    }
    this.#storing = undefined;
  }

  async #advance(updates: readonly TargetUpdate[]): Promise<void> {
    if (updates.length === 0) return;
    const { database, onTargetsChanged, onTargetChanged } = this.#parts;
    const wanted = new Map(updates.map((update) => [`${update.command}/${update.node}`, update]));
    const changes = await database.write(async (transaction) => {
      const moved = await advanceTargets(transaction, database.dialect, updates);
      const changes = moved.flatMap(({ command, node, runId }): TargetChange[] => {
        const update = wanted.get(`${command}/${node}`);
        return update ? [{ command, node, runId, state: update.state, reason: update.reason }] : [];
      });
      await onTargetsChanged?.(transaction, changes);
      return changes;
    });
    for (const change of changes) onTargetChanged?.(change.command, change.node, change.state, change.reason);
  }

  async #try(publish: Promise<void>): Promise<boolean> {
    try {
      await publish;
      return true;
    } catch (error) {
      // The rows stay as they are: birth and reconciliation bring it up again.
      this.#parts.log.debug({ err: error }, 'outbox: not published');
      return false;
    }
  }
}

function waitMs(sends: number): number {
  return Math.min(RESEND_LONGEST_MS, RESEND_FIRST_MS * 2 ** Math.max(0, Math.min(sends, 10) - 1));
}
