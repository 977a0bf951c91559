import { createHash } from 'node:crypto';
import { sourceAuthor } from '../../../protocol/authority.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { dayOf, timeOf } from '../../../protocol/vietnam-time.ts';
import type { Above, BulletinFromAbove } from '../../broadcast/from-above.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RuleError } from '../../errors.ts';
import type { AlertParts } from './alert-parts.ts';
import type { AlertChange, AlertStore, Order, StoredAlert } from './alert-store.ts';

/** What a later message may still end or call off. */
const ENDABLE: readonly StoredAlert['state'][] = ['on-air', 'held', 'ended', 'passed-on'];
/** Plans reach nodes by then. */
const PASS_LEAD_MS = 2 * MINUTE_MS;

/**
 * Puts alerts on the air and takes them off. What is to be done stands in the row before it is done (`pending`), so that a
 * gateway that ends in between does it at its next start; both doors may be used twice for the same.
 */
export class Airing {
  readonly #parts: AlertParts;
  readonly #store: AlertStore;

  constructor(parts: AlertParts, store: AlertStore) {
    this.#parts = parts;
    this.#store = store;
  }

  /** Does what is pending of an alert that is due, and tells how it stands then. */
  async settle(alert: StoredAlert): Promise<StoredAlert> {
    const aired = alert.pending === 'air' || alert.pending === 'pass' ? await this.#air(alert, alert.pending) : alert;
    return aired.pending === 'end' ? this.#endOthers(aired) : aired;
  }

  /** What it warned of is over: the bulletins as which it was passed on are played no more. */
  async callBack(alert: StoredAlert): Promise<void> {
    await this.#cancelBulletins(alert, 'Cảnh báo đã hết hạn');
    await this.#save(alert, { state: 'expired' });
  }

