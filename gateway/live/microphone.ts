import type { WebSocket } from '@fastify/websocket';
import { type MicrophoneHears, microphoneSays } from '../../protocol/api/live.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { inputOf } from './ffmpeg-pipes.ts';
import { estimatedDelayMs } from './live-rule.ts';
import type { LiveSession } from './session.ts';

const SECOND_MS = 1_000;
/** A microphone sends 16 kB a second; more is no microphone. */
const MOST_BYTES_A_SECOND = 256 * 1024;
const NORMAL = 1000;
const UNSUPPORTED = 1003;
const POLICY_VIOLATION = 1008;

/** One microphone on its socket: what it says goes into the session, what the session knows goes back each second. */
export class Microphone {
  readonly #socket: WebSocket;
  readonly #session: LiveSession;
  readonly #clock: Clock;
  readonly #log: Log;
  #begun = false;
  #over = false;
  #bytes = 0;
  #chunks = 0;
  #roundTripMs = 0;
  #cancel: (() => void) | undefined;

  constructor(socket: WebSocket, session: LiveSession, { clock, log }: { clock: Clock; log: Log }) {
    this.#socket = socket;
    this.#session = session;
    this.#clock = clock;
    this.#log = log;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#heard(data, isBinary));
    socket.on('pong', (sent: Buffer) => this.#answered(sent));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#closed());
    this.#secondLater();
  }

  /** Another microphone of the same speaker took over. */
  replaced(): void {
    this.#leave();
    this.#socket.close(POLICY_VIOLATION, 'another microphone took over');
  }

  /** The session is over. */
  ended(): void {
    const { end } = this.#session.course;
    this.#leave();
    if (end !== undefined) this.#say({ type: 'ended', end });
    this.#socket.close(NORMAL, 'the session is over');
  }

  #heard(data: Buffer, isBinary: boolean): void {
    if (this.#over) return;
    this.#bytes += data.length;
    if (this.#bytes > MOST_BYTES_A_SECOND) this.#refuse(POLICY_VIOLATION, 'too much at once');
    else if (!isBinary) this.#told(data);
    else if (!this.#begun) this.#refuse(POLICY_VIOLATION, 'say `begin` first');
    else {
      this.#chunks++;
      this.#session.hear(data);
    }
  }

  #told(data: Buffer): void {
    const said = microphoneSays.safeParse(jsonOf(data));
    const message = said.data;
    switch (message?.type) {
      case undefined:
        this.#refuse(POLICY_VIOLATION, 'not a message of a microphone');
        break;
      case 'begin':
        this.#begin(message.mime);
        break;
      case 'end':
        void this.#session.farewell();
        break;
      case 'ping':
        if (this.#begun) this.#session.happens({ type: 'alive' });
        this.#say({ type: 'pong', at: message.at });
        break;
      default:
        message satisfies never;
    }
  }

  #begin(mime: string): void {
    const input = inputOf(mime);
    if (!input) {
      this.#refuse(UNSUPPORTED, 'send audio/webm or audio/ogg with Opus, or audio/mp4');
      return;
    }
    this.#begun = true;
    this.#session.begin(input);
    const { startsAt, endsAt } = this.#session.stored;
    this.#say({ type: 'ready', startsAt, endsAt });
  }

  #refuse(code: number, why: string): void {
    this.#log.warn({ live: this.#session.stored.id, why }, 'a microphone was refused');
    this.#closed();
    this.#socket.close(code, why);
  }

  #closed(): void {
    if (this.#over) return;
    const wasSpeaking = this.#begun;
    this.#leave();
    if (wasSpeaking) this.#session.closed();
  }

  #leave(): void {
    this.#over = true;
    this.#cancel?.();
  }

  #secondLater(): void {
    this.#cancel = this.#clock.after(SECOND_MS, () => {
      this.#tell();
      this.#socket.ping(String(this.#clock.now()));
      this.#bytes = 0;
      this.#chunks = 0;
      this.#secondLater();
    });
  }

  #answered(sent: Buffer): void {
    if (this.#over) return;
    const at = Number(sent.toString('utf8'));
    if (Number.isFinite(at)) this.#roundTripMs = Math.max(0, this.#clock.now() - at);
    if (this.#begun) this.#session.happens({ type: 'alive' });
  }

  #tell(): void {
    const session = this.#session;
    const gatewayMs = session.delayMs;
    const chunkMs = this.#chunks === 0 ? undefined : SECOND_MS / this.#chunks;
    const known = gatewayMs !== undefined && chunkMs !== undefined;
    this.#say({
      ...{ type: 'state', at: this.#clock.now(), ...session.takeLevel() },
      ...{ playing: session.playing(), nodes: session.nodes.size },
      ...(known ? { delayMs: estimatedDelayMs({ chunkMs, gatewayMs, roundTripMs: this.#roundTripMs }) } : {}),
    });
  }

  #say(message: MicrophoneHears): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

function jsonOf(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}
