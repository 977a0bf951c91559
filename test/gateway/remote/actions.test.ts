import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isTone, stateOf } from '../../../gateway/remote/action-rule.ts';
import { type ActionInput, action } from '../../../protocol/api/remote.ts';
import { ACTION_TYPES, withOrdinaryVolume } from '../../../protocol/remote.ts';
import { SECOND_MS } from '../../../protocol/units.ts';
import { instantAt, timeOf } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { DAYTIME, HAMLET, OTHER_COMMUNE, RemoteWorld } from './remote-world.ts';

type Asked = ActionInput extends infer One ? (One extends ActionInput ? Omit<One, 'key'> : never) : never;
const keyed = (asked: Asked): ActionInput => ({ key: ulid(), ...asked }) as ActionInput;

describe.each(ENGINES)('remote actions on $engine', ({ open }) => {
  let test: TestDatabase;
  let world: RemoteWorld;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());
  beforeEach(() => {
    world = new RemoteWorld(test);
  });
  const act = (asked: Asked, person = world.person('technician')) =>
    world.remote.actions.act(person, world.node, keyed(asked));

  it('go row first, signed and in the name of who asked, and show how far they came', async () => {
    const person = world.person('technician');
    const asked = await act({ type: 'silent-test' }, person);
    expect(action.parse(asked)).toEqual(asked);
    expect(asked).toMatchObject({ state: 'sent', nodeCode: 'TL-001', byName: 'technician An', at: DAYTIME });
    expect(world.signed[0]).toMatchObject({
      ...{ type: 'self-test', by: person.id, aud: { node: world.node }, args: { mode: 'silent', toneMs: 1_000 } },
    });
    expect(world.link.take()).toMatchObject([{ channel: 'command', to: world.node }]);
    await world.answer('accepted');
    expect((await world.remote.actions.get(asked.id)).state).toBe('accepted');
    await world.answer('done', { result: 'line-ok' });
    expect(await world.remote.actions.get(asked.id)).toMatchObject({ state: 'done', result: 'line-ok' });
    expect(world.told.every((what) => what === 'actions')).toBe(true);
    expect(world.told.length).toBeGreaterThanOrEqual(3);
  });

  it('asked twice with one key are done once; the key of another action is refused', async () => {
    const person = world.person('technician');
    const input = keyed({ type: 'reboot' });
    const [first, second] = await Promise.all([
      world.remote.actions.act(person, world.node, input),
      world.remote.actions.act(person, world.node, input),
    ]);
    expect(second.id).toBe(first.id);
    expect(world.signed).toHaveLength(1);
    await expect(
      world.remote.actions.act(person, world.node, { key: input.key, type: 'resync' }),
    ).rejects.toMatchObject({
      code: 'key-used',
    });
    // The same key of somebody else is another action.
    await world.remote.actions.act(world.person('technician'), world.node, input);
    expect(world.signed).toHaveLength(2);
  });

  it('without a word for five seconds say so, and are still sent until they expire', async () => {
    world.link.connected = false;
    const asked = await act({ type: 'reboot' });
    expect(asked.state).toBe('waiting');
    world.clock.set(DAYTIME + 5 * SECOND_MS);
    expect((await world.remote.actions.get(asked.id)).state).toBe('no-answer');
    world.link.connected = true;
    await world.outbox.flush();
    expect(world.link.take()).toHaveLength(1);
    await world.answer('done');
    expect((await world.remote.actions.get(asked.id)).state).toBe('done');
    const late = await act({ type: 'resync' });
    world.clock.set(late.expiresAt + 1);
    await world.outbox.reconcile();
    expect((await world.remote.actions.get(late.id)).state).toBe('expired');
    expect(await world.remote.actions.list(world.node, { limit: 1 })).toMatchObject({
      ...{ total: 2, items: [{ id: late.id }], next: late.id },
    });
    const { items } = await world.remote.actions.list(world.node, { limit: 5, cursor: late.id });
    expect(items.map(({ id }) => id)).toEqual([asked.id]);
  });

  it('refused by the node say why in its own word', async () => {
    const asked = await act({ type: 'tone-test' });
    await world.answer('rejected', { reason: 'busy' });
    expect(await world.remote.actions.get(asked.id)).toMatchObject({ state: 'rejected', reason: 'busy' });
  });

  it('that sound are refused in quiet hours with the next time they may, and silent ones are not', async () => {
    world.clock.set(instantAt('2026-11-24', '03:15'));
    for (const type of ['tone-test', 'calibrate'] as const) {
      const refusal = await act(type === 'calibrate' ? { type, hearsIt: true } : { type }).catch((error) => error);
      expect(refusal).toMatchObject({ status: 409, code: 'quiet-hours' });
      expect(timeOf(refusal.extra.nextAllowedAt)).toBe('05:00');
    }
    expect(world.signed).toEqual([]);
    expect((await act({ type: 'silent-test' })).state).toBe('sent');
  });

  it('are for engineers; operators and the hamlet head set the volume, of their own loudspeakers', async () => {
    const may = (asked: Asked, person = world.person('technician')) =>
      act(asked, person).then(
        () => true,
        () => false,
      );
    for (const role of ['operator', 'hamlet-head'] as const) {
      const person = world.person(role, HAMLET);
      expect(await may({ type: 'volume', percent: 50 }, person)).toBe(true);
      expect(await may({ type: 'reboot' }, person)).toBe(false);
      expect(await may({ type: 'silent-test' }, person)).toBe(false);
    }
    for (const role of ['approver', 'appraiser', 'inspector'] as const)
      expect(await may({ type: 'volume', percent: 50 }, world.person(role))).toBe(false);
    const stranger = act({ type: 'volume', percent: 50 }, world.person('operator', OTHER_COMMUNE));
    await expect(stranger).rejects.toMatchObject({ status: 403 });
  });

  it('of a volume outlive the command: the node’s config says the same from then on', async () => {
    await act({ type: 'volume', percent: 85 });
    expect(world.configured).toEqual([[world.node]]);
    expect(world.volumes.of(world.node)).toBe(85);
    expect(withOrdinaryVolume({ emergency: 90, priority: 80, normal: 70 }, 85)).toEqual({
      ...{ emergency: 90, priority: 85, normal: 85 },
    });
    const again = new RemoteWorld(test);
    await again.volumes.start();
    expect(again.volumes.of(world.node)).toBe(85);
    expect(world.audited.at(-1)).toMatchObject({ action: 'node.volume', before: {}, after: { percent: 85 } });
  });

  it.each([9, 91])('of a volume of %i %% are refused: the commune permits 10 to 90', async (percent) => {
    await expect(act({ type: 'volume', percent })).rejects.toMatchObject({ status: 422, code: 'volume-range' });
    expect(world.signed).toEqual([]);
  });

  it('of a node for which no device speaks are refused', async () => {
    world.enrolledAt = undefined;
    await expect(act({ type: 'silent-test' })).rejects.toMatchObject({ code: 'not-enrolled' });
  });
});

