import type { Rollout } from '../../protocol/api/firmware.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { figuresOf, tellRollout } from './tell.ts';

/** Roll-outs of before. */
export function EndedCard({ items }: { items: readonly Rollout[] }) {
  const { say, format } = useWords();
  if (items.length === 0) return null;
  const sum = (row: Rollout, part: 'done' | 'failed') =>
    format.number(row.stages.reduce((total, stage) => total + figuresOf(stage)[part], 0));
  return (
    <Card title={say('firmware.ended')}>
      <DataTable
        caption={say('firmware.ended')}
        rows={items}
        keyOf={(row) => row.id}
        columns={[
          { title: say('firmware.version'), cell: (row) => row.name },
          { title: say('firmware.area'), cell: (row) => row.areaName },
          { title: say('firmware.state'), cell: (row) => <StateTag told={tellRollout(row)} /> },
          {
            title: say('firmware.done-of'),
            cell: (row) => `${sum(row, 'done')}/${format.number(row.nodes)}`,
            numeric: true,
          },
          { title: say('firmware.failed'), cell: (row) => sum(row, 'failed'), numeric: true },
          { title: say('firmware.when'), cell: (row) => dateTimeText(row.stateAt) },
        ]}
      />
    </Card>
  );
}
