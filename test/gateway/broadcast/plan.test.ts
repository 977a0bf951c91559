import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../gateway/areas/broadcast-settings.ts';
import { itemsFor, planOf, planText } from '../../../gateway/broadcast/plan.ts';
import { planWindow } from '../../../gateway/broadcast/times.ts';
import { type PlanItem, planFile } from '../../../protocol/messages/downlink.ts';
import { DEFAULT_QUIET_WINDOWS, quietVerdict } from '../../../protocol/quiet-hours.ts';
import { DAY_MS, PLAN_HORIZON_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

const NODE = 'n0123456789abcdef';
const NOW = instantAt('2026-11-23', '10:00');
const WINDOW = planWindow(NOW);
const MANNER = { quiet: DEFAULT_QUIET_WINDOWS, settings: DEFAULT_SETTINGS };

const item = (startAt: number, change: Partial<PlanItem> = {}): PlanItem => ({
  run: { programme: '01KAPRGRAMME00000000000000', dueAt: startAt },
  level: 'commune',
  class: 'normal',
  startAt,
  latenessMs: 300_000,
  parts: [{ sha256: 'a'.repeat(64), durationMs: 60_000, opus: 'b'.repeat(64), mp3: 'c'.repeat(64) }],
  resume: 'resume',
  maxMs: 90_000,
  ...change,
});

const someItems = fc.uniqueArray(
  fc.integer({ min: -2 * 1_440, max: 17 * 1_440 }).map((minute) => item(WINDOW.from + minute * 60_000)),
  { maxLength: 40, selector: (one) => one.startAt },
);
const hashOf = (items: readonly PlanItem[]) =>
  createHash('sha256')
    .update(planText(NODE, JSON.stringify(itemsFor(items, MANNER, WINDOW)), WINDOW))
    .digest('hex');

describe('the plan of a node', () => {
  it('has the same hash whatever the order of its inputs, and another when one of them changes', () => {
    fc.assert(
      fc.property(
        someItems.chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
        ),
        ([items, shuffled]) => {
          expect(hashOf(shuffled)).toBe(hashOf(items));
          const [first] = itemsFor(items, MANNER, WINDOW);
          if (first)
            expect(hashOf(items.map((one) => (one === first ? { ...one, volume: 40 } : one)))).not.toBe(hashOf(items));
        },
      ),
    );
  });

  it('is a plan file of the protocol, and its quick text is the same bytes', () => {
    fc.assert(
      fc.property(someItems, (items) => {
        const planned = itemsFor(items, MANNER, WINDOW);
        const plan = planOf(NODE, planned, WINDOW);
        expect(planFile.parse(plan)).toEqual(plan);
        expect(planText(NODE, JSON.stringify(planned), WINDOW)).toBe(JSON.stringify(plan));
      }),
    );
  });

  it('holds nothing outside its window, nothing in quiet hours, and everything else', () => {
    fc.assert(
      fc.property(someItems, (items) => {
        const planned = new Set(itemsFor(items, MANNER, WINDOW).map((one) => one.startAt));
        for (const { startAt } of items) {
          const inside = startAt >= WINDOW.from && startAt < WINDOW.to;
          expect(planned.has(startAt)).toBe(
            inside && quietVerdict(DEFAULT_QUIET_WINDOWS, 'normal', startAt, 60_000).allowed,
          );
        }
      }),
    );
  });

  it('reaches at least 14 days ahead at every minute of the day, and is the same all day', () => {
    for (let minute = 0; minute < 1_440; minute += 7) {
      const now = instantAt('2026-11-23', '00:00') + minute * 60_000;
      expect(planWindow(now)).toEqual(WINDOW);
      expect(planWindow(now).to - now).toBeGreaterThanOrEqual(PLAN_HORIZON_MS);
    }
    expect(planWindow(WINDOW.from + DAY_MS)).not.toEqual(WINDOW);
  });
});
