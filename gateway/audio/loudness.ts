import { inputArguments, runTool, type ToolRun } from './ffmpeg.ts';
import { AudioRefusedError } from './refusal.ts';

export interface Loudness {
  /** Integrated loudness of EBU R 128 / ITU-R BS.1770, LUFS; −70 is silence. */
  readonly lufs: number;
  /** Largest sample, dB below full scale. */
  readonly peakDb: number;
  /** Length that was really decoded. */
  readonly durationMs: number;
  /** Lines in which the decoder complained. */
  readonly complaints: number;
}

const RATE = 48_000;
/** Everything is judged and sent as the horns give it: one channel, 48 kHz. */
export const TO_MONO = `aresample=${RATE},aformat=sample_fmts=fltp:channel_layouts=mono`;

/** Decodes the first sound stream to its end and measures it as mono; stops at `limitMs`. */
export async function measure(path: string, demuxer: string, limitMs: number, run: ToolRun): Promise<Loudness> {
  const result = await runTool(
    'ffmpeg',
    [
      ...['-loglevel', 'level+info'],
      ...inputArguments(path, demuxer),
      ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-t', String(limitMs / 1_000)],
      ...['-af', `${TO_MONO},astats=measure_perchannel=none:measure_overall=Peak_level+Number_of_samples,${METER}`],
      ...['-f', 'null', '-'],
    ],
    run,
  );
  const samples = figure(result.stderr, /Number of samples: (\d+)/);
  if (result.code !== 0 || samples === undefined) throw new AudioRefusedError('recording-damaged');
  const lines = result.stderr.split('\n');
  return {
    lufs: Math.max(-70, figure(result.stderr, /Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/) ?? -70),
    peakDb: figure(result.stderr, /Peak level dB: (-?[\d.]+)/) ?? -100,
    durationMs: Math.round((samples / RATE) * 1_000),
    complaints: lines.filter((line) => line.includes('[error]')).length,
  };
}

/** Frame by frame it would say thousands of lines; only the summary is wanted. */
const METER = 'ebur128=framelog=verbose';

function figure(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
