import { z } from 'zod';
import { inputArguments, runTool, type ToolRun } from './ffmpeg.ts';
import { FORMATS, type Format, isAllowedCodec } from './format.ts';
import { AudioRefusedError } from './refusal.ts';

export interface Probe {
  readonly codec: string;
  /** What the container says its length is; undefined when it does not say. */
  readonly declaredMs?: number;
}

/** A studio's file at most: 255 channels at 655 kHz would keep the decoder busy for a day behind two hours of silence. */
const MOST_CHANNELS = 8;
const HIGHEST_RATE = 192_000;

const answer = z.object({
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        codec_name: z.string().optional(),
        channels: z.number().optional(),
        sample_rate: z.coerce.number().optional(),
        disposition: z.object({ attached_pic: z.number().optional() }).optional(),
      }),
    )
    .default([]),
  format: z.object({ duration: z.coerce.number().optional() }).optional(),
});

/** What ffprobe finds in a file of a known format. Throws AudioRefusedError for no sound, a film, or a codec we do not take. */
export async function probe(path: string, format: Format, run: ToolRun): Promise<Probe> {
  const result = await runTool(
    'ffprobe',
    [
      ...['-v', 'error', '-of', 'json'],
      ...[
        '-show_entries',
        'format=duration:stream=codec_type,codec_name,channels,sample_rate:stream_disposition=attached_pic',
      ],
      ...inputArguments({ path, demuxer: FORMATS[format].demuxer }),
    ],
    run,
  );
  if (result.code !== 0) {
    if (/moov atom not found/.test(result.stderr)) throw new AudioRefusedError('recording-truncated');
    throw new AudioRefusedError('recording-damaged');
  }
  const { streams, format: container } = answer.parse(JSON.parse(result.stdout));
  const sound = streams.find((stream) => stream.codec_type === 'audio');
  const film = streams.some((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
  if (!sound?.codec_name || film) throw new AudioRefusedError('recording-not-audio');
  if (!isAllowedCodec(format, sound.codec_name)) throw new AudioRefusedError('recording-not-audio', sound.codec_name);
  if ((sound.channels ?? 1) > MOST_CHANNELS || (sound.sample_rate ?? 0) > HIGHEST_RATE)
    throw new AudioRefusedError('recording-not-audio', `${sound.channels} channels at ${sound.sample_rate} Hz`);
  const seconds = container?.duration;
  return { codec: sound.codec_name, ...(seconds === undefined ? {} : { declaredMs: Math.round(seconds * 1_000) }) };
}
