import { Link } from 'wouter';
import type { EmergencyDetail } from '../../protocol/api/emergency.ts';
import { sounds } from '../data/emergencies.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { nodePath, runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import { Count } from './Count.tsx';
import { type Column, DataTable } from './DataTable.tsx';
import { Empty } from './Empty.tsx';
import { notConfirmed, tellHamlet, tellOpen } from './emergency-words.ts';
import { Figure, Figures } from './Figures.tsx';
import { Loading } from './Loading.tsx';
import { StateTag } from './StateTag.tsx';

const MOST = 100;

type Open = ReturnType<typeof notConfirmed>[number];
type Hamlet = EmergencyDetail['byHamlet'][number];

/** Heard, confirmed, not answering, away; first of all the list of those that have not confirmed. */
export function EmergencyResult({ emergency }: { emergency: EmergencyDetail }) {
  const { say, format } = useWords();
  const now = useServerNow();
  const open = notConfirmed(emergency.deliveries);
  const live = sounds(emergency);
  // Nobody can have answered in the first moments: a list of everybody would only frighten.
  if (live && emergency.confirmed === 0 && now - emergency.startedAt < 3_000) return <Loading rows={6} />;
  return (
    <>
      <Figures label={say('emergency.result')}>
        <Figure
          title={say('emergency.heard')}
          value={say('count.of', { part: format.number(emergency.heard), whole: format.number(emergency.nodes) })}
        >
          <Count meaning="on-air" n={emergency.confirmed} word="emergency.confirmed" />
          <Count meaning="unknown" n={emergency.silent} word="emergency.silent" />
          <Count meaning="bad" n={emergency.offline} word="emergency.offline" />
        </Figure>
      </Figures>
      {live && emergency.silent > 0 && <p role="status">{say('emergency.resending', { n: emergency.silent })}</p>}
      <Card
        title={say('emergency.not-confirmed', { n: open.length })}
        aside={<Link href={runPath(emergency.run)}>{say('emergency.receipts')}</Link>}
      >
        {open.length === 0 ? (
          <Empty sentence={say('emergency.all-confirmed')} />
        ) : (
          <>
            <DataTable
              caption={say('emergency.not-confirmed', { n: open.length })}
              columns={openColumns(say)}
              rows={open.slice(0, MOST)}
              keyOf={(row) => row.node}
            />
            {open.length > MOST && <p>{say('emergency.more-open', { n: open.length - MOST })}</p>}
          </>
        )}
      </Card>
      <Card title={say('emergency.by-hamlet')}>
        <DataTable
          caption={say('emergency.by-hamlet')}
          columns={hamletColumns(say)}
          rows={[...emergency.byHamlet].sort((a, b) => a.confirmed / a.nodes - b.confirmed / b.nodes).slice(0, MOST)}
          keyOf={(row) => row.hamlet}
        />
      </Card>
    </>
  );
}

type Say = ReturnType<typeof useWords>['say'];

function openColumns(say: Say): Column<Open>[] {
  return [
    { title: say('node.code'), cell: (row) => <Link href={nodePath(row.node)}>{row.code}</Link> },
    { title: say('area.hamlet'), cell: (row) => row.hamletName },
    { title: say('emergency.place-short'), cell: (row) => row.place },
    { title: say('receipt.state'), cell: (row) => <StateTag told={tellOpen(row)} /> },
  ];
}

function hamletColumns(say: Say): Column<Hamlet>[] {
  return [
    { title: say('area.hamlet'), cell: (row) => row.name },
    { title: say('receipt.state'), cell: (row) => <StateTag told={tellHamlet(row)} /> },
    {
      title: say('emergency.confirmed'),
      cell: (row) => say('count.of', { part: row.confirmed, whole: row.nodes }),
      numeric: true,
    },
    {
      title: say('emergency.heard'),
      cell: (row) => say('count.of', { part: row.heard, whole: row.nodes }),
      numeric: true,
    },
  ];
}
