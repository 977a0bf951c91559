import type { ChannelName } from '../../protocol/channels.ts';
import { decodeBody } from '../../protocol/codec.ts';
import type { UpdateReason } from '../../protocol/firmware.ts';
import type { Command, Config, PlanPointer, ReceiptAck, Time } from '../../protocol/messages/downlink.ts';
import { runKey } from '../../protocol/messages/fields.ts';
import { type Ack, REASONS, type Reason } from '../../protocol/messages/uplink.ts';
import { admit } from './admission.ts';
import type { CommandBook } from './command-book.ts';
import type { KeyBook } from './key-book.ts';
import type { LogSender } from './log-sender.ts';
import type { NodeTime } from './node-time.ts';
import type { Outcome } from './outcome.ts';
import type { PlanFetcher } from './plan-fetcher.ts';
import type { Refusals } from './refusals.ts';
import type { Remote } from './remote.ts';
import type { SignedLog } from './signed-log.ts';
import type { Speaker } from './speaker.ts';
import type { TimeAsker } from './time-asker.ts';
import type { Turn } from './turn.ts';
import type { UpdateCommand } from './update.ts';
import type { DownChannel, Payloads, Verifier } from './verifier.ts';

export interface DownlinkParts {
  readonly node: string;
  readonly keys: KeyBook;
  /** On disk before anything is believed by it. */
  keepKeys(jws: string): void;
  readonly verifier: Verifier;
  readonly time: NodeTime;
  readonly speaker: Speaker;
  readonly commands: CommandBook;
  readonly log: SignedLog;
  readonly sender: LogSender;
  readonly asker: TimeAsker;
  readonly plans: PlanFetcher;
  readonly refusals: Refusals;
  readonly remote: Remote;
  groups(): ReadonlySet<string>;
  sayAck(ack: Ack): void;
  configured(config: Config): void;
  /** Tell the gateway again what is held, so that it sends what is newer. */
  resync(): void;
  /** Change the credential; false when this node cannot. */
  rotate(): boolean;
  wantAudio(command: Extract<Command, { type: 'play' }>): void;
  /** Takes a new firmware, or says why not; it is settled by `updateEnded`. */
  update(command: UpdateCommand): UpdateReason | undefined;
  /** The gateway has spoken, and it was the gateway. */
  answered(): void;
}

/** What comes down the line: proved, judged, then done or refused (DESIGN §3, §8). */
export class Downlink {
  readonly #parts: DownlinkParts;

  constructor(parts: DownlinkParts) {
    this.#parts = parts;
  }

  heard(channel: ChannelName, payload: Uint8Array): void {
    switch (channel) {
      case 'command':
      case 'groupCommand':
        this.#open(channel, payload, (command) => this.#obey(command));
        break;
      case 'config':
        this.#open(channel, payload, (config) => this.#configure(config));
        break;
      case 'plan':
        this.#open(channel, payload, (pointer) => this.#plan(pointer));
        break;
      case 'receiptAck':
        this.#open(channel, payload, (ack) => this.#acknowledge(ack));
        break;
      case 'time':
        this.#open(channel, payload, (answer) => this.#setTime(answer));
        break;
      case 'keys':
        this.#takeKeys(payload);
        break;
      default:
        return;
    }
  }

  /** A run came to its end: the command that asked for it, if any, is settled. */
  runEnded(turn: Turn, outcome: Outcome): void {
    const { commands } = this.#parts;
    const id = turn.claim.command;
    if (id === undefined || !commands.ackOf(id)) return;
    const ack =
      outcome.result === 'refused'
        ? this.#ack(id, 'rejected', outcome.reason)
        : this.#ack(id, 'done', outcome.reason, outcome.result);
    commands.settle(id, ack);
    this.#parts.sayAck(ack);
  }

