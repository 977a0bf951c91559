import type { Repairs } from '../../protocol/api/cases.ts';
import { useWords } from '../i18n/Language.tsx';

/** «Sửa 2 cụm đầu thì thêm 2 thôn đạt quý IV/2026.»: the gateway's own numbers. */
export function RepairsSentence({ repairs, byEffect }: { repairs: Repairs; byEffect: boolean }) {
  const { say } = useWords();
  const { first, hamlets, kept, items, left, nodes, periodTitle } = repairs;
  if (items.length === 0) return say('repair.none', { ...nodes });
  if (first === 0) return say('repair.sentence-none', { n: items.length + left });
  const period = periodTitle.charAt(0).toLowerCase() + periodTitle.slice(1);
  const single = items.slice(0, first).every((item) => item.case.nodes === 1);
  const things = say(single ? 'repair.thing-node' : 'repair.thing-cause');
  const key = kept === 0 ? 'repair.sentence' : hamlets === 0 ? 'repair.sentence-kept' : 'repair.sentence-both';
  const sentence = say(key, { first, things, hamlets, kept, period });
  return byEffect ? sentence : say('repair.sentence-other', { n: items.length + left, sentence });
}
