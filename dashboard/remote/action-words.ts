import type { Action } from '../../protocol/api/remote.ts';
import { knownWords } from '../i18n/known-words.ts';
import type { Say, TextKey } from '../i18n/say.ts';
import { testResultOf } from './told-action.ts';

/** What came of it in words: what a test found, why a node refused, what else the node said. */
export function actionWord(action: Action, say: Say): string {
  const found = testResultOf(action);
  if (found) return say(`test-result.${found}`);
  if (action.state === 'done') return action.result ?? '–';
  if (action.reason === undefined) return '–';
  const key = `reason.${action.reason}`;
  return key in knownWords ? say(key as TextKey) : action.reason;
}
