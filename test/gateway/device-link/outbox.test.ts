import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { Outbox, type TargetChange } from '../../../gateway/device-link/outbox.ts';
import { RANK, type TargetState } from '../../../gateway/device-link/target-state.ts';
import { ForbiddenError } from '../../../gateway/errors.ts';
import { verifyEd25519 } from '../../../gateway/keys/ed25519.ts';
import { type CommandPen, KeyRing } from '../../../gateway/keys/key-ring.ts';
import { silentLog } from '../../../gateway/log.ts';
import { COMMAND_TYP } from '../../../protocol/channels.ts';
import { areaIdFrom, nodeIdFrom } from '../../../protocol/ids.ts';
import { decodeJws } from '../../../protocol/jws.ts';
import { type Command, command as commandSchema } from '../../../protocol/messages/downlink.ts';
import type { Ack } from '../../../protocol/messages/uplink.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { RecordedLink } from './recorded-link.ts';

const START = Date.parse('2026-11-22T01:00:00Z');
const MINUTE = 60_000;
let count = 0;
const bytes = () =>
  Uint8Array.from({ length: 10 }, (_, index) => (index < 6 ? 7 : (count++ >> ((9 - index) * 4)) & 255));

describe.each(ENGINES)('the outbox on $engine', ({ open }) => {
  let test: TestDatabase;
  let folder: string;
  let keys: KeyRing;
  let pen: CommandPen;
  let clock: MovableClock;
  let link: RecordedLink;
  let changes: TargetChange[];
  let told: string[];
  let node: string;
  beforeAll(async () => {
    test = await open();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
    keys = KeyRing.open(folder);
    pen = keys.takeCommandPen();
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await test.database.write(async (transaction) => {
      await transaction('command_targets').delete();
      await transaction('commands').delete();
    });
    clock = new MovableClock(START);
    link = new RecordedLink();
    changes = [];
    told = [];
    node = nodeIdFrom(bytes());
  });

  const outbox = (sign: CommandPen = (command) => pen(command)) =>
    new Outbox({
      ...test,
      clock,
      log: silentLog,
      link,
      signer: { sign },
      onTargetsChanged: async (_, list) => void changes.push(...list),
      onTargetChanged: (command, to, state) => told.push(`${command} ${to} ${state}`),
    });

  const stop = (box: Outbox, targets = [node], more: { group?: string; notBefore?: number; lifeMs?: number } = {}) =>
    test.database.write((transaction) =>
      box.enqueue(
        transaction,
        {
          type: 'stop',
          class: 'normal',
          audience: more.group ? { group: more.group } : { node: targets[0] ?? node },
          args: {},
          by: 'somebody',
          notBefore: more.notBefore,
          expiresAt: clock.now() + (more.lifeMs ?? 5 * MINUTE),
          runId: 'run-1',
        },
        targets,
      ),
    );
  const states = async () =>
    Object.fromEntries(
      (await test.database.read('command_targets').select('node_id', 'state')).map((row) => [row.node_id, row.state]),
    );
  const ack = (command: string, status: Ack['status']): Ack => ({ v: 1, node, command, status, at: START });

  it('writes the rows before it publishes anything', async () => {
    const box = outbox();
    await stop(box);
    expect(link.published).toEqual([]);
    expect(await states()).toEqual({ [node]: 'queued' });
    await box.flush();
    expect(link.take()).toMatchObject([{ channel: 'command', to: node }]);
    expect(await states()).toEqual({ [node]: 'sent' });
    await box.flush();
    expect(link.take()).toEqual([]);
  });

  it('signs what a node can judge alone: audience, time window, who', async () => {
    const box = outbox();
    const { id } = await stop(box);
    await box.flush();
    const decoded = decodeJws(link.take()[0]?.jws ?? '', COMMAND_TYP);
    expect(verifyEd25519(keys.publicKey('command').publicKey, decoded.signingInput, decoded.signature)).toBe(true);
    const command: Command = commandSchema.parse(decoded.payload);
    expect(command).toMatchObject({
      id,
      aud: { node },
      iat: START,
      nbf: START - MINUTE,
      exp: START + 5 * MINUTE,
      by: 'somebody',
    });
  });

  it('the signer refuses a command its author may not give, and nothing is written', async () => {
    const refusing = () => {
      throw new ForbiddenError('out-of-scope', 'This account may not command these loudspeakers.');
    };
    await expect(stop(outbox(refusing))).rejects.toThrow('may not command');
    expect(await states()).toEqual({});
  });

  it('a command whose transaction failed is never published', async () => {
    const box = outbox();
    await expect(
      test.database.write(async (transaction) => {
        await box.enqueue(
          transaction,
          { type: 'resync', class: 'normal', audience: { node }, args: {}, by: 'x', expiresAt: START + MINUTE },
          [node],
        );
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await box.flush();
    expect(link.take()).toEqual([]);
  });

  it('speaks to a whole group with one publish', async () => {
    const box = outbox();
    const nodes = Array.from({ length: 300 }, () => nodeIdFrom(bytes()));
    const group = areaIdFrom(bytes());
    await stop(box, nodes, { group });
    await box.flush();
    expect(link.take()).toMatchObject([{ channel: 'groupCommand', to: group }]);
    expect(new Set(Object.values(await states()))).toEqual(new Set(['sent']));
  });

  it('without a broker everything stays queued and goes out with the next reconciliation', async () => {
    const box = outbox();
    link.connected = false;
    await stop(box);
    await box.flush();
    expect(await states()).toEqual({ [node]: 'queued' });
    link.connected = true;
    await box.reconcile();
    expect(link.take()).toHaveLength(1);
  });

  it('sends again to a node that begins a session, by itself even when it was a group, until it answered', async () => {
    const box = outbox();
    const { id } = await stop(box, [node, nodeIdFrom(bytes())], { group: areaIdFrom(bytes()) });
    await box.flush();
    link.take();
    box.onBirth(node);
    await box.stop();
    expect(link.take()).toMatchObject([{ channel: 'command', to: node }]);
    box.onAck(node, ack(id, 'done'));
    await box.stop();
    box.onBirth(node);
    await box.stop();
    expect(link.take()).toEqual([]);
  });

  it('reconciles what nobody answered, at growing intervals', async () => {
    const box = outbox();
    await stop(box, [node], { lifeMs: 60 * MINUTE });
    await box.flush();
    const at: number[] = [];
    for (let minute = 1; minute <= 20; minute++) {
      clock.set(START + minute * MINUTE);
      link.take();
      await box.reconcile();
      if (link.published.length > 0) at.push(minute);
    }
    expect(at).toEqual([1, 2, 4, 8, 16]);
  });

  it('expires what was not confirmed in time, sends it no more, and still believes a late answer', async () => {
    const box = outbox();
    const { id } = await stop(box);
    await box.flush();
    link.take();
    clock.set(START + 5 * MINUTE);
    await box.reconcile();
    box.onBirth(node);
    await box.stop();
    expect(await states()).toEqual({ [node]: 'expired' });
    expect(link.take()).toEqual([]);
    box.onAck(node, ack(id, 'done'));
    await box.stop();
    expect(await states()).toEqual({ [node]: 'done' });
    expect(told).toEqual([`${id} ${node} expired`, `${id} ${node} done`]);
  });

  it('holds a command back until its time has come, also across a restart', async () => {
    await stop(outbox(), [node], { notBefore: START + 2 * MINUTE });
    const box = outbox();
    await box.start();
    expect(link.take()).toEqual([]);
    await clock.advance(2 * MINUTE);
    await box.stop();
    expect(link.take()).toMatchObject([{ to: node }]);
  });

  it('an answer for a command that was not for this node changes nothing', async () => {
    const box = outbox();
    const { id } = await stop(box);
    const stranger = nodeIdFrom(bytes());
    box.onAck(stranger, { ...ack(id, 'done'), node: stranger });
    await box.stop();
    expect(await states()).toEqual({ [node]: 'queued' });
    expect(changes).toEqual([]);
  });

  it('tells of a change inside the transaction with its run, and of nothing that did not change', async () => {
    const box = outbox();
    const { id } = await stop(box);
    await box.flush();
    box.onAck(node, ack(id, 'accepted'));
    await box.stop();
    box.onAck(node, ack(id, 'received'));
    await box.stop();
    expect(changes).toEqual([{ command: id, runId: 'run-1', node, state: 'accepted', reason: undefined }]);
  });

  it('states never go back, for any order and batching of answers', async () => {
    const status = fc.constantFrom(
      'received',
      'accepted',
      'rejected',
      'done',
      'flush' as const,
      'reconcile' as const,
      'store' as const,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(status, { maxLength: 12 }), async (steps) => {
        const box = outbox();
        const { id } = await stop(box, [node]);
        let rank = 0;
        for (const step of steps) {
          if (step === 'flush') await box.flush();
          else if (step === 'reconcile') await box.reconcile();
          else if (step === 'store') await box.stop();
          else box.onAck(node, ack(id, step as Ack['status']));
          const row = await test.database.read('command_targets').where({ command_id: id }).first('state');
          const now = RANK[row.state as TargetState];
          expect(now).toBeGreaterThanOrEqual(rank);
          rank = now;
        }
        await box.stop();
      }),
      { numRuns: 30 },
    );
  });
});
