import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Confirmation } from '../../protocol/api/people.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useAnswerConfirmation, useConfirmations } from '../data/confirmations.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';
import { may } from './permissions.ts';

const WaitingSheet = lazy(() =>
  import('../components/WaitingSheet.tsx').then((module) => ({ default: module.WaitingSheet })),
);

/** On every page of those who may confirm: what waits for a second person, and for how long. */
export function ConfirmationBanner() {
  const { account } = useMe();
  const asked = useConfirmations(may(account.role, 'confirm')).data?.items ?? [];
  const waiting = asked.filter((one) => one.state === 'waiting');
  // The sheet outlives its line: it says how it ended.
  const [shown, setShown] = useState<Confirmation | undefined>();
  return (
    <>
      {waiting.map((one) => (
        <Asked key={one.id} asked={one} onShow={() => setShown(one)} />
      ))}
      {shown && (
        <Suspense fallback={null}>
          <WaitingSheet asked={shown} onClose={() => setShown(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function Asked({ asked, onShow }: { asked: Confirmation; onShow: () => void }) {
  const { say, format } = useWords();
  const now = useServerNow();
  const answer = useAnswerConfirmation();
  // Not disabled meanwhile: a disabled button would lose the focus that the unlock dialog gives back.
  const decide = (confirm: boolean) => answer.isPending || answer.mutate({ id: asked.id, confirm });
  const left = Math.ceil((asked.expiresAt - now) / 1000) * 1000;
  const sentence = say(`confirm.${asked.action}`, {
    name: asked.byName,
    title: asked.title,
    communes: format.number(asked.communes.length),
    nodes: format.number(asked.nodes),
  });
  if (left <= 0) return null;
  return (
    <div className={styles.banner}>
      <section className={styles.asked} data-action={asked.action} aria-label={say('confirm.title')}>
        <p>
          {/* Said once: the seconds beside it change without a word. */}
          <b role="alert">{asked.own ? say('confirm.own', { title: asked.title }) : sentence}</b>{' '}
          <span role="timer" className="numeric">
            {say('confirm.left', { time: format.age(left) })}
          </span>
          <br />
          {asked.communes.join(', ')}
        </p>
        <div>
          {asked.own ? (
            <Button variant="default" size="lg" onClick={onShow}>
              {say('confirm.show')}
            </Button>
          ) : (
            <>
              <Button size="lg" color="dark" onClick={() => decide(true)}>
                {say('confirm.submit')}
              </Button>
              <Button size="lg" variant="default" onClick={() => decide(false)}>
                {say('confirm.refuse')}
              </Button>
            </>
          )}
        </div>
      </section>
      <ProblemNotice error={answer.error} />
    </div>
  );
}
