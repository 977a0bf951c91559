import { Stack } from '@mantine/core';
import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { programmePath } from '../schedule/paths.ts';
import { useWaitingExceptions } from './ask.ts';
import { ConfirmException } from './ConfirmException.tsx';
import { ExceptionFacts } from './ExceptionFacts.tsx';
import { mayConfirm } from './who.ts';

/** «Ngoại lệ giờ không phát»: what waits for a leader's word and a second one. Nothing is shown while nothing waits. */
export function ExceptionList() {
  const { say } = useWords();
  const waiting = useWaitingExceptions(mayConfirm(useMe().account.role));
  const items = waiting.data?.items ?? [];
  if (waiting.isError) return <ProblemNotice error={waiting.error} />;
  if (items.length === 0) return null;
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
