import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'wouter';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { AssignSheet } from '../cases/AssignSheet.tsx';
import { type KnownCase, useCase } from '../cases/ask.ts';
import acts from '../cases/Case.module.css';
import { CallAndGo } from '../cases/CaseActs.tsx';
import { CaseFacts } from '../cases/CaseFacts.tsx';
import { CaseForm } from '../cases/CaseForm.tsx';
import { newCaseDraft, stepFrom } from '../cases/case-draft.ts';
import { allows, stateWith, tellCase } from '../cases/case-state.ts';
import { QuickTest } from '../cases/QuickTest.tsx';
import { draftKey, stepOf, useTakeStep, waitingFor } from '../cases/steps.ts';
import { Timeline } from '../cases/Timeline.tsx';
import { WaitingSteps } from '../cases/WaitingSteps.tsx';
import { Card } from '../components/Card.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import styles from '../field/Field.module.css';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import type { Waiting } from '../field/kept.ts';
import { useOutbox } from '../field/outbox.ts';
import { useDraft } from '../field/use-draft.ts';
import { CASES_PATH } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viCases } from '../i18n/vi-cases.ts';
import { viField } from '../i18n/vi-field.ts';
import { viRepair } from '../i18n/vi-repair.ts';

knowWords(viCases);
knowWords(viField);
knowWords(viRepair);

/** Nobody needs it at the pole: it is not among what the phone fetches ahead. */
const MessagesCard = lazy(async () => {
  try {
    return { default: (await import('../cases/MessagesCard.tsx')).MessagesCard };
  } catch {
    return { default: NoMessages };
  }
});

function NoMessages(_: { id: string }) {
  const { say } = useWords();
  return <p>{say('case.messages-offline')}</p>;
}

/** «Hỏng gì, làm gì tiếp, ai đã làm gì?» */
export function RepairCase() {
  const { say, language } = useWords();
  const { id = '' } = useParams();
  const asked = useCase(id);
  const { waiting, send } = useOutbox();
  const one = asked.data;
  const about = waitingFor(waiting, id);
  return (
    <Page
      title={
        one ? say('case.heading', { name: nameOf(one), what: FAULT_WORDS[one.kind][language] }) : say('case.title')
      }
      sentence={one && FAULT_WORDS[one.kind][language === 'vi' ? 'stepVi' : 'stepEn']}
    >
      <p>
        <Link href={CASES_PATH}>{say('case.all')}</Link>
      </p>
      <WaitingSteps waiting={about} send={send} />
      <KeptAnswer asked={asked}>{(data) => <Shown one={data} waiting={about} send={send} />}</KeptAnswer>
    </Page>
  );
}

const nameOf = (one: KnownCase) => one.incidentName ?? one.nodeCode ?? one.hamletName ?? one.communeName;

interface ShownProps {
  one: KnownCase;
  waiting: readonly Waiting[];
  send: () => Promise<void>;
}

function Shown({ one, waiting, send }: ShownProps) {
  const { say } = useWords();
  const { role } = useMe().account;
  // A form that was handed over begins anew: its draft is gone from this phone.
  const [turn, setTurn] = useState(0);
  const kinds = waiting.filter(({ refused }) => !refused).map((record) => stepOf(record).kind);
  const state = stateWith(one, kinds);
  return (
    <>
      <Work key={turn} one={one} state={state} send={send} onDone={() => setTurn(turn + 1)} />
      <Card title={say('case.facts')}>
        <CaseFacts one={one} />
      </Card>
      <Card title={say('case.timeline')}>
        <Timeline events={one.events} waiting={waiting} />
      </Card>
      {may(role, 'repair') && (
        <Suspense fallback={null}>
          <MessagesCard id={one.id} />
        </Suspense>
      )}
      {may(role, 'read-results') && (
        <p>
          <Link href={`/bao-cao?mau=fault-slips&ky=${dayOf(one.since).slice(0, 7)}&xa=${one.commune}`}>
            {say('case.slip')}
          </Link>
        </p>
      )}
    </>
  );
}

function Work({
  one,
  state,
  send,
  onDone,
}: Omit<ShownProps, 'waiting'> & { state: KnownCase['state']; onDone: () => void }) {
  const { say } = useWords();
  const { id: account, role } = useMe().account;
  const { draft, failed, change } = useDraft(draftKey(account, one.id), newCaseDraft);
  const takeStep = useTakeStep(send);
  const named = { id: one.id, title: `${nameOf(one)} · ${one.number}` };
  const repairs = may(role, 'repair');
  const [giving, setGiving] = useState(false);
  const simply = (kind: 'acknowledged' | 'closed' | 'reopened' | 'confirmed') => () =>
    void takeStep(named, { kind, note: '', photos: [] });
  return (
    <>
      <Card title={say('case.work')} aside={<StateTag told={tellCase(state)} />}>
        <div className={styles.stack} style={{ maxWidth: 'none' }}>
          <div className={acts.acts}>
            {repairs && allows(state, 'acknowledged') && (
              <Button size="lg" data-primary onClick={simply('acknowledged')}>
                {say('case.take')}
              </Button>
            )}
            {repairs && allows(state, 'resolved') && (
              <Button
                size="lg"
                variant={state === 'new' ? 'default' : 'filled'}
                onClick={() => change({ form: 'result' })}
              >
                {say('case.result')}
              </Button>
            )}
            {repairs && allows(state, 'assigned') && (
              <Button size="lg" variant="default" onClick={() => setGiving(true)}>
                {say('case.assign')}
              </Button>
            )}
            {repairs && allows(state, 'closed') && (
              <Button size="lg" onClick={simply('closed')}>
                {say('case.close')}
              </Button>
            )}
            {role === 'hamlet-head' && allows(state, 'confirmed') && !one.confirmed && (
              <Button size="lg" onClick={simply('confirmed')}>
                {say('case.confirm')}
              </Button>
            )}
            {may(role, 'report-fault') && role !== 'hamlet-head' && (
              <Button size="lg" variant="default" onClick={() => change({ form: 'note' })}>
                {say('case.note')}
              </Button>
            )}
            {repairs && allows(state, 'reopened') && (
              <Button size="lg" variant="default" onClick={simply('reopened')}>
                {say('case.reopen')}
              </Button>
            )}
            <CallAndGo one={one} size="lg" />
          </div>
          {one.node && may(role, 'remote') && <QuickTest node={one.node} kind={one.kind} />}
        </div>
      </Card>
      {giving && (
        <AssignSheet
          id={one.id}
          assignee={one.assignee}
          onGive={(assignee, note) => {
            void takeStep(named, { kind: 'assigned', assignee, note, photos: [] });
            setGiving(false);
          }}
          onClose={() => setGiving(false)}
        />
      )}
      {draft && draft.form !== '' && (
        <CaseForm
          draft={draft}
          failed={failed}
          onChange={change}
          onSave={() => void takeStep(named, stepFrom(draft), draft.key).then(onDone)}
        />
      )}
    </>
  );
}
