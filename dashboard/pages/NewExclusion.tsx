import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Page } from '../components/Page.tsx';
import { problemText } from '../components/problem-text.ts';
import { StepLine } from '../components/StepLine.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { useExclude, usePeriods, useRules } from '../rules/ask.ts';
import { ExclusionCheck } from '../rules/ExclusionCheck.tsx';
import { WhereFields, WhyFields } from '../rules/ExclusionFields.tsx';
import { EXCLUSION_STEPS, faultsOf, PARTS, type TypedExclusion, toInput } from '../rules/exclusion-form.ts';
import { EXCLUSIONS_PATH } from '../rules/paths.ts';
import styles from '../rules/Rules.module.css';

knowWords(viRules);

/** Sessions left out by a decision of the province: where and when, why and by which paper, looked at again, then recorded. */
export function NewExclusion() {
  const { say } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const today = dayOf(useServerNow(60_000));
  const periods = usePeriods().data?.items ?? [];
  const deadlineDays = useRules().data?.items[0]?.numbers.exclusionDeadlineDays ?? 15;
  const [at, setAt] = useState(0);
  const [typed, setTyped] = useState<TypedExclusion>(() => ({
    ...{ areas: [], parts: PARTS, cause: 'storm', reason: '', number: '', document: undefined },
    ...{ from: dayText(today), to: dayText(today), on: dayText(today) },
  }));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const exclude = useExclude();
  const step = EXCLUSION_STEPS[at] ?? 'where';
  const change = (part: Partial<TypedExclusion>) => setTyped((before) => ({ ...before, ...part }));
  if (!may(account.role, 'administer'))
    return (
      <Page title={say('left-out.new')}>
        <p>{say('left-out.only-province')}</p>
      </Page>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = faultsOf(step, typed, periods).map((fault) => ({
      field: fault === 'closed' ? 'exclusion-from' : `exclusion-${fault}`,
      message: say(`left-out.fault.${fault}`),
    }));
    setErrors(faults);
    if (faults.length > 0) return;
    if (step !== 'check') return setAt(at + 1);
    const input = toInput(typed);
    if (input)
      exclude.mutate(input, {
        onSuccess: () => navigate(EXCLUSIONS_PATH),
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      });
  };
  return (
    <Page title={say('left-out.new')} sentence={say('left-out.new-what')}>
      <StepLine
        label={say('rules.steps')}
        steps={EXCLUSION_STEPS.map((one) => say(`left-out.step.${one}`))}
        at={at + 1}
      />
      <Card title={say(`left-out.step.${step}`)}>
        <form noValidate className={styles.stack} onSubmit={submit}>
          <ErrorSummary errors={errors} />
          {step === 'where' && <WhereFields typed={typed} roots={account.areas} onChange={change} />}
          {step === 'why' && <WhyFields typed={typed} onChange={change} />}
          {step === 'check' && (
            <ExclusionCheck typed={typed} periods={periods} today={today} deadlineDays={deadlineDays} />
          )}
          <div className={styles.acts}>
            <Button type="submit" size="lg" loading={exclude.isPending} data-primary>
              {say(step === 'check' ? 'left-out.record' : 'action.continue')}
            </Button>
            {at > 0 && (
              <Button size="lg" variant="default" onClick={() => setAt(at - 1)}>
                {say('rules.step-before')}
              </Button>
            )}
          </div>
        </form>
      </Card>
    </Page>
  );
}
