import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type PlaceSettings } from '../../../gateway/areas/broadcast-settings.ts';
import { freeze } from '../../../gateway/broadcast/freeze.ts';
import type { Manner } from '../../../gateway/broadcast/manner.ts';
import type { Orders } from '../../../gateway/broadcast/order.ts';
import { itemsFor } from '../../../gateway/broadcast/plan.ts';
import { requireNotTooLong, requireOutsideQuietHours } from '../../../gateway/broadcast/quiet-rule.ts';
import type { StoredRun } from '../../../gateway/broadcast/run-store.ts';
import { nodeKeys } from '../../../gateway/nodes/roster.ts';
import type { PlanItem } from '../../../protocol/messages/downlink.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

const at = (time: string) => instantAt('2026-11-23', time);
const WINDOW = { from: at('00:00'), to: at('23:59') };
const CHIME = { sha256: 'c'.repeat(64), durationMs: 5_000, opus: 'd'.repeat(64), mp3: 'e'.repeat(64) };
const manner = (change: Partial<PlaceSettings> = {}): Manner => ({
  quiet: [{ from: '18:00', to: '05:00' }],
  settings: { ...DEFAULT_SETTINGS, ...change },
});
const item = (time: string, minutes: number, change: Partial<PlanItem> = {}): PlanItem => ({
  ...{ run: { programme: `P${time}`, dueAt: at(time) }, level: 'commune', class: 'normal', startAt: at(time) },
  ...{ latenessMs: 20 * MINUTE_MS, resume: 'resume', maxMs: minutes * MINUTE_MS + 30_000 },
  parts: [{ sha256: 'a'.repeat(64), durationMs: minutes * MINUTE_MS, opus: 'b'.repeat(64), mp3: 'c'.repeat(64) }],
  ...change,
});
const planned = (items: PlanItem[], how: Manner, orders?: Orders) =>
  itemsFor(items, how, WINDOW, orders).map(({ startAt, maxMs, parts }) => [
    (startAt - at('00:00')) / MINUTE_MS,
    maxMs,
    parts.map((part) => part.sha256[0]).join(''),
  ]);

describe('the plan of a commune’s nodes', () => {
  it('begins with the chime of the class, an emergency without', () => {
    const how = manner({ chime: { normal: CHIME } });
    const items = [item('06:00', 1), item('07:00', 1, { class: 'priority' }), item('08:00', 1, { class: 'emergency' })];
    expect(planned(items, how)).toEqual([
      [360, 95_000, 'ca'],
      [420, 90_000, 'a'],
      [480, 90_000, 'a'],
    ]);
  });

  it('has no item that would run on into quiet hours, or has it as long as it may be, as the commune says', () => {
    expect(planned([item('17:50', 15)], manner())).toEqual([]);
    expect(planned([item('17:50', 15)], manner({ overrun: 'trim' }))).toEqual([[1_070, 10 * MINUTE_MS, 'a']]);
    expect(planned([item('17:50', 10)], manner({ chime: { normal: CHIME } }))).toEqual([]);
    expect(planned([item('03:15', 1)], manner({ overrun: 'trim' }))).toEqual([]);
  });

  it('lets nothing sound longer than the commune’s longest run, an emergency excepted', () => {
    const items = [item('06:00', 90), item('08:00', 90, { class: 'emergency' })];
    expect(planned(items, manner({ maxRunMinutes: 60 })).map(([, maxMs]) => maxMs)).toEqual([
      60 * MINUTE_MS,
      90 * MINUTE_MS + 30_000,
    ]);
  });

  it('puts what follows another behind it and its chime; what that pushes into quiet hours is left to the node to refuse', () => {
    const how = manner({ chime: { normal: CHIME } });
    const orders: Orders = new Map([['P17:50', new Set(['P17:51'])]]);
    expect(planned([item('17:50', 2), item('17:51', 4)], how, orders).map(([start]) => start)).toEqual([
      1_071,
      1_075 + 7 / 60,
    ]);
    expect(planned([item('17:50', 2), item('17:51', 8)], how, orders).map(([start]) => start)).toEqual([
      1_071,
      1_079 + 7 / 60,
    ]);
    const pushed = itemsFor([item('17:50', 9), item('17:51', 8)], how, WINDOW, orders).at(-1);
    expect(pushed?.startAt).toBe(at('17:59') + 7_000);
  });
});

describe('saving and sending', () => {
  const refusal = (how: Manner[], time: string, minutes: number) => {
    try {
      requireOutsideQuietHours(how, 'normal', [at(time)], minutes * MINUTE_MS);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('refuse at night in every commune; an overrun only where one of them refuses it', () => {
    expect(refusal([manner()], '03:15', 5)).toMatchObject({
      code: 'quiet-hours',
      extra: { nextAllowedAt: at('05:00') },
    });
    expect(refusal([manner({ overrun: 'trim' })], '17:50', 15)).toBeUndefined();
    expect(refusal([manner({ overrun: 'trim' }), manner()], '17:50', 15)).toMatchObject({ code: 'quiet-hours' });
  });

  it('refuse what is longer than any commune addressed lets a run be', () => {
    const how = [manner(), manner({ maxRunMinutes: 30 })];
    expect(() => requireNotTooLong(how, 'normal', 31 * MINUTE_MS)).toThrow(/at most 30/);
    expect(() => requireNotTooLong(how, 'normal', 30 * MINUTE_MS)).not.toThrow();
    expect(() => requireNotTooLong(how, 'emergency', 31 * MINUTE_MS)).not.toThrow();
  });

  it('expect no more of a trimmed run than what may sound', () => {
    const run: StoredRun = {
      ...{ id: 'r', title: '', class: 'normal', level: 'commune', dueAt: at('17:50'), durationMs: 15 * MINUTE_MS },
      ...{ latenessMs: 0, state: 'planned', contents: [], registered: true, area: 'a1', createdBy: 'x', createdAt: 1 },
    };
    const node = {
      ...{ id: 'n1', hamlet: 'h1', code: 'TL', place: '', technology: 'ip' as const, horns: 2, createdAt: 1 },
      ...{ configVersion: 1, rosterVersion: 1, ...nodeKeys({ code: 'TL', place: '' }) },
    };
    const frozen = (how: Manner) => freeze(run, [{ node, manner: how, holds: true }])[0];
    expect(frozen(manner({ overrun: 'trim' }))).toMatchObject({ due: true, expectedMs: 10 * MINUTE_MS });
    expect(frozen(manner())).toMatchObject({ due: false, state: 'cancelled', reason: 'quiet-hours' });
  });
});
