import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { MadeLabels, OpenLabel } from '../../protocol/api/enrolment.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { LabelForm } from '../components/LabelForm.tsx';
import { LabelSheet } from '../components/LabelSheet.tsx';
import { Page } from '../components/Page.tsx';
import { WithdrawSheet } from '../components/WithdrawSheet.tsx';
import { useLabels } from '../data/queries.ts';
import { dateTimeText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viEnrol } from '../i18n/vi-enrol.ts';

knowWords(viEnrol);

/** Makes and prints the labels that technicians take along, and withdraws lost ones. */
export function Labels() {
  const { say, format } = useWords();
  const labels = useLabels();
  const [made, setMade] = useState<MadeLabels>();
  return (
    <Page
      title={say('labels.title')}
      sentence={labels.data && say('labels.sentence', { n: format.number(labels.data.items.length) })}
      actions={
        <Button component={Link} href="/dang-ky-thiet-bi" size="md" variant="default" data-no-print>
          {say('labels.back')}
        </Button>
      }
    >
      <div data-no-print>
        <Card title={say('labels.make')}>
          <LabelForm onMade={setMade} />
        </Card>
      </div>
      {made && <LabelSheet made={made} />}
      <div data-no-print>
        <Card title={say('labels.list')}>
          <Answer query={labels}>
            {({ items }) => (items.length === 0 ? <p>{say('labels.none')}</p> : <Open labels={items} />)}
          </Answer>
        </Card>
      </div>
    </Page>
  );
}

const SHOWN = 50;

function Open({ labels }: { labels: readonly OpenLabel[] }) {
  const { say, format } = useWords();
  const [lost, setLost] = useState<OpenLabel>();
  const [shown, setShown] = useState(SHOWN);
  return (
    <>
      <DataTable
        caption={say('labels.list')}
        rows={labels.slice(0, shown)}
        keyOf={(label) => label.id}
        columns={[
          { title: say('enrol.label-area'), cell: (label) => label.areaName },
          { title: say('labels.made'), cell: (label) => madeText(label) },
          { title: say('labels.expires'), cell: (label) => dateTimeText(label.expiresAt) },
          { title: say('enrol.placed-as'), cell: (label) => label.nodeCode ?? say('enrol.not-placed') },
          { title: say('enrol.device'), cell: (label) => label.device?.name ?? say('labels.no-device') },
          {
            title: say('action.actions'),
            cell: (label) => (
              <Button variant="default" size="sm" onClick={() => setLost(label)}>
                {say('labels.withdraw')}
              </Button>
            ),
          },
        ]}
      />
      {labels.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + SHOWN)}>
          {say('list.more', { n: format.number(Math.min(SHOWN, labels.length - shown)) })}
        </Button>
      )}
      {lost && <WithdrawSheet label={lost} onClose={() => setLost(undefined)} />}
    </>
  );
}

function madeText({ createdAt, createdByName }: OpenLabel): string {
  return createdByName === undefined ? dateTimeText(createdAt) : `${dateTimeText(createdAt)}, ${createdByName}`;
}
