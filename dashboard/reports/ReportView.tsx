import type { ReportDocument } from '../../protocol/api/reports.ts';
import { Facts } from '../components/Facts.tsx';
import { dateText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Reports.module.css';
import { ReportTable } from './ReportTable.tsx';

/** A document as it will be printed: head, facts, tables, what is said below, who signs. Its words are Vietnamese, as on paper. */
export function ReportView({ document }: { document: ReportDocument }) {
  const { say } = useWords();
  const { organisation, number, place, madeAt, title, subtitle, facts, tables, paragraphs, signatures } = document;
  return (
    <article className={styles.paper} lang="vi" aria-label={title} data-report={document.form}>
      <div className={styles.top}>
        <div>
          <p>{organisation.above}</p>
          <p>
            <b>{organisation.name}</b>
          </p>
          {number && <p>{say('report.number', { number })}</p>}
        </div>
        <p>{say('report.place-date', { place, day: dateText(madeAt) })}</p>
      </div>
      <div className={styles.title}>
        <h2>{title}</h2>
        {subtitle && <p>{subtitle}</p>}
      </div>
      {facts.length > 0 && <Facts facts={facts.map(({ label, value }) => [label, value] as const)} />}
      {tables.map((table, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tables of a form have no other name than their place
        <ReportTable key={`${title} ${index}`} table={table} label={title} />
      ))}
      {paragraphs.map((paragraph) => (
        <section key={paragraph.title}>
          <p>
            <b>{paragraph.title}</b>
          </p>
          <p style={{ whiteSpace: 'pre-line' }}>{paragraph.text}</p>
        </section>
      ))}
      {signatures.length > 0 && (
        <div className={styles.signatures} data-signatures>
          {signatures.map((one) => (
            <div key={one.title}>
              <p>
                <b>{one.title}</b>
              </p>
              {one.note && <p className={styles.soft}>{one.note}</p>}
              <p style={{ marginTop: 28 }}>{one.name ?? ''}</p>
            </div>
          ))}
        </div>
      )}
    </article>
  );
}
