import { Button, Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { Card } from '../components/Card.tsx';
import { DateField } from '../components/DateField.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Page } from '../components/Page.tsx';
import { problemText } from '../components/problem-text.ts';
import { emptyForm, type ProgrammeForm, readForm } from '../components/programme-form.ts';
import { recurrenceWords } from '../components/programme-words.ts';
import { TimeField } from '../components/TimeField.tsx';
import { useCreateProgramme } from '../data/changes.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useBulletins } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** What, where, when, then the whole in one sentence before it is sent for approval. */
export function NewProgramme() {
  const { say, format } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const today = dayOf(useServerNow(60_000));
  const bulletins = useBulletins();
  const create = useCreateProgramme();
  const [form, setForm] = useState<ProgrammeForm>(() => emptyForm(today, account.areas));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const set = (change: Partial<ProgrammeForm>) => setForm((before) => ({ ...before, ...change }));
  const usable = bulletins.data?.items.filter((bulletin) => bulletin.state !== 'cancelled') ?? [];
  const bulletin = usable.find((one) => one.id === form.bulletin);
  const read = readForm(form, today);
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('faults' in read)
      return setErrors(read.faults.map((fault) => ({ field: fault.field, message: say(fault.message) })));
    setErrors([]);
    create.mutate(read.draft, {
      onSuccess: () => navigate('/lich'),
      onError: (error) => setErrors([{ message: problemText(error, say) }]),
    });
  };

  return (
    <Page title={say('programme.new')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <ErrorSummary errors={errors} />
          <Card title={say('programme.step.what')}>
            <Stack gap="sm" maw={620}>
              <NativeSelect
                id="programme-bulletin"
                label={say('programme.bulletin')}
                error={errorOf('programme-bulletin')}
                value={form.bulletin}
                onChange={(event) => {
                  const chosen = usable.find((one) => one.id === event.currentTarget.value);
                  set({
                    bulletin: event.currentTarget.value,
                    ...(form.title === '' && chosen ? { title: chosen.title } : {}),
                  });
                }}
                data={[
                  { value: '', label: say('programme.bulletin-choose') },
                  ...usable.map((one) => ({ value: one.id, label: `${one.title} (${format.length(one.durationMs)})` })),
                ]}
              />
              <TextInput
                id="programme-title"
                label={say('programme.title')}
                error={errorOf('programme-title')}
                value={form.title}
                maxLength={200}
                onChange={(event) => set({ title: event.currentTarget.value })}
              />
            </Stack>
          </Card>
          <Card title={say('programme.step.where')}>
            <AreaPicker
              id="programme-areas"
              roots={account.areas}
              chosen={form.areas}
              onChange={(areas) => set({ areas })}
            />
          </Card>
          <Card title={say('programme.step.when')}>
            <Stack gap="sm">
              <Radio.Group
                label={say('programme.repeats')}
                value={form.repeats ? 'weekly' : 'once'}
                onChange={(value) => set({ repeats: value === 'weekly' })}
              >
                <Group mt={6}>
                  <Radio value="once" label={say('programme.once')} />
                  <Radio value="weekly" label={say('programme.weekly')} />
                </Group>
              </Radio.Group>
              <Group align="flex-start" gap="lg">
                <DateField
                  id="programme-from"
                  label={say(form.repeats ? 'programme.from' : 'programme.day')}
                  error={errorOf('programme-from')}
                  value={form.from}
                  onChange={(from) => set({ from })}
                />
                {form.repeats && (
                  <DateField
                    id="programme-to"
                    label={say('programme.to')}
                    error={errorOf('programme-to')}
                    value={form.to}
                    onChange={(to) => set({ to })}
                  />
                )}
                {form.times.map((time, index) => (
                  <TimeField
                    // biome-ignore lint/suspicious/noArrayIndexKey: a time is known only by its place while it is typed
                    key={index}
                    id={`programme-time-${index}`}
                    label={say('programme.time')}
                    error={errorOf(`programme-time-${index}`)}
                    value={time}
                    durationMs={bulletin?.durationMs ?? 60_000}
                    onChange={(text) => set({ times: form.times.map((one, at) => (at === index ? text : one)) })}
                  />
                ))}
                {form.repeats && form.times.length < 4 && (
                  <Button variant="default" size="md" mt={28} onClick={() => set({ times: [...form.times, ''] })}>
                    {say('programme.add-time')}
                  </Button>
                )}
              </Group>
              {form.repeats && (
                <Checkbox.Group
                  label={say('programme.weekdays')}
                  value={form.weekdays.map(String)}
                  onChange={(values) => set({ weekdays: values.map(Number) })}
                >
                  <Group mt={6}>
                    {WEEKDAYS.map((weekday) => (
                      <Checkbox
                        key={weekday}
                        size="md"
                        value={String(weekday)}
                        label={say(`weekday.title.${weekday}`)}
                      />
                    ))}
                  </Group>
                </Checkbox.Group>
              )}
              <Checkbox
                size="md"
                label={say('programme.registered')}
                checked={form.registered}
                onChange={(event) => set({ registered: event.currentTarget.checked })}
              />
            </Stack>
          </Card>
          <Card title={say('programme.step.check')}>
            <Stack align="flex-start">
              <p>
                {'draft' in read && bulletin
                  ? say('programme.sentence', {
                      title: read.draft.title,
                      duration: format.duration(bulletin.durationMs),
                      when: recurrenceWords(read.draft.recurrence, say),
                      targets: form.areas.length,
                    })
                  : say('programme.unfinished')}
              </p>
              <Button type="submit" size="lg" loading={create.isPending}>
                {say('programme.submit')}
              </Button>
            </Stack>
          </Card>
        </Stack>
      </form>
    </Page>
  );
}
