import { Button, Group } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Filters } from '../components/Filters.tsx';
import { Loading } from '../components/Loading.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useArea, usePreview, useProgrammes, useRuns } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dayText, shortDayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { usePhone } from '../frame/phone.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viException } from '../i18n/vi-exception.ts';
import { viSchedule } from '../i18n/vi-schedule.ts';
import { useAllowedHours, useHolidays, useQuietHours, useSilences } from '../schedule/ask.ts';
import { BoardTools } from '../schedule/BoardTools.tsx';
import { bandsOf } from '../schedule/bands.ts';
import { cellsOf, itemsOf } from '../schedule/board.ts';
import { useBoardArea } from '../schedule/board-area.ts';
import { boardSentence } from '../schedule/board-sentence.ts';
import { Choices } from '../schedule/Choices.tsx';
import { DayBoard } from '../schedule/DayBoard.tsx';
import { OpenOrders } from '../schedule/OpenOrders.tsx';
import { PrintSheet } from '../schedule/PrintSheet.tsx';
import { ProgrammeList } from '../schedule/ProgrammeList.tsx';
import { NEW_PROGRAMME_PATH, willSoundPath } from '../schedule/paths.ts';
import { SessionBoard } from '../schedule/SessionBoard.tsx';
import { UndoBar } from '../schedule/UndoBar.tsx';
import { mondayOfWeek, weekName, weekOf } from '../schedule/week-address.ts';

knowWords(viSchedule);
knowWords(viException);

const HourGrid = lazy(async () => ({ default: (await import('../schedule/HourGrid.tsx')).HourGrid }));
type View = 'board' | 'grid' | 'list';
const VIEWS: Record<string, View> = { bang: 'board', luoi: 'grid', 'danh-sach': 'list' };

/** «Tuần này phát gì, chỗ nào trùng hoặc chưa sẵn sàng?» */
export function Schedule() {
  const { say, format } = useWords();
  const { account } = useMe();
  const phone = usePhone();
  const now = useServerNow(60_000);
  const today = dayOf(now);
  const [query, setQuery] = useSearchParams();
  const asked = query.get('ngay') ?? '';
  const day = isRealDay(asked) ? asked : (mondayOfWeek(query.get('tuan') ?? '') ?? today);
  const days = phone ? [day] : weekOf(day);
  const wanted = VIEWS[query.get('xem') ?? ''] ?? 'board';
  const view = phone && wanted === 'grid' ? 'board' : wanted;
  const go = (next: Day) =>
    setQuery((before) =>
      phone
        ? withChoice(withChoice(before, 'tuan', ''), 'ngay', next === today ? '' : next)
        : withChoice(withChoice(before, 'ngay', ''), 'tuan', weekName(next) === weekName(today) ? '' : weekName(next)),
    );
  const { area, choose, mustChoose } = useBoardArea();
  const mayCreate = may(account.role, 'create');
  const range = phone ? format.longDay(day) : `${shortDayText(days[0] ?? day)}–${dayText(days.at(-1) ?? day)}`;
  const narrowing = (
    <>
      <AreaSelect
        value={query.get('xa') ?? (mustChoose ? area : undefined)}
        onChange={choose}
        mustChoose={mustChoose && query.get('xa') === null}
      />
      <Choices
        label={say('plan.view')}
        value={view}
        choices={(['board', 'grid', 'list'] as const)
          .filter((one) => !phone || one !== 'grid')
          .map((one) => ({ value: one, label: say(`plan.view.${one}`) }))}
        onChange={(next) =>
          setQuery((before) =>
            withChoice(
              before,
              'xem',
              next === 'board' ? '' : (Object.keys(VIEWS).find((key) => VIEWS[key] === next) ?? ''),
            ),
          )
        }
      />
    </>
  );
  return (
    <Page
      title={say('menu.schedule')}
      sentence={say('schedule.range', { range })}
      actions={
        <>
          {mayCreate && (
            <Button component={Link} href={`${NEW_PROGRAMME_PATH}?moi=1`} size={phone ? 'md' : 'lg'} data-primary>
              {say('plan.create')}
            </Button>
          )}
          <Button component={Link} href={willSoundPath()} size={phone ? 'md' : 'lg'} variant="default">
            {say('plan.will-sound')}
          </Button>
        </>
      }
    >
      <UndoBar />
      {area !== undefined && <OpenOrders area={area} />}
      <Filters>
        <Group gap="xs" wrap="nowrap" data-wide role="group" aria-label={say('plan.paging')}>
          <Button
            variant="default"
            size="md"
            onClick={() => go(addDays(day, phone ? -1 : -7))}
            aria-label={say(phone ? 'plan.day-before' : 'plan.week-before')}
          >
            {'‹'}
          </Button>
          <Button variant="default" size="md" flex={1} onClick={() => go(today)}>
            {say('board.today')}
          </Button>
          <Button
            variant="default"
            size="md"
            onClick={() => go(addDays(day, phone ? 1 : 7))}
            aria-label={say(phone ? 'plan.day-after' : 'plan.week-after')}
          >
            {'›'}
          </Button>
        </Group>
        {!phone && narrowing}
      </Filters>
      {phone && (
        <details>
          <summary style={{ minHeight: 44, cursor: 'pointer', paddingBlock: 10 }}>{say('plan.filters')}</summary>
          <Filters>{narrowing}</Filters>
        </details>
      )}
      {area !== undefined && view !== 'list' && (
        <Board
          area={area}
          days={days}
          today={today}
          now={now}
          grid={view === 'grid'}
          phone={phone}
          mayAdd={mayCreate}
        />
      )}
      {view === 'list' && <ProgrammeList />}
      {area !== undefined && <BoardTools area={area} monday={weekOf(day)[0] ?? day} />}
    </Page>
  );
}

