import { Radio } from '@mantine/core';
import type { VerdictWord } from '../../protocol/api/coverage.ts';
import { useWords } from '../i18n/Language.tsx';
import rows from '../schedule/Rows.module.css';

const WORDS: readonly VerdictWord[] = ['met', 'not-met', 'insufficient'];

/** The three words, none chosen beforehand. */
export function VerdictChoice({
  id,
  legend,
  value,
  onChange,
}: {
  id: string;
  legend: string;
  value: VerdictWord | undefined;
  onChange: (verdict: VerdictWord) => void;
}) {
  const { say } = useWords();
  return (
    <fieldset className={rows.choices} id={id} tabIndex={-1}>
      <legend>{legend}</legend>
      {WORDS.map((word) => (
        <Radio
          key={word}
          size="md"
          name={id}
          label={say(`verdict.${word as 'met'}`)} // each of the three has its word
          checked={value === word}
          onChange={() => onChange(word)}
        />
      ))}
    </fieldset>
  );
}
