import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { KeyBook } from '../../firmware-sim/core/key-book.ts';
import { KeyVerifier } from '../../firmware-sim/core/verifier.ts';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { SimNode } from '../../firmware-sim/fleet/sim-node.ts';
import type { Connection, ConnectionEvents, Dial, DialOptions } from '../../firmware-sim/line/dial.ts';
import { NOTHING } from '../../firmware-sim/scenarios/timeline.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import type { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import {
  COMMAND_TYP,
  CONFIG_TYP,
  ENTRY_TYP,
  KEY_LIST_TYP,
  PLAN_TYP,
  RECEIPT_ACK_TYP,
} from '../../protocol/channels.ts';
import { FIRMWARE_TYP } from '../../protocol/firmware.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import { decodeJws, joinJws, jwsSigningInput, toBase64Url } from '../../protocol/jws.ts';
import { kidOf } from '../../protocol/key-list.ts';
import type { UpdateBody } from '../../protocol/messages/device.ts';
import type { Command, ListedKey } from '../../protocol/messages/downlink.ts';
import type { FirmwareManifest } from '../../protocol/messages/firmware.ts';
import type { Ack, Birth, Entry } from '../../protocol/messages/uplink.ts';
import { parseTopic, topicOf } from '../../protocol/topics.ts';
import { sha256 } from './material.ts';

export const HERE = [4, 5, 6].map((seed) => areaIdFrom(Buffer.alloc(10, seed)));

/** A key with its public half as lists name it. */
export class TestKey {
  readonly pair = generateKeyPairSync('ed25519');
  readonly publicKey = toBase64Url(this.pair.publicKey.export({ format: 'der', type: 'spki' }));
  readonly kid = kidOf(this.publicKey, (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()));

  sign(typ: string, payload: object, privateKey: KeyObject = this.pair.privateKey): string {
    const input = jwsSigningInput({ alg: 'EdDSA', kid: this.kid, typ }, payload);
    return joinJws(input, sign(null, Buffer.from(input), privateKey));
  }

  listed(use: ListedKey['use']): ListedKey {
    return { kid: this.kid, publicKey: this.publicKey, use, from: 0 };
  }
}

/** The image of a simulated device: good, or with a fault. */
export function image(fault?: 'crashes' | 'silent' | 'deaf'): Buffer {
  return Buffer.from(JSON.stringify({ 'loaxa-image': 1, ...(fault && { fault }), salt: ulid() }));
}

/** Broker, gateway and file server in one, without a socket: simulated nodes live beside it on a clock moved by hand. */
export class VirtualAir {
  readonly clock: VirtualClock;
  readonly root = new TestKey();
  readonly command = new TestKey();
  readonly checkpoint = new TestKey();
  readonly release = new TestKey();
  readonly acks: Ack[] = [];
  readonly births: Birth[] = [];
  readonly entries: Entry[] = [];
  readonly beats = new Map<string, number>();
  readonly files = new Map<string, Buffer>();
  /** Bytes asked for from where, in the order of asking. */
  readonly ranges: number[] = [];
  /** The next fetch breaks off after so many bytes. */
  breakAfter: number | undefined;
  /** The gateway answers nothing. */
  isMute = false;
  onEntry: (node: string, entry: Entry, jws: string) => void = () => undefined;
  readonly #lines = new Map<string, ConnectionEvents>();

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  keyList(version: number, release: readonly TestKey[] = [this.release]): string {
    return this.root.sign(KEY_LIST_TYP, {
      ...{
        v: 1,
        version,
        at: this.clock.now(),
        keys: [this.command.listed('command'), this.checkpoint.listed('checkpoint')],
      },
      release: release.map(({ kid, publicKey }) => ({ kid, publicKey, from: 0 })),
    });
  }

  manifest(
    bytes: Buffer,
    changes: Partial<FirmwareManifest> = {},
    key: TestKey = this.release,
    typ = FIRMWARE_TYP,
  ): string {
    const hash = sha256(bytes);
    this.files.set(hash, bytes);
    return key.sign(typ, {
      ...{ v: 1, model: 'loaxa-node', version: '0.2.0', sha256: hash, bytes: bytes.length, notes: '' },
      ...{ createdAt: this.clock.now(), releaseCounter: 10, ...changes },
    });
  }

