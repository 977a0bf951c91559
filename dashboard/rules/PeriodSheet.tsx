import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Period } from '../../protocol/api/periods.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { useOpenPeriod } from './ask.ts';
import { nextQuarter, readPeriod } from './period-form.ts';

const FIELD = {
  name: 'period-name',
  from: 'period-from',
  to: 'period-to',
  'closes-on': 'period-closes-on',
  overlaps: 'period-from',
};

/** A new period: its days, and the day on which it closes by itself. */
export function PeriodSheet({
  periods,
  today,
  onClose,
}: {
  periods: readonly Period[];
  today: string;
  onClose: () => void;
}) {
  const { say } = useWords();
  const [typed, setTyped] = useState(() => nextQuarter(periods, today));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const open = useOpenPeriod();
  const submit = () => {
    const read = readPeriod(typed, periods);
    if ('faults' in read)
      return setErrors(read.faults.map((fault) => ({ field: FIELD[fault], message: say(`period.fault.${fault}`) })));
    open.mutate(read.period, {
      onSuccess: onClose,
      onError: (error) => setErrors([{ message: problemText(error, say) }]),
    });
  };
  return (
    <FormSheet
      title={say('period.new')}
      submit={say('period.open')}
      errors={errors}
      busy={open.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        id="period-name"
        label={say('period.name')}
        maxLength={60}
        autoComplete="off"
        value={typed.name}
        onChange={({ currentTarget: { value } }) => setTyped({ ...typed, name: value })}
      />
      <DateField
        id="period-from"
        label={say('office.from')}
        value={typed.from}
        onChange={(from) => setTyped({ ...typed, from })}
      />
      <DateField
        id="period-to"
        label={say('office.to')}
        value={typed.to}
        onChange={(to) => setTyped({ ...typed, to })}
      />
      <DateField
        id="period-closes-on"
        label={say('period.closes-on')}
        value={typed.closesOn}
        onChange={(closesOn) => setTyped({ ...typed, closesOn })}
      />
      <p>{say('period.closes-what')}</p>
    </FormSheet>
  );
}
