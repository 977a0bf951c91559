import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addDays, dayOf } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useDraw } from './ask.ts';
import type { Place } from './SideTable.tsx';

/** Draws hamlets and times from a seed said aloud before; the gateway makes one when none is given. */
export function DrawSheet({
  round,
  communes,
  onClose,
}: {
  round: string;
  communes: readonly Place[];
  onClose: () => void;
}) {
  const { say } = useWords();
  const today = dayOf(useServerNow(60_000));
  const [seed, setSeed] = useState('');
  const [commune, setCommune] = useState('');
  const [hamlets, setHamlets] = useState('3');
  const [from, setFrom] = useState(dayText(today));
  const [to, setTo] = useState(dayText(addDays(today, 13)));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const draw = useDraw(round);
  const submit = () => {
    const [first, last, count] = [parseDay(from), parseDay(to), Number(hamlets)];
    const faults: FormError[] = [
      ...(seed.trim() && seed.trim().length < 4 ? [{ field: 'draw-seed', message: say('round.fault.seed') }] : []),
      ...(Number.isInteger(count) && count >= 1 && count <= 50
        ? []
        : [{ field: 'draw-hamlets', message: say('round.fault.hamlets') }]),
      ...(first && last && first <= last ? [] : [{ field: 'draw-from', message: say('office.fault.days') }]),
      ...(first && first < today ? [{ field: 'draw-from', message: say('problem.draw-in-past') }] : []),
    ];
    setErrors(faults);
    if (faults.length > 0 || !first || !last) return;
    draw.mutate(
      {
        ...(seed.trim() ? { seed: seed.trim().normalize('NFC') } : {}),
        communes: commune ? [commune] : communes.map(({ id }) => id),
        ...{ hamlets: count, from: first, to: last },
      },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('round.draw')}
      submit={say('round.draw')}
      errors={errors}
      busy={draw.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        id="draw-seed"
        label={say('round.draw-seed-field')}
        description={say('round.draw-seed-what')}
        maxLength={120}
        autoComplete="off"
        value={seed}
        onChange={({ currentTarget: { value } }) => setSeed(value)}
      />
      <NativeSelect
        label={say('filter.commune')}
        value={commune}
        onChange={({ currentTarget: { value } }) => setCommune(value)}
        data={[
          { value: '', label: say('round.all-communes', { n: communes.length }) },
          ...communes.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <TextInput
        id="draw-hamlets"
        label={say('round.draw-hamlets')}
        inputMode="numeric"
        autoComplete="off"
        value={hamlets}
        onChange={({ currentTarget: { value } }) => setHamlets(value)}
      />
      <DateField id="draw-from" label={say('office.from')} value={from} onChange={setFrom} />
      <DateField id="draw-to" label={say('office.to')} value={to} onChange={setTo} />
    </FormSheet>
  );
}
