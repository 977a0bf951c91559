import { Group } from '@mantine/core';
import { useState } from 'react';
import { addDays, dayOf } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { TimeField } from '../components/TimeField.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dateText, dayText, parseDay } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAddSession, useEndSession, useTimetable } from './ask.ts';
import { EntriesSheet, NewEntry } from './EntriesSheet.tsx';
import { Weekdays } from './Weekdays.tsx';

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The registered timetable: the sessions that count in the verdict, and a new one, registered ahead. */
export function TimetableSheet({ area, onClose }: { area: string; onClose: () => void }) {
  const { say } = useWords();
  return (
    <EntriesSheet
      words="timetable"
      entries={useTimetable(area)}
      line={(session) => (
        <>
          <b className="numeric">{`${session.from}–${session.to}`}</b>{' '}
          {session.weekdays.map((day) => say(`weekday.short.${day as Weekday}`)).join(', ')}
          <br />
          {session.validTo
            ? say('recurrence.between', { from: dayText(session.validFrom), to: dayText(session.validTo) })
            : say('recurrence.from', { from: dayText(session.validFrom) })}
          <br />
          {say('plan.registered-by', { name: session.byName, day: dateText(session.registeredAt) })}
        </>
      )}
      remove={useEndSession()}
      removeWord={say('plan.timetable.end')}
      removedName={(session) => (session.validTo ? undefined : `${session.from}–${session.to}`)}
      onClose={onClose}
    >
      <NewSession area={area} />
    </EntriesSheet>
  );
}

function NewSession({ area }: { area: string }) {
  const { say } = useWords();
  const tomorrow = addDays(dayOf(useServerNow(60_000)), 1);
  const add = useAddSession();
  const [weekdays, setWeekdays] = useState<number[]>([1, 2, 3, 4, 5, 6]);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [validFrom, setValidFrom] = useState(dayText(tomorrow));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    const [first, last, day] = [parseTimeOfDay(from), parseTimeOfDay(to), parseDay(validFrom)];
    const missing: FormError[] = [];
    if (!first) missing.push({ field: 'session-from', message: say('plan.fault.time') });
    if (!last || (first && last <= first)) missing.push({ field: 'session-to', message: say('plan.fault.session-to') });
    if (weekdays.length === 0) missing.push({ field: 'session-weekdays', message: say('plan.fault.weekdays') });
    if (!day || day < tomorrow) missing.push({ field: 'session-valid-from', message: say('plan.fault.ahead') });
    setErrors(missing);
    if (missing.length > 0 || !first || !last || !day) return;
    add.mutate(
      { area, weekdays: [...weekdays].sort(), from: first, to: last, validFrom: day },
      {
        onSuccess: () => {
          setFrom('');
          setTo('');
        },
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };
  return (
    <NewEntry words="timetable" errors={errors} busy={add.isPending} onSubmit={submit}>
      <Group align="flex-start">
        <TimeField id="session-from" label={say('plan.from-time')} value={from} onChange={setFrom} />
        <TimeField id="session-to" label={say('plan.to-time')} value={to} onChange={setTo} />
        <DateField id="session-valid-from" label={say('plan.valid-from')} value={validFrom} onChange={setValidFrom} />
      </Group>
      <Weekdays id="session-weekdays" value={weekdays} onChange={setWeekdays} />
    </NewEntry>
  );
}
