import { Link } from 'wouter';
import type { Inspection } from '../../protocol/api/inspections.ts';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import type { Told } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { inspectionPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';

/** What was recorded of late, the newest visit first. */
export function RecordTable({ records }: { records: readonly Inspection[] }) {
  const { say } = useWords();
  if (records.length === 0) return <Empty sentence={say('inspection.records-none')} />;
  return (
    <DataTable
      caption={say('inspection.records')}
      keyOf={(one) => one.id}
      rows={records}
      columns={[
        {
          title: say('inspection.time'),
          cell: (one) => <Link href={inspectionPath(one.id)}>{dateTimeText(one.at)}</Link>,
        },
        { title: say('filter.commune'), cell: (one) => one.communeName },
        {
          title: say('filter.hamlet'),
          cell: (one) => [...new Set(one.lines.map(({ hamletName }) => hamletName))].join(', '),
        },
        {
          title: say('inspection.horns'),
          numeric: true,
          cell: (one) =>
            `${sum(one.lines.map((line) => line.hornsSounding))}/${sum(one.lines.map((line) => line.hornsThere))}`,
        },
        { title: say('inspection.by'), cell: (one) => one.byName },
        { title: say('inspection.state'), cell: (one) => <StateTag told={tellRecord(one)} bare /> },
      ]}
    />
  );
}

/** What stands of a record: the hamlet heads' words, unless another record took its place. */
export function tellRecord({ correctedBy, lines }: Pick<Inspection, 'correctedBy' | 'lines'>): Told {
  if (correctedBy !== undefined) return { meaning: 'excused', word: 'inspection.corrected' };
  if (lines.some(({ confirmed }) => confirmed?.agrees === false))
    return { meaning: 'bad', word: 'inspection.disagreed' };
  return lines.every(({ confirmed }) => confirmed)
    ? { meaning: 'good', word: 'inspection.confirmed' }
    : { meaning: 'unknown', word: 'inspection.unconfirmed' };
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, one) => total + one, 0);
}
