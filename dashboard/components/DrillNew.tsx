import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAddDrill, useEmergencyTemplates } from '../data/emergencies.ts';
import { parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { DateField } from './DateField.tsx';
import styles from './Drill.module.css';
import { ErrorSummary } from './ErrorSummary.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';

/** Puts a drill on the calendar: nothing sounds by itself on that day. */
export function DrillNew() {
  const { say } = useWords();
  const add = useAddDrill();
  const templates = (useEmergencyTemplates().data?.items ?? []).filter((one) => one.status === 'exercise');
  const [title, setTitle] = useState('');
  const [dayTyped, setDay] = useState('');
  const [note, setNote] = useState('');
  const [template, setTemplate] = useState('');
  const [errors, setErrors] = useState<{ field: string; message: string }[]>([]);
  const chosen = template || (templates[0]?.id ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const day = parseDay(dayTyped);
    const found = [
      ...(title.trim() ? [] : [{ field: 'drill-title', message: say('drill.title-missing') }]),
      ...(day ? [] : [{ field: 'drill-day', message: say('drill.day-missing') }]),
    ];
    setErrors(found);
    if (found.length > 0 || !day) return;
    add.mutate(
      { title: title.trim(), day, template: chosen, ...(note.trim() ? { note: note.trim() } : {}) },
      {
        onSuccess: () => {
          setTitle('');
          setDay('');
          setNote('');
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate style={{ display: 'grid', gap: 12, marginTop: 16 }}>
      <h3>{say('drill.new')}</h3>
      <ErrorSummary errors={errors} />
      <ProblemNotice error={add.error} />
      <div className={styles.new}>
        <TextInput
          id="drill-title"
          label={say('drill.name')}
          maxLength={120}
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <DateField id="drill-day" label={say('drill.day')} value={dayTyped} onChange={setDay} />
        <NativeSelect
          label={say('drill.template')}
          value={chosen}
          onChange={(event) => setTemplate(event.currentTarget.value)}
          data={templates.map((one) => ({ value: one.id, label: one.title }))}
        />
        <TextInput
          label={say('drill.note')}
          maxLength={200}
          autoComplete="off"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      <div>
        <Button type="submit" size="md" variant="light" loading={add.isPending}>
          {say('drill.add')}
        </Button>
      </div>
      {add.isSuccess && <p role="status">{say('drill.added', { title: add.data.title })}</p>}
    </form>
  );
}
