import type { Rollout, RolloutStage } from '../../protocol/api/firmware.ts';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './Firmware.module.css';
import { figuresOf, tellStage } from './tell.ts';

/** Each stage in figures, with a bar beside them and a word before it. */
export function StageTable({ rollout }: { rollout: Rollout }) {
  const { say, format } = useWords();
  const rows = rollout.stages.map((stage, at) => ({ stage, at, ...figuresOf(stage) }));
  return (
    <DataTable
      caption={say('firmware.stages')}
      rows={rows}
      keyOf={(row) => row.at}
      columns={[
        {
          title: say('firmware.stage'),
          cell: ({ stage, at }) => say('firmware.stage-name', { n: at + 1, share: format.number(stage.share) }),
        },
        { title: say('firmware.state'), cell: ({ stage, at }) => <StateTag told={tellStage(rollout, at, stage)} /> },
        { title: say('firmware.progress'), cell: ({ stage }) => <Bar stage={stage} /> },
        {
          title: say('firmware.done-of'),
          cell: ({ done, stage }) => `${format.number(done)}/${format.number(stage.nodes)}`,
          numeric: true,
        },
        { title: say('firmware.at-it'), cell: ({ atIt }) => format.number(atIt), numeric: true },
        { title: say('firmware.failed'), cell: ({ failed }) => format.number(failed), numeric: true },
        { title: say('firmware.waits-for'), cell: ({ stage, left }) => <Waits stage={stage} left={left} /> },
      ]}
    />
  );
}

/** The same figures once more, for the eye. */
function Bar({ stage }: { stage: RolloutStage }) {
  const figures = figuresOf(stage);
  const all = Math.max(1, stage.nodes);
  return (
    <span className={styles.bar} aria-hidden="true">
      {(['done', 'atIt', 'failed'] as const).map((part) => (
        <span key={part} data-part={part} style={{ width: `${(figures[part] / all) * 100}%` }} />
      ))}
    </span>
  );
}

function Waits({ stage: { away, held }, left }: { stage: RolloutStage; left: number }) {
  const { say, format } = useWords();
  const said = [
    ...(away > 0 ? [say('firmware.away', { n: format.number(away) })] : []),
    ...(held > 0 ? [say('firmware.held', { n: format.number(held) })] : []),
  ];
  return said.length > 0 ? said.join(' · ') : left > 0 ? say('firmware.left', { n: format.number(left) }) : '–';
}
