import { CommandEngine } from './speech-command.ts';
import type { SpeechEngine } from './speech-engine.ts';
import { EspeakEngine } from './speech-espeak.ts';
import { HttpEngine } from './speech-http.ts';
import type { SpeechSetting } from './speech-setting.ts';

/** The engine that is configured. */
export function engineOf(setting: SpeechSetting): SpeechEngine {
  switch (setting.engine) {
    case 'espeak':
      return new EspeakEngine();
    case 'http':
      return new HttpEngine(setting);
    case 'command':
      return new CommandEngine(setting);
    default:
      return setting satisfies never;
  }
}
