import { useId } from 'react';
import type { ImportTable } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './ImportSample.module.css';
import { sampleOf } from './import-samples.ts';

/** Spreadsheet programs take a text for UTF-8 only when it begins so. */
const BYTE_ORDER_MARK = '\ufeff';

/** The columns a table may have, as text to copy or as a file to fill in. */
export function ImportSample({ table, province }: { table: ImportTable; province: string }) {
  const { say } = useWords();
  const id = useId();
  const { name, text } = sampleOf(table, province);
  return (
    <div className={styles.sample}>
      <label htmlFor={id}>{say(`import.sample.${table}`)}</label>
      <textarea
        id={id}
        readOnly
        wrap="off"
        rows={text.split('\n').length}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p>
        <a download={name} href={`data:text/csv;charset=utf-8,${encodeURIComponent(BYTE_ORDER_MARK + text)}`}>
          {say('import.sample-file')}
        </a>
      </p>
    </div>
  );
}
