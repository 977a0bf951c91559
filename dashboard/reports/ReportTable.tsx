import { Button } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../i18n/Language.tsx';
import styles from './Reports.module.css';
import { cellText, isNumeric, rowsPerPage, type Table } from './report-cell.ts';

/** A column of text is at least so wide, times its share: a title is not broken letter by letter. */
const TEXT_WIDTH = 80;

/** One table of a document in a region of its own that scrolls sideways and takes the focus; long ones page by page. */
export function ReportTable({ table, label }: { table: Table; label: string }) {
  const { say, format } = useWords();
  const [first, setFirst] = useState(0);
  const { columns, rows, foot } = table;
  const per = rowsPerPage(table);
  const shown = rows.slice(first, first + per);
  const title = table.title ?? label;
  if (rows.length === 0) return <p>{table.empty ?? say('report.no-rows')}</p>;
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard (axe scrollable-region-focusable) */}
      <section className={styles.scroll} aria-label={title} tabIndex={0} data-report-table>
        <table className={styles.table}>
          <caption className={table.title ? undefined : 'visually-hidden'}>{title}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: two columns of a form may be called the same; they never move
                  key={index}
                  scope="col"
                  data-numeric={isNumeric(column.kind)}
                  style={isNumeric(column.kind) ? undefined : { minWidth: TEXT_WIDTH * (column.width ?? 1) }}
                >
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, nth) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a printed form have no other name than their place
              <tr key={first + nth}>
                {columns.map((column, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <td key={index} data-numeric={isNumeric(column.kind)}>
                    {cellText(row[index], column.kind, format)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {foot && (
            <tfoot>
              <tr>
                {columns.map((column, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <td key={index} data-numeric={isNumeric(column.kind)}>
                    {cellText(foot[index], column.kind, format)}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </section>
      {rows.length > per && (
        <nav
          aria-label={say('report.pages', { title })}
          className={styles.downloads}
          style={{ marginTop: 8, alignItems: 'center' }}
        >
          <span role="status">
            {say('list.range', {
              from: format.number(first + 1),
              to: format.number(Math.min(first + per, rows.length)),
              total: format.number(rows.length),
            })}
          </span>
          {first > 0 && (
            <Button variant="default" size="md" onClick={() => setFirst(Math.max(0, first - per))}>
              {say('list.previous')}
            </Button>
          )}
          {first + per < rows.length && (
            <Button variant="default" size="md" onClick={() => setFirst(first + per)}>
              {say('list.next')}
            </Button>
          )}
        </nav>
      )}
    </div>
  );
}
