import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';
import type { FieldKind, RuleField } from './rule-fields.ts';

const UNIT = {
  days: 'rules.unit.days',
  count: 'rules.unit.count',
  share: 'rules.unit.share',
  minutes: 'rules.unit.minutes',
  seconds: 'rules.unit.seconds',
} as const satisfies Partial<Record<FieldKind, string>>;

/** One number of the rule with its unit and what it does, in a plain sentence. */
export function RuleFieldInput({
  field,
  typed,
  onChange,
}: {
  field: RuleField;
  typed: string;
  onChange: (typed: string) => void;
}) {
  const { say } = useWords();
  const label = say(`rules.field.${field.name}`);
  const description = say(`rules.means.${field.name}`);
  if (field.kind === 'yes-no')
    return (
      <Checkbox
        id={`rule-${field.name}`}
        size="md"
        label={label}
        description={description}
        checked={typed === 'true'}
        onChange={({ currentTarget: { checked } }) => onChange(String(checked))}
      />
    );
  if (field.kind === 'inheritance')
    return (
      <NativeSelect
        id={`rule-${field.name}`}
        label={label}
        description={description}
        value={typed}
        onChange={({ currentTarget: { value } }) => onChange(value)}
        data={(['households', 'none'] as const).map((value) => ({ value, label: say(`rules.inheritance.${value}`) }))}
      />
    );
  return (
    <TextInput
      id={`rule-${field.name}`}
      label={say('rules.with-unit', { label, unit: say(UNIT[field.kind]) })}
      description={description}
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      onChange={({ currentTarget: { value } }) => onChange(value)}
    />
  );
}
