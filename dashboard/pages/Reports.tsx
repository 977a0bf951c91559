import { Link, useSearchParams } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viReport } from '../i18n/vi-report.ts';
import { type ReportQuestion, useReport } from '../reports/ask.ts';
import { Downloads } from '../reports/Downloads.tsx';
import { FiguresView } from '../reports/FiguresView.tsx';
import { FormList } from '../reports/FormList.tsx';
import { type ReportChoice, ReportFilters } from '../reports/ReportFilters.tsx';
import styles from '../reports/Reports.module.css';
import { ReportView } from '../reports/ReportView.tsx';
import { sumsOf } from '../reports/report-cell.ts';
import { asChoice, type Choice, COMPARED, FIGURES, formsOf } from '../reports/report-forms.ts';
import { comparedDays, daysOf } from '../reports/report-period.ts';

knowWords(viReport);

const PATH = '/bao-cao';
const NAMES = { days: 'ky', area: 'xa', compare: 'so-sanh' } as const;

/** «In gì để nộp?» A form, days and a place: looked at first, then taken away as a file. */
export function Reports() {
  const { say } = useWords();
  const { account } = useMe();
  const [query, setQuery] = useSearchParams();
  const today = dayOf(useServerNow(60_000));
  const home = useArea(account.areas[0]).data;
  const chosen = asChoice(query.get('mau'));
  const compare = query.get('so-sanh');
  const choice: ReportChoice = {
    days: query.get('ky') ?? today.slice(0, 7),
    area: query.get('xa') ?? undefined,
    compare: compare === 'before' || compare === 'year-before' ? compare : '',
  };
  const change = (part: Partial<ReportChoice>) =>
    setQuery((before) =>
      (Object.keys(part) as (keyof ReportChoice)[]).reduce(
        (after, key) => withChoice(after, NAMES[key], part[key] ?? ''),
        before,
      ),
    );
  const hrefOf = (form: Choice) => `${PATH}?${withChoice(query, 'mau', form)}`;
  const byArea = home?.kind === 'province';
  return (
    <Page
      title={say('menu.reports')}
      sentence={chosen ? say('report.chosen', { form: say(`report.form.${chosen}`) }) : say('report.choose')}
    >
      <div className={styles.layout} data-chosen={chosen !== undefined}>
        <FormList forms={formsOf(account.role)} chosen={chosen} hrefOf={hrefOf} />
        <div className={styles.main}>
          <p className={styles.back}>
            <Link href={`${PATH}?${withChoice(query, 'mau', '')}`}>{say('report.other-form')}</Link>
          </p>
          {chosen === undefined ? (
            <Card>
              <Empty sentence={say('report.choose')} />
            </Card>
          ) : chosen === FIGURES ? (
            <FiguresView byArea={byArea} />
          ) : (
            <>
              <ReportFilters
                choice={choice}
                today={today}
                byArea={byArea}
                compared={COMPARED.includes(chosen)}
                onChange={change}
              />
              <Preview form={chosen} choice={choice} />
            </>
          )}
        </div>
      </div>
    </Page>
  );
}

function Preview({ form, choice }: { form: Choice; choice: ReportChoice }) {
  const { say, format } = useWords();
  const days = daysOf(choice.days);
  const other = days && choice.compare && COMPARED.includes(form) ? comparedDays(days, choice.compare) : undefined;
  const question: ReportQuestion | undefined = days && {
    area: choice.area,
    ...days,
    ...(other ? { compareFrom: other.from, compareTo: other.to } : {}),
  };
  const report = useReport(form, question);
  if (!question) return <p role="alert">{say('report.fault-days')}</p>;
  return (
    <Answer query={report} rows={12}>
      {(document) => {
        const [first] = document.tables;
        const rows = document.tables.reduce((sum, table) => sum + table.rows.length, 0);
        const sums = first ? sumsOf(first, format).map(({ title, value }) => `${title}: ${value}`) : [];
        return (
          <>
            <p data-summary>
              <b>
                {say('report.preview', {
                  rows: format.number(rows),
                  from: dayText(question.from),
                  to: dayText(question.to),
                })}
              </b>{' '}
              {sums.length > 0 && say('report.sums', { sums: sums.join(' · ') })}
            </p>
            <Downloads form={form} question={question} />
            <ReportView document={document} />
          </>
        );
      }}
    </Answer>
  );
}
