import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { addDays, dayOf } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { DateField } from '../components/DateField.tsx';
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
import { useOpenRound } from '../rounds/ask.ts';
import { CheckList } from '../rounds/CheckList.tsx';
import { roundPath } from '../rounds/paths.ts';
import { faultsOfRound, KINDS, LEVELS, ROUND_STEPS, type TypedRound, toRound } from '../rounds/round-form.ts';
import { useAppraisers } from '../rounds/use-appraisers.ts';
import { useCommunes } from '../rounds/use-communes.ts';
import styles from '../rules/Rules.module.css';

knowWords(viRules);

/** A round: what it is about, which communes registered, who of the council writes in it. */
export function NewRound() {
  const { say } = useWords();
  const { role } = useMe().account;
  const administers = may(role, 'administer');
  const [, navigate] = useLocation();
  const today = dayOf(useServerNow(60_000));
  const { places } = useCommunes();
  const appraisers = useAppraisers(administers);
  const [at, setAt] = useState(0);
  const [typed, setTyped] = useState<TypedRound>(() => ({
    ...{ title: '', year: today.slice(0, 4), level: 'advanced', kind: 'new' },
    ...{ from: dayText(today), to: dayText(addDays(today, 60)), communes: [], members: [] },
  }));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const open = useOpenRound();
  const step = ROUND_STEPS[at] ?? 'what';
  const set = (part: Partial<TypedRound>) => setTyped((before) => ({ ...before, ...part }));
  if (!administers)
    return (
      <Page title={say('round.new')}>
        <p>{say('round.only-administrators')}</p>
      </Page>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = faultsOfRound(step, typed).map((fault) => ({
      field: `round-${fault}`,
      message: say(`round.fault.${fault}`),
    }));
    setErrors(faults);
    if (faults.length > 0) return;
    if (at < ROUND_STEPS.length - 1) return setAt(at + 1);
    const round = toRound(typed);
    if (round)
      open.mutate(round, {
        onSuccess: (made) => navigate(roundPath(made.id)),
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      });
  };
  return (
    <Page title={say('round.new')} sentence={say('round.new-what')}>
      <StepLine label={say('rules.steps')} steps={ROUND_STEPS.map((one) => say(`round.step.${one}`))} at={at + 1} />
      <Card title={say(`round.step.${step}`)}>
        <form noValidate className={styles.stack} onSubmit={submit}>
          <ErrorSummary errors={errors} />
          {step === 'what' && (
            <div className={styles.fields}>
              <TextInput
                id="round-title"
                label={say('round.title-field')}
                maxLength={200}
                autoComplete="off"
                value={typed.title}
                onChange={({ currentTarget: { value } }) => set({ title: value })}
              />
              <TextInput
                id="round-year"
                label={say('round.year')}
                inputMode="numeric"
                autoComplete="off"
                maw={120}
                value={typed.year}
                onChange={({ currentTarget: { value } }) => set({ year: value })}
              />
              <div className={styles.pair}>
                <NativeSelect
                  label={say('round.level')}
                  value={typed.level}
                  onChange={({ currentTarget: { value } }) => set({ level: value })}
                  data={LEVELS.map((value) => ({ value, label: say(`round.level.${value}`) }))}
                />
                <NativeSelect
                  label={say('round.kind')}
                  value={typed.kind}
                  onChange={({ currentTarget: { value } }) => set({ kind: value })}
                  data={KINDS.map((value) => ({ value, label: say(`round.kind.${value}`) }))}
                />
              </div>
              <div className={styles.pair}>
                <DateField
                  id="round-from"
                  label={say('office.from')}
                  value={typed.from}
                  onChange={(from) => set({ from })}
                />
                <DateField id="round-to" label={say('office.to')} value={typed.to} onChange={(to) => set({ to })} />
              </div>
            </div>
          )}
          {step === 'communes' && (
            <CheckList
              id="round-communes"
              legend={say('round.communes')}
              places={places}
              chosen={typed.communes}
              onChange={(communes) => set({ communes })}
            />
          )}
          {step === 'members' && (
            <>
              <p>{say('round.members-what')}</p>
              {appraisers.length === 0 ? (
                <p>{say('round.no-appraisers')}</p>
              ) : (
                <CheckList
                  id="round-members"
                  legend={say('round.members')}
                  places={appraisers}
                  chosen={typed.members}
                  onChange={(members) => set({ members })}
                />
              )}
            </>
          )}
          <div className={styles.acts}>
            <Button type="submit" size="lg" loading={open.isPending} data-primary>
              {say(step === 'members' ? 'round.open' : 'action.continue')}
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
