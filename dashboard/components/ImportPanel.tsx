import { Button, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import { useImport } from '../data/changes.ts';
import type { ImportTable } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { ImportErrors } from './ImportErrors.tsx';
import { ImportSample } from './ImportSample.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';

interface Chosen {
  readonly name: string;
  /** Read once: what is imported is what was checked, whatever happens to the file meanwhile. */
  readonly bytes: ArrayBuffer;
}

/** A table is chosen, read without writing anything, and taken only when every row is right. */
export function ImportPanel({ table, province }: { table: ImportTable; province: string }) {
  const { say, format } = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const [unreadable, setUnreadable] = useState(false);
  const check = useImport(table, true);
  const take = useImport(table, false);
  const read = check.data;
  const failure = take.error ?? check.error;

  const choose = async (file: File | undefined) => {
    if (!file) return;
    take.reset();
    check.reset();
    setChosen(undefined);
    const bytes = await file.arrayBuffer().catch(() => undefined);
    setUnreadable(bytes === undefined);
    if (!bytes) return;
    setChosen({ name: file.name, bytes });
    check.mutate(bytes);
  };

  return (
    <Stack gap="sm" maw={860}>
      <ImportSample table={table} province={province} />
      <input
        ref={picker}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label={say('import.choose')}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          void choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <Button size="lg" variant="light" loading={check.isPending} onClick={() => picker.current?.click()}>
        {say(chosen ? 'import.choose-again' : 'import.choose')}
      </Button>
      {unreadable && (
        <Notice meaning="bad" role="alert" title={say('import.failed')}>
          {say('problem.not-csv')}
        </Notice>
      )}
      {failure && (
        <Notice meaning="bad" role="alert" title={say('import.failed')}>
          {problemText(failure, say)}
        </Notice>
      )}
      {chosen && read && !failure && !take.isSuccess && (
        <>
          <Notice
            meaning={read.errors.length > 0 ? 'bad' : 'good'}
            role={read.errors.length > 0 ? 'alert' : 'status'}
            title={say('import.read', { name: chosen.name, n: format.number(read.rows) })}
          >
            {say(read.errors.length > 0 ? 'import.wrong' : read.rows === 0 ? 'import.empty' : 'import.right')}
          </Notice>
          {read.errors.length > 0 && <ImportErrors errors={read.errors} />}
          {read.errors.length === 0 && read.rows > 0 && (
            <Button size="lg" loading={take.isPending} onClick={() => take.mutate(chosen.bytes)}>
              {say('import.submit', { n: format.number(read.rows) })}
            </Button>
          )}
        </>
      )}
      {take.isSuccess && (
        <Notice meaning="good" role="status">
          {say('import.done', { n: format.number(take.data.imported) })}
        </Notice>
      )}
    </Stack>
  );
}
