import { Button } from '@mantine/core';
import { FILE_FORMATS } from '../../protocol/reports.ts';
import { useReachable } from '../data/Gateway.tsx';
import { paths, withQuery } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { queryOf, type ReportQuestion } from './ask.ts';
import styles from './Reports.module.css';

/** The same document as files; the gateway writes them, so there must be a way to it. */
export function Downloads({ form, question }: { form: string; question: ReportQuestion }) {
  const { say } = useWords();
  if (!useReachable()) return <p>{say('report.offline')}</p>;
  return (
    <div className={styles.downloads} data-downloads>
      {FILE_FORMATS.map((format) => (
        <Button
          key={format}
          component="a"
          size="md"
          variant={format === 'pdf' ? 'filled' : 'default'}
          href={withQuery(paths.reportFile(form), { ...queryOf(question), format })}
          download
          aria-label={say('report.download', { format: format.toUpperCase() })}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </div>
  );
}
