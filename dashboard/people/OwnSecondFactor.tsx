import { Button, Stack } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import { SECOND_FACTOR_ROLES } from '../../protocol/roles.ts';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Loading } from '../components/Loading.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useEndSecondFactor, useNewRecoveryCodes } from '../data/own-account.ts';
import { useEnter, useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './People.module.css';
import { RecoveryCodes } from './RecoveryCodes.tsx';

const SecondFactorSetUp = lazy(() =>
  import('./SecondFactorSetUp.tsx').then((module) => ({ default: module.SecondFactorSetUp })),
);

export function OwnSecondFactor() {
  const { say } = useWords();
  const me = useMe();
  return (
    <Card
      title={say('second-factor.title')}
      aside={
        <StateTag
          told={
            me.secondFactor
              ? { meaning: 'good', word: 'second-factor.on' }
              : { meaning: 'planned', word: 'second-factor.off' }
          }
        />
      }
    >
      {me.secondFactor ? <Kept me={me} /> : <Missing />}
    </Card>
  );
}

function Missing() {
  const { say } = useWords();
  const enter = useEnter();
  const [open, setOpen] = useState(false);
  if (open)
    return (
      <Suspense fallback={<Loading rows={8} />}>
        <div style={{ maxWidth: 480 }}>
          <SecondFactorSetUp onDone={enter} />
        </div>
      </Suspense>
    );
  return (
    <Stack align="flex-start">
      <p>{say('second-factor.why')}</p>
      <Button variant="default" size="lg" onClick={() => setOpen(true)}>
        {say('second-factor.set-up')}
      </Button>
    </Stack>
  );
}

function Kept({ me }: { me: Me }) {
  const { say } = useWords();
  const fresh = useNewRecoveryCodes();
  const end = useEndSecondFactor();
  const [asking, setAsking] = useState<'codes' | 'end' | undefined>();
  if (fresh.data) return <RecoveryCodes codes={fresh.data.codes} onKept={fresh.reset} />;
  const close = () => setAsking(undefined);
  const required = SECOND_FACTOR_ROLES.includes(me.account.role);
  return (
    <Stack align="flex-start">
      {required && <p>{say('second-factor.role-needs')}</p>}
      <ProblemNotice error={fresh.error} />
      <div className={styles.actions}>
        <Button variant="default" size="lg" onClick={() => setAsking('codes')}>
          {say('recovery.new')}
        </Button>
        {!required && (
          <Button variant="default" size="lg" onClick={() => setAsking('end')}>
            {say('second-factor.end')}
          </Button>
        )}
      </div>
      {asking === 'codes' && (
        <ConfirmSheet
          title={say('recovery.new')}
          submit={say('recovery.new-submit')}
          act={fresh}
          onSubmit={() => fresh.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          <p>{say('recovery.new-sentence')}</p>
        </ConfirmSheet>
      )}
      {asking === 'end' && (
        <ConfirmSheet
          title={say('second-factor.end')}
          submit={say('second-factor.end')}
          act={end}
          onSubmit={() => end.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          <p>{say('second-factor.end-sentence')}</p>
        </ConfirmSheet>
      )}
    </Stack>
  );
}
