import { Stack } from '@mantine/core';
import { Link } from 'wouter';
import type { WaitingException } from '../../protocol/api/broadcast.ts';
import { Card } from '../components/Card.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viException } from '../i18n/vi-exception.ts';
import { programmePath } from '../schedule/paths.ts';
import { ConfirmException } from './ConfirmException.tsx';
import { ExceptionFacts } from './ExceptionFacts.tsx';

knowWords(viException);

/** «Ngoại lệ giờ không phát»: what waits for a leader's word and a second one. */
export function ExceptionList({ items }: { items: readonly WaitingException[] }) {
  const { say } = useWords();
  return (
    <Card title={say('exception.title')}>
      <p>{say('exception.rule')}</p>
      <Stack gap="lg">
        {items.map((one) => (
          <section key={one.programme} aria-label={one.title}>
            <h3>
              <Link href={programmePath(one.programme)}>{one.title}</Link>
            </h3>
            <ExceptionFacts exception={one} />
            <div style={{ marginTop: 12 }}>
              <ConfirmException {...one} />
            </div>
          </section>
        ))}
      </Stack>
    </Card>
  );
}
