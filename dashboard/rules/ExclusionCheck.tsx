import type { Period } from '../../protocol/api/periods.ts';
import { Facts } from '../components/Facts.tsx';
import { Notice } from '../components/Notice.tsx';
import { dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaNames } from '../people/AreaNames.tsx';
import { decideUntil, mostSessions, PARTS, type TypedExclusion } from './exclusion-form.ts';
import { useHamletsIn } from './use-hamlets-in.ts';

interface Props {
  typed: TypedExclusion;
  periods: readonly Period[];
  today: string;
  deadlineDays: number;
}

/** What it takes away and until when it may be decided, before it is. */
export function ExclusionCheck({ typed, periods, today, deadlineDays }: Props) {
  const { say, format } = useWords();
  const hamlets = useHamletsIn(typed.areas);
  const [from, to] = [parseDay(typed.from), parseDay(typed.to)];
  const until = from && to ? decideUntil(periods, from, to, deadlineDays) : undefined;
  return (
    <>
      <Facts
        facts={[
          [say('left-out.areas'), <AreaNames key="areas" areas={typed.areas} />],
          [say('left-out.days'), `${typed.from}–${typed.to}`],
          [
            say('left-out.parts'),
            typed.parts.length === PARTS.length
              ? say('left-out.all-parts')
              : typed.parts.map((part) => say(`part.${part}`)).join(', '),
          ],
          [say('left-out.decision'), say('left-out.decision-of', { number: typed.number, day: typed.on })],
          [say('left-out.document'), typed.document?.name],
          [
            say('left-out.affects'),
            hamlets === undefined
              ? undefined
              : say('left-out.affects-most', {
                  hamlets: format.number(hamlets),
                  sessions: format.number(mostSessions(hamlets, typed)),
                }),
          ],
        ]}
      />
      {until && today > until ? (
        <Notice meaning="bad">{say('left-out.too-late', { day: dayText(until) })}</Notice>
      ) : (
        until && <p>{say('left-out.in-time', { day: dayText(until) })}</p>
      )}
      <p>{say('left-out.both-kept')}</p>
    </>
  );
}
