import { useState } from 'react';
import type { Programme } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { dateTimeText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import type { TextKey } from '../i18n/say.ts';
import { vi } from '../i18n/vi.ts';
import { viAudit } from '../i18n/vi-audit.ts';
import { useProgrammeHistory } from './ask.ts';
import { Differences } from './Differences.tsx';
import styles from './Rows.module.css';

knowWords(viAudit);

/** Every version with who made it; the difference to the one before opens under it. */
export function ProgrammeHistory({ programme }: { programme: Programme }) {
  const { say } = useWords();
  const history = useProgrammeHistory(programme.id);
  const [open, setOpen] = useState<number | undefined>();
  return (
    <Card title={say('plan.history')}>
      <Answer query={history} rows={2}>
        {({ items }) => (
          <ul className={styles.rows}>
            {items.map((one, index) => {
              const before = items[index + 1];
              const key = `audit.action.${one.action.replace('.', '-')}`;
              return (
                <li key={one.version}>
                  <span>
                    <b>{key in vi ? say(key as TextKey) : one.action}</b>
                    <br />
                    {`${one.byName}, ${dateTimeText(one.at)}`}
                    {before && open === one.version && <Differences before={before.programme} after={one.programme} />}
                  </span>
                  {before && (
                    <button
                      type="button"
                      className={styles.link}
                      aria-expanded={open === one.version}
                      onClick={() => setOpen(open === one.version ? undefined : one.version)}
                    >
                      {say('plan.show-difference')}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </Answer>
    </Card>
  );
}
