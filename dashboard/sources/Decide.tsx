import { Button, TextInput } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import type { Confirmation } from '../../protocol/api/people.ts';
import type { AlertDetail } from '../../protocol/api/sources.ts';
import { Card } from '../components/Card.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Loading } from '../components/Loading.tsx';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { isConfirmation } from '../data/confirmation-state.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Alerts.module.css';
import { useDecideAlert } from './ask.ts';
import { emergencyPath } from './paths.ts';

// With the emergency's own code, which is there already: no home carries it for this page.
const HoldAct = lazy(async () => ({ default: (await import('../pages/in-an-emergency.ts')).HoldAct }));
const WaitingSheet = lazy(() =>
  import('../components/WaitingSheet.tsx').then((module) => ({ default: module.WaitingSheet })),
);
const SHORTEST_REASON = 3;

/** A message that waits for a person: put on the air by a hold, as every emergency, or left, each with the reason. */
export function Decide({ alert }: { alert: AlertDetail }) {
  const { say, format } = useWords();
  const decide = useDecideAlert(alert.id);
  const { online } = useNetwork();
  const [, navigate] = useLocation();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState<Confirmation | undefined>();
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const send = (air: boolean) => {
    const said = reason.trim().normalize('NFC');
    const missing = said.length < SHORTEST_REASON;
    setErrors(missing ? [{ field: 'alert-reason', message: say('alert.reason-missing') }] : []);
    if (missing) return;
    decide.mutate(
      { air, reason: said },
      {
        onSuccess: (answer) => {
          if (isConfirmation(answer)) setAsked(answer);
          else if (answer.emergency !== undefined) navigate(emergencyPath(answer.emergency));
        },
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };
  return (
    <Card title={say('alert.decide')}>
      <div className={styles.decide} data-decide>
        <p>{say('alert.decide-what', { n: format.number(alert.hamlets) })}</p>
        {online ? (
          <>
            <ErrorSummary errors={errors} />
            <TextInput
              id="alert-reason"
              label={say('alert.decide-reason')}
              maxLength={200}
              autoComplete="off"
              value={reason}
              onChange={({ currentTarget: { value } }) => setReason(value)}
            />
            <Suspense fallback={<Loading rows={2} />}>
              <HoldAct
                label={say('alert.hold-air')}
                submit={say('alert.air')}
                tone="emergency"
                busy={decide.isPending}
                onHeld={() => send(true)}
              />
            </Suspense>
            <div>
              <Button size="lg" variant="default" loading={decide.isPending} onClick={() => send(false)}>
                {say('alert.dismiss')}
              </Button>
            </div>
          </>
        ) : (
          <Notice meaning="unknown">{say('alert.offline')}</Notice>
        )}
      </div>
      {asked && (
        <Suspense fallback={null}>
          <WaitingSheet asked={asked} see={emergencyPath} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </Card>
  );
}
