import { Button, Group } from '@mantine/core';
import { Link, useSearchParams } from 'wouter';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, dayOf, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { ProgrammeTable } from '../components/ProgrammeTable.tsx';
import { SessionBoard } from '../components/SessionBoard.tsx';
import { boardOf } from '../components/session-board.ts';
import { weekOf } from '../components/week.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useAreas, usePreview, useProgrammes, useRuns } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dayText, shortDayText } from '../format/date.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { may } from '../frame/permissions.ts';
import { usePhone } from '../frame/phone.ts';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';

/** «Tuần này phát gì, chỗ nào chưa sẵn sàng?» */
export function Schedule() {
  const { say, format } = useWords();
  const { account } = useMe();
  const phone = usePhone();
  const today = dayOf(useServerNow(60_000));
  const [query, setQuery] = useSearchParams();
  const asked = query.get('ngay') ?? '';
  const day = isRealDay(asked) ? asked : today;
  const days = phone ? [day] : weekOf(day);
  const step = phone ? 1 : 7;
  const go = (next: string) => setQuery((before) => withChoice(before, 'ngay', next === today ? '' : next));
  const { area, choose, province } = useBoardArea();
  const programmes = useProgrammes();
  const first = days[0] ?? day;
  const last = days.at(-1) ?? day;
  return (
    <Page
      title={say('menu.schedule')}
      sentence={say('schedule.range', {
        range: phone ? format.longDay(day) : `${shortDayText(first)}–${dayText(last)}`,
      })}
      actions={
        may(account.role, 'create') && (
          <Button component={Link} href="/lich/moi" size="lg">
            {say('schedule.create')}
          </Button>
        )
      }
    >
      <Filters>
        <AreaSelect value={area} onChange={choose} mustChoose={province} />
        <Group gap="xs" wrap="nowrap" data-wide>
          <Button variant="default" size="md" onClick={() => go(addDays(day, -step))}>
            {say('schedule.earlier')}
          </Button>
          <Button variant="default" size="md" onClick={() => go(today)}>
            {say('board.today')}
          </Button>
          <Button variant="default" size="md" onClick={() => go(addDays(day, step))}>
            {say('schedule.later')}
          </Button>
        </Group>
      </Filters>
      {area !== undefined && <Board area={area} days={days} today={today} />}
      <Card title={say('programmes.list')}>
        <Answer query={programmes} rows={6}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty sentence={say('programmes.empty')} />
            ) : (
              <ProgrammeTable programmes={page.items.slice(0, 40)} />
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}

/** A board shows one commune at a time: a province's account begins with its first one. */
function useBoardArea() {
  const { area, home, kind, choose } = useAreaChoice();
  const province = area === undefined && kind === 'province';
  const communes = useAreas({ parent: home, kind: 'commune', limit: 1 }, province);
  return {
    area: area ?? (province ? communes.data?.items[0]?.id : home),
    choose,
    province: province || area !== undefined,
  };
}

function Board({ area, days, today }: { area: string; days: readonly string[]; today: string }) {
  const { say } = useWords();
  const from = days[0] ?? today;
  const to = days.at(-1) ?? today;
  const preview = usePreview({ area, from, to });
  const runs = useRuns({ area, from: startOfDay(from), to: startOfDay(to) + DAY_MS });
  return (
    <Answer query={preview} rows={8}>
      {({ items }) => (
        <SessionBoard
          days={days}
          today={today}
          cells={boardOf(items, runs.data?.items ?? [], days)}
          caption={say('board.caption', { from: dayText(from), to: dayText(to) })}
        />
      )}
    </Answer>
  );
}
