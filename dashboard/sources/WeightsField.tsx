import { Button, NativeSelect } from '@mantine/core';
import { ALERT_WEIGHTS, CERTAINTIES, SEVERITIES, URGENCIES } from '../../protocol/sources.ts';
import { useWords } from '../i18n/Language.tsx';
import type { TextKey } from '../i18n/say.ts';
import styles from './Sources.module.css';
import { NEW_ROW, type TypedRow } from './weight-rows.ts';

interface Props {
  rows: readonly TypedRow[];
  onChange: (rows: TypedRow[]) => void;
}

const MOST_ROWS = 20;
const SCALES = [
  ['severity', SEVERITIES],
  ['urgency', URGENCIES],
  ['certainty', CERTAINTIES],
] as const;

/** What alerts become, row by row; the first that holds decides. Without any the installation's own table does. */
export function WeightsField({ rows, onChange }: Props) {
  const { say } = useWords();
  const set = (index: number, part: Partial<TypedRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset className={styles.weights} id="source-weights">
      <legend>{say('source.weights')}</legend>
      <p className={styles.soft}>{say(rows.length === 0 ? 'source.weights-none' : 'source.weights-what')}</p>
      {rows.map((row, index) => (
        <fieldset key={row.key} className={styles.weight}>
          <legend className="visually-hidden">{say('source.weights-row', { n: index + 1 })}</legend>
          {SCALES.map(([scale, words]) => (
            <NativeSelect
              key={scale}
              label={say(`source.weights-${scale}`)}
              value={row[scale]}
              onChange={({ currentTarget: { value } }) => set(index, { [scale]: value })}
              data={[
                { value: '', label: say('source.weights-any') },
                ...[...new Set([...words, row[scale]])].filter(Boolean).map((value) => ({
                  value,
                  label: value
                    .split(',')
                    .map((word) => say(`alert.${scale}.${word}` as TextKey)) // each scale has a word for each of its values
                    .join(', '),
                })),
              ]}
            />
          ))}
          <NativeSelect
            label={say('source.weights-becomes')}
            value={row.weight}
            onChange={({ currentTarget: { value } }) =>
              set(index, { weight: ALERT_WEIGHTS.find((one) => one === value) ?? 'held' })
            }
            data={ALERT_WEIGHTS.map((value) => ({ value, label: say(`source.weight.${value}`) }))}
          />
          <Button size="md" h={44} variant="default" onClick={() => onChange(rows.filter((_, at) => at !== index))}>
            {say('source.weights-drop')}
            <span className="visually-hidden">{` ${index + 1}`}</span>
          </Button>
        </fieldset>
      ))}
      {rows.length < MOST_ROWS && (
        <div>
          <Button size="md" h={44} variant="default" onClick={() => onChange([...rows, NEW_ROW()])}>
            {say('source.weights-add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