  /** A firmware stays, or why it does not. */
  updateEnded(id: string, reason?: UpdateReason): void {
    const ack = { ...this.#ack(id, reason === undefined ? 'done' : 'rejected'), ...(reason && { reason }) };
    this.#parts.commands.settle(id, ack);
    this.#parts.sayAck(ack);
  }

  #open<C extends DownChannel>(channel: C, payload: Uint8Array, then: (body: Payloads[C]) => void): void {
    const { verifier, time } = this.#parts;
    const opened = verifier.open(channel, payload, {
      at: time.trusted ? time.now() : time.floor,
      trusted: time.trusted,
    });
    if (opened.ok) {
      then(opened.payload);
      this.#parts.answered();
      return;
    }
    this.#parts.refusals.refuse(channel, opened.reason, opened.detail, opened.id);
    // A forged copy of a command already answered gets no answer: it could only confuse.
    if (opened.id !== undefined && !this.#parts.commands.ackOf(opened.id))
      this.#parts.sayAck(this.#ack(opened.id, 'rejected', opened.reason));
  }

  #obey(command: Command): void {
    const { node, time, commands, refusals, sayAck } = this.#parts;
    const admission = admit(command, {
      node,
      groups: [...this.#parts.groups()],
      now: time.now(),
      clock: time.state,
      floor: time.floor,
      seen: (id) => commands.ackOf(id),
    });
    this.#sawSigned(command.iat);
    if (admission.do === 'repeat') {
      sayAck(admission.ack);
      return;
    }
    if (admission.do === 'refuse') {
      refusals.refuse(command.type, admission.reason, admission.detail, command.id);
      sayAck(this.#ack(command.id, 'rejected', admission.reason));
      return;
    }
    const accepted = this.#ack(command.id, 'accepted');
    commands.remember(command, accepted, time.floor);
    this.#act(command);
    // Already settled (refused by quiet hours, say): that ack has been sent.
    if (commands.ackOf(command.id) === accepted) sayAck(accepted);
  }

  #act(command: Command): void {
    const { speaker, log, remote } = this.#parts;
    switch (command.type) {
      case 'play':
        if (!log.hasReceiptOf(runKey(command.args.run))) {
          this.#parts.wantAudio(command);
          speaker.play(command);
          return;
        }
        break;
      case 'stop':
        // The horns are silent when this returns: only then it is done.
        speaker.desk.silence(command.args.run && runKey(command.args.run), command.args.spare);
        break;
      case 'resync':
        this.#parts.resync();
        break;
      case 'rotate':
        // Wanted is on disk from here on; how it goes the gateway sees by itself.
        if (this.#parts.rotate()) break;
        this.settle(command.id, 'rejected', 'unsupported');
        return;
      case 'self-test':
      case 'volume':
      case 'reboot':
      case 'send-log': {
        const refusal = remote.act(command, (status, word) => this.settle(command.id, status, word));
        if (refusal) this.settle(command.id, 'rejected', refusal);
        return;
      }
      case 'update': {
        const reason = this.#parts.update(command);
        if (reason !== undefined) this.updateEnded(command.id, reason);
        return;
      }
    }
    this.settle(command.id, 'done');
  }

  /** A command came to its end: a refusal has a reason, an end perhaps a result. */
  settle(id: string, status: 'done' | 'rejected', word?: string): void {
    const ack =
      status === 'done'
        ? this.#ack(id, status, undefined, word)
        : this.#ack(
            id,
            status,
            REASONS.find((one) => one === word),
          );
    this.#parts.commands.settle(id, ack);
    this.#parts.sayAck(ack);
  }

  /** The root key signs for everybody: no address, and the time it names proves nothing, since its machine is offline. */
  #takeKeys(payload: Uint8Array): void {
    const { keys, refusals, keepKeys, resync } = this.#parts;
    const envelope = decodeBody('keys', payload);
    if (!envelope.ok) {
      refusals.refuse('keys', 'bad-command', envelope.why);
      return;
    }
    const { jws } = envelope.body;
    const taken = keys.judge(jws);
    if (!taken.ok) refusals.refuse('keys', taken.reason, taken.detail);
    if (!taken.ok || !taken.newer) return;
    keepKeys(jws);
    keys.take(jws);
    resync();
  }

  #configure(config: Config): void {
    if (
      !this.#isForUs('config', config) ||
      !this.#isNewer('config', config.version, this.#parts.speaker.config?.version ?? -1)
    )
      return;
    this.#parts.configured(config);
  }

  #plan(pointer: PlanPointer): void {
    const { plans } = this.#parts;
    if (!this.#isForUs('plan', pointer)) return;
    if (this.#isNewer('plan', pointer.version, plans.version)) plans.want(pointer);
    else if (pointer.version === plans.version) plans.confirm(pointer);
  }

  #acknowledge(ack: ReceiptAck): void {
    if (!this.#isForUs('receiptAck', ack)) return;
    if (this.#parts.log.acknowledge(ack) > 0) this.#parts.sender.acknowledged();
  }

  #setTime(answer: Time): void {
    const { node, asker, refusals, time, speaker } = this.#parts;
    const accepted = answer.node === node ? asker.accept(answer) : undefined;
    if (!accepted) refusals.refuse('time', 'not-addressed', 'addressed to another node');
    else if ('why' in accepted) refusals.refuse('time', 'replayed', accepted.why);
    else speaker.clockCorrected(time.correct(accepted.now));
  }

  #isForUs(what: string, body: { node: string; at: number }): boolean {
    if (body.node !== this.#parts.node) {
      this.#parts.refusals.refuse(what, 'not-addressed', 'addressed to another node');
      return false;
    }
    this.#sawSigned(body.at);
    return true;
  }

  /** The version held comes again whenever the gateway reconciles; an older one never does. */
  #isNewer(what: string, version: number, held: number): boolean {
    if (version < held) this.#parts.refusals.refuse(what, 'replayed', `version ${version} is older than ${held}`);
    return version > held;
  }

  #sawSigned(instant: number): void {
    this.#parts.time.sawSigned(instant);
    this.#parts.asker.start();
  }

  #ack(command: string, status: Ack['status'], reason?: Reason, result?: string): Ack {
    const at = Math.round(this.#parts.time.now());
    return { v: 1, node: this.#parts.node, command, status, ...(reason && { reason }), ...(result && { result }), at };
  }
}
