import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { backOffMs } from '../../protocol/back-off.ts';
import {
  FIRMWARE_TYP,
  type FirmwareName,
  firmwareFault,
  firmwareNameOf,
  firmwareText,
  QUIET_BEFORE_MS,
  type UpdateReason,
} from '../../protocol/firmware.ts';
import { openManifest } from '../../protocol/firmware-manifest.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { UpdateBody } from '../../protocol/messages/device.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import type { FirmwareManifest } from '../../protocol/messages/firmware.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock, Timer } from '../clock.ts';
import { type FirmwareState, firmwareStateOf } from './boot-loader.ts';
import type { NodeIdentity } from './documents.ts';
import { type KeyBook, proving } from './key-book.ts';
import type { NodeStore } from './node-store.ts';
import type { NodeTime } from './node-time.ts';
import { otherSlot, type Slots } from './slots.ts';
import type { BootCause } from './speaker.ts';

/** Gets an image from byte `from` on; `restart` says that the server began at the first byte after all. Rejects when it cannot be had now. */
export type FetchImage = (
  url: URL,
  identity: NodeIdentity,
  from: number,
  into: { restart(): void; chunk(bytes: Uint8Array): void },
) => Promise<void>;

/** What a device must have to change its own firmware. */
export interface FirmwarePorts {
  readonly slots: Slots;
  readonly fetchImage: FetchImage;
  readonly mostBytes: number;
  /** The device starts anew; what runs then the boot loader says. Returns at once. */
  readonly reboot: (cause: BootCause) => void;
}

export interface UpdateParts extends FirmwarePorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly spreadMs: number;
  readonly log: Logger;
  readonly store: NodeStore;
  readonly time: NodeTime;
  readonly keys: KeyBook;
  /** What runs now. */
  readonly firmware: string;
  readonly identity: () => NodeIdentity;
  /** Does anything sound, or begin within so many milliseconds? */
  readonly isBusy: (withinMs: number) => boolean;
  /** Is the gateway within reach? */
  readonly isUp: () => boolean;
  readonly note: (body: UpdateBody) => void;
  /** The end of the command that asked for it. */
  readonly settle: (command: string, reason?: UpdateReason) => void;
}

type Pending = NonNullable<FirmwareState['update']>;
export type UpdateCommand = Extract<Command, { type: 'update' }>;

/** Power may go once or twice while a good firmware proves itself. */
const TRIES = 3;
/** It must go on well for so long after it has spoken with the gateway: many a bad one dies in its first minute. */
const STEADY_MS = MINUTE_MS;
/** The word that it is installed leaves before the device does. */
const GOODBYE_MS = 5 * SECOND_MS;
const LOOK_AGAIN_MS = 30 * SECOND_MS;
/** Fails for hours on end in one session: the gateway does not have it, or the line carries nothing so large. */
const MOST_ATTEMPTS = 20;

/**
 * A new firmware, in steps that each survive a power cut: believed (manifest, by the release key), fetched into the slot that
 * does not run, hashed, started when nothing sounds, and kept only when it has spoken with the gateway.
 */
export class Update {
  readonly #parts: UpdateParts;
  readonly #running: FirmwareName | undefined;
  #timer: Timer | undefined;
  #attempt = 0;
  #fetching = false;
  #beat = false;
  #proving: Timer | undefined;
  /** The end of a command that came while there was no line to say it on. */
  #unsaid: { readonly command: string; readonly reason: UpdateReason } | undefined;
  #stopped = false;

  constructor(parts: UpdateParts) {
    this.#parts = parts;
    this.#running = firmwareNameOf(parts.firmware);
  }

  /** After a boot: tells of a roll-back, goes on with what was under way. */
  start(): void {
    const { update } = this.#state;
    if (update?.stage === 'failed') this.#end(update, 'rolled-back', update.why ?? 'crashed');
    else if (update?.stage === 'fetching' || update?.stage === 'waiting') this.#schedule(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#proving?.cancel();
  }

