// pure
import type { Programme } from '../../protocol/api/broadcast.ts';
import { dateTimeText } from '../format/date.ts';
import type { Say } from '../i18n/say.ts';
import { recurrenceWords } from './recurrence-words.ts';

export interface Difference {
  readonly what: 'title' | 'bulletins' | 'targets' | 'when' | 'registered' | 'state';
  readonly before: string;
  readonly after: string;
}

/** How two versions of a programme differ, in words; `nameOf` says the name of a bulletin or place. */
export function differencesOf(
  before: Programme,
  after: Programme,
  say: Say,
  nameOf: (id: string) => string,
): Difference[] {
  const said = (one: Programme): Record<Difference['what'], string> => ({
    title: one.title,
    bulletins: one.bulletins.map(nameOf).join(' → '),
    targets: one.targets.map((target) => nameOf('area' in target ? target.area : target.node)).join(', '),
    when: [
      recurrenceWords({ ...one.recurrence, exceptions: [] }, say),
      ...(one.recurrence.exceptions ?? []).map((exception) => exceptionWords(exception, say)),
    ].join(' · '),
    registered: say(one.registered ? 'plan.yes' : 'plan.no'),
    state: say(`approval.${one.state}`),
  });
  const [from, to] = [said(before), said(after)];
  return (Object.keys(from) as Difference['what'][])
    .filter((what) => from[what] !== to[what])
    .map((what) => ({ what, before: from[what], after: to[what] }));
}

type Exception = NonNullable<Programme['recurrence']['exceptions']>[number];

/** «Bỏ 17:00, 24/11/2026», «Dời 17:00, 24/11/2026 → 17:30, 24/11/2026». */
export function exceptionWords(exception: Exception, say: Say): string {
  const at = dateTimeText(exception.at);
  if (exception.do === 'skip')
    return exception.reason
      ? say('plan.exception.skip-reason', { at, reason: exception.reason })
      : say('plan.exception.skip', { at });
  if (exception.do === 'move') return say('plan.exception.move', { at, to: dateTimeText(exception.to) });
  return say('plan.exception.replace', { at });
}
