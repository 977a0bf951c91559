import { RefusedError, UnreachableError } from '../data/gateway-client.ts';
import { dateTimeText } from '../format/date.ts';
import { durationText } from '../format/format.ts';
import { knownWords } from '../i18n/known-words.ts';
import type { Say, TextKey } from '../i18n/say.ts';

/** One sentence for what went wrong; the gateway's stable code is the key, an unknown code is shown itself. */
export function problemText(error: unknown, say: Say): string {
  if (error instanceof UnreachableError) return say('error.unreachable');
  if (!(error instanceof RefusedError)) return say('error.unexpected');
  const { code, nextAllowedAt, triesLeft, retryAfterMs, detail, title } = error.problem;
  if (code === 'too-many-attempts' && retryAfterMs !== undefined)
    return say('error.wait', { time: durationText(retryAfterMs, say) });
  const key = `problem.${code.startsWith('no-such-') ? 'not-found' : code}`;
  const sentence = key in knownWords ? say(key as TextKey) : say('error.refused', { code, detail: detail ?? title });
  if (nextAllowedAt !== undefined)
    return `${sentence} ${say('error.next-allowed', { when: dateTimeText(nextAllowedAt) })}`;
  return triesLeft === undefined ? sentence : `${sentence} ${say('error.tries-left', { n: triesLeft })}`;
}
