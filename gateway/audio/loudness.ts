import { inputArguments, runTool, type SoundFile, type ToolResult, type ToolRun } from './ffmpeg.ts';
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

/** Both say their summary at log level info. Frame by frame ebur128 would say thousands of lines. */
export const METERS =
  'astats=measure_perchannel=none:measure_overall=Peak_level+Number_of_samples,ebur128=framelog=verbose';

/** Decodes the first sound stream to its end and measures it as mono, behind the filters `through`; stops at `limitMs`. */
export async function measure(source: SoundFile, limitMs: number, run: ToolRun, through = TO_MONO): Promise<Loudness> {
  const result = await runTool(
    'ffmpeg',
    [
      ...['-loglevel', 'level+info'],
      ...inputArguments(source),
      ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-t', String(limitMs / 1_000)],
      ...['-af', `${through},${METERS}`],
      ...['-f', 'null', '-'],
    ],
    run,
  );
  return loudnessSaid(result);
}

/** What the meters said at the end of a run. Throws AudioRefusedError when it failed. */
export function loudnessSaid(result: ToolResult): Loudness {
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

function figure(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
