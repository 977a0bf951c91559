// pure
import { VOICES } from '../../protocol/speech.ts';
import type { VoiceId } from './speech-engine.ts';

/** A voice as the engine calls it, and as people see it. */
export interface VoiceSetting {
  readonly id: VoiceId;
  readonly voice: string;
  readonly name: string;
}

/** Which engine speaks, from the environment. */
export type SpeechSetting =
  | { readonly engine: 'espeak' }
  | {
      readonly engine: 'http';
      readonly url: string;
      readonly body: 'json' | 'text';
      readonly token: string | undefined;
      readonly voices: readonly VoiceSetting[];
      readonly timeoutMs: number;
      /** Addresses of the own network that may be called. */
      readonly allowed: readonly string[];
    }
  | {
      readonly engine: 'command';
      /** Program and arguments by voice. */
      readonly commands: ReadonlyMap<VoiceId, readonly string[]>;
      readonly voices: readonly VoiceSetting[];
      readonly timeoutMs: number;
    };

export interface SpeechEnvironment {
  readonly LOAXA_SPEECH_ENGINE: 'espeak' | 'http' | 'command';
  readonly LOAXA_SPEECH_URL?: string | undefined;
  readonly LOAXA_SPEECH_BODY: 'json' | 'text';
  readonly LOAXA_SPEECH_PRIVATE: readonly string[];
  readonly LOAXA_SPEECH_VOICES?: string | undefined;
  readonly LOAXA_SPEECH_TIMEOUT_SECONDS: number;
  readonly LOAXA_SPEECH_COMMAND?: string | undefined;
  readonly LOAXA_SPEECH_COMMAND_NORTH?: string | undefined;
  readonly LOAXA_SPEECH_COMMAND_CENTRAL?: string | undefined;
  readonly LOAXA_SPEECH_COMMAND_SOUTH?: string | undefined;
}

const NAMES: Readonly<Record<VoiceId, string>> = { north: 'Miền Bắc', central: 'Miền Trung', south: 'Miền Nam' };

/** Throws an Error that names the variable and what it should be. */
export function speechSetting(env: SpeechEnvironment, token: string | undefined): SpeechSetting {
  const timeoutMs = env.LOAXA_SPEECH_TIMEOUT_SECONDS * 1_000;
  const voices = voicesOf(env.LOAXA_SPEECH_VOICES);
  switch (env.LOAXA_SPEECH_ENGINE) {
    case 'espeak':
      return { engine: 'espeak' };
    case 'http': {
      const url = env.LOAXA_SPEECH_URL;
      if (url === undefined || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
        throw new Error('LOAXA_SPEECH_ENGINE=http needs LOAXA_SPEECH_URL, an address like https://tts.example/speak.');
      const { LOAXA_SPEECH_BODY: body, LOAXA_SPEECH_PRIVATE: allowed } = env;
      return { engine: 'http', url, body, token, voices: voices ?? every(), timeoutMs, allowed };
    }
    case 'command': {
      const commands = new Map<VoiceId, readonly string[]>();
      for (const { id } of voices ?? every()) {
        const command = commandOf(env, id);
        if (command) commands.set(id, command);
      }
      if (commands.size === 0)
        throw new Error(
          'LOAXA_SPEECH_ENGINE=command needs LOAXA_SPEECH_COMMAND: a JSON list of the program and its arguments (docs/speech.md).',
        );
      return {
        engine: 'command',
        commands,
        voices: (voices ?? every()).filter(({ id }) => commands.has(id)),
        timeoutMs,
      };
    }
  }
}

/** `north=vi_VN-vais1000-medium|Nữ miền Bắc; south=…`: what is not listed is not to be had. */
function voicesOf(text: string | undefined): VoiceSetting[] | undefined {
  const entries = text?.split(';').flatMap((entry) => entry.trim() || []);
  if (!entries?.length) return undefined;
  return entries.map((entry) => {
    const [key = '', value = ''] = entry.split(/=(.*)/s);
    const [voice = '', name] = value.split('|');
    const id = VOICES.find((one) => one === key.trim());
    if (id === undefined || voice.trim() === '')
      throw new Error(
        `LOAXA_SPEECH_VOICES is a list like north=NAME|Shown name; south=NAME with ${VOICES.join(', ')}; see docs/speech.md.`,
      );
    return { id, voice: voice.trim(), name: name?.trim() || NAMES[id] };
  });
}

const every = (): VoiceSetting[] => VOICES.map((id) => ({ id, voice: id, name: NAMES[id] }));

function commandOf(env: SpeechEnvironment, id: VoiceId): string[] | undefined {
  const own = {
    north: env.LOAXA_SPEECH_COMMAND_NORTH,
    central: env.LOAXA_SPEECH_COMMAND_CENTRAL,
    south: env.LOAXA_SPEECH_COMMAND_SOUTH,
  }[id];
  const text = own ?? env.LOAXA_SPEECH_COMMAND;
  if (text === undefined) return undefined;
  const command = listOf(text);
  if (!command)
    throw new Error('LOAXA_SPEECH_COMMAND is a JSON list of texts, like ["piper","--model","/opt/vi.onnx"].');
  return command;
}

function listOf(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
