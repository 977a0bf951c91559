import type { Source } from '../../protocol/api/sources.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Sources.module.css';
import { whyText } from './tell-source.ts';

/** Where alerts are fetched, when last, what is missing, and what is wrong. */
export function FeedLine({ feed, feedState }: Pick<Source, 'feed' | 'feedState'>) {
  const { say, format } = useWords();
  if (!feed) return null;
  const { fetchedAt, waiting = 0, failure, failingSince, nextAt = 0 } = feedState ?? {};
  return (
    <>
      <p data-feed>
        {say('source.feed-from', { url: feed.url, n: format.number(feed.everySeconds) })} ·{' '}
        {fetchedAt === undefined ? say('source.never-fetched') : say('source.fetched', { at: dateTimeText(fetchedAt) })}
        {waiting > 0 && ` · ${say('source.feed-waiting', { n: format.number(waiting) })}`}
      </p>
      {failure !== undefined && (
        <p className={styles.failure}>
          {say('source.feed-failure', {
            why: whyText(failure, say),
            since: dateTimeText(failingSince ?? nextAt),
            next: dateTimeText(nextAt),
          })}
        </p>
      )}
    </>
  );
}
