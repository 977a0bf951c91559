import { NativeSelect, TextInput } from '@mantine/core';
import { DateField } from '../components/DateField.tsx';
import { WordsField } from '../components/WordsField.tsx';
import { useWords } from '../i18n/Language.tsx';
import { RuleFieldInput } from './RuleFieldInput.tsx';
import styles from './Rules.module.css';
import type { DraftStep, TypedRule } from './rule-draft.ts';
import { RULE_POINTS } from './rule-fields.ts';

interface Props {
  step: DraftStep;
  typed: TypedRule;
  onChange: (change: Partial<TypedRule>) => void;
}

/** The fields of one step, at most six. */
export function DraftFields({ step, typed, onChange }: Props) {
  const { say } = useWords();
  if (step === 'name') return <NameFields typed={typed} onChange={onChange} />;
  if (step === 'basis') return <BasisFields typed={typed} onChange={onChange} />;
  if (step === 'reason')
    return (
      <div className={styles.fields}>
        <WordsField
          id="rule-reason"
          label={say('rules.reason')}
          description={say('rules.reason-what')}
          maxLength={500}
          value={typed.reason}
          onChange={(reason) => onChange({ reason })}
        />
      </div>
    );
  const point = RULE_POINTS.find((one) => one.step === step);
  return (
    <div className={styles.fields}>
      {point?.fields.map((field) => (
        <RuleFieldInput
          key={field.name}
          field={field}
          typed={typed.numbers[field.name] ?? ''}
          onChange={(text) => onChange({ numbers: { ...typed.numbers, [field.name]: text } })}
        />
      ))}
      <p className={styles.ours}>{say('rules.ours')}</p>
    </div>
  );
}

function NameFields({ typed, onChange }: Omit<Props, 'step'>) {
  const { say } = useWords();
  return (
    <div className={styles.fields}>
      <TextInput
        id="rule-name"
        label={say('rules.name')}
        maxLength={200}
        autoComplete="off"
        value={typed.name}
        onChange={({ currentTarget: { value } }) => onChange({ name: value })}
      />
      <DateField
        id="rule-from"
        label={say('rules.from')}
        value={typed.validFrom}
        onChange={(validFrom) => onChange({ validFrom })}
      />
      <DateField
        id="rule-to"
        label={say('rules.to')}
        value={typed.validTo}
        onChange={(validTo) => onChange({ validTo })}
      />
    </div>
  );
}

function BasisFields({ typed, onChange }: Omit<Props, 'step'>) {
  const { say } = useWords();
  return (
    <div className={styles.fields}>
      {(['set', 'code', 'basis', 'region'] as const).map((name) => (
        <TextInput
          key={name}
          id={`rule-${name}`}
          label={say(`rules.criterion.${name}`)}
          maxLength={200}
          autoComplete="off"
          value={typed[name]}
          onChange={({ currentTarget: { value } }) => onChange({ [name]: value })}
        />
      ))}
      <NativeSelect
        id="rule-level"
        label={say('rules.criterion.level')}
        value={typed.level}
        onChange={({ currentTarget: { value } }) => onChange({ level: value })}
        data={(['base', 'advanced', 'model'] as const).map((value) => ({ value, label: say(`rule.level.${value}`) }))}
      />
    </div>
  );
}
