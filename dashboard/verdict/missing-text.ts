import type { HamletVerdict } from '../../protocol/api/coverage.ts';
import type { Say } from '../i18n/say.ts';

/** What is missing to pass, in one sentence; nothing when it is met or nothing can be named. */
export function missingText({ missing }: Pick<HamletVerdict, 'missing'>, say: Say): string[] {
  if (!missing) return [];
  const { sessions, visits } = missing;
  return [
    ...(sessions > 0 ? [say('missing.sessions', { n: sessions })] : []),
    ...(visits > 0 ? [say('missing.visits', { n: visits })] : []),
  ];
}
