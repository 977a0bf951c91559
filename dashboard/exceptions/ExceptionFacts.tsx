import type { QuietExceptionShown } from '../../protocol/api/broadcast.ts';
import { Notice } from '../components/Notice.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { standingOf } from './who.ts';

const NAMED = 3;

/** Why something should sound in quiet hours, when, who asked, and who has given leave so far. */
export function ExceptionFacts({ exception }: { exception: QuietExceptionShown }) {
  const { say } = useWords();
  const standing = standingOf(exception);
  const more = exception.runs.length - NAMED;
  return (
    <Notice
      meaning={standing === 'granted' ? 'good' : 'partial'}
      title={say(`exception.${standing}`, { names: exception.confirmed.map((one) => one.byName).join(', ') })}
    >
      <p>{say('exception.reason', { reason: exception.reason })}</p>
      <p className="numeric">
        {exception.runs
          .slice(0, NAMED)
          .map((at) => dateTimeText(at))
          .join(' · ')}
        {more > 0 && ` ${say('exception.more-runs', { n: more })}`}
      </p>
      <p>{say('exception.asked', { name: exception.askedByName, at: dateTimeText(exception.askedAt) })}</p>
      {standing === 'one-missing' && (
        <p>
          {exception.confirmed
            .map(({ byName, at }) => say('exception.confirmed', { name: byName, at: dateTimeText(at) }))
            .join(' ')}
        </p>
      )}
    </Notice>
  );
}
