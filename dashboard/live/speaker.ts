import type { LiveSession, MicrophoneHears, MicrophoneSays } from '../../protocol/api/live.ts';
import { lineState, soundMs, withRoundTrip } from './line-state.ts';
import { afterWord, isOnItsWay, type Speech } from './speech-state.ts';

/** Chromium gives a piece every 120 ms at 100 (measured: it encodes frames of 60 ms). */
const PIECE_MS = 100;
/** Speech through a horn needs no more. */
export const BITS_PER_SECOND = 48_000;
const LOOK_MS = 500;
const PING_EVERY_LOOKS = 2;
/** After «end» the gateway says how it ended; where no answer comes, nobody waits longer. */
const FAREWELL_MS = 3_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/webm'];
/** The gateway hung up on purpose: coming again would be the same again (RFC 6455 §7.4.1). */
const REFUSED = [1003, 1008];

interface Parts {
  readonly session: LiveSession;
  readonly stream: MediaStream;
  readonly url: string;
  /** The gateway's time. */
  readonly now: () => number;
  readonly changed: (speech: Speech) => void;
}

/**
 * Carries what the microphone hears to the gateway, from the countdown until one of both hangs up. What is said before the
 * countdown ends the gateway plays to nobody and keeps nowhere; its decoder is warm when the first word comes.
 */
export class Speaker {
  readonly #parts: Parts;
  #recorder: MediaRecorder | undefined;
  #socket: WebSocket | undefined;
  #speech: Speech;
  #roundTripsMs: readonly number[] = [];
  #heardAt = performance.now();
  #looks = 0;
  /** A line that fell comes back once within the gateway's second of grace; what falls twice in a row is down. */
  #mayComeBack = false;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { session } = parts;
    const { startsAt, endsAt } = session;
    this.#speech = { phase: 'opening', session, startsAt, endsAt, line: 'good' };
  }

  start(): void {
    this.#connect();
    const [track] = this.#parts.stream.getAudioTracks();
    // Pulled out, or taken by a call: nothing is heard any more.
    track?.addEventListener('ended', () => this.end());
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
  }

  /** The speaker has said all: the last piece leaves before the word. */
  end(): void {
    if (!isOnItsWay(this.#speech)) return;
    this.#change({ ...this.#speech, phase: 'ending' });
    const farewell = () => this.#say({ type: 'end' });
    const recorder = this.#recorder;
    if (!recorder || recorder.state === 'inactive') farewell();
    else {
      recorder.onstop = farewell;
      recorder.stop();
    }
    this.#later(() => this.#over('speaker'), FAREWELL_MS);
  }

  /** The page goes away: the socket falls, and the gateway ends it. */
  leave(): void {
    clearInterval(this.#looking);
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#hangUp();
  }

  /** A recorder of its own for each line: only its first piece says what the rest is. */
  #connect(): void {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(this.#parts.stream, {
      ...(mimeType ? { mimeType } : {}),
      audioBitsPerSecond: BITS_PER_SECOND,
    });
    const socket = new WebSocket(this.#parts.url);
    [this.#recorder, this.#socket, this.#heardAt] = [recorder, socket, performance.now()];
    socket.onopen = () => this.#say({ type: 'begin', mime: recorder.mimeType || (TYPES[0] ?? '') });
    // What our own gateway sends: its shape is the contract's.
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as MicrophoneHears);
    socket.onclose = ({ code }) => this.#fell(code);
    recorder.ondataavailable = ({ data }) => {
      if (data.size > 0 && socket.readyState === WebSocket.OPEN) socket.send(data);
    };
  }

  #hear(word: MicrophoneHears): void {
    this.#heardAt = performance.now();
    if (word.type === 'pong') this.#roundTripsMs = withRoundTrip(this.#roundTripsMs, performance.now() - word.at);
    if (word.type === 'state') this.#mayComeBack = true;
    const before = this.#speech;
    this.#change(afterWord(before, word));
    if (word.type === 'ready' && isOnItsWay(before)) this.#recorder?.start(PIECE_MS);
    if (before.phase === 'opening' && this.#speech.phase === 'countdown')
      this.#later(() => this.#begin(), this.#speech.startsAt - this.#parts.now());
    if (this.#speech.phase === 'over') this.leave();
  }

  #begin(): void {
    if (this.#speech.phase === 'countdown') this.#change({ ...this.#speech, phase: 'speaking' });
  }

  #fell(code: number): void {
    const comesBack = isOnItsWay(this.#speech) && this.#mayComeBack && !REFUSED.includes(code);
    this.#mayComeBack = false;
    this.#hangUp();
    if (comesBack) this.#connect();
    else this.#over('socket');
  }

  #look(): void {
    if (this.#looks++ % PING_EVERY_LOOKS === 0) this.#say({ type: 'ping', at: performance.now() });
    const line = lineState({
      roundTripsMs: this.#roundTripsMs,
      unheardMs: performance.now() - this.#heardAt,
      waitingMs: soundMs(this.#socket?.bufferedAmount ?? 0, BITS_PER_SECOND),
    });
    if (line === 'lost') this.#over('socket');
    else if (line !== this.#speech.line) this.#change({ ...this.#speech, line });
  }

  #over(end: 'socket' | 'speaker'): void {
    if (this.#speech.phase === 'over') return;
    // Hung up on after the farewell is no lost line.
    const why = this.#speech.phase === 'ending' ? 'speaker' : end;
    this.leave();
    this.#change({ ...this.#speech, phase: 'over', end: why });
  }

  /** No sound leaves on this line any more. */
  #hangUp(): void {
    const [recorder, socket] = [this.#recorder, this.#socket];
    if (recorder) {
      recorder.ondataavailable = null;
      recorder.onstop = null;
      if (recorder.state !== 'inactive') recorder.stop();
    }
    if (!socket) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  }

  #say(word: MicrophoneSays): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(word));
  }

  #later(act: () => void, ms: number): void {
    this.#timers.push(setTimeout(act, Math.max(0, ms)));
  }

  #change(speech: Speech): void {
    if (speech === this.#speech) return;
    this.#speech = speech;
    this.#parts.changed(speech);
  }
}
