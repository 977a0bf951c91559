import { Button } from '@mantine/core';
import type { SideBySide } from '../../protocol/api/appraisal.ts';
import { tellVerdict } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Rounds.module.css';

interface Props {
  sides: SideBySide;
  onAssess: (() => void) | undefined;
  onConclude: (() => void) | undefined;
}

/** The commune as a whole: what it says itself, what the data say, what the council concludes. */
export function Opinions({ sides, onAssess, onConclude }: Props) {
  const { say } = useWords();
  const { self, computed, council } = sides;
  const count = (word: string) => self?.hamlets.filter(({ verdict }) => verdict === word).length ?? 0;
  return (
    <div className={styles.opinions}>
      <section className={styles.opinion} data-opinion="self" aria-label={say('round.self')}>
        <h2>{say('round.self')}</h2>
        {self ? (
          <>
            <p>
              {say('round.self-count', {
                met: count('met'),
                not: count('not-met'),
                unsure: count('insufficient'),
                of: sides.hamlets.length,
              })}
            </p>
            {self.text && <p className={styles.text}>{self.text}</p>}
            <p>{say('round.version-by', { n: self.version, name: self.byName, at: dateTimeText(self.at) })}</p>
          </>
        ) : (
          <p>{say('round.self-none')}</p>
        )}
        {onAssess && (
          <div>
            <Button variant="default" size="md" onClick={onAssess}>
              {say('round.self-text-write')}
            </Button>
          </div>
        )}
      </section>
      <section className={styles.opinion} data-opinion="computed" aria-label={say('round.computed')}>
        <h2>{say('round.computed')}</h2>
        <div>
          <StateTag told={tellVerdict(computed.verdict)} />
        </div>
        <p>
          {say('round.computed-count', {
            met: computed.met,
            of: computed.hamlets,
            required: computed.required,
            not: computed.notMet,
            unsure: computed.insufficient,
            without: computed.withoutNodes,
          })}
        </p>
      </section>
      <section className={styles.opinion} data-opinion="council" aria-label={say('round.council')}>
        <h2>{say('round.council')}</h2>
        {council ? (
          <>
            <div>
              <StateTag told={tellVerdict(council.verdict)} />
            </div>
            {council.text && <p className={styles.text}>{council.text}</p>}
            <p>{say('round.version-by', { n: council.version, name: council.byName, at: dateTimeText(council.at) })}</p>
          </>
        ) : (
          <p>{say('round.council-none')}</p>
        )}
        {onConclude && (
          <div>
            <Button variant="default" size="md" onClick={onConclude}>
              {say('round.conclude-commune')}
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}
