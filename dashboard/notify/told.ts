import type { Channel } from '../../protocol/api/notify.ts';
import type { MessageState } from '../../protocol/notify.ts';
import type { Meaning, Told } from '../components/meaning.ts';
import { knownWords } from '../i18n/known-words.ts';
import type { Say, TextKey } from '../i18n/say.ts';

export function tellChannel({ paused, failingSince, sentAt }: Channel): Told {
  if (paused) return { meaning: 'excused', word: 'notify.state.paused' };
  if (failingSince !== undefined) return { meaning: 'bad', word: 'notify.state.failing' };
  return sentAt === undefined
    ? { meaning: 'unknown', word: 'notify.state.unused' }
    : { meaning: 'good', word: 'notify.state.works' };
}

const MESSAGE: Record<MessageState, Meaning> = {
  held: 'planned',
  waiting: 'planned',
  sent: 'good',
  merged: 'excused',
  failed: 'bad',
};
export function tellMessage(state: MessageState): Told {
  return { meaning: MESSAGE[state], word: `notify.message.${state}` };
}

/** What a word of the gateway means and what to do; one nobody wrote down is shown itself. */
export function wordText(word: string, say: Say): string {
  const http = /^HTTP (\d)/.exec(word)?.[1];
  const key = `notify.word.${http ? `HTTP-${http}` : word}`;
  return key in knownWords ? say(key as TextKey, { word }) : word; // just looked up
}
