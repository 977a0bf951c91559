import { Button, Group, NativeSelect, NumberInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { MadeLabels } from '../../protocol/api/enrolment.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { useMakeLabels } from '../data/changes.ts';
import { useArea, useAreas } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { areaTitle } from './area-title.ts';
import { ErrorSummary, type FormError } from './ErrorSummary.tsx';
import { problemText } from './problem-text.ts';

const MOST_LABELS = 200;
const MOST_DAYS = 365;

/** How many labels, for where, good for how long. */
export function LabelForm({ onMade }: { onMade: (made: MadeLabels) => void }) {
  const { say } = useWords();
  const { areas: own } = useMe().account;
  const home = useArea(own[0]).data;
  const communes = useAreas({ kind: 'commune', parent: home?.id }, home?.kind === 'province').data?.items ?? [];
  const choices = [
    ...(home ? [home] : []),
    ...[...communes].sort((a, b) => vietnameseCollator.compare(a.name, b.name)),
  ];
  const make = useMakeLabels();
  const [area, setArea] = useState('');
  const [count, setCount] = useState<string | number>(10);
  const [days, setDays] = useState<string | number>(30);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: FormError[] = [];
    if (!isWhole(count, MOST_LABELS)) found.push({ field: 'label-count', message: say('labels.count-wrong') });
    if (!isWhole(days, MOST_DAYS)) found.push({ field: 'label-days', message: say('labels.days-wrong') });
    setErrors(found);
    const where = area || home?.id;
    if (found.length > 0 || where === undefined) return;
    make.mutate(
      { area: where, count: Number(count), days: Number(days) },
      { onSuccess: onMade, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={460}>
        <ErrorSummary errors={errors} />
        <NativeSelect
          id="label-area"
          label={say('labels.area')}
          description={say('labels.area-hint')}
          value={area || home?.id || ''}
          onChange={(event) => setArea(event.currentTarget.value)}
          data={choices.map((one) => ({ value: one.id, label: areaTitle(one) }))}
        />
        <Group grow align="flex-end">
          <NumberInput
            id="label-count"
            label={say('labels.count')}
            error={errorOf('label-count')}
            min={1}
            max={MOST_LABELS}
            allowDecimal={false}
            hideControls
            value={count}
            onChange={setCount}
          />
          <NumberInput
            id="label-days"
            label={say('labels.days')}
            error={errorOf('label-days')}
            min={1}
            max={MOST_DAYS}
            allowDecimal={false}
            hideControls
            value={days}
            onChange={setDays}
          />
        </Group>
        <Button type="submit" size="lg" loading={make.isPending}>
          {say('labels.submit')}
        </Button>
      </Stack>
    </form>
  );
}

function isWhole(value: string | number, most: number): boolean {
  const number = Number(value);
  return Number.isInteger(number) && number >= 1 && number <= most;
}
