import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Deputy } from '../../protocol/api/library.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { useDeputies, useRemoveDeputy } from '../data/approvals.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Approval.module.css';
import { DeputyForm } from './DeputyForm.tsx';

/** Who approves in whose place, from one day to another. */
export function Deputies() {
  const { say } = useWords();
  const deputies = useDeputies();
  const today = dayOf(useServerNow(60_000));
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Deputy | undefined>();
  return (
    <Card
      title={say('deputies.title')}
      aside={
        !adding && (
          <Button variant="default" size="md" h={44} onClick={() => setAdding(true)}>
            {say('deputies.add')}
          </Button>
        )
      }
    >
      <Answer query={deputies} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{say('deputies.none')}</p>
          ) : (
            <ul className={styles.deputies}>
              {items.map((deputy) => (
                <li key={deputy.id}>
                  <span>
                    {say('deputies.line', {
                      name: deputy.accountName,
                      for: deputy.forName,
                      from: dayText(deputy.from),
                      to: dayText(deputy.to),
                    })}
                    {deputy.from <= today && today <= deputy.to && ` ${say('deputies.now')}`}
                  </span>
                  <Button
                    variant="default"
                    size="sm"
                    h={44}
                    aria-label={say('deputies.remove-of', { name: deputy.accountName })}
                    onClick={() => setRemoving(deputy)}
                  >
                    {say('deputies.remove')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {adding && <DeputyForm today={today} onClose={() => setAdding(false)} />}
      {removing && <Remove deputy={removing} onClose={() => setRemoving(undefined)} />}
    </Card>
  );
}

function Remove({ deputy, onClose }: { deputy: Deputy; onClose: () => void }) {
  const { say } = useWords();
  const remove = useRemoveDeputy();
  return (
    <ConfirmSheet
      title={say('deputies.remove-of', { name: deputy.accountName })}
      submit={say('deputies.remove')}
      act={remove}
      onSubmit={() => remove.mutate(deputy.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{say('deputies.remove-sentence', { name: deputy.accountName })}</p>
    </ConfirmSheet>
  );
}
