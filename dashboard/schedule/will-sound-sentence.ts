// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Say } from '../i18n/say.ts';

/** «Xóm Đông hôm nay nghe 2 bản tin. 1 mục sẽ không phát.» */
export function willSoundSentence(items: readonly PreviewItem[], name: string, now: number, say: Say): string {
  const today = items.filter((item) => dayOf(item.startAt) === dayOf(now));
  const silent = today.filter((item) => !item.willSound).length;
  return [
    say('plan.will-sound-sentence', { name, n: today.length - silent }),
    silent > 0 ? say('plan.will-not-sentence', { n: silent }) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
