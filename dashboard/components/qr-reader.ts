import type { Frame } from './qr-worker.ts';

/** Not in TypeScript's library: Chrome on Android has it, on Windows 7 it does not. */
interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

const FRAME_EVERY_MS = 120;
const LONGEST_SIDE = 720;

/** Looks at a video until it shows a QR that `accept` takes; `stop` ends it. */
export async function readVideo(
  video: HTMLVideoElement,
  accept: (text: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const read = (await nativeReader()) ?? workerReader(signal);
  while (!signal.aborted) {
    const text = video.videoWidth > 0 ? await read(video) : undefined;
    if (!signal.aborted && text !== undefined && accept(text)) return;
    await new Promise((resolve) => setTimeout(resolve, FRAME_EVERY_MS));
  }
}

type Read = (video: HTMLVideoElement) => Promise<string | undefined>;

async function nativeReader(): Promise<Read | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: NativeDetectorClass };
  const formats = await BarcodeDetector?.getSupportedFormats().catch((): string[] => []);
  if (!BarcodeDetector || !formats?.includes('qr_code')) return undefined;
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue;
}

function workerReader(signal: AbortSignal): Read {
  const worker = new Worker(new URL('./qr-worker.ts', import.meta.url), { type: 'module' });
  signal.addEventListener('abort', () => worker.terminate());
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => {
    if (!context) return Promise.resolve(undefined);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const frame: Frame = { width, height, data };
    return new Promise((resolve) => {
      // A worker that fails to load or is ended answers nothing: the next frame asks again.
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      worker.onerror = () => resolve(undefined);
      worker.onmessage = ({ data: text }: MessageEvent<string | undefined>) => resolve(text);
      worker.postMessage(frame, [data.buffer]);
    });
  };
}
