import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Programme } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../protocol/quiet-hours.ts';
import { dayOf, instantAt, timeOf } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { nextAllowed, TimeField } from '../components/TimeField.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dateText, dayText, parseDay, shortDayText } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import { useWords } from '../i18n/Language.tsx';
import { useQuietHours } from './ask.ts';
import { ScopeChoice } from './ScopeChoice.tsx';
import { useOccurrence } from './use-occurrence.ts';

interface Props {
  programme: Programme;
  /** The original instant, and when it sounds now. */
  at: number;
  startAt: number;
  onClose: () => void;
}

/** «Đổi giờ»: of one run, of those from it on, or of the series. By keyboard alone as well as by finger. */
export function MoveSheet({ programme, at, startAt, onClose }: Props) {
  const { say } = useWords();
  const now = useServerNow(60_000);
  const windows = useQuietHours(programme.area).data?.windows ?? DEFAULT_QUIET_WINDOWS;
  const quiet = { windows, durationMs: programme.durationMs };
  const [day, setDay] = useState(dateText(startAt));
  const [time, setTime] = useState(timeOf(startAt));
  const [scope, setScope] = useState<OccurrenceChange['scope']>('this');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const change = useOccurrence(programme, onClose);
  const shown: readonly FormError[] = change.error ? [{ message: problemText(change.error, say) }] : errors;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [toDay, toTime] = [parseDay(day), parseTimeOfDay(time)];
    const faults: FormError[] = [];
    if (!toDay) faults.push({ field: 'move-day', message: say('plan.fault.day') });
    if (!toTime) faults.push({ field: 'move-time', message: say('plan.fault.time') });
    const next = toTime && nextAllowed(toTime, quiet);
    if (toTime && next)
      faults.push({
        field: 'move-time',
        message:
          next === 'never'
            ? say('plan.fault.quiet-never', { time: toTime })
            : say('plan.fault.quiet', { time: toTime, next }),
      });
    const to = toDay && toTime ? instantAt(toDay, toTime) : undefined;
    if (to !== undefined && to < now) faults.push({ field: 'move-time', message: say('plan.fault.past') });
    if (to === startAt && scope === 'this') faults.push({ field: 'move-time', message: say('plan.fault.same') });
    setErrors(faults);
    if (faults.length > 0 || to === undefined || !toDay) return;
    const from = `${shortDayText(dayOf(startAt))} ${timeOf(startAt)}`;
    const there = dayOf(to) === dayOf(startAt) ? timeOf(to) : `${dayText(toDay)} ${timeOf(to)}`;
    change.act(at, scope, { do: 'move', to }, say('plan.moved', { title: programme.title, from, to: there }));
  };
  return (
    <Sheet title={say('plan.act.move')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <p>{say('plan.now-at', { title: programme.title, day: dateText(startAt), time: timeOf(startAt) })}</p>
          <ErrorSummary errors={shown} />
          <Group align="flex-start">
            <DateField id="move-day" label={say('programme.day')} value={day} onChange={setDay} />
            <TimeField id="move-time" label={say('programme.time')} value={time} quiet={quiet} onChange={setTime} />
          </Group>
          <ScopeChoice programme={programme} at={at} value={scope} onChange={setScope} />
          <p>{say('plan.again-approval')}</p>
          <SheetButtons>
            <Button type="submit" size="lg" loading={change.isPending}>
              {say('plan.act.move')}
            </Button>
            <Button size="lg" variant="default" onClick={onClose}>
              {say('action.back')}
            </Button>
          </SheetButtons>
        </Stack>
      </form>
    </Sheet>
  );
}
