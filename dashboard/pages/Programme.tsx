import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { Programme as ProgrammeData } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { CancelSheet } from '../components/CancelSheet.tsx';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { useIsMine } from '../components/is-mine.ts';
import { tellApproval } from '../components/meaning.ts';
import { Notice } from '../components/Notice.tsx';
import { Page } from '../components/Page.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useCancelProgramme } from '../data/changes.ts';
import { useMe } from '../data/session.ts';
import { ConfirmException } from '../exceptions/ConfirmException.tsx';
import { ExceptionFacts } from '../exceptions/ExceptionFacts.tsx';
import { isOwn, mayConfirm } from '../exceptions/who.ts';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viException } from '../i18n/vi-exception.ts';
import { viSchedule } from '../i18n/vi-schedule.ts';
import { useBulletinsById, useProgramme, useSubmitProgramme } from '../schedule/ask.ts';
import { NextRuns } from '../schedule/NextRuns.tsx';
import { ProgrammeHistory } from '../schedule/ProgrammeHistory.tsx';
import { SCHEDULE_PATH, wizardPath } from '../schedule/paths.ts';
import { recurrenceWords } from '../schedule/recurrence-words.ts';
import { TargetNames } from '../schedule/TargetNames.tsx';
import { UndoBar } from '../schedule/UndoBar.tsx';

knowWords(viSchedule);
knowWords(viException);

/** One programme: what, where, when, who stands for it, and what may still be done with it. */
export function Programme() {
  const { id = '' } = useParams();
  const programme = useProgramme(id);
  return (
    <Answer query={programme} rows={10}>
      {(found) => <Known programme={found} />}
    </Answer>
  );
}

function Known({ programme }: { programme: ProgrammeData }) {
  const { say, format } = useWords();
  const { account } = useMe();
  const [cancelling, setCancelling] = useState(false);
  const bulletins = useBulletinsById(programme.bulletins);
  const cancel = useCancelProgramme();
  const submit = useSubmitProgramme(programme.id);
  const { state, approval, returned } = programme;
  const isMine = useIsMine(programme.area);
  const mayCreate = isMine && may(account.role, 'create');
  const live = state !== 'cancelled';
  return (
    <Page
      title={programme.title}
      sentence={say(`plan.page.${state}`, {
        name: approval?.byName ?? returned?.byName ?? programme.createdByName,
      })}
      actions={
        <>
          {mayCreate && (state === 'draft' || state === 'returned') && (
            <Button size="lg" loading={submit.isPending} onClick={() => submit.mutate(undefined)}>
              {say('programme.submit')}
            </Button>
          )}
          {isMine && may(account.role, 'approve') && state === 'pending' && (
            <Button component={Link} href="/duyet" size="lg">
              {say('plan.to-approvals')}
            </Button>
          )}
          {mayCreate && live && (
            <Button component={Link} href={wizardPath(1, programme.id)} size="lg" variant="default">
              {say('plan.edit')}
            </Button>
          )}
          {(mayCreate || (isMine && may(account.role, 'approve'))) && live && (
            <Button size="lg" variant="default" onClick={() => setCancelling(true)}>
              {say('programme.cancel')}
            </Button>
          )}
        </>
      }
    >
      <p>
        <Link href={SCHEDULE_PATH}>{say('plan.back')}</Link>
      </p>
      <UndoBar />
      <ProblemNotice error={submit.error} />
      {state === 'returned' && returned && (
        <Notice meaning="bad" title={say('plan.returned', { name: returned.byName, at: dateTimeText(returned.at) })}>
          {[say(`plan.return.${returned.reason}`), returned.note].filter(Boolean).join(': ')}
        </Notice>
      )}
      {live && programme.exception && (
        <>
          <ExceptionFacts exception={programme.exception} />
          {!programme.exception.granted && isMine && mayConfirm(account.role) && (
            <ConfirmException {...programme} programme={programme.id} own={isOwn(programme, account.id)} />
          )}
        </>
      )}
      <Card title={say('plan.about')}>
        <Facts
          facts={[
            [say('bulletin.state'), <StateTag key="state" told={tellApproval(state)} />],
            [
              say('programme.step.what'),
              <ol key="what" style={{ paddingLeft: 20 }}>
                {bulletins.map((one) => (
                  <li key={one.id}>{`${one.title} (${format.duration(one.durationMs)})`}</li>
                ))}
              </ol>,
            ],
            [say('programme.step.where'), <TargetNames key="where" targets={programme.targets} />],
            [say('programme.step.when'), recurrenceWords(programme.recurrence, say)],
            [say('programme.length'), format.duration(programme.durationMs)],
            [say('plan.class'), say(`class.${programme.class}`)],
            [say('bulletin.created-by'), `${programme.createdByName}, ${dateTimeText(programme.createdAt)}`],
            [
              say('bulletin.approval'),
              approval ? `${approval.byName}, ${dateTimeText(approval.at)}` : say('plan.not-approved-yet'),
            ],
          ]}
        />
      </Card>
      {live && <NextRuns programme={programme} mayChange={mayCreate} />}
      <ProgrammeHistory programme={programme} />
      {cancelling && (
        <CancelSheet
          title={programme.title}
          cancel={{
            mutate: (options) => cancel.mutate(programme.id, options),
            isPending: cancel.isPending,
            error: cancel.error,
          }}
          onClose={() => setCancelling(false)}
        />
      )}
    </Page>
  );
}
