import type { ImportResult } from '../../protocol/api/areas.ts';
import { useWords } from '../i18n/Language.tsx';
import { DataTable } from './DataTable.tsx';
import { importColumnText, importErrorText } from './import-error-text.ts';

const MOST_SHOWN = 50;

/** Row by row what is wrong, counted as the spreadsheet counts, so that it is found there. */
export function ImportErrors({ errors }: { errors: ImportResult['errors'] }) {
  const { say, format } = useWords();
  const left = errors.length - MOST_SHOWN;
  return (
    <>
      <DataTable
        caption={say('import.errors')}
        rows={errors.slice(0, MOST_SHOWN).map((error, index) => ({ ...error, index }))}
        keyOf={(error) => error.index}
        columns={[
          { title: say('import.row'), cell: (error) => say('import.row-number', { n: format.number(error.row) }) },
          { title: say('import.column'), cell: (error) => importColumnText(error, say) },
          { title: say('import.message'), cell: (error) => importErrorText(error, say) },
        ]}
      />
      {left > 0 && <p>{say('import.more-errors', { n: format.number(left) })}</p>}
    </>
  );
}
