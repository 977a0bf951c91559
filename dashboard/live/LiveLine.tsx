import type { LiveSession } from '../../protocol/api/live.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLive } from '../i18n/vi-live.ts';
import { clockText } from './speech-state.ts';

knowWords(viLive);

/** «Nói trực tiếp Thôn Đông · Bình · 00:42 · 3/3 cụm» */
export function LiveLine({ session, now }: { session: LiveSession; now: number }) {
  const { say, format } = useWords();
  return say(session.class === 'emergency' ? 'live.line-emergency' : 'live.line', {
    where: session.areaNames.join(', '),
    who: session.byName,
    time: clockText(now - session.startsAt),
    playing: format.number(session.playing),
    nodes: format.number(session.nodes),
  });
}
