import type { Inspection } from '../../protocol/api/inspections.ts';
import type { Exclusion } from '../../protocol/api/periods.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { paths } from '../data/paths.ts';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useExclusionsOf, useInspectionsOf } from './ask.ts';

interface Props {
  hamlet: string;
  from: string;
  to: string;
}

/** Decisions of the province that leave sessions of this hamlet out, each with its document. */
export function ExclusionsCard({ hamlet, from, to }: Props) {
  const { say } = useWords();
  const exclusions = useExclusionsOf(hamlet, from, to);
  const columns: Column<Exclusion>[] = [
    {
      title: say('exclusion.days'),
      cell: (row) =>
        row.from === row.to
          ? dayText(row.from)
          : say('exclusion.range', { from: dayText(row.from), to: dayText(row.to) }),
    },
    {
      title: say('exclusion.why'),
      cell: (row) =>
        `${say(`exclusion-cause.${row.cause}`)}. ${row.reason}${row.revokedAt === undefined ? '' : ` · ${say('exclusion.revoked')}`}`,
    },
    {
      title: say('exclusion.decision'),
      cell: (row) => (
        <a href={paths.attachment(row.decision.document)} target="_blank" rel="noreferrer">
          {say('exclusion.decision-of', { number: row.decision.number, on: dayText(row.decision.on) })}
        </a>
      ),
    },
  ];
  return (
    <Card title={say('exclusion.title')}>
      <Answer query={exclusions} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('exclusion.none')} />
          ) : (
            <DataTable caption={say('exclusion.title')} columns={columns} rows={items} keyOf={(row) => row.id} />
          )
        }
      </Answer>
    </Card>
  );
}

interface Line {
  record: Inspection;
  line: Inspection['lines'][number];
}

/** Visits to this hamlet in the window; a corrected record is not counted and not shown. */
export function InspectionsCard({ hamlet, from, to }: Props) {
  const { say } = useWords();
  const inspections = useInspectionsOf(hamlet, from, to);
  const columns: Column<Line>[] = [
    { title: say('visit.at'), cell: ({ record }) => dateTimeText(record.at) },
    {
      title: say('visit.horns'),
      cell: ({ line }) => say('count.of', { part: line.hornsSounding, whole: line.hornsThere }),
      numeric: true,
    },
    {
      title: say('visit.how'),
      cell: ({ record, line }) =>
        [
          say(record.unannounced ? 'visit.unannounced' : 'visit.announced'),
          say(record.fromOutside ? 'visit.from-outside' : 'visit.from-inside'),
          say(line.duringSession ? 'visit.during' : 'visit.not-during'),
        ].join(', '),
    },
    { title: say('visit.by'), cell: ({ record }) => record.byName },
  ];
  return (
    <Card title={say('visit.title')}>
      <Answer query={inspections} rows={1}>
        {({ items }) => {
          const lines = linesOf(items, hamlet);
          return lines.length === 0 ? (
            <Empty sentence={say('visit.none')} />
          ) : (
            <DataTable
              caption={say('visit.title')}
              columns={columns}
              rows={lines}
              keyOf={({ record, line }) => `${record.id} ${line.place} ${line.node}`}
            />
          );
        }}
      </Answer>
    </Card>
  );
}

function linesOf(records: readonly Inspection[], hamlet: string): Line[] {
  return records
    .filter((record) => record.correctedBy === undefined)
    .flatMap((record) => record.lines.filter((line) => line.hamlet === hamlet).map((line) => ({ record, line })))
    .sort((a, b) => b.record.at - a.record.at);
}
