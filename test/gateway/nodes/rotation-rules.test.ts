import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueForRotation, NIGHTS, proofProblem } from '../../../gateway/nodes/rotation-rules.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';

const NODE = 'n0123456789abcdef';
const NOW = 1_790_000_000_000;
const nobodyBusy = () => false;

describe('whose credential is changed tonight', () => {
  const fleet = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 400 })), {
      selector: ([id]) => id,
      maxLength: 200,
    })
    .map((nodes) => nodes.map(([id, days]) => ({ node: `n${id}`, since: NOW - days * DAY_MS })));

  it('never more than a thirtieth of the fleet, none that is younger or busy, none younger than one left out', () => {
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 365 }), fc.func(fc.boolean()), (nodes, days, isBusy) => {
        const due = dueForRotation(nodes, days * DAY_MS, NOW, isBusy);
        expect(due.length).toBeLessThanOrEqual(Math.ceil(nodes.length / NIGHTS));
        const sinceOf = new Map(nodes.map(({ node, since }) => [node, since]));
        const chosen = due.map((node) => sinceOf.get(node) as number);
        for (const [index, node] of due.entries()) {
          expect(NOW - (chosen[index] as number)).toBeGreaterThanOrEqual(days * DAY_MS);
          expect(isBusy(node)).toBe(false);
        }
        const eligible = nodes.filter(({ node, since }) => NOW - since >= days * DAY_MS && !isBusy(node));
        const left = eligible.filter(({ node }) => !due.includes(node));
        for (const { since } of left) expect(since).toBeGreaterThanOrEqual(Math.max(...chosen));
        if (left.length > 0) expect(due).toHaveLength(Math.ceil(nodes.length / NIGHTS));
      }),
    );
  });

  it('the whole of an old fleet within thirty nights, each node once', () => {
    fc.assert(
      fc.property(fleet, (nodes) => {
        const done = new Set<string>();
        for (let night = 0; night < NIGHTS; night++)
          for (const node of dueForRotation(nodes, 1, NOW + DAY_MS, (id) => done.has(id))) done.add(node);
        expect(done.size).toBe(nodes.length);
      }),
    );
  });

  it('nobody when it is switched off', () => {
    expect(dueForRotation([{ node: NODE, since: 0 }], 0, NOW, nobodyBusy)).toEqual([]);
  });
});

it.each([
  ['of this node, now', { node: NODE, at: NOW }, undefined, undefined],
  ['newer than the last', { node: NODE, at: NOW }, NOW - 1, undefined],
  ['the last once more', { node: NODE, at: NOW }, NOW, /not newer/],
  ['older than the last', { node: NODE, at: NOW - 1_000 }, NOW, /not newer/],
  ['of another node', { node: 'n0000000000000000', at: NOW }, undefined, /another node/],
  ['eleven minutes old', { node: NODE, at: NOW - 11 * MINUTE_MS }, undefined, /its time/],
  ['eleven minutes ahead', { node: NODE, at: NOW + 11 * MINUTE_MS }, undefined, /its time/],
  ['nine minutes ahead', { node: NODE, at: NOW + 9 * MINUTE_MS }, undefined, undefined],
])('a proof %s', (_title, proof, lastAt, problem) => {
  const found = proofProblem({ v: 1, nonce: 'x'.repeat(22), ...proof }, NODE, lastAt, NOW);
  if (problem) expect(found).toMatch(problem);
  else expect(found).toBeUndefined();
});