describe.each(ENGINES)('lines a device brings on $engine', ({ open }) => {
  let test: TestDatabase;
  let world: RemoteWorld;
  beforeAll(async () => {
    test = await open();
    world = new RemoteWorld(test);
  });
  afterAll(() => test.close());
  const fetchLog = async () =>
    (await world.remote.actions.act(world.person('technician'), world.node, { key: ulid(), type: 'fetch-log' })).id;
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('are kept as text only, the newest five times of each node', async () => {
    for (let round = 0; round < 7; round++) {
      world.clock.set(world.clock.now() + 1_000);
      await world.remote.deviceLogs.take(
        world.node,
        await fetchLog(),
        bytes(`\u001b[31mround\t${round}\u202e\u0000\r\n\n`),
      );
    }
    const logs = await world.remote.deviceLogs.list(world.node);
    expect(logs.map(({ lines }) => lines)).toEqual([6, 5, 4, 3, 2].map((round) => [`[31mround ${round}`]));
  });

  it('that nobody asked for are refused, and those of another node', async () => {
    const test = await world.remote.actions.act(world.person('technician'), world.node, {
      ...{ key: ulid(), type: 'silent-test' },
    });
    const take = (node: string, id: string) => world.remote.deviceLogs.take(node, id, bytes('x'));
    await expect(take(world.node, test.id)).rejects.toMatchObject({ code: 'not-asked' });
    await expect(take('n0000000000000009', await fetchLog())).rejects.toMatchObject({ code: 'not-asked' });
    await expect(take(world.node, ulid())).rejects.toMatchObject({ code: 'no-such-action' });
    const large = world.remote.deviceLogs.take(world.node, await fetchLog(), new Uint8Array(64 * 1024 + 1));
    await expect(large).rejects.toMatchObject({ code: 'log-too-large' });
  });
});

describe('what is shown of an action', () => {
  const ask = { askedAt: 0, expiresAt: 60_000 };
  it.each([
    ['queued', 4_999, 'waiting'],
    ['queued', 5_000, 'no-answer'],
    ['sent', 4_999, 'sent'],
    ['sent', 5_000, 'no-answer'],
    ['sent', 60_001, 'expired'],
    ['received', 9_000, 'accepted'],
    ['accepted', 9_000, 'accepted'],
    ['accepted', 60_001, 'expired'],
    ['done', 60_001, 'done'],
    ['rejected', 60_001, 'rejected'],
    ['expired', 60_001, 'expired'],
  ] as const)('%s after %i ms is %s', (state, now, shown) => {
    expect(stateOf({ state, ...ask }, now)).toBe(shown);
  });

  it('and two of them sound', () => {
    expect(ACTION_TYPES.filter(isTone)).toEqual(['tone-test', 'calibrate']);
  });
});
