import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import type { Inspection as Record } from '../../protocol/api/inspections.ts';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { Notice } from '../components/Notice.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import styles from '../field/Field.module.css';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { keepDraft } from '../field/kept.ts';
import { PhotoRow } from '../field/Photos.tsx';
import { dateTimeText } from '../format/date.ts';
import { inspectionPath, NEW_INSPECTION_PATH } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viField } from '../i18n/vi-field.ts';
import { viInspection } from '../i18n/vi-inspection.ts';
import { viVisit } from '../i18n/vi-visit.ts';
import { useInspection } from '../inspection/ask.ts';
import { ConfirmWordSheet } from '../inspection/ConfirmWordSheet.tsx';
import { useKeptDraft } from '../inspection/DraftCard.tsx';
import { correctionOf } from '../inspection/draft.ts';
import { RecordForm } from '../inspection/RecordForm.tsx';
import { tellRecord } from '../inspection/RecordTable.tsx';

knowWords(viField);
knowWords(viInspection);
knowWords(viVisit);

/** «Lần kiểm tra này thấy gì, thôn có xác nhận không?» */
export function Inspection() {
  const { say } = useWords();
  const { id = '' } = useParams();
  const record = useInspection(id);
  return (
    <Page
      title={say('inspection.record')}
      sentence={record.data && <StateTag told={tellRecord(record.data)} />}
      actions={
        record.data && (
          <Button size="md" variant="default" onClick={() => window.print()}>
            {say('action.print')}
          </Button>
        )
      }
    >
      <KeptAnswer asked={record}>{(data) => <Shown record={data} />}</KeptAnswer>
    </Page>
  );
}

function Shown({ record }: { record: Record }) {
  const { say } = useWords();
  return (
    <>
      {record.correctedBy && (
        <Notice meaning="partial">
          {say('inspection.corrected-by')}{' '}
          <Link href={inspectionPath(record.correctedBy)}>{say('inspection.corrected-open')}</Link>
        </Notice>
      )}
      {record.corrects && (
        <p>
          {say('inspection.corrects')}{' '}
          <Link href={inspectionPath(record.corrects)}>{say('inspection.corrects-open')}</Link>
        </p>
      )}
      <Card title={say('inspection.who')}>
        <Facts
          facts={[
            [say('inspection.by'), record.byName],
            [say('inspection.outside'), say(record.fromOutside ? 'inspection.outside-yes' : 'inspection.outside-no')],
            [
              say('inspection.unannounced'),
              say(record.unannounced ? 'inspection.unannounced-yes' : 'inspection.unannounced-no'),
            ],
            [say('inspection.recorded'), dateTimeText(record.recordedAt)],
          ]}
        />
      </Card>
      <Card>
        <RecordForm record={record} />
      </Card>
      {record.lines.some(({ photos }) => photos.length > 0) && (
        <Card title={say('inspection.photos-title')}>
          {record.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a record never change
            <div key={index}>
              {line.photos.length > 0 && <p>{[line.hamletName, line.place].filter(Boolean).join(', ')}</p>}
              <PhotoRow photos={line.photos} />
            </div>
          ))}
        </Card>
      )}
      <Words record={record} />
      <Correct record={record} />
    </>
  );
}

/** The hamlet heads' words, and the way to give one. */
function Words({ record }: { record: Record }) {
  const { say } = useWords();
  const { account } = useMe();
  const [asking, setAsking] = useState<string>();
  const hamlets = new Map(record.lines.map((line) => [line.hamlet, line]));
  const isHead = account.role === 'hamlet-head';
  const mayGive = (hamlet: string) => (isHead ? account.areas.includes(hamlet) : record.byName === account.name);
  return (
    <Card title={say('inspection.words')}>
      <ul className={styles.rows}>
        {[...hamlets.values()].map(({ hamlet, hamletName, confirmed }) => (
          <li key={hamlet}>
            <span>
              <b>{hamletName}</b>
              <br />
              {confirmed
                ? say(confirmed.agrees ? 'inspection.word-agrees' : 'inspection.word-disagrees', {
                    name: confirmed.name,
                    when: dateTimeText(confirmed.at),
                    note: confirmed.note,
                  })
                : say('inspection.word-none')}
            </span>
            {mayGive(hamlet) && !(confirmed && (isHead || confirmed.photo)) && (
              <Button variant="default" size="md" onClick={() => setAsking(hamlet)}>
                {say(isHead ? 'inspection.word-give' : 'inspection.word-paper')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asking && (
        <ConfirmWordSheet record={record.id} hamlet={asking} onPaper={!isHead} onClose={() => setAsking(undefined)} />
      )}
    </Card>
  );
}

/** Who made a record corrects it by a new one that names it. */
function Correct({ record }: { record: Record }) {
  const { say } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const draft = useKeptDraft();
  if (!may(account.role, 'inspect') || record.byName !== account.name || record.correctedBy) return null;
  const begin = async () => {
    await keepDraft(account.id, correctionOf(record, newUlid(Date.now())));
    navigate(`${NEW_INSPECTION_PATH}?buoc=places`);
  };
  return (
    <Card title={say('inspection.correct')}>
      <p>{say(draft ? 'inspection.correct-later' : 'inspection.correct-sentence')}</p>
      {draft === null && (
        <Button variant="default" size="md" onClick={() => void begin()}>
          {say('inspection.correct')}
        </Button>
      )}
    </Card>
  );
}
