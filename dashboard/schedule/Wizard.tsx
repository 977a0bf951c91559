import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { Programme } from '../../protocol/api/broadcast.ts';
import { DEFAULT_QUIET_WINDOWS, type QuietWindow } from '../../protocol/quiet-hours.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Notice } from '../components/Notice.tsx';
import { Page } from '../components/Page.tsx';
import { StepLine } from '../components/StepLine.tsx';
import { nextAllowed } from '../components/TimeField.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useBulletins } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { DraftNotice } from '../drafts/DraftNotice.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { useBulletinsById, useQuietHours } from './ask.ts';
import { CheckStep } from './CheckStep.tsx';
import { wizardPath } from './paths.ts';
import { faultsOf, type ProgrammeForm, timesOf, titleOf } from './programme-form.ts';
import { useForm } from './use-form.ts';
import { useReadAloud } from './use-read-aloud.ts';
import { WhatStep } from './WhatStep.tsx';
import { WhenStep } from './WhenStep.tsx';
import { WhereStep } from './WhereStep.tsx';

const STEPS = ['what', 'where', 'when', 'check'] as const;

interface Props {
  /** Whose draft: `new`, or the programme that is changed. */
  of: string;
  start: ProgrammeForm;
  /** The programme as it was read. */
  seen?: Programme;
}

/** What, where, when, and the whole in one sentence before it is sent (UX §3.3). Each step is an address, so Back works. */
export function Wizard({ of, start, seen }: Props) {
  const { say } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const [query] = useSearchParams();
  const today = dayOf(useServerNow(60_000));
  const draft = useForm(account.id, of, start);
  const { form, set } = draft;
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const readAloud = useReadAloud(form, set);
  const windows = useQuietHours(account.areas[0]).data?.windows ?? DEFAULT_QUIET_WINDOWS;
  const listed = useBulletins().data?.items ?? [];
  const bulletins = useChosen(form, listed);
  const durationMs = form.bulletins.reduce(
    (sum, id) => sum + (bulletins.find((one) => one.id === id)?.durationMs ?? 0),
    0,
  );
  const quiet = { windows, durationMs: durationMs || 60_000 };
  const wanted = Math.min(4, Math.max(1, Number(query.get('buoc')) || 1));
  const faulty = [1, 2, 3].find((one) => one < wanted && faultsOf(form, one, today).length > 0);
  const step = faulty ?? wanted;
  const change = of === 'new' ? undefined : of;

  usePresets(query, of, form.bulletins, set);
  useEffect(() => {
    if (errors.length > 0) document.title = say('plan.error-title', { title: document.title });
  }, [errors, say]);

  const faultsHere = (): FormError[] => {
    const faults = faultsOf(form, step, today).map(({ field, message }) => ({ field, message: say(message) }));
    return step === 3 && form.exception === undefined ? [...faults, ...quietFaults(form, quiet, say)] : faults;
  };
  // What was mended is no error any more; the next try looks again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when the form changes, not when the errors do
  useEffect(() => {
    if (errors.length > 0 && (readAloud.open || (step < 4 && faultsHere().length === 0))) setErrors([]);
  }, [form]);

  const go = (to: number) => {
    setErrors([]);
    navigate(wizardPath(to, change));
  };
  const leave = async (event: FormEvent) => {
    event.preventDefault();
    if (step === 1 && readAloud.open) {
      const problem = await readAloud.finish();
      if (problem) return setErrors([problem]);
      return go(2);
    }
    const faults = faultsHere();
    setErrors(faults);
    // The time was moved out of the quiet hours: nobody needs to be asked.
    if (step === 3 && quietFaults(form, quiet, say).length === 0) set({ exception: undefined });
    if (faults.length === 0) go(step + 1);
  };

  const title = titleOf(form, bulletins);
  const shared = { form, set, errorOf: (field: string) => errors.find((error) => error.field === field)?.message };
  return (
    <Page key={step} title={say(change ? 'plan.change' : 'plan.new')}>
      <StepLine label={say('plan.steps')} steps={STEPS.map((one) => say(`programme.step.${one}`))} at={step} />
      {draft.resumed && (
        <Notice meaning="unknown" role="status">
          <Group gap="sm" justify="space-between">
            <span>{say('plan.resumed')}</span>
            <Button
              variant="default"
              size="md"
              onClick={() => {
                draft.restart();
                go(1);
              }}
            >
              {say('plan.restart')}
            </Button>
          </Group>
        </Notice>
      )}
      <DraftNotice {...draft.remote} />
      <ErrorSummary errors={errors} />
      {step === 4 ? (
        <CheckStep
          form={form}
          set={set}
          title={title}
          bulletins={bulletins}
          seen={seen}
          onStep={go}
          onSaved={draft.drop}
          onErrors={setErrors}
        />
      ) : (
        <form onSubmit={leave} noValidate>
          <Stack>
            <Card title={say(`programme.step.${STEPS[step - 1] ?? 'what'}`)}>
              {step === 1 && (
                <WhatStep {...shared} bulletins={bulletins} listed={listed} readAloud={readAloud} title={title} />
              )}
              {step === 2 && <WhereStep {...shared} />}
              {step === 3 && <WhenStep {...shared} today={today} quiet={quiet} title={title} change={change} />}
            </Card>
            <Group>
              <Button type="submit" size="lg" loading={readAloud.finishing} data-primary>
                {say('action.continue')}
              </Button>
              {step > 1 && (
                <Button size="lg" variant="default" onClick={() => window.history.back()}>
                  {say('action.back')}
                </Button>
              )}
            </Group>
          </Stack>
        </form>
      )}
    </Page>
  );
}

/** Times that touch the quiet hours, each with the next that does not. */
function quietFaults(
  form: ProgrammeForm,
  quiet: { windows: readonly QuietWindow[]; durationMs: number },
  say: Say,
): FormError[] {
  return form.times.flatMap((time, index) => {
    const [read] = timesOf({ ...form, times: [time] });
    const next = read && nextAllowed(read, quiet);
    if (!read || !next) return [];
    const message =
      next === 'never' ? say('plan.fault.quiet-never', { time: read }) : say('plan.fault.quiet', { time: read, next });
    return [{ field: `plan-time-${index}`, message }];
  });
}

/** The chosen bulletins: from the list where they stand in it, each by itself where they do not. */
function useChosen(form: ProgrammeForm, listed: ReturnType<typeof useBulletinsById>) {
  const missing = useBulletinsById(form.bulletins.filter((id) => !listed.some((one) => one.id === id)));
  return form.bulletins.flatMap(
    (id) => listed.find((one) => one.id === id) ?? missing.find((one) => one.id === id) ?? [],
  );
}

/** What the link brought along: a day and a time of the board, or a bulletin of the library. */
function usePresets(
  query: URLSearchParams,
  of: string,
  bulletins: readonly string[],
  set: (change: Partial<ProgrammeForm>) => void,
) {
  const [, navigate] = useLocation();
  const [day, time, bulletin] = [query.get('ngay'), query.get('gio'), query.get('ban-tin')];
  const step = query.get('buoc') ?? '1';
  // biome-ignore lint/correctness/useExhaustiveDependencies: taken once, then gone from the address
  useEffect(() => {
    if (of !== 'new' || !(day || time || bulletin)) return;
    set({
      ...(day ? { from: dayText(day) } : {}),
      ...(time ? { times: [time] } : {}),
      ...(bulletin && !bulletins.includes(bulletin) ? { bulletins: [...bulletins, bulletin] } : {}),
    });
    navigate(wizardPath(Number(step)), { replace: true });
  }, [day, time, bulletin]);
}
