import type { NodeCounts } from '../../protocol/api/fleet.ts';
import { NODE_GROUPS, type NodeGroup } from '../../protocol/nodes.ts';
import { Mark } from '../components/Mark.tsx';
import type { Meaning } from '../components/meaning.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Fleet.module.css';

const MEANING: Readonly<Partial<Record<NodeGroup, Meaning>>> = {
  silent: 'bad',
  mute: 'bad',
  unsteady: 'partial',
  maintenance: 'excused',
  'not-enrolled': 'planned',
};

/** [Tất cả | Mất kết nối 1 | Không ra tiếng 1 | …]: what is pressed is in the address. */
export function GroupChips({
  counts,
  chosen,
  onChoose,
}: {
  counts: NodeCounts | undefined;
  chosen: NodeGroup;
  onChoose: (group: NodeGroup) => void;
}) {
  const { say, format } = useWords();
  return (
    <fieldset className={styles.chips}>
      <legend className="visually-hidden">{say('fleet.groups')}</legend>
      {NODE_GROUPS.map((group) => {
        const meaning = MEANING[group];
        return (
          <button key={group} type="button" aria-pressed={group === chosen} onClick={() => onChoose(group)}>
            {meaning && <Mark meaning={meaning} />}
            {say(`fleet-group.${group}`)}
            {counts && <b className="numeric">{format.number(counts.groups[group])}</b>}
          </button>
        );
      })}
    </fieldset>
  );
}
