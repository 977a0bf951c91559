import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { DueInspection } from '../../protocol/api/inspections.ts';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { useMe } from '../data/session.ts';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { useOutbox } from '../field/outbox.ts';
import { useReadyForField } from '../field/places.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { NEW_INSPECTION_PATH } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viField } from '../i18n/vi-field.ts';
import { viInspection } from '../i18n/vi-inspection.ts';
import { useDue, useInspections, useOwnRounds } from '../inspection/ask.ts';
import { DraftCard, useKeptDraft } from '../inspection/DraftCard.tsx';
import { DueTable } from '../inspection/DueTable.tsx';
import { LicenceCard } from '../inspection/LicenceCard.tsx';
import { RecordTable } from '../inspection/RecordTable.tsx';
import { WaitingRecords } from '../inspection/WaitingRecords.tsx';

knowWords(viField);
knowWords(viInspection);

/** «Nơi nào cần đến kiểm tra, ai đã đến, thấy gì?» */
export function Inspections() {
  const { say } = useWords();
  const { role } = useMe().account;
  const { area, home, kind, choose } = useAreaChoice();
  const due = useDue(area);
  const records = useInspections(area);
  const rounds = useOwnRounds();
  // An appraiser goes there within an open round, until its last day; what waits on the phone is shown all the same.
  const inspects = may(role, 'inspect');
  const begins = inspects && (role !== 'appraiser' || rounds.length > 0);
  const draft = useKeptDraft();
  return (
    <Page
      title={say('menu.inspections')}
      sentence={due.data && <Sentence due={due.data.items} />}
      actions={
        begins &&
        !draft && (
          <Button size="lg" component={Link} href={NEW_INSPECTION_PATH} data-primary>
            {say('inspection.begin')}
          </Button>
        )
      }
    >
      {inspects && <InTheField due={due.data?.items ?? []} />}
      {inspects && draft && <DraftCard draft={draft} />}
      {inspects && !begins && <p>{say('inspection.no-round')}</p>}
      {(kind === 'province' || area) && (
        <Filters>
          <AreaSelect value={area} onChange={choose} />
        </Filters>
      )}
      <Card title={say('inspection.due')}>
        <KeptAnswer asked={due}>{({ items }) => <DueTable due={items} />}</KeptAnswer>
      </Card>
      <Card title={say('inspection.records')}>
        <KeptAnswer asked={records}>{({ items }) => <RecordTable records={items} />}</KeptAnswer>
      </Card>
      <LicenceCard area={area ?? home} />
    </Page>
  );
}

/** The most communes whose hamlets and clusters are fetched ahead: those where a visit is owed first. */
const READY = 20;

/** What only matters on the phone of somebody who goes there. */
function InTheField({ due }: { due: readonly DueInspection[] }) {
  const { waiting, send } = useOutbox();
  const draft = useKeptDraft();
  const communes = useMemo(() => [...new Set(due.map(({ commune }) => commune))].slice(0, READY), [due]);
  useReadyForField(communes);
  return <WaitingRecords waiting={waiting} busy={draft !== null} send={send} />;
}

function Sentence({ due }: { due: readonly DueInspection[] }) {
  const { say } = useWords();
  const owed = due.filter(({ visits, required }) => visits < required).length;
  const never = due.filter(({ lastAt }) => lastAt === undefined).length;
  if (due.length === 0) return say('inspection.sentence-none');
  return owed === 0
    ? say('inspection.sentence-done', { total: due.length })
    : say('inspection.sentence', { n: owed, total: due.length, never });
}
