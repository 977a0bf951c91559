import { InputBase } from '@mantine/core';

interface Props {
  id: string;
  label: string;
  description?: string;
  value: string;
  maxLength: number;
  rows?: number;
  onChange: (text: string) => void;
}

/** Some lines of text. */
export function WordsField({ id, label, description, value, maxLength, rows = 3, onChange }: Props) {
  return (
    <InputBase
      component="textarea"
      multiline
      rows={rows}
      id={id}
      label={label}
      {...(description === undefined ? {} : { description })}
      maxLength={maxLength}
      value={value}
      onChange={({ currentTarget: { value: text } }) => onChange(text)}
    />
  );
}
