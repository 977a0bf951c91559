import decodeQR from 'qr/decode.js';

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Reads one frame after the other: the camera's picture stays smooth meanwhile. */
self.onmessage = ({ data }: MessageEvent<Frame>) => {
  let text: string | undefined;
  try {
    text = decodeQR(data, { format: 'RGBA', timeLimit: 200 });
  } catch {
    // No code in this frame: the next one comes in a moment.
  }
  self.postMessage(text);
};
