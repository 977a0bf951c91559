import { Button } from '@mantine/core';
import type { MadeLabels } from '../../protocol/api/enrolment.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './LabelSheet.module.css';
import { Notice } from './Notice.tsx';
import { QrPicture } from './QrPicture.tsx';

/** Labels as they are printed, A4; their codes are shown this once. */
export function LabelSheet({ made }: { made: MadeLabels }) {
  const { say, format } = useWords();
  return (
    <section aria-label={say('labels.sheet')} className={styles.sheet} data-print>
      <div className={styles.screen}>
        <Notice meaning="partial" role="status" title={say('labels.secret-title')}>
          {say('labels.secret')}
        </Notice>
        <Button size="lg" onClick={() => window.print()}>
          {say('labels.print', { n: format.number(made.labels.length) })}
        </Button>
      </div>
      <ul className={styles.labels}>
        {made.labels.map(({ id, code, text }) => (
          <li key={id}>
            <QrPicture text={text} label={say('labels.qr', { code })} />
            <div>
              <strong>{'LoaXã'}</strong>
              <span>{made.areaName}</span>
              <span className={styles.code}>{code}</span>
              <span>{say('labels.until', { at: dateTimeText(made.expiresAt) })}</span>
              <span className={styles.small}>{say('labels.once')}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
