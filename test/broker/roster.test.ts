import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyRoster, type RosterState, wholeRoster } from '../../broker/roster.ts';
import type { Roster, RosterNode } from '../../protocol/roster.ts';

const NAMES = ['n0000000000000001', 'n0000000000000002', 'n0000000000000003', 'n0000000000000004'];
const entry = fc.record<RosterNode>({
  node: fc.constantFrom(...NAMES),
  credentials: fc.array(fc.constantFrom('a'.repeat(64), 'b'.repeat(64)), { minLength: 1, maxLength: 2 }),
  groups: fc.array(fc.constantFrom('a0000000000000001', 'a0000000000000002'), { maxLength: 2 }),
});
const steps = fc.array(
  fc.record({ full: fc.boolean(), nodes: fc.array(entry, { maxLength: 4 }), removed: fc.subarray(NAMES) }),
  { minLength: 1, maxLength: 12 },
);

function applied(known: RosterState | undefined, answer: Roster): RosterState | undefined {
  const change = applyRoster(known, answer);
  return change.kind === 'applied' ? change.state : known;
}

describe('the roster', () => {
  test('after any history it is what a plain map would hold', () => {
    fc.assert(
      fc.property(steps, (history) => {
        let state: RosterState | undefined;
        const model = new Map<string, RosterNode>();
        history.forEach((step, index) => {
          const answer: Roster = {
            version: index + 1,
            full: step.full || index === 0,
            nodes: step.nodes,
            removed: step.removed,
          };
          state = applied(state, answer);
          if (answer.full) model.clear();
          else for (const node of answer.removed) model.delete(node);
          for (const node of answer.nodes) model.set(node.node, node);
        });
        expect(state?.version).toBe(history.length);
        expect(new Map(state?.nodes)).toEqual(model);
      }),
    );
  });

  test('the same answer twice changes nothing the second time', () => {
    fc.assert(
      fc.property(steps, (history) => {
        let state: RosterState | undefined;
        history.forEach((step, index) => {
          const answer: Roster = {
            version: index + 1,
            full: step.full || index === 0,
            nodes: step.nodes,
            removed: step.removed,
          };
          state = applied(state, answer);
          expect(applied(state, answer)).toEqual(state);
        });
      }),
    );
  });

  test('whatever a change did not touch is as before', () => {
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), fc.subarray(NAMES), (first, nodes, removed) => {
        const before = applied(undefined, { version: 1, full: true, nodes: first, removed: [] }) as RosterState;
        const change = applyRoster(before, { version: 2, full: false, nodes, removed });
        if (change.kind !== 'applied' || change.touched === 'all') throw new Error('a delta names what it touched');
        for (const name of NAMES)
          if (!change.touched.has(name)) expect(change.state.nodes.get(name)).toBe(before.nodes.get(name));
      }),
    );
  });

  test('kept whole and taken in again it is the same', () => {
    fc.assert(
      fc.property(fc.array(entry), (nodes) => {
        const state = applied(undefined, { version: 7, full: true, nodes, removed: [] }) as RosterState;
        expect(applied(undefined, wholeRoster(state))).toEqual(state);
      }),
    );
  });

  test('a delta with nothing known asks for the whole', () => {
    expect(applyRoster(undefined, { version: 3, full: false, nodes: [], removed: [] }).kind).toBe('need-full');
  });

  test('a delta older than what is known asks for the whole', () => {
    const state = applied(undefined, { version: 5, full: true, nodes: [], removed: [] });
    expect(applyRoster(state, { version: 4, full: false, nodes: [], removed: [] }).kind).toBe('need-full');
  });

  test('a whole roster of a restored gateway counts although its version is lower', () => {
    const state = applied(undefined, { version: 5, full: true, nodes: [], removed: [] });
    expect(applied(state, { version: 2, full: true, nodes: [], removed: [] })?.version).toBe(2);
  });

  test('an empty answer of the same version changes nothing', () => {
    const state = applied(undefined, { version: 5, full: true, nodes: [], removed: [] });
    expect(applyRoster(state, { version: 5, full: false, nodes: [], removed: [] }).kind).toBe('unchanged');
  });
});
