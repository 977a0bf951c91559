import type { ToolRun } from './ffmpeg.ts';
import { filtered } from './pcm.ts';

/** About as loud as it will be in the recording, without the passes that measure it: somebody only wants to hear how it sounds. */
const QUICK_LEVEL = 'dynaudnorm=f=250:g=5:p=0.8:m=20,alimiter=limit=0.84:level=disabled';

/** A WAV stream as MP3, in memory. */
export async function soundedOnce(wav: AsyncIterable<Buffer>, run: ToolRun): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of wav) parts.push(part);
  const input = ['-protocol_whitelist', 'pipe', '-f', 'wav', '-ignore_length', '1', '-i', 'pipe:0'];
  const output = ['-af', QUICK_LEVEL, '-ac', '1', '-c:a', 'libmp3lame', '-b:a', '64k', '-f', 'mp3', 'pipe:1'];
  return filtered([...input, ...output], Buffer.concat(parts), run);
}
