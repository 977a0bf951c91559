import type { FirmwareList } from '../../protocol/api/firmware.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { useWords } from '../i18n/Language.tsx';

/** What the loudspeakers say they run. */
export function VersionsCard({ fleet }: Pick<FirmwareList, 'fleet'>) {
  const { say, format } = useWords();
  const all = fleet.reduce((sum, one) => sum + one.nodes, 0);
  return (
    <Card title={say('firmware.versions')}>
      {fleet.length === 0 ? (
        <Empty sentence={say('firmware.versions-none')} />
      ) : (
        <DataTable
          caption={say('firmware.versions')}
          rows={fleet}
          keyOf={(row) => row.firmware}
          columns={[
            { title: say('firmware.version'), cell: (row) => row.firmware },
            { title: say('firmware.nodes'), cell: (row) => format.number(row.nodes), numeric: true },
            { title: say('firmware.share'), cell: (row) => format.percent(row.nodes / all), numeric: true },
          ]}
        />
      )}
    </Card>
  );
}
