import { RefusedError, UnreachableError } from '../data/gateway-client.ts';
import { dateTimeText } from '../format/date.ts';
import type { Say, TextKey } from '../i18n/say.ts';
import { vi } from '../i18n/vi.ts';

/** One sentence for what went wrong; the gateway's stable code is the key, an unknown code is shown itself. */
export function problemText(error: unknown, say: Say): string {
  if (error instanceof UnreachableError) return say('error.unreachable');
  if (!(error instanceof RefusedError)) return say('error.unexpected');
  const { code, nextAllowedAt, detail, title } = error.problem;
  const key = `problem.${code.startsWith('no-such-') ? 'not-found' : code}`;
  const sentence = key in vi ? say(key as TextKey) : say('error.refused', { code, detail: detail ?? title });
  return nextAllowedAt === undefined
    ? sentence
    : `${sentence} ${say('error.next-allowed', { when: dateTimeText(nextAllowedAt) })}`;
}