  async #air(alert: StoredAlert, how: 'air' | 'pass'): Promise<StoredAlert> {
    const { clock, sources, log } = this.#parts;
    const now = clock.now();
    const fresh = alert.content.orders.filter(({ expiresAt }) => expiresAt > now);
    if (fresh.length === 0)
      return this.#save(alert, { state: 'expired', reason: 'expired', pending: undefined, dueAt: undefined });
    const source = sources.get(alert.source);
    if (!source)
      return this.#save(alert, { pending: undefined, detail: 'Hệ thống nguồn đã ngừng; cần người quyết định.' });
    try {
      return how === 'air' ? await this.#raise(alert, source, now) : await this.#pass(alert, source, now);
    } catch (error) {
      if (!isFinal(error) || !(error instanceof Error)) {
        // Speech or database away: it waits, and the next tick tries again as long as it holds.
        log.error({ err: error, alert: alert.id }, 'an alert is not on the air yet');
        return this.#save(alert, { detail: 'Chưa phát được, hệ thống đang thử lại.' });
      }
      log.warn({ err: error, alert: alert.id }, 'an alert cannot be put on the air');
      const hasNobody = error instanceof RuleError && error.code === 'no-node';
      return this.#save(alert, {
        ...(hasNobody ? { state: 'not-aired', reason: 'no-area-here' } : { state: 'held' }),
        ...{ pending: undefined, detail: error.message },
      });
    }
  }

  /** Every order of it that holds; throws when not one of them could be. */
  async #raise(alert: StoredAlert, above: Above, now: number): Promise<StoredAlert> {
    const orders: Order[] = [];
    const failures: unknown[] = [];
    let until = now;
    for (const [index, order] of alert.content.orders.entries()) {
      const minutes = minutesOf(order, now, this.#parts.settings.airMinutes);
      if (order.emergency !== undefined || order.expiresAt <= now) {
        orders.push(order);
        continue;
      }
      try {
        const emergency = await this.#raiseOne(alert, above, index, order, minutes);
        until = Math.max(until, now + minutes * MINUTE_MS);
        orders.push({ ...order, emergency });
      } catch (error) {
        if (!isFinal(error)) throw error;
        failures.push(error);
        orders.push(order);
      }
    }
    const [failure] = failures;
    if (!orders.some(({ emergency }) => emergency !== undefined)) throw failure;
    const pending = alert.content.ends.length > 0 ? 'end' : undefined;
    const content = { ...alert.content, orders };
    const told = alert.decidedBy === undefined ? undefined : alert.detail;
    const detail = failure instanceof Error ? failure.message : told;
    return this.#save(alert, {
      ...{ state: 'on-air', reason: undefined, detail, airedUntil: until, pending, dueAt: undefined, content },
    });
  }

  async #raiseOne(alert: StoredAlert, above: Above, index: number, order: Order, forMinutes: number): Promise<string> {
    const { id, name, level, areas } = above;
    const { emergency } = await this.#parts.fromAbove.emergency(
      { id, name, level, areas },
      {
        ...{ key: keyOfOrder(alert.id, index), status: alert.status === 'Exercise' ? 'exercise' : 'actual' },
        ...{ event: order.event, title: order.title, text: order.text, forMinutes },
        targets: order.areas.map((area) => ({ area })),
      },
    );
    return emergency;
  }

  /** As bulletins of its class, each once: one that is there already is taken as it is. */
  async #pass(alert: StoredAlert, above: Above, now: number): Promise<StoredAlert> {
    const { bulletinOf } = this.#parts;
    const orders: Order[] = [];
    for (const [index, order] of alert.content.orders.entries()) {
      if (order.bulletin !== undefined || order.expiresAt <= now) {
        orders.push(order);
        continue;
      }
      const reference = keyOfOrder(alert.id, index);
      const bulletin =
        (await bulletinOf(alert.source, reference)) ?? (await this.#passOne(alert, above, { reference, order, now }));
      orders.push({ ...order, bulletin });
    }
    return this.#save(alert, {
      ...{ state: 'passed-on', reason: undefined, dueAt: undefined, content: { ...alert.content, orders } },
      pending: alert.content.ends.length > 0 ? 'end' : undefined,
    });
  }

  async #passOne(
    alert: StoredAlert,
    { id, name, level, areas }: Above,
    { reference, order, now }: { reference: string; order: Order; now: number },
  ): Promise<string> {
    const { fromAbove, speech } = this.#parts;
    const by = { id: sourceAuthor(id) };
    const { title, text } = order;
    const recording = await speech.speak({ text, title }, by, areas[0] ?? '');
    const targets = order.areas.map((area) => ({ area }));
    const what = { reference, title, text, field: 'disaster', recording: recording.sha256, targets };
    const above = { id, name, level, areas };
    const send = async (when: object) =>
      (await fromAbove.bulletin(above, { ...what, class: alert.content.pass ?? 'normal', ...when })).bulletin;
    if (alert.content.pass !== 'priority') return send({});
    try {
      return await send(minuteFrom(now + PASS_LEAD_MS));
    } catch (error) {
      if (!(error instanceof RuleError) || error.code !== 'quiet-hours') throw error;
      const next = error.extra.nextAllowedAt;
      // No use in a warning of last night's storm in the morning: then the commune sees it first in its inbox.
      return typeof next === 'number' && next < order.expiresAt ? send(minuteFrom(next)) : send({});
    }
  }

  async #cancelBulletins(alert: StoredAlert, why: string): Promise<void> {
    const { fromAbove, sources } = this.#parts;
    const above: Above = sources.get(alert.source) ?? standIn(alert);
    for (const [index, { bulletin }] of alert.content.orders.entries())
      if (bulletin !== undefined) await fromAbove.cancelBulletin(above, keyOfOrder(alert.id, index), why);
  }

  /** After the new is on the air, so that what can sound goes on until then. */
  async #endOthers(alert: StoredAlert): Promise<StoredAlert> {
    for (const id of alert.content.ends) {
      const before = await this.#store.get(id);
      if (before && ENDABLE.includes(before.state)) await this.#end(before, alert);
    }
    return this.#save(alert, { pending: undefined });
  }

  async #end(before: StoredAlert, by: StoredAlert): Promise<void> {
    const isCancel = by.messageType === 'Cancel';
    const why = isCancel ? `Người gửi hủy cảnh báo (${by.identifier})` : `Có bản cập nhật (${by.identifier})`;
    for (const { emergency } of before.content.orders)
      if (emergency !== undefined) await this.#silence(before, emergency, isCancel, why);
    await this.#cancelBulletins(before, why);
    await this.#save(before, {
      ...{ state: isCancel ? 'cancelled' : 'replaced', detail: why, reason: undefined },
      ...{ pending: undefined, dueAt: undefined },
    });
  }

  async #silence(alert: StoredAlert, emergency: string, isCancel: boolean, why: string): Promise<void> {
    const { fromAbove, settings, clock, emergencyOf, sources } = this.#parts;
    const source = sources.get(alert.source);
    // Falling silent must not fail because its source has ended meanwhile.
    const above: Above = source ?? standIn(alert);
    const standing = await emergencyOf(emergency);
    const now = clock.now();
    const isOver = standing === undefined || standing.endedAt !== undefined || standing.expiresAt <= now;
    const wantsCorrection = isCancel && settings.cancelled === 'correction' && alert.status === 'Actual';
    const isStillTrue = (alert.expiresAt ?? 0) > now;
    if (isOver && !(wantsCorrection && isStillTrue)) return;
    // Before the first word the siren stops and nothing is said; whether it is spoken already the door knows best.
    const ways = isOver
      ? (['retracted'] as const)
      : ([isCancel ? 'cancelled' : 'cleared', wantsCorrection ? 'retracted' : 'cleared'] as const);
    for (const [index, how] of ways.entries())
      try {
        return await fromAbove.endEmergency(above, emergency, how, why);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        if (index === ways.length - 1) return;
      }
  }

  async #save(alert: StoredAlert, change: AlertChange): Promise<StoredAlert> {
    const { database, audit, facts, clock } = this.#parts;
    await database.write(async (transaction) => {
      await this.#store.change(transaction, alert.id, change);
      if (change.state === undefined || change.state === alert.state) return;
      const before = { state: alert.state };
      const after = { state: change.state, reason: change.reason, detail: change.detail };
      const by = alert.decidedBy ?? sourceAuthor(alert.source);
      const record = {
        by,
        action: `alert.${change.state}`,
        subject: alert.id,
        outcome: 'done',
        before,
        after,
      } as const;
      await audit.record(record, transaction);
    });
    facts.tell('changed', { at: clock.now(), what: 'sources' });
    return { ...alert, ...change };
  }
}

function standIn({ source, sourceName, areas }: StoredAlert): Above {
  return { id: source, name: sourceName, level: 'province', areas };
}

function minuteFrom(instant: number): Pick<BulletinFromAbove, 'from' | 'to' | 'times'> {
  const at = Math.ceil(instant / MINUTE_MS) * MINUTE_MS;
  return { from: dayOf(at), to: dayOf(at), times: [timeOf(at)] };
}

function minutesOf({ expiresAt }: Order, now: number, most: number): number {
  return Math.min(most, Math.max(1, Math.ceil((expiresAt - now) / MINUTE_MS)));
}

/** To try again changes nothing: a rule says no. */
function isFinal(error: unknown): boolean {
  const kinds = [RuleError, ForbiddenError, InvalidInputError, NotFoundError, ConflictError];
  return kinds.some((kind) => error instanceof kind);
}

/** A ULID of its own for each emergency of an alert, the same whenever it is asked for. */
export function keyOfOrder(alert: string, index: number): string {
  if (index === 0) return alert;
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const hash = createHash('sha256').update(`${alert} ${index}`).digest();
  return alert.slice(0, 10) + [...hash.subarray(0, 16)].map((byte) => letters[byte % 32]).join('');
}
