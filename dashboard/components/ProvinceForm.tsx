import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCreateArea } from '../data/changes.ts';
import { dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { DateField } from './DateField.tsx';
import { ErrorSummary, type FormError } from './ErrorSummary.tsx';
import { problemText } from './problem-text.ts';

/** The day the provinces of today began, and the level of districts ended. */
const MERGER = '2025-07-01';
const UNIT = /^(tỉnh|thành phố)\s+/i;

/** The province everything else lies in. */
export function ProvinceForm() {
  const { say } = useWords();
  const create = useCreateArea();
  const [name, setName] = useState('');
  const [from, setFrom] = useState(dayText(MERGER));
  const [errors, setErrors] = useState<readonly FormError[]>([]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const plain = name.normalize('NFC').trim();
    const validFrom = parseDay(from);
    const missing: FormError[] = [];
    if (!plain.replace(UNIT, '')) missing.push({ field: 'province-name', message: say('setup.province-missing') });
    if (!validFrom) missing.push({ field: 'province-from', message: say('setup.day-wrong') });
    setErrors(missing);
    if (missing.length > 0 || !validFrom) return;
    const unit = UNIT.exec(plain)?.[1]?.toLowerCase() ?? 'tỉnh';
    create.mutate(
      { kind: 'province', unit, name: plain.replace(UNIT, ''), validFrom },
      { onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" align="flex-start">
        <ErrorSummary errors={errors} />
        <TextInput
          id="province-name"
          label={say('setup.province-name')}
          description={say('setup.province-hint')}
          autoComplete="off"
          maxLength={120}
          w="100%"
          maw={420}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <DateField id="province-from" label={say('setup.valid-from')} value={from} onChange={setFrom} />
        <Button type="submit" size="lg" loading={create.isPending}>
          {say('setup.province-submit')}
        </Button>
      </Stack>
    </form>
  );
}
