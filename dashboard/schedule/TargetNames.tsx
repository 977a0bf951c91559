import { useQueries } from '@tanstack/react-query';
import type { Area, Node } from '../../protocol/api/areas.ts';
import type { Target } from '../../protocol/api/broadcast.ts';
import { areaTitle } from '../components/area-title.ts';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';

const NAMED = 24;

/** The places of a programme by name; of very many, the first and how many more. */
export function TargetNames({ targets }: { targets: readonly Target[] }) {
  const { say } = useWords();
  const answers = useQueries({
    queries: targets.slice(0, NAMED).map((target) => ({
      queryKey: ['area' in target ? paths.area(target.area) : paths.node(target.node), {}],
    })),
  });
  const names = targets.slice(0, NAMED).map((target, index) => {
    const data = answers[index]?.data;
    if (!data) return '…';
    if ('node' in target) return `${(data as Node).code} · ${(data as Node).hamletName}`;
    const area = data as Area;
    return area.kind === 'hamlet' ? areaTitle(area) : say('picker.whole', { name: areaTitle(area) });
  });
  const more = targets.length - names.length;
  return <>{[...names, ...(more > 0 ? [say('plan.more-places', { n: more })] : [])].join(', ')}</>;
}
