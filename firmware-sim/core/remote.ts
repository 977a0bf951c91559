import type { Logger } from 'pino';
import { backOffMs } from '../../protocol/back-off.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import type { Ack, Birth, Reason } from '../../protocol/messages/uplink.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Timer } from '../clock.ts';
import type { DiagnosticLog } from './diagnostic-log.ts';
import type { NodeStore } from './node-store.ts';
import type { NodeTime } from './node-time.ts';
import type { SelfTests } from './self-tests.ts';

export type RemoteCommand = Extract<Command, { type: 'self-test' | 'volume' | 'reboot' | 'send-log' }>;
/** How it ended: with a result, or with why not. Called once, perhaps before `act` returns. */
export type Settle = (status: 'done' | 'rejected', word?: string) => void;

export interface RemotePorts {
  readonly time: NodeTime;
  readonly store: NodeStore;
  readonly random: () => number;
  readonly log: Logger;
  readonly lines: DiagnosticLog;
  /** Each of these is absent where the hardware cannot. */
  readonly selfTests?: SelfTests | undefined;
  readonly restart?: (() => void) | undefined;
  readonly postLog?: ((url: URL, text: string) => Promise<void>) | undefined;
  /** The server of the enrolment: a log goes there and nowhere else. */
  httpUrl(): string;
  playing(): boolean;
  setVolume(percent: number): void;
}

const MOST_LOG_BYTES = 64 * 1024;
const STILL_PLAYING_MS = SECOND_MS;
/** The acknowledgement leaves before the line goes down. */
const BEFORE_RESTART_MS = 500;

/** What a technician asks of the device from afar. There is no shell. */
export class Remote {
  readonly #ports: RemotePorts;
  #timers: Timer[] = [];
  #rebootedFor: string | undefined;

  constructor(ports: RemotePorts) {
    this.#ports = ports;
    // Read once: written later by this very process, it means that it is about to go, not that it came back.
    this.#rebootedFor = ports.store.read('reboot')?.command;
  }

  get can(): NonNullable<Birth['capabilities']['can']> {
    const { selfTests, restart, postLog } = this.#ports;
    return [
      ...(selfTests ? (['self-test'] as const) : []),
      'volume',
      ...(restart ? (['reboot'] as const) : []),
      ...(postLog ? (['fetch-log'] as const) : []),
    ];
  }

  /** Begins what is asked; returns why not. */
  act(command: RemoteCommand, settle: Settle): Reason | undefined {
    switch (command.type) {
      case 'self-test':
        return this.#ports.selfTests
          ? this.#ports.selfTests.ask(command, (result) =>
              result === 'busy' ? settle('rejected', 'busy') : settle('done', result),
            )
          : 'unsupported';
      case 'volume':
        this.#ports.setVolume(command.args.percent);
        settle('done', `${command.args.percent}%`);
        return undefined;
      case 'reboot':
        return this.#reboot(command.id);
      case 'send-log':
        return this.#sendLog(command, settle);
    }
  }

  /** After a reboot that was asked for: which command is done by being up again. */
  get rebootedFor(): string | undefined {
    return this.#rebootedFor;
  }

  rebootTold(): void {
    this.#rebootedFor = undefined;
    this.#ports.store.write('reboot', {});
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }

  #reboot(command: string): Reason | undefined {
    const { restart, store, log } = this.#ports;
    if (!restart) return 'unsupported';
    log.info({ command }, 'told to restart');
    this.#after(BEFORE_RESTART_MS, () =>
      this.#whenSilent(() => {
        store.write('reboot', { command });
        restart();
      }),
    );
    return undefined;
  }

  #whenSilent(action: () => void): void {
    if (this.#ports.playing()) this.#after(STILL_PLAYING_MS, () => this.#whenSilent(action));
    else action();
  }

  #sendLog({ args, exp }: Extract<Command, { type: 'send-log' }>, settle: Settle): Reason | undefined {
    const { postLog, httpUrl, lines } = this.#ports;
    if (!postLog) return 'unsupported';
    const url = urlWithin(args.url, httpUrl());
    if (!url) return 'bad-command';
    const text = lines.newest(MOST_LOG_BYTES);
    const attempt = (count: number) => {
      postLog(url, text).then(
        () => settle('done'),
        (error: unknown) => {
          this.#ports.log.info({ error: String(error) }, 'the log could not be sent yet');
          // Nobody waits for it any more: who asked sees that it expired.
          if (this.#ports.time.now() < exp)
            this.#after(backOffMs(count, this.#ports.random(), 2 * SECOND_MS, MINUTE_MS), () => attempt(count + 1));
        },
      );
    };
    attempt(0);
    return undefined;
  }

  #after(delayMs: number, action: () => void): void {
    const timer = this.#ports.time.after(delayMs, () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
      action();
    });
    this.#timers.push(timer);
  }
}

/** Status and words of an acknowledgement: a refusal has a reason, an end a result. */
export function wordsOf(status: 'done' | 'rejected', word: string | undefined): Pick<Ack, 'reason' | 'result'> {
  if (word === undefined) return {};
  return status === 'rejected' ? { reason: word } : { result: word };
}

function urlWithin(text: string, httpUrl: string): URL | undefined {
  try {
    const url = new URL(text, httpUrl);
    return url.origin === new URL(httpUrl).origin ? url : undefined;
  } catch {
    return undefined;
  }
}
