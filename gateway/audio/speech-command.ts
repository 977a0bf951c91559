import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolRun } from './ffmpeg.ts';
import { LARGEST_SOUND_BYTES, type Manner, plainWords, type SpeechEngine, speechFailed } from './speech-engine.ts';
import { shortHash } from './speech-http.ts';
import { runVoice } from './speech-program.ts';
import type { SpeechSetting } from './speech-setting.ts';

type CommandSetting = Extract<SpeechSetting, { engine: 'command' }>;

/** How much longer a sound becomes, as Piper's `--length_scale` takes it; `{speed}` is one over it. */
const LENGTH = { slow: 1.2, normal: 1, fast: 0.85 } as const;

/**
 * A local program (Piper, sherpa-onnx): arguments as configured, with `{voice}`, `{length}`, `{speed}`, `{text}` and `{output}` filled in.
 * Without `{text}` the words go to its standard input; without `{output}` the sound comes from its standard output.
 */
export class CommandEngine implements SpeechEngine {
  readonly name: string;
  readonly voices: SpeechEngine['voices'];
  readonly #setting: CommandSetting;

  constructor(setting: CommandSetting) {
    this.#setting = setting;
    this.voices = setting.voices.map(({ id, name }) => ({ id, name }));
    const commands = [...setting.commands].map(([id, command]) => [id, ...command].join(' '));
    this.name = `command/${shortHash([...commands, ...setting.voices.map(({ voice }) => voice)])}`;
  }

  async speak(words: string, { voice, speed }: Manner, run: ToolRun): Promise<Buffer> {
    const { commands, voices, timeoutMs } = this.#setting;
    const command = commands.get(voice);
    if (!command) throw speechFailed('is not configured for this region');
    const text = plainWords(words);
    const limits = { ...run, timeLimitMs: Math.min(timeoutMs, run.timeLimitMs) };
    const hasFile = command.some((one) => one.includes('{output}'));
    const folder = hasFile ? await mkdtemp(join(tmpdir(), 'loaxa-voice-')) : '';
    try {
      const output = join(folder, 'voice.wav');
      const fill: Readonly<Record<string, string>> = {
        ...{ voice: voices.find(({ id }) => id === voice)?.voice ?? voice, text, output },
        ...{ length: String(LENGTH[speed]), speed: (1 / LENGTH[speed]).toFixed(2) },
      };
      const [program = '', ...args] = command.map((one) =>
        one.replace(/\{(voice|text|output|length|speed)\}/g, (_, name: string) => fill[name] ?? ''),
      );
      const takesText = command.some((one) => one.includes('{text}'));
      const said = await runVoice(program, args, takesText ? '' : `${text}\n`, limits);
      return hasFile ? await soundIn(output) : said;
    } finally {
      if (hasFile) await rm(folder, { recursive: true, force: true });
    }
  }
}

async function soundIn(path: string): Promise<Buffer> {
  const file = await open(path).catch((cause) => Promise.reject(speechFailed('wrote no sound', cause)));
  try {
    const { size } = await file.stat();
    if (size > LARGEST_SOUND_BYTES) throw speechFailed('said too much');
    return await file.readFile();
  } finally {
    await file.close();
  }
}
