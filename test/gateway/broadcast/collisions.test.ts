import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../gateway/areas/broadcast-settings.ts';
import { collide, type Wanting } from '../../../gateway/broadcast/collisions.ts';
import { conflictOf } from '../../../gateway/broadcast/conflict.ts';
import { meetingsOf, Taken } from '../../../gateway/broadcast/conflict-spans.ts';
import { ORDER_GAP_MS, type Orders } from '../../../gateway/broadcast/order.ts';
import type { Slot } from '../../../gateway/broadcast/slots.ts';
import type { Bid } from '../../../protocol/arbiter.ts';
import { type Party, PHASES, PREEMPTION, type Rule, rankOf } from '../../../protocol/preemption.ts';
import { rehearse } from '../../../protocol/rehearsal.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

const NOON = instantAt('2026-11-23', '12:00');
const MINUTE = 60_000;
const manner = { quiet: [], settings: DEFAULT_SETTINGS };
const words = (rule: Rule) =>
  [rule.phase, rule.holder.class, rule.holder.level, rule.challenger.class, rule.challenger.level].join(' ');

function wanting(id: string, party: Party, startAt: number, minutes: number): Wanting {
  const recurrence = { from: '2026-11-23', times: ['12:00'], weekdays: [], except: [] };
  const slot: Slot = {
    programme: {
      ...{ id, title: id, class: party.class, level: party.level, resume: 'resume', registered: true, area: 'a1' },
      ...{ createdAt: 1, bulletins: [], targets: [], recurrence, state: 'approved', contentHash: '' },
      ...{ createdBy: 'x', changedBy: 'x', version: 1 },
    },
    ...{ contents: [], durationMs: minutes * MINUTE, waitMs: 30 * MINUTE, flaws: [], instead: new Map() },
  };
  const item = { programme: id, title: id, hamlet: 'h1', startAt, durationMs: minutes * MINUTE, class: party.class };
  return { slot, manner, item: { ...item, willSound: true, warnings: [] } };
}

/** Holder and challenger as the phase has them; in the phases after, an emergency has the horns for a while. */
function bidsOf({ phase, holder, challenger }: Rule): Bid[] {
  const bid = (key: string, party: Party, startAt: number, minutes: number): Bid => ({
    ...{ key, ...party, startAt, lengthMs: minutes * MINUTE, maxMs: 60 * MINUTE },
    ...{ latenessMs: 40 * MINUTE, resume: 'resume' },
  });
  const alarm = { class: 'emergency', level: 'central' } as const;
  const between = bid('alarm', alarm, NOON + 2 * MINUTE, 4);
  switch (phase) {
    case 'before':
      return [bid('a', holder, NOON, 10), bid('b', challenger, NOON, 10)];
    case 'during':
      return [bid('a', holder, NOON, 10), bid('b', challenger, NOON + 3 * MINUTE, 10)];
    case 'held':
      return [bid('a', holder, NOON, 10), between, bid('b', challenger, NOON + 6 * MINUTE, 10)];
    case 'late':
      return [bid('a', holder, NOON + 3 * MINUTE, 10), between, bid('b', challenger, NOON + 5 * MINUTE, 10)];
  }
}

describe.each(PHASES)('every row of %s', (phase) => {
  const rules = PREEMPTION.filter((rule) => rule.phase === phase);
  // Nothing interrupts an emergency, so it is never held.
  const possible = rules.filter(({ holder }) => phase !== 'held' || holder.class !== 'emergency');

  it('is what the rehearsal of the preview gives', () => {
    for (const rule of possible) {
      const ends = rehearse(bidsOf(rule), []);
      const [holder, challenger] = [ends.get('a'), ends.get('b')];
      expect([holder?.end, challenger?.end], words(rule)).toEqual(['complete', 'complete']);
      // Who has the horns next once both want them.
      const from = { before: NOON, during: NOON + 3 * MINUTE, held: NOON + 6 * MINUTE, late: NOON + 6 * MINUTE }[phase];
      const next = (one: typeof holder) =>
        Math.min(...(one?.segments ?? []).filter(({ to }) => to > from).map((s) => s.from));
      const isFirst = next(challenger) < Math.max(from, next(holder)) || next(challenger) === from;
      expect(isFirst, words(rule)).toBe(['begins', 'interrupts', 'ask-begins'].includes(rule.outcome));
      if (rule.outcome === 'interrupts') expect(holder?.segments, words(rule)).toHaveLength(2);
    }
  });

  it('is said in the preview by its warnings', () => {
    if (phase !== 'before' && phase !== 'during') return;
    for (const rule of possible) {
      const challengerAt = phase === 'before' ? NOON : NOON + 3 * MINUTE;
      const shown = collide(
        [wanting('a', rule.holder, NOON, 10), wanting('b', rule.challenger, challengerAt, 10)],
        new Map(),
      );
      const byRank = rankOf(rule.challenger) - rankOf(rule.holder);
      const [a, b] = shown.map((item) => item.warnings);
      if (rule.outcome.startsWith('ask')) {
        expect([a, b], words(rule)).toEqual([['order-unresolved'], ['order-unresolved']]);
        const [own, above] = rule.holder.level === 'commune' ? shown : [...shown].reverse();
        expect(above?.startAt, words(rule)).toBe((own?.startAt ?? 0) + 10 * MINUTE + ORDER_GAP_MS);
      } else {
        expect(a?.includes('outranked'), words(rule)).toBe(byRank > 0);
        expect(b?.includes('outranked'), words(rule)).toBe(byRank < 0);
      }
    }
  });

  it('leaves the ways out that saving offers: only the order where it is the user’s, else also moving and replacing', () => {
    for (const rule of possible) {
      const other = wanting('a', rule.holder, NOON, 10).slot;
      const candidate = { ...wanting('b', rule.challenger, NOON, 10).slot.programme, durationMs: 10 * MINUTE };
      const spans = [{ at: NOON, from: NOON, to: NOON + 10 * MINUTE }];
      const around = {
        ...{ window: { from: NOON, to: NOON + 86_400_000 }, taken: new Taken(spans) },
        ...{ nameOf: (id: string) => id, mayChange: () => true, mayBegin: () => true },
      };
      const met = { slot: other, spans, meetings: meetingsOf(spans, spans), nodes: [] };
      expect(conflictOf(candidate, met, around).waysOut, words(rule)).toEqual(
        rule.outcome.startsWith('ask') ? ['in-order'] : ['replace', 'after', 'in-order'],
      );
    }
  });
});

describe('an order a user gave', () => {
  const orders: Orders = new Map([['b', new Set(['a'])]]);
  it('moves the second behind the first, whatever their ranks', () => {
    const shown = collide(
      [
        wanting('a', { class: 'normal', level: 'hamlet' }, NOON + MINUTE, 5),
        wanting('b', { class: 'normal', level: 'province' }, NOON + MINUTE, 5),
      ],
      orders,
    );
    expect(shown.map((one) => [one.startAt, one.warnings])).toEqual([
      [NOON + MINUTE, []],
      [NOON + 6 * MINUTE + ORDER_GAP_MS, []],
    ]);
  });

  it('silences the question between a priority bulletin from above and the commune’s own, and puts the one from above first', () => {
    const shown = collide(
      [
        wanting('a', { class: 'priority', level: 'province' }, NOON, 5),
        wanting('b', { class: 'priority', level: 'commune' }, NOON, 5),
      ],
      orders,
    );
    expect(shown.map((one) => [one.startAt - NOON, one.warnings])).toEqual([
      [0, []],
      [5 * MINUTE + ORDER_GAP_MS, []],
    ]);
  });
});
