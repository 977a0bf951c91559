import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { DiskStore } from '../../firmware-sim/storage/disk-store.ts';
import { FleetStore } from '../../firmware-sim/storage/fleet-store.ts';

const log = pino({ level: 'silent' });
const entry = (seq: number) => ({ seq, at: 1_000 + seq, kind: 'boot' as const, jws: 'x'.repeat(40) });

describe('a node’s disk', () => {
  let folder: string;
  const open = () => new DiskStore(folder, () => ulid(), log);
  const logFile = () => join(folder, 'log.jsonl');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loaxa-disk-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives back what was written, under the same log id', () => {
    const first = open();
    first.append(entry(0));
    first.append(entry(1));
    first.markAcked([0], 5_000);
    first.write('clock', { floor: 7 });
    const again = open();
    expect(again.logId).toBe(first.logId);
    expect(again.entries()).toEqual([{ ...entry(0), ackedAt: 5_000 }, entry(1)]);
    expect(again.read('clock')).toEqual({ floor: 7 });
  });

  it('a last line torn by a power cut is cut off, at whatever byte it was torn', () => {
    open().append(entry(0));
    const whole = readFileSync(logFile()).length;
    appendFileSync(logFile(), JSON.stringify({ entry: entry(1) }));
    for (let length = readFileSync(logFile()).length; length >= whole; length -= 7) {
      truncateSync(logFile(), length);
      expect(open().entries()).toEqual([entry(0)]);
    }
    const store = open();
    store.append(entry(1));
    expect(open().entries()).toHaveLength(2);
  });

  it('a log damaged in its middle is set aside, and a new log begins under a new id', () => {
    const first = open();
    first.append(entry(0));
    writeFileSync(logFile(), `garbage\n${readFileSync(logFile(), 'utf8')}`);
    const again = open();
    expect(again.logId).not.toBe(first.logId);
    expect(again.entries()).toEqual([]);
    expect(readdirSync(folder).some((name) => name.includes('damaged'))).toBe(true);
  });

  it('a damaged document is set aside and the node goes on without it', () => {
    open().write('faults', ['a']);
    writeFileSync(join(folder, 'faults.json'), '{"half');
    expect(open().read('faults')).toBeUndefined();
    expect(readdirSync(folder)).toContain('faults.json.damaged');
  });

  it('a fleet keeps every node’s own, also after a line was torn', () => {
    const path = join(folder, 'fleet.jsonl');
    const [a, b] = [0, 1].map((index) => benchIdentity('disk', index).node) as [string, string];
    const first = new FleetStore(path, () => ulid(), log);
    first.of(a).append(entry(0));
    first.of(b).write('clock', { floor: 9 });
    const ids = [a, b].map((node) => first.of(node).logId);
    first.close();
    appendFileSync(path, '{"node":"n');
    const again = new FleetStore(path, () => ulid(), log);
    expect([a, b].map((node) => again.of(node).logId)).toEqual(ids);
    expect(again.of(a).entries()).toEqual([entry(0)]);
    expect(again.of(b).read('clock')).toEqual({ floor: 9 });
    again.close();
  });
});
