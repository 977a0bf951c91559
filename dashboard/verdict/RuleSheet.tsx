import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Rule } from '../../protocol/api/coverage.ts';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useRules } from './ask.ts';
import { RuleText } from './RuleText.tsx';
import { versionsOf } from './rule-points.ts';
import styles from './Verdict.module.css';

/** A rule on one page, all eleven points with their numbers; beside it an older version, what differs marked. */
export function RuleSheet({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { say } = useWords();
  const versions = versionsOf(useRules().data?.items ?? [], rule.id).filter((one) => one.version !== rule.version);
  const [against, setAgainst] = useState('');
  const other = versions.find((one) => String(one.version) === against);
  return (
    <Sheet title={say('rule-page.title')} onClose={onClose} wide>
      <div className={styles.stack}>
        {versions.length > 0 && (
          <NativeSelect
            label={say('rule-page.compare')}
            value={against}
            onChange={(event) => setAgainst(event.currentTarget.value)}
            data={[
              { value: '', label: say('rule-page.compare-none') },
              ...versions.map((one) => ({
                value: String(one.version),
                label: say('rule-page.version', { n: one.version, from: dayText(one.validFrom) }),
              })),
            ]}
          />
        )}
        <RuleText rule={rule} other={other} />
        <SheetActions onClose={onClose} over>
          <Button size="lg" onClick={() => window.print()}>
            {say('rule-page.print')}
          </Button>
        </SheetActions>
      </div>
    </Sheet>
  );
}
