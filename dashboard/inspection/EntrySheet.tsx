import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FIELDS, GENRES } from '../../protocol/bulletins.ts';
import { addDays } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { TimeField } from '../components/TimeField.tsx';
import { newUlid } from '../data/ulid.ts';
import { dayText, parseDay } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import { useWords } from '../i18n/Language.tsx';
import { useEnter } from './ask.ts';

/** The same as the gateway takes. */
const LOG_DAYS = 7;

interface Props {
  commune: string;
  today: string;
  onClose: () => void;
}

/** One line of the log. Its id is made with the sheet: pressed twice it is written once. */
export function EntrySheet({ commune, today, onClose }: Props) {
  const { say } = useWords();
  const enter = useEnter();
  const [id] = useState(() => newUlid(Date.now()));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const [typed, setTyped] = useState({
    ...{ day: dayText(today), from: '', to: '', title: '', field: 'general', genre: 'news', relayed: '', onDuty: '' },
  });
  const change = (given: Partial<typeof typed>) => setTyped((now) => ({ ...now, ...given }));
  const submit = () => {
    const [day, from, to] = [parseDay(typed.day), parseTimeOfDay(typed.from), parseTimeOfDay(typed.to)];
    const inTime = day !== undefined && day <= today && day >= addDays(today, -LOG_DAYS);
    const found: FormError[] = [
      ...(inTime ? [] : [{ field: 'log-day', message: say('log.fault-day', { n: LOG_DAYS }) }]),
      ...(from ? [] : [{ field: 'log-from', message: say('log.fault-from') }]),
      ...(to && (!from || to > from) ? [] : [{ field: 'log-to', message: say('log.fault-to') }]),
      ...(typed.title.trim() ? [] : [{ field: 'log-title', message: say('log.fault-title') }]),
    ];
    setErrors(found);
    const field = FIELDS.find((one) => one === typed.field);
    const genre = GENRES.find((one) => one === typed.genre);
    if (found.length > 0 || !day || !from || !to || !field || !genre) return;
    enter.mutate(
      {
        ...{ id, commune, day, from, to, title: typed.title.trim(), field, genre, language: 'vi' },
        ...(typed.relayed.trim() === '' ? {} : { relayed: typed.relayed.trim() }),
        ...{ onDuty: typed.onDuty.trim(), note: '' },
      },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('log.enter')}
      lead={<p>{say('log.enter-sentence', { n: LOG_DAYS })}</p>}
      errors={errors}
      submit={say('log.save')}
      gap="sm"
      busy={enter.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <DateField id="log-day" label={say('log.day')} value={typed.day} onChange={(day) => change({ day })} />
      <TimeField id="log-from" label={say('log.from')} value={typed.from} onChange={(from) => change({ from })} />
      <TimeField id="log-to" label={say('log.to')} value={typed.to} onChange={(to) => change({ to })} />
      <TextInput
        id="log-title"
        label={say('log.what')}
        maxLength={200}
        autoComplete="off"
        value={typed.title}
        onChange={({ currentTarget: { value } }) => change({ title: value })}
      />
      <NativeSelect
        id="log-genre"
        label={say('log.genre')}
        value={typed.genre}
        data={GENRES.map((value) => ({ value, label: say(`log.genre.${value}`) }))}
        onChange={({ currentTarget: { value } }) => change({ genre: value })}
      />
      <NativeSelect
        id="log-field"
        label={say('log.field')}
        value={typed.field}
        data={FIELDS.map((value) => ({ value, label: say(`field.${value}`) }))}
        onChange={({ currentTarget: { value } }) => change({ field: value })}
      />
      <TextInput
        id="log-relayed"
        label={say('log.relayed-field')}
        maxLength={120}
        value={typed.relayed}
        onChange={({ currentTarget: { value } }) => change({ relayed: value })}
      />
      <TextInput
        id="log-on-duty"
        label={say('log.on-duty-field')}
        maxLength={120}
        value={typed.onDuty}
        onChange={({ currentTarget: { value } }) => change({ onDuty: value })}
      />
    </FormSheet>
  );
}
