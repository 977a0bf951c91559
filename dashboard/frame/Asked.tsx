import { Button } from '@mantine/core';
import type { Confirmation } from '../../protocol/api/people.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useAnswerConfirmation } from '../data/confirmations.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';
import { OverSheet } from './OverSheet.tsx';

/** «Ai xin phát gì, ở đâu, còn bao lâu?» A minute is short: it comes over whatever sheet is open. */
export function Asked({ asked, onShow }: { asked: Confirmation; onShow: () => void }) {
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
  const line = (
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
  // Who asked has a sheet of its own for it.
  return asked.own ? line : <OverSheet>{line}</OverSheet>;
}
