import { useEffect, useRef, useState } from 'react';
import type { Node } from '../../protocol/api/areas.ts';
import type { Query } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { CHUNK, useChunks } from './ask.ts';
import styles from './Fleet.module.css';
import { useFleetColumns } from './FleetTable.tsx';
import { rowWindow } from './row-window.ts';

const ROW_PX = 48;
const VIEW_PX = 560;

/** Every row of the list in one scrolled table: only those in view are in the document, and asked for. */
export function AllRows({ query, total }: { query: Query; total: number }) {
  const { say, format } = useWords();
  const columns = useFleetColumns();
  const region = useRef<HTMLElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const name = JSON.stringify(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its first row
  useEffect(() => {
    region.current?.scrollTo(0, 0);
    setScrollTop(0);
  }, [name]);
  const { first, last, above, below } = rowWindow(total, ROW_PX, VIEW_PX, scrollTop);
  const { chunks, answers } = useChunks(query, first, Math.max(first, last));
  const rowAt = (index: number): Node | undefined =>
    answers[chunks.indexOf(Math.floor(index / CHUNK))]?.data?.items[index % CHUNK];
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
  return (
    <section
      ref={region}
      className={styles.scroll}
      style={{ height: VIEW_PX }}
      aria-label={say('fleet.all-rows', { n: format.number(total) })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
      tabIndex={0}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <table className={styles.all} aria-rowcount={total + 1}>
        <caption className="visually-hidden">{say('menu.nodes')}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ title, numeric }) => (
              <th key={title} scope="col" data-numeric={numeric}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {rows.map((index) => {
            const row = rowAt(index);
            return (
              <tr key={index} aria-rowindex={index + 2} style={{ height: ROW_PX }}>
                {row ? (
                  columns.map(({ title, cell, numeric }, column) =>
                    column === 0 ? (
                      <th key={title} scope="row">
                        {cell(row)}
                      </th>
                    ) : (
                      <td key={title} data-numeric={numeric}>
                        {cell(row)}
                      </td>
                    ),
                  )
                ) : (
                  <td colSpan={columns.length}>{say('fleet.row-loading')}</td>
                )}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  );
}
