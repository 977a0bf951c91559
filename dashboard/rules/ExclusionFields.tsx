import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { EXCLUSION_CAUSES } from '../../protocol/verdicts.ts';
import { DocumentField } from '../attachments/DocumentField.tsx';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { DateField } from '../components/DateField.tsx';
import { WordsField } from '../components/WordsField.tsx';
import { useWords } from '../i18n/Language.tsx';
import rows from '../schedule/Rows.module.css';
import { PARTS, type TypedExclusion } from './exclusion-form.ts';
import styles from './Rules.module.css';

interface Props {
  typed: TypedExclusion;
  roots: readonly string[];
  onChange: (change: Partial<TypedExclusion>) => void;
}

/** Where, on which days, which parts of the day. */
export function WhereFields({ typed, roots, onChange }: Props) {
  const { say } = useWords();
  return (
    <>
      <fieldset className={rows.choices}>
        <legend>{say('left-out.areas')}</legend>
        <AreaPicker id="exclusion-areas" roots={roots} chosen={typed.areas} onChange={(areas) => onChange({ areas })} />
      </fieldset>
      <div className={styles.pair}>
        <DateField
          id="exclusion-from"
          label={say('office.from')}
          value={typed.from}
          onChange={(from) => onChange({ from })}
        />
        <DateField id="exclusion-to" label={say('office.to')} value={typed.to} onChange={(to) => onChange({ to })} />
      </div>
      <fieldset className={rows.choices} id="exclusion-parts" tabIndex={-1}>
        <legend>{say('left-out.parts')}</legend>
        <div className={rows.chips}>
          {PARTS.map((part) => (
            <Checkbox
              key={part}
              size="md"
              label={say(`part.${part}`)}
              checked={typed.parts.includes(part)}
              onChange={() => onChange({ parts: PARTS.filter((one) => typed.parts.includes(one) !== (one === part)) })}
            />
          ))}
        </div>
      </fieldset>
    </>
  );
}

/** Why, by which decision, and the paper. */
export function WhyFields({ typed, onChange }: Omit<Props, 'roots'>) {
  const { say } = useWords();
  return (
    <>
      <NativeSelect
        id="exclusion-cause"
        label={say('left-out.cause')}
        value={typed.cause}
        onChange={({ currentTarget: { value } }) => onChange({ cause: value })}
        data={EXCLUSION_CAUSES.map((value) => ({ value, label: say(`left-out.cause.${value}`) }))}
      />
      <WordsField
        id="exclusion-reason"
        label={say('left-out.reason')}
        maxLength={500}
        value={typed.reason}
        onChange={(reason) => onChange({ reason })}
      />
      <TextInput
        id="exclusion-number"
        label={say('left-out.number')}
        maxLength={60}
        autoComplete="off"
        value={typed.number}
        onChange={({ currentTarget: { value } }) => onChange({ number: value })}
      />
      <DateField id="exclusion-on" label={say('left-out.on')} value={typed.on} onChange={(on) => onChange({ on })} />
      <DocumentField
        id="exclusion-document"
        label={say('left-out.document')}
        most={1}
        documents={typed.document ? [typed.document] : []}
        onChange={([document]) => onChange({ document })}
      />
    </>
  );
}
