import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeNotices } from '../../../gateway/faults/cases/case-notices.ts';
import { isOpen, isRepair, numberOf, type StoredCase } from '../../../gateway/faults/cases/case-record.ts';
import { ALLOWED_IN, happenedWithin, stepped } from '../../../gateway/faults/cases/case-steps.ts';
import type { Notice } from '../../../gateway/notices.ts';
import { type CaseStep, caseStep } from '../../../protocol/api/cases.ts';
import { CASE_STATES, type CaseState, FAULT_KINDS, type FaultKind } from '../../../protocol/faults.ts';
import { HOUR_MS } from '../../../protocol/units.ts';

const KEY = '01HZZZZZZZZZZZZZZZZZZZZZZZ';
const START = Date.parse('2026-11-23T03:00:00Z');
const WHO = { at: START, by: 'tech' };
const CASE: StoredCase = {
  ...{ id: 'c1', commune: 'a', year: 2026, serial: 12, state: 'new', kind: 'mute', severity: 'critical' },
  ...{ about: 'mute/node/n1', node: 'n1', nodes: 1, since: START, opened: { at: START, by: 'system' } },
  ...{ reopened: 0, measure: '', parts: '', version: 1 },
};
const step = (kind: CaseStep['kind'], more: object = {}): CaseStep =>
  caseStep.parse({ key: KEY, happenedAt: START, kind, ...(kind === 'resolved' ? { cause: 'horn' } : {}), ...more });
const KINDS = Object.keys(ALLOWED_IN) as CaseStep['kind'][];

