import type { LiveSession, MicrophoneHears, MicrophoneSays } from '../../protocol/api/live.ts';
import { type LineState, lineState, soundMs, withRoundTrip } from './line-state.ts';
import { afterWord, type Speech } from './speech-state.ts';

/** Chromium gives a piece every 120 ms at 100 (measured: it encodes frames of 60 ms). */
const PIECE_MS = 100;
/** Speech through a horn needs no more. */
export const BITS_PER_SECOND = 48_000;
const LOOK_MS = 500;
const PING_EVERY_LOOKS = 2;
/** After «end» the gateway says how it ended; where no answer comes, nobody waits longer. */
const FAREWELL_MS = 3_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/webm'];

interface Parts {
  readonly session: LiveSession;
  readonly stream: MediaStream;
  readonly url: string;
  /** The gateway's time. */
  readonly now: () => number;
  readonly changed: (speech: Speech) => void;
}

/** Carries what the microphone hears to the gateway, from the end of the countdown until one of both hangs up. */
export class Speaker {
  readonly #parts: Parts;
  readonly #recorder: MediaRecorder;
  readonly #socket: WebSocket;
  #speech: Speech;
  #roundTripsMs: readonly number[] = [];
  #heardAt = performance.now();
  #looks = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { session, stream, url } = parts;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, {
      audioBitsPerSecond: BITS_PER_SECOND,
      ...(mimeType ? { mimeType } : {}),
    });
    this.#speech = {
      ...{ phase: 'opening', session, startsAt: session.startsAt, endsAt: session.endsAt, line: 'good' },
    };
    this.#socket = new WebSocket(url);
  }

  start(): void {
    const socket = this.#socket;
    socket.onopen = () => {
      this.#heardAt = performance.now();
      this.#say({ type: 'begin', mime: this.#recorder.mimeType || (TYPES[0] ?? '') });
    };
    // What our own gateway sends: its shape is the contract's.
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as MicrophoneHears);
    socket.onclose = () => this.#over('socket');
    this.#recorder.ondataavailable = ({ data }) => {
      if (data.size > 0 && socket.readyState === WebSocket.OPEN) socket.send(data);
    };
    const [track] = this.#parts.stream.getAudioTracks();
    // Pulled out, or taken by a call: nothing is heard any more.
    track?.addEventListener('ended', () => this.end());
    this.#heardAt = performance.now();
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
  }

  /** The speaker has said all: the last piece leaves before the word. */
  end(): void {
    if (this.#speech.phase === 'ending' || this.#speech.phase === 'over') return;
    this.#change({ ...this.#speech, phase: 'ending' });
    const farewell = () => this.#say({ type: 'end' });
    if (this.#recorder.state === 'inactive') farewell();
    else {
      this.#recorder.onstop = farewell;
      this.#recorder.stop();
    }
    this.#later(() => this.#over('speaker'), FAREWELL_MS);
  }

  /** The page goes away: the socket falls, and the gateway ends it. */
  leave(): void {
    this.#quiet();
  }

  #hear(word: MicrophoneHears): void {
    this.#heardAt = performance.now();
    if (word.type === 'pong') this.#roundTripsMs = withRoundTrip(this.#roundTripsMs, performance.now() - word.at);
    const before = this.#speech;
    this.#change(afterWord(before, word));
    if (before.phase === 'opening' && this.#speech.phase === 'countdown')
      this.#later(() => this.#speak(), this.#speech.startsAt - this.#parts.now());
    if (this.#speech.phase === 'over') this.#quiet();
  }

  #speak(): void {
    if (this.#speech.phase !== 'countdown') return;
    this.#recorder.start(PIECE_MS);
    this.#change({ ...this.#speech, phase: 'speaking' });
  }

  #look(): void {
    if (this.#looks++ % PING_EVERY_LOOKS === 0) this.#say({ type: 'ping', at: performance.now() });
    const line: LineState = lineState({
      roundTripsMs: this.#roundTripsMs,
      unheardMs: performance.now() - this.#heardAt,
      waitingMs: soundMs(this.#socket.bufferedAmount, BITS_PER_SECOND),
    });
    if (line === 'lost') this.#over('socket');
    else if (line !== this.#speech.line) this.#change({ ...this.#speech, line });
  }

  #over(end: 'socket' | 'speaker'): void {
    if (this.#speech.phase === 'over') return;
    // Hung up on after the farewell is no lost line.
    const why = this.#speech.phase === 'ending' ? 'speaker' : end;
    this.#quiet();
    this.#change({ ...this.#speech, phase: 'over', end: why });
  }

  /** No sound leaves any more. */
  #quiet(): void {
    clearInterval(this.#looking);
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#recorder.ondataavailable = null;
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    this.#socket.onclose = null;
    this.#socket.close();
  }

  #say(word: MicrophoneSays): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(word));
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
