import { useCallback, useEffect, useRef, useState } from 'react';
import { keepHead, keepPiece } from '../data/kept-recording.ts';
import { decibels, meterValue, type VoiceLevel, voiceLevel } from './voice-level.ts';

/** Why there is no sound to record. */
export type MicrophoneFault = 'needs-https' | 'refused' | 'none' | 'busy' | 'other';

const PIECE_MS = 5_000;
const LOOK_MS = 100;
const LOOKS_KEPT = 30;
const SILENT_LOOKS = 100;
const LONGEST_MS = 60 * 60_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/webm', 'audio/ogg;codecs=opus'];

interface Running {
  readonly stream: MediaStream;
  readonly recorder: MediaRecorder;
  readonly context: AudioContext;
  readonly pieces: Blob[];
  readonly startedAt: number;
  timer: ReturnType<typeof setInterval>;
  wake?: { release(): Promise<void> } | undefined;
}

export interface Recorded {
  readonly blob: Blob;
  readonly lengthMs: number;
}

/** Records the microphone, keeps every five seconds in the browser, measures the level and holds the screen awake. */
export function useMicrophone(account: string, onRecorded: (recorded: Recorded) => void) {
  const running = useRef<Running | undefined>(undefined);
  const [state, setState] = useState<'idle' | 'asking' | 'recording'>('idle');
  const [fault, setFault] = useState<MicrophoneFault | undefined>();
  const [atMs, setAtMs] = useState(0);
  const [meter, setMeter] = useState(0);
  const [level, setLevel] = useState<VoiceLevel>('right');
  const [unkept, setUnkept] = useState(false);
  const recorded = useRef(onRecorded);
  recorded.current = onRecorded;

  const stop = useCallback(() => {
    const now = running.current;
    if (!now) return;
    running.current = undefined;
    clearInterval(now.timer);
    if (now.recorder.state !== 'inactive') now.recorder.stop();
    for (const track of now.stream.getTracks()) track.stop();
    void now.context.close();
    void now.wake?.release();
    setState('idle');
    setMeter(0);
  }, []);

  const start = useCallback(async () => {
    setFault(undefined);
    if (!window.isSecureContext || !navigator.mediaDevices) return setFault('needs-https');
    setState('asking');
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      const now = await begin(stream, account, () => setUnkept(true));
      running.current = now;
      now.recorder.onstop = () =>
        recorded.current({
          blob: new Blob(now.pieces, { type: plainType(now.recorder.mimeType) }),
          lengthMs: Date.now() - now.startedAt,
        });
      now.recorder.onerror = stop;
      const [track] = stream.getAudioTracks();
      track?.addEventListener('ended', stop);
      const look = listenTo(now);
      now.timer = setInterval(() => {
        const heard = look();
        setMeter(heard.meter);
        setLevel(heard.level);
        setAtMs(Date.now() - now.startedAt);
        if (Date.now() - now.startedAt >= LONGEST_MS) stop();
      }, LOOK_MS);
      setState('recording');
    } catch (error) {
      setState('idle');
      setFault(faultOf(error));
    }
  }, [account, stop]);

  useEffect(() => stop, [stop]);
  // The browser lets go of the screen when the page is hidden.
  useEffect(() => {
    if (state !== 'recording') return;
    const looked = async () => {
      const now = running.current;
      if (now && document.visibilityState === 'visible') now.wake = await stayAwake();
    };
    document.addEventListener('visibilitychange', looked);
    return () => document.removeEventListener('visibilitychange', looked);
  }, [state]);
  return { state, fault, atMs, meter, level, unkept, start, stop };
}

async function begin(stream: MediaStream, account: string, onUnkept: () => void): Promise<Running> {
  const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 96_000 });
  const context = new AudioContext();
  await context.resume();
  const id = crypto.randomUUID();
  const startedAt = Date.now();
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => {
    if (data.size === 0) return;
    const index = pieces.push(data) - 1;
    keepPiece(id, index, data, Date.now() - startedAt).catch(onUnkept);
  };
  await keepHead({ id, account, startedAt, type: plainType(recorder.mimeType) }).catch(onUnkept);
  recorder.start(PIECE_MS);
  return { stream, recorder, context, pieces, startedAt, timer: 0 as never, wake: await stayAwake() };
}

/** Looks at the sound of this moment; the word is of the last three seconds, «silent» of the last ten. */
function listenTo({ stream, context }: Running): () => { meter: number; level: VoiceLevel } {
  const analyser = context.createAnalyser();
  analyser.fftSize = 2_048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const last: number[] = [];
  return () => {
    analyser.getFloatTimeDomainData(samples);
    const db = decibels(samples);
    last.push(db);
    if (last.length > SILENT_LOOKS) last.shift();
    const word = last.length < LOOKS_KEPT ? 'right' : voiceLevel(last.slice(-LOOKS_KEPT));
    const silent = last.length === SILENT_LOOKS && voiceLevel(last) === 'silent';
    return { meter: meterValue(db), level: silent ? 'silent' : word === 'silent' ? 'soft' : word };
  };
}

/** A phone that locks its screen stops the microphone. Not every browser can hold it awake. */
export async function stayAwake(): Promise<{ release(): Promise<void> } | undefined> {
  try {
    return await navigator.wakeLock?.request('screen');
  } catch {
    return undefined;
  }
}

export function faultOf(error: unknown): MicrophoneFault {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'other';
}

const plainType = (type: string) => type.split(';')[0] || 'audio/webm';