describe('the steps of a case', () => {
  /** What a step makes of each state; - where it may not be taken. */
  const table: [CaseStep['kind'], Record<CaseState, CaseState | '-'>][] = [
    ['acknowledged', { new: 'acknowledged', acknowledged: '-', resolved: '-', closed: '-' }],
    ['note', { new: 'new', acknowledged: 'acknowledged', resolved: 'resolved', closed: 'closed' }],
    ['assigned', { new: 'new', acknowledged: 'acknowledged', resolved: '-', closed: '-' }],
    ['resolved', { new: 'resolved', acknowledged: 'resolved', resolved: '-', closed: '-' }],
    ['closed', { new: '-', acknowledged: '-', resolved: 'closed', closed: '-' }],
    ['reopened', { new: '-', acknowledged: '-', resolved: 'new', closed: 'new' }],
    ['confirmed', { new: '-', acknowledged: '-', resolved: 'resolved', closed: 'closed' }],
  ];
  it.each(table)('%s goes only where it may', (kind, outcomes) => {
    for (const state of CASE_STATES)
      expect(stepped({ ...CASE, state }, step(kind), WHO)?.state ?? '-').toBe(outcomes[state]);
  });

  it('whatever is done in whatever order: a closed case was resolved, every step counts one version, a new one says nothing of a repair', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...KINDS), { maxLength: 20 }), (kinds) => {
        let one = CASE;
        for (const kind of kinds) {
          const next = stepped(one, step(kind), WHO);
          if (!next) continue;
          expect(next.version).toBe(one.version + 1);
          one = next;
          if (one.state === 'closed') expect(one.resolved).toBeDefined();
          if (one.state === 'new')
            expect([one.resolved, one.closed, one.confirmed, one.cause]).toEqual(Array(4).fill(undefined));
          expect(isOpen(one)).toBe(one.resolved === undefined);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('the first to repair it without a word has taken it, and the head confirms once', () => {
    const done = stepped(CASE, step('resolved'), WHO) as StoredCase;
    expect(done).toMatchObject({ acknowledged: WHO, assignee: 'tech', cause: 'horn' });
    const heard = stepped(done, step('confirmed'), WHO) as StoredCase;
    expect(stepped(heard, step('confirmed'), WHO)).toBeUndefined();
  });

  it('a phone with a wrong clock says neither before the case began nor after now', () => {
    const now = START + HOUR_MS;
    expect([0, START + 5, now + 5].map((at) => happenedWithin(CASE, at, now))).toEqual([START, START + 5, now]);
  });
});

describe('notices', () => {
  const notice = (more: Partial<Notice>): Notice => ({
    ...{ id: `i/${more.what ?? 'opened'}`, incident: 'i', what: 'opened', kind: 'node', cause: 'mute', node: 'n1' },
    ...{ severity: 'critical', area: 'h', name: 'TL-01', nodes: 1, codes: ['TL-01'], hamlets: ['h'] },
    ...{ since: START, at: START, ...more },
  });
  /** Takes notices one after the other, each as if told alone; answers the cases there are then. */
  function told(notices: readonly Notice[], before: readonly StoredCase[] = []): StoredCase[] {
    const cases = new Map(before.map((one) => [one.id, one]));
    let counter = 0;
    for (const one of notices) {
      const known = [...cases.values()];
      const taken = takeNotices([one], {
        ...{ now: one.at, newId: () => `case${cases.size}-${counter++}`, nextSerial: () => cases.size + 1 },
        byIncident: new Map(known.flatMap((c) => (c.incident ? [[c.incident, c] as const] : []))),
        byAbout: new Map(known.map((c) => [c.about, c])),
        ...{ communeOf: () => 'a', placesOf: () => [{ hamlet: 'h', node: 'n1' }] },
      });
      for (const changed of taken.cases) cases.set(changed.id, changed);
    }
    return [...cases.values()];
  }

  it.each<[hours: number, cases: number]>([
    [0, 1],
    [23.9, 1],
    [24, 2],
    [100, 2],
  ])('the same %s h after a repair: %s case(s)', (hours, count) => {
    const mended = { ...CASE, state: 'resolved' as const, resolved: { at: START, by: 'tech' } };
    const since = START + hours * HOUR_MS;
    expect(told([notice({ since, at: since })], [mended])).toHaveLength(count);
  });

  it('however often and in whatever order one incident is told, it is one case', () => {
    const words = fc.constantFrom<Notice>(
      notice({}),
      notice({ what: 'grew', nodes: 2 }),
      notice({ what: 'grew', nodes: 3 }),
      notice({ what: 'over', until: START + 5 }),
    );
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 12 }), (notices) => {
        const cases = told(notices);
        const begins = notices.findIndex(({ what }) => what !== 'over');
        expect(cases).toHaveLength(begins < 0 ? 0 : 1);
        if (begins < 0) return;
        expect(cases[0]?.nodes).toBe(
          Math.max(...notices.filter(({ what }) => what !== 'over').map(({ nodes }) => nodes)),
        );
        const isOver = notices.slice(begins).some(({ what }) => what === 'over');
        expect(cases[0]?.faultUntil).toBe(isOver ? START + 5 : undefined);
        // Nobody took it: it ends with its fault.
        expect(cases[0]?.state).toBe(isOver ? 'resolved' : 'new');
      }),
      { numRuns: 200 },
    );
  });

  it('a fault that ends by itself resolves what nobody took, and leaves to a person what somebody works on', () => {
    const over = notice({ what: 'over', until: START + 5 });
    const [alone] = told([notice({}), over]);
    expect(alone).toMatchObject({
      state: 'resolved',
      resolved: { at: START + 5, by: 'system' },
      faultUntil: START + 5,
    });
    expect(alone?.cause).toBeUndefined();
    const taken = { ...CASE, incident: 'i', state: 'acknowledged' as const, acknowledged: WHO };
    expect(told([over], [taken])).toMatchObject([{ state: 'acknowledged', faultUntil: START + 5 }]);
    // The same mast again within the day is the same case.
    const again = notice({ incident: 'j', id: 'j/opened', since: START + HOUR_MS, at: START + HOUR_MS });
    expect(told([again], [alone as StoredCase])).toMatchObject([{ state: 'new', reopened: 1 }]);
  });

  it('what nobody repairs is no case', () => {
    const office: FaultKind[] = ['order-unresolved', 'licence-expiring', 'maintenance-due', 'watch-gap', 'data-budget'];
    expect(office.filter(isRepair)).toEqual([]);
    expect(
      ['mains-lost', 'mute', 'weak-signal', 'reported', 'never-heard'].filter((kind) => !isRepair(kind as FaultKind)),
    ).toEqual([]);
    expect(FAULT_KINDS.filter(isRepair).length).toBeGreaterThan(15);
    expect(numberOf(CASE)).toBe('SC-2026-0012');
  });
});
