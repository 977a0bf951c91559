import { InputBase } from '@mantine/core';

interface Props {
  id: string;
  label: string;
  maxLength: number;
  value: string;
  rows?: number;
  onChange: (text: string) => void;
}

/** A field of some lines (Mantine's own brings a library along that grows it). */
export function LongText({ id, label, maxLength, value, rows = 3, onChange }: Props) {
  return (
    <InputBase
      id={id}
      component="textarea"
      multiline
      label={label}
      rows={rows}
      maxLength={maxLength}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
