import { Button, Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import type { ChangeEvent } from 'react';
import { RESUME_RULES } from '../../protocol/classes.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { HOLIDAY_RULES } from '../../protocol/timetable.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import { nextAllowed, TimeField } from '../components/TimeField.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { ExceptionField } from '../exceptions/ExceptionField.tsx';
import { mayAsk } from '../exceptions/who.ts';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { LiveChecks } from './LiveChecks.tsx';
import { type ProgrammeForm, REPEATS, suggestionsAt, timesOf } from './programme-form.ts';
import styles from './Rows.module.css';
import { Weekdays } from './Weekdays.tsx';

interface Props {
  form: ProgrammeForm;
  set: (change: Partial<ProgrammeForm>) => void;
  errorOf: (field: string) => string | undefined;
  today: string;
  quiet: { windows: readonly QuietWindow[]; durationMs: number };
  title: string;
  change?: string | undefined;
}

/** ③ When: a day, a time that is said back in words, how it repeats; what stands in its way shows at once. */
export function WhenStep({ form, set, errorOf, today, quiet, title, change }: Props) {
  const { say } = useWords();
  const now = useServerNow(60_000);
  const { role } = useMe().account;
  const repeats = form.repeat !== 'once';
  const setTime = (index: number, text: string) =>
    set({ times: form.times.map((one, at) => (at === index ? text : one)) });
  const typed = (id: string, field: 'monthDay' | 'lunarDay' | 'lunarMonth' | 'rule') => ({
    id,
    error: errorOf(id),
    value: form[field],
    onChange: (event: ChangeEvent<HTMLInputElement>) => set({ [field]: event.currentTarget.value }),
  });
  return (
    <Stack>
      <section className={styles.chips} aria-label={say('plan.suggestions')}>
        {suggestionsAt(today, timeOf(now)).map((one) => (
          <Button
            key={one.key}
            variant="default"
            size="md"
            onClick={() => set({ from: dayText(one.day), times: [one.time] })}
          >
            {say(`plan.suggest.${one.key}`, { time: one.time })}
          </Button>
        ))}
      </section>
      <Group align="flex-start" gap="lg">
        <DateField
          id="plan-from"
          label={say(repeats ? 'programme.from' : 'programme.day')}
          error={errorOf('plan-from')}
          value={form.from}
          onChange={(from) => set({ from })}
        />
        {form.times.map((time, index) => (
          <TimeField
            // biome-ignore lint/suspicious/noArrayIndexKey: a time is known only by its place while it is typed
            key={index}
            id={`plan-time-${index}`}
            label={say('programme.time')}
            error={errorOf(`plan-time-${index}`)}
            value={time}
            quiet={quiet}
            onChange={(text) => setTime(index, text)}
          />
        ))}
        {repeats && form.times.length < 6 && (
          <Button variant="default" size="md" mt={28} onClick={() => set({ times: [...form.times, ''] })}>
            {say('programme.add-time')}
          </Button>
        )}
        {form.times.length > 1 && (
          <Button variant="default" size="md" mt={28} onClick={() => set({ times: form.times.slice(0, -1) })}>
            {say('plan.drop-time')}
          </Button>
        )}
      </Group>
      <Radio.Group
        label={say('programme.repeats')}
        value={form.repeat}
        onChange={(value) => set({ repeat: REPEATS.find((one) => one === value) ?? 'once' })}
      >
        <Group mt={6} gap="md">
          {REPEATS.map((repeat) => (
            <Radio key={repeat} size="md" value={repeat} label={say(`plan.repeat.${repeat}`)} />
          ))}
        </Group>
      </Radio.Group>
      {(form.exception !== undefined || (mayAsk(role) && timesOf(form).some((time) => nextAllowed(time, quiet)))) && (
        <ExceptionField
          value={form.exception}
          error={errorOf('plan-exception')}
          endError={errorOf('plan-exception-end')}
          onChange={(exception) => set({ exception })}
        />
      )}
      {form.repeat === 'weekdays' && (
        <Weekdays
          id="plan-weekdays"
          error={errorOf('plan-weekdays')}
          value={form.weekdays}
          onChange={(weekdays) => set({ weekdays })}
        />
      )}
      {form.repeat === 'monthly' && (
        <TextInput
          {...typed('plan-month-day', 'monthDay')}
          label={say('plan.month-day')}
          inputMode="numeric"
          maw={180}
        />
      )}
      {form.repeat === 'lunar' && (
        <Group align="flex-start">
          <TextInput
            {...typed('plan-lunar-day', 'lunarDay')}
            label={say('plan.lunar-day')}
            inputMode="numeric"
            maw={180}
          />
          <TextInput
            {...typed('plan-lunar-month', 'lunarMonth')}
            label={say('plan.lunar-month')}
            inputMode="numeric"
            maw={300}
          />
        </Group>
      )}
      {form.repeat === 'rule' && (
        <TextInput
          {...typed('plan-rule', 'rule')}
          label={say('plan.rule')}
          description={say('plan.rule-example')}
          maxLength={500}
          maw={560}
        />
      )}
      {repeats && (
        <Group align="flex-start" gap="lg">
          <DateField
            id="plan-to"
            label={say('programme.to')}
            error={errorOf('plan-to')}
            value={form.to}
            onChange={(to) => set({ to })}
          />
          <NativeSelect
            label={say('plan.holidays')}
            value={form.holidays}
            onChange={(event) =>
              set({ holidays: HOLIDAY_RULES.find((one) => one === event.currentTarget.value) ?? 'play' })
            }
            data={HOLIDAY_RULES.map((one) => ({ value: one, label: say(`plan.holidays.${one}`) }))}
          />
        </Group>
      )}
      <details>
        <summary style={{ minHeight: 44, cursor: 'pointer', paddingBlock: 10 }}>{say('plan.more-choices')}</summary>
        <Stack gap="sm">
          <Checkbox
            size="md"
            label={say('programme.registered')}
            checked={form.registered}
            onChange={(event) => set({ registered: event.currentTarget.checked })}
          />
          <NativeSelect
            label={say('plan.resume')}
            value={form.resume}
            maw={360}
            onChange={(event) =>
              set({ resume: RESUME_RULES.find((one) => one === event.currentTarget.value) ?? 'resume' })
            }
            data={RESUME_RULES.map((one) => ({ value: one, label: say(`plan.resume.${one}`) }))}
          />
        </Stack>
      </details>
      <LiveChecks form={form} set={set} today={today} quiet={quiet} title={title} change={change} />
    </Stack>
  );
}