  /** The line is back: a fetch that was waiting need not wait longer. */
  up(): void {
    const unsaid = this.#unsaid;
    this.#unsaid = undefined;
    if (unsaid) this.#parts.settle(unsaid.command, unsaid.reason);
    if (this.#state.update?.stage === 'fetching') this.#again();
  }

  /** Takes the command, or says why not. What follows is told by entries and by the end of the command. */
  order({ id, args }: UpdateCommand): UpdateReason | undefined {
    const { update } = this.#state;
    if (update?.manifest === args.manifest) {
      this.#keep({ ...update, command: id });
      return undefined;
    }
    const opened = this.#open(args.manifest);
    if ('reason' in opened) return this.#refuse(args.manifest, opened.reason, opened.why);
    if (update) return this.#refuse(args.manifest, 'busy', 'another firmware is on its way');
    if (this.#isRunning(opened)) {
      this.#say('confirmed', args.manifest);
      this.#parts.settle(id);
      return undefined;
    }
    const { manifest, url, confirmWithinMs } = args;
    this.#keep({ command: id, manifest, url, confirmWithinMs, stage: 'fetching', tries: TRIES });
    this.#attempt = 0;
    // Thousands are told in one minute; they do not all fetch in the same second.
    this.#schedule(this.#parts.random() * this.#parts.spreadMs);
    return undefined;
  }

  /** A beat left: half of the proof. */
  beat(): void {
    this.#beat = true;
  }

  /** Something signed came from the gateway: the other half. A firmware that can do both can be replaced by the next one. */
  answered(): void {
    if (!this.#beat || this.#proving || this.#state.update?.stage !== 'trying') return;
    this.#proving = this.#parts.clock.after(STEADY_MS, () => this.#confirm());
  }

  #confirm(): void {
    const state = this.#state;
    const { update } = state;
    if (update?.stage !== 'trying') return;
    const manifest = manifestIn(update.manifest);
    const counter = Math.max(state.counter, manifest?.releaseCounter ?? 0);
    // Said before it is kept: said twice does no harm, kept and never said would look like a failure.
    this.#say('confirmed', update.manifest);
    this.#parts.store.write('firmware', { active: otherSlot(state.active), slots: state.slots, counter });
    if (update.command !== undefined) this.#parts.settle(update.command);
  }

  async #step(): Promise<void> {
    const { update } = this.#state;
    if (this.#stopped || !update) return;
    // A release key that has been withdrawn meanwhile starts nothing any more.
    const opened = this.#open(update.manifest);
    if ('reason' in opened) this.#end(update, 'refused', opened.reason);
    else if (update.stage === 'fetching') await this.#fetch(update, opened);
    else if (update.stage === 'waiting') this.#install(update, opened);
  }

  async #fetch(update: Pending, { sha256, bytes }: FirmwareManifest): Promise<void> {
    if (this.#fetching) return;
    const { slots, fetchImage, identity } = this.#parts;
    const slot = otherSlot(this.#state.active);
    const url = this.#urlOf(update);
    if (!url) return this.#end(update, 'refused', 'not-fetched');
    this.#fetching = true;
    try {
      let have = slots.arrived(slot, sha256);
      const into = {
        restart: () => {
          slots.discard(slot);
          have = 0;
        },
        chunk: (chunk: Uint8Array) => {
          have += chunk.length;
          if (have > bytes) throw new Error('more came than the manifest says');
          if (!this.#stopped) slots.append(slot, sha256, chunk);
        },
      };
      if (have > bytes) into.restart();
      if (have < bytes) await fetchImage(url, identity(), have, into);
      if (this.#stopped) return;
      if (have < bytes) throw new Error('less came than the manifest says');
      if (!(await slots.seal(slot, sha256))) {
        // Once may be a bad line; what comes wrong again is another file than the one that was signed.
        if (this.#attempt > 0) return this.#end(update, 'refused', 'wrong-hash');
        throw new Error('what came does not have the signed hash');
      }
    } catch (error) {
      if (this.#stopped) return;
      if (this.#attempt >= MOST_ATTEMPTS) return this.#end(update, 'refused', 'not-fetched');
      this.#parts.log.info({ error: String(error) }, 'the firmware could not be fetched yet');
      this.#schedule(SECOND_MS + backOffMs(this.#attempt++, this.#parts.random(), 5 * SECOND_MS, HOUR_MS));
      return;
    } finally {
      this.#fetching = false;
    }
    this.#say('downloaded', update.manifest);
    this.#keep({ ...(this.#state.update ?? update), stage: 'waiting' });
    this.#schedule(0);
  }

  /** Never while something sounds, nor shortly before: a broadcast counts more than a version. */
  #install(update: Pending, manifest: FirmwareManifest): void {
    const { isBusy, isUp, reboot, clock, store, spreadMs } = this.#parts;
    // Without the gateway nothing could prove itself, and nobody would know what became of this node.
    if (!isUp() || isBusy(QUIET_BEFORE_MS)) {
      this.#schedule(LOOK_AGAIN_MS);
      return;
    }
    const state = this.#state;
    const slots = { ...state.slots, [otherSlot(state.active)]: firmwareText(manifest) };
    this.#say('installed', update.manifest);
    this.#timer = clock.after(spreadMs + GOODBYE_MS, () => {
      // An emergency may have come meanwhile.
      if (isBusy(MINUTE_MS)) {
        this.#schedule(LOOK_AGAIN_MS);
        return;
      }
      store.write('firmware', { ...state, slots, update: { ...update, stage: 'trying', tries: TRIES } });
      reboot('update');
    });
  }

  #open(jws: string): FirmwareManifest | { readonly reason: UpdateReason; readonly why: string } {
    const { keys, time, mostBytes } = this.#parts;
    const instant = { at: time.trusted ? time.now() : time.floor, trusted: time.trusted };
    const opened = openManifest(jws, (kid) => keys.releaseKeyOf(kid, instant), proving);
    if (!opened.ok) return opened;
    if (this.#isRunning(opened.manifest)) return opened.manifest;
    const running = this.#running;
    const reason = running
      ? firmwareFault(opened.manifest, { running, counter: this.#state.counter, now: instant.at, mostBytes })
      : ('unsupported' as const);
    return reason === undefined ? opened.manifest : { reason, why: `${firmwareText(opened.manifest)}: ${reason}` };
  }

  /** Asked for once more, after a command whose end was lost. */
  #isRunning({ model, version, releaseCounter }: FirmwareManifest): boolean {
    const { running, counter } = { running: this.#running, counter: this.#state.counter };
    return releaseCounter === counter && running?.model === model && running.version === version;
  }

  #refuse(manifest: string, reason: UpdateReason, why: string): UpdateReason {
    this.#parts.log.warn({ reason, why }, 'a firmware was refused');
    this.#say('refused', manifest, reason);
    return reason;
  }

  #end(update: Pending, state: 'refused' | 'rolled-back', reason: UpdateReason): void {
    const kept = this.#state;
    this.#say(state, update.manifest, reason);
    this.#parts.store.write('firmware', { active: kept.active, slots: kept.slots, counter: kept.counter });
    if (update.command === undefined) return;
    if (this.#parts.isUp()) this.#parts.settle(update.command, reason);
    else this.#unsaid = { command: update.command, reason };
  }

  #say(state: UpdateBody['state'], manifest: string, reason?: UpdateReason): void {
    const about = manifestIn(manifest);
    const to = about ? firmwareText(about) : '';
    const hash = createHash('sha256').update(manifest).digest('hex');
    this.#parts.note({ from: this.#parts.firmware, to, manifest: hash, state, ...(reason && { reason }) });
  }

  #keep(update: Pending): void {
    this.#parts.store.write('firmware', { ...this.#state, update });
  }

  get #state(): FirmwareState {
    return firmwareStateOf(this.#parts.store);
  }

  #again(): void {
    this.#attempt = 0;
    this.#schedule(this.#parts.random() * this.#parts.spreadMs);
  }

  #schedule(delayMs: number): void {
    this.#timer?.cancel();
    if (!this.#stopped) this.#timer = this.#parts.clock.after(delayMs, () => void this.#step());
  }

  /** Credentials go to the server of the enrolment and nowhere else. */
  #urlOf({ url }: Pending): URL | undefined {
    const { httpUrl } = this.#parts.identity();
    if (!URL.canParse(url, httpUrl)) return undefined;
    const asked = new URL(url, httpUrl);
    return asked.origin === new URL(httpUrl).origin ? asked : undefined;
  }
}

/** What a manifest says of itself, proved or not: for words only. */
function manifestIn(jws: string): Pick<FirmwareManifest, 'model' | 'version' | 'releaseCounter'> | undefined {
  try {
    const { payload } = decodeJws(jws, FIRMWARE_TYP);
    const { model, version, releaseCounter } = payload as Partial<FirmwareManifest>;
    if (typeof model !== 'string' || typeof version !== 'string' || typeof releaseCounter !== 'number')
      return undefined;
    return { model: model.slice(0, 64), version: version.slice(0, 64), releaseCounter };
  } catch {
    return undefined;
  }
}
