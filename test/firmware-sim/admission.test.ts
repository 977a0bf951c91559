import fc from 'fast-check';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { admit, type NodeView } from '../../firmware-sim/core/admission.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import type { Ack } from '../../protocol/messages/uplink.ts';
import { playCommand } from './tiny-gateway.ts';

const NOW = Date.parse('2026-11-22T01:00:00Z');
const [HAMLET, COMMUNE, PROVINCE, OTHER] = [1, 2, 3, 4].map((seed) => areaIdFrom(Buffer.alloc(10, seed))) as [
  string,
  string,
  string,
  string,
];
const NODE = 'n0000000000000001';
const STRANGER = 'n0000000000000002';
const LEVELS = ['hamlet', 'commune', 'province'] as const;
const GROUPS = [HAMLET, COMMUNE, PROVINCE];

const view = (changes: Partial<NodeView> = {}): NodeView => ({
  ...{ node: NODE, groups: GROUPS, now: NOW, clock: 'trusted', floor: 0, seen: () => undefined },
  ...changes,
});

/** A play command that this node must obey: addressed to it, in the scope and time, for no higher a level than its author's. */
const rightful = fc
  .record({
    aud: fc.constantFrom<Command['aud']>({ node: NODE }, ...GROUPS.map((group) => ({ group }))),
    rank: fc.integer({ min: 0, max: 2 }),
    below: fc.integer({ min: 0, max: 2 }),
    stranger: fc.boolean(),
    sinceMs: fc.integer({ min: 0, max: 600_000 }),
    leftMs: fc.integer({ min: 1, max: 600_000 }),
    class: fc.constantFrom('emergency' as const, 'priority' as const, 'normal' as const),
  })
  .map(({ aud, rank, below, stranger, sinceMs, leftMs, class: commandClass }) =>
    playCommand(aud, {
      id: ulid(NOW),
      by: ulid(NOW),
      scope: [...(stranger ? [OTHER] : []), GROUPS[rank] as string],
      nbf: NOW - sinceMs,
      exp: NOW + leftMs,
      class: commandClass,
      args: { level: LEVELS[Math.max(0, rank - below)] ?? 'hamlet' },
    }),
  );

describe('a node’s own judgement of a command', () => {
  it('obeys what is in address, scope, level and time, once', () => {
    fc.assert(
      fc.property(rightful, (command) => {
        expect(admit(command, view())).toEqual({ do: 'act' });
        const ack: Ack = { v: 1, node: NODE, command: command.id, status: 'accepted', at: NOW };
        expect(admit(command, view({ seen: (id) => (id === command.id ? ack : undefined) }))).toEqual({
          do: 'repeat',
          ack,
        });
      }),
    );
  });

  type Play = ReturnType<typeof playCommand>;
  it.each<[string, (command: Play) => Command]>([
    ['another node', (command) => ({ ...command, aud: { node: STRANGER } })],
    ['another group', (command) => ({ ...command, aud: { group: OTHER } })],
    ['another scope', (command) => ({ ...command, scope: [OTHER] })],
    ['no scope', ({ scope: _, ...command }) => command],
    ['the system as author', (command) => ({ ...command, by: 'system' })],
    [
      'a level above every area of the node',
      (command) => ({ ...command, args: { ...command.args, level: 'central' } }),
    ],
    ['an expiry that has passed', (command) => ({ ...command, exp: NOW })],
    ['a beginning an hour away', (command) => ({ ...command, nbf: NOW + 3_600_000, exp: NOW + 3_700_000 })],
  ])('with %s, and all else right, refuses it', (_, change) => {
    fc.assert(
      fc.property(rightful, (command) => {
        expect(admit(change(command), view()).do).toBe('refuse');
      }),
    );
  });

  it('refuses a level above that of the area its author speaks for', () => {
    for (const rank of [0, 1])
      for (const level of LEVELS.slice(rank + 1)) {
        const command = playCommand(
          { node: NODE },
          { nbf: NOW - 1, exp: NOW + 1, scope: [GROUPS[rank] as string], args: { level } },
        );
        expect(admit(command, view())).toMatchObject({ do: 'refuse', reason: 'not-addressed' });
      }
  });

  it('the scope is asked before the clock: without a trusted one an emergency out of scope is refused too', () => {
    const command = playCommand({ node: NODE }, { nbf: NOW - 1, exp: NOW + 1, scope: [OTHER] });
    expect(admit(command, view({ clock: 'none' }))).toMatchObject({ do: 'refuse', reason: 'not-addressed' });
  });
});