interface BoardProps {
  area: string;
  days: readonly Day[];
  today: Day;
  now: number;
  grid: boolean;
  phone: boolean;
  mayAdd: boolean;
}

function Board({ area, days, today, now, grid, phone, mayAdd }: BoardProps) {
  const { say } = useWords();
  const [, navigate] = useLocation();
  const from = days[0] ?? today;
  const to = days.at(-1) ?? today;
  const preview = usePreview({ area, from, to });
  const runs = useRuns({ area, from: startOfDay(from), to: startOfDay(to) + DAY_MS });
  const programmes = useProgrammes();
  const quiet = useQuietHours(area).data?.windows ?? [];
  const allowed = useAllowedHours(area).data?.windows ?? [];
  const holidays = useHolidays(from, to).data?.items ?? [];
  const silences = useSilences(area).data?.items ?? [];
  const name = useArea(area).data?.name ?? '';
  const caption = say('board.caption', { from: dayText(from), to: dayText(to) });
  return (
    <Answer query={preview} rows={8}>
      {({ items: previewed }) => {
        const window = { from: startOfDay(from), to: startOfDay(to) + DAY_MS };
        const items = itemsOf({
          preview: previewed,
          runs: runs.data?.items ?? [],
          programmes: programmes.data?.items ?? [],
        }).filter((item) => item.startAt >= window.from && item.startAt < window.to);
        const bands = bandsOf(allowed, quiet);
        const board = {
          days,
          today,
          now,
          bands,
          quiet,
          cells: cellsOf(items, bands),
          holidays,
          silences,
          caption,
          mayAdd,
        };
        return (
          <>
            <p role="status">{boardSentence(items, now, say)}</p>
            {grid ? (
              <Suspense fallback={<Loading rows={12} />}>
                <HourGrid monday={from} now={now} items={items} quiet={quiet} caption={caption} onOpen={navigate} />
              </Suspense>
            ) : phone ? (
              <DayBoard {...board} />
            ) : (
              <PrintSheet title={say('plan.print-title', { name, from: dayText(from), to: dayText(to) })}>
                <SessionBoard {...board} />
              </PrintSheet>
            )}
            {items.length === 0 && mayAdd && (
              <Card>
                <p>{say('plan.empty')}</p>
              </Card>
            )}
          </>
        );
      }}
    </Answer>
  );
}
