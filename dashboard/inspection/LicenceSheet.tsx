import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Licence } from '../../protocol/api/inspections.ts';
import { DocumentField, type NamedDocument } from '../attachments/DocumentField.tsx';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { dayText, parseDay } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { viVisit } from '../i18n/vi-visit.ts';
import { useSetLicence } from './ask.ts';
import { megahertz } from './draft.ts';

knowWords(viRules);
knowWords(viVisit);

interface Props {
  commune: string;
  before: Licence | undefined;
  onClose: () => void;
}

/** A licence in place of the one before, which stays on record. */
export function LicenceSheet({ commune, before, onClose }: Props) {
  const { say } = useWords();
  const set = useSetLicence(commune);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const [typed, setTyped] = useState({
    number: '',
    frequency: before ? String(before.frequencyMhz).replace('.', ',') : '',
    issuedBy: before?.issuedBy ?? '',
    from: '',
    to: '',
  });
  const [papers, setPapers] = useState<readonly NamedDocument[]>([]);
  const change = (given: Partial<typeof typed>) => setTyped((now) => ({ ...now, ...given }));
  const submit = () => {
    const [from, to, frequencyMhz] = [parseDay(typed.from), parseDay(typed.to), megahertz(typed.frequency)];
    const isFrequency = frequencyMhz !== undefined && frequencyMhz >= 54 && frequencyMhz <= 108;
    const found: FormError[] = [
      ...(typed.number.trim() ? [] : [{ field: 'licence-number', message: say('licence.fault-number') }]),
      ...(isFrequency ? [] : [{ field: 'licence-frequency', message: say('licence.fault-frequency') }]),
      ...(from ? [] : [{ field: 'licence-from', message: say('licence.fault-from') }]),
      ...(to && (!from || to >= from) ? [] : [{ field: 'licence-to', message: say('licence.fault-to') }]),
    ];
    setErrors(found);
    if (found.length > 0 || !from || !to || frequencyMhz === undefined) return;
    set.mutate(
      {
        ...{ number: typed.number.trim(), frequencyMhz, issuedBy: typed.issuedBy.trim(), from, to },
        ...(papers[0] && { document: papers[0].sha256 }),
      },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('licence.enter')}
      errors={errors}
      submit={say('licence.save')}
      busy={set.isPending}
      onSubmit={submit}
      onClose={onClose}
      {...(before ? { lead: <p>{say('licence.before', { number: before.number, to: dayText(before.to) })}</p> } : {})}
    >
      <TextInput
        id="licence-number"
        label={say('licence.number')}
        maxLength={60}
        autoComplete="off"
        value={typed.number}
        onChange={({ currentTarget: { value } }) => change({ number: value })}
      />
      <TextInput
        id="licence-frequency"
        label={say('licence.frequency-mhz')}
        inputMode="decimal"
        autoComplete="off"
        value={typed.frequency}
        onChange={({ currentTarget: { value } }) => change({ frequency: value })}
      />
      <TextInput
        id="licence-issued-by"
        label={say('licence.issued-by')}
        maxLength={120}
        autoComplete="off"
        value={typed.issuedBy}
        onChange={({ currentTarget: { value } }) => change({ issuedBy: value })}
      />
      <DateField
        id="licence-from"
        label={say('licence.from')}
        value={typed.from}
        onChange={(from) => change({ from })}
      />
      <DateField id="licence-to" label={say('licence.to')} value={typed.to} onChange={(to) => change({ to })} />
      <DocumentField
        id="licence-document"
        label={say('licence.document')}
        documents={papers}
        most={1}
        onChange={setPapers}
      />
    </FormSheet>
  );
}
