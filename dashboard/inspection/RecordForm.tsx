import type { Inspection } from '../../protocol/api/inspections.ts';
import styles from '../field/Field.module.css';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

const LANDSCAPE = '@media print { @page { size: A4 landscape; margin: 10mm; } }';

/** Biên bản kiểm tra hiện trạng loa, with the columns of the form; alone on the printed page. */
export function RecordForm({ record }: { record: Inspection }) {
  const { say, format } = useWords();
  const written = (text: string | undefined) => (text?.trim() ? text : '–');
  const columns = [
    ...(['number', 'hamlet', 'place', 'technology', 'households', 'there', 'sounding', 'quality'] as const),
    ...(['amplifier', 'wiring', 'power', 'session', 'photos', 'shortcomings'] as const),
  ];
  return (
    <div data-print>
      <style>{LANDSCAPE}</style>
      <h2 className={styles.heading}>{say('inspection.form-title', { name: record.communeName })}</h2>
      <p>{`${say('inspection.form-basis')}: ${written(record.basis)}`}</p>
      <p>{`${say('inspection.time')}: ${dateTimeText(record.at)}`}</p>
      <p>{`${say('inspection.form-present')}: ${written(record.present)}`}</p>
      <p>
        {say('inspection.form-licence', {
          frequency: record.frequencyMhz === undefined ? '–' : `${format.number(record.frequencyMhz, 1)} MHz`,
          licence: written(record.licence),
        })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reached by the keyboard */}
      <section className={styles.wide} tabIndex={0} aria-label={say('inspection.form-lines')}>
        <table className={styles.form}>
          <caption className="visually-hidden">{say('inspection.form-lines')}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {say(`inspection.column-${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {record.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a record never change
              <tr key={index}>
                <td>{index + 1}</td>
                <th scope="row">{line.hamletName}</th>
                <td>
                  {[line.nodeCode, line.place].filter(Boolean).join(', ')}
                  {line.latitude !== undefined && line.longitude !== undefined && (
                    <>
                      <br />
                      {`${format.number(line.latitude, 5)}; ${format.number(line.longitude, 5)}`}
                    </>
                  )}
                </td>
                <td>{say(`technology.${line.technology}`)}</td>
                <td>{line.households === undefined ? '–' : format.number(line.households)}</td>
                <td>{line.hornsThere}</td>
                <td>{line.hornsSounding}</td>
                <td>{say(`inspection.quality-${line.quality}`)}</td>
                <td>{say(`inspection.part-${line.amplifier}`)}</td>
                <td>{say(`inspection.part-${line.wiring}`)}</td>
                <td>{say(`inspection.power-${line.power}`)}</td>
                <td>{say(line.duringSession ? 'inspection.session-yes' : 'inspection.session-no')}</td>
                <td>{line.photos.length}</td>
                <td>{line.shortcomings}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p>{`${say('inspection.proposals')}: ${written(record.proposals)}`}</p>
      <p>{`${say('inspection.conclusion')}: ${written(record.conclusion)}`}</p>
      <div className={styles.signs} aria-hidden="true">
        {(['head', 'station', 'inspector'] as const).map((who) => (
          <span key={who}>{say(`inspection.sign-${who}`)}</span>
        ))}
      </div>
    </div>
  );
}
