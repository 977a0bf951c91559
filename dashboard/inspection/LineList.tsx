import { Button } from '@mantine/core';
import styles from '../field/Field.module.css';
import { useWords } from '../i18n/Language.tsx';
import type { LineDraft } from './draft.ts';

interface Props {
  lines: readonly LineDraft[];
  onEdit: (line: number) => void;
  onRemove?: (line: number) => void;
}

/** The places entered so far, each in a sentence. */
export function LineList({ lines, onEdit, onRemove }: Props) {
  const { say } = useWords();
  return (
    <ul className={styles.rows}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place has no name of its own before it is recorded
        <li key={index}>
          <span>
            <b>{[line.hamletName, line.place].filter(Boolean).join(', ')}</b>
            <br />
            {say('inspection.line', {
              there: line.hornsThere,
              sounding: line.hornsSounding,
              photos: line.photos.length,
              quality: line.quality === '' ? '–' : say(`inspection.quality-${line.quality}`),
            })}
          </span>
          <span className={styles.acts}>
            <Button
              variant="default"
              size="sm"
              aria-label={say('inspection.line-edit-of', { name: line.hamletName })}
              onClick={() => onEdit(index)}
            >
              {say('inspection.line-edit')}
            </Button>
            {onRemove && (
              <Button
                variant="default"
                size="sm"
                aria-label={say('inspection.line-remove-of', { name: line.hamletName })}
                onClick={() => onRemove(index)}
              >
                {say('inspection.line-remove')}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