  node(index: number, { firmware = 'loaxa-node 0.1.0', store = new MemoryStore(ulid()), spreadMs = 0 } = {}): SimNode {
    const who = benchIdentity('air', index, HERE);
    const keys = new KeyBook(this.root.publicKey, this.keyList(1));
    return new SimNode(who, {
      ...{ clock: this.clock, store, keys, verifier: new KeyVerifier(keys), dial: this.dial },
      trust: { root: this.root.publicKey, keyList: this.keyList(1) },
      fetchPlan: () => Promise.resolve({ same: true }),
      fetchImage: async (url, _identity, from, into) => {
        const bytes = this.files.get(url.pathname.split('/').at(-1) ?? '');
        if (!bytes) throw new Error('404');
        this.ranges.push(from);
        const end = this.breakAfter ?? bytes.length;
        this.breakAfter = undefined;
        into.chunk(bytes.subarray(from, end));
        if (end < bytes.length) throw new Error('broken off');
      },
      log: pino({ level: 'silent' }),
      random: () => 0.5,
      newId: () => ulid(this.clock.now()),
      ...{ mqttUrl: 'mqtt://air', httpUrl: 'http://air' },
      timelineFor: () => NOTHING,
      settings: { firmware, spreadMs, checkpointMs: 15_000, aliveMs: 300_000, maxSleepMs: 86_400_000 },
    });
  }

  /** A signed command to take this firmware. */
  order(node: string, manifest: string, changes: Partial<Command> = {}): string {
    const now = this.clock.now();
    const { sha256: name } = decodeJws(manifest, typOf(manifest)).payload as { sha256: string };
    const id = ulid(now);
    this.sendCommand(node, {
      ...{ v: 1, id, aud: { node }, iat: now, nbf: now - 1_000, exp: now + 600_000, class: 'normal', by: 'system' },
      type: 'update',
      args: { manifest, url: `/api/v1/device/firmware/${name}`, confirmWithinMs: 600_000 },
      ...changes,
    } as Command);
    return id;
  }

  sendCommand(node: string, command: Command): void {
    this.send('command', node, this.command.sign(COMMAND_TYP, command));
  }

  configure(node: string, version: number): void {
    const volume = { emergency: 100, priority: 80, normal: 70 };
    const body = {
      v: 1,
      node,
      version,
      at: this.clock.now(),
      groups: HERE,
      beatMs: 30_000,
      volume,
      quiet: [],
      maxRunMs: 7_200_000,
    };
    this.send('config', node, this.command.sign(CONFIG_TYP, body));
  }

  send(channel: 'command' | 'config' | 'receiptAck' | 'keys' | 'plan', node: string, jws: string): void {
    this.#lines.get(node)?.message(topicOf(channel, { node }), Buffer.from(JSON.stringify({ v: 1, jws })));
  }

  updates(node?: string): UpdateBody[] {
    return this.entries.flatMap((one) =>
      one.kind === 'update' && (node === undefined || one.node === node) ? [one.body] : [],
    );
  }

  /** Moves on, step by step, letting promises of the nodes settle between the steps. */
  async pass(ms: number, stepMs = 1_000): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.clock.advance(Math.min(stepMs, left));
      await settled();
    }
  }

  readonly dial: Dial = (options: DialOptions, events: ConnectionEvents): Connection => {
    const { node } = options;
    let isOpen = true;
    const end = () => {
      if (!isOpen) return;
      isOpen = false;
      if (this.#lines.get(node) === events) this.#lines.delete(node);
      this.clock.after(0, () => events.closed('gone'));
    };
    this.clock.after(100, () => {
      if (!isOpen) return;
      this.#lines.set(node, events);
      events.opened();
    });
    return {
      subscribe: () => Promise.resolve(),
      unsubscribe: () => undefined,
      publish: (topic, payload) => {
        if (!isOpen) return Promise.reject(new Error('closed'));
        // What a node publishes on a channel is that channel's body.
        this.#heard(topic, JSON.parse(payload) as never);
        return Promise.resolve();
      },
      ...{ close: end, drop: end },
    };
  };

  #heard(topic: string, body: never): void {
    const { channel, node = '' } = parseTopic(topic) ?? {};
    if (channel === 'birth') this.births.push(body);
    else if (channel === 'beat') this.beats.set(node, this.clock.now());
    else if (channel === 'ack') this.acks.push(body);
    else if (channel === 'log') this.#store(node, (body as { entries: string[] }).entries);
  }

  #store(node: string, entries: readonly string[]): void {
    let last: Entry | undefined;
    for (const jws of entries) {
      last = decodeJws(jws, ENTRY_TYP).payload as Entry;
      const { log, seq } = last;
      if (this.entries.some((one) => one.node === node && one.log === log && one.seq === seq)) continue;
      this.entries.push(last);
      this.onEntry(node, last, jws);
    }
    if (!last || this.isMute) return;
    const ack = { v: 1, node, log: last.log, at: this.clock.now(), below: last.seq + 1, also: [] };
    this.clock.after(50, () => this.send('receiptAck', node, this.command.sign(RECEIPT_ACK_TYP, ack)));
  }

  plan(node: string, version: number, pointer: object): void {
    this.send('plan', node, this.command.sign(PLAN_TYP, { v: 1, node, version, at: this.clock.now(), ...pointer }));
  }
}

function typOf(jws: string): string {
  return (JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as { typ: string }).typ;
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
