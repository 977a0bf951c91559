import FullCalendar from '@fullcalendar/react';
import vietnamese from '@fullcalendar/react/locales/vi';
import skeleton from '@fullcalendar/react/skeleton.css?inline';
import classic from '@fullcalendar/react/themes/classic';
import theme from '@fullcalendar/react/themes/classic/theme.css?inline';
import timeGrid from '@fullcalendar/react/timegrid';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { dayOf, timeOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import { dayText, shortDayText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import type { BoardItem } from './board.ts';
import { stateOf } from './item-state.ts';
import { programmePath } from './paths.ts';

const COLOURS = {
  good: '#E6F4EA',
  partial: '#FFF3D6',
  bad: '#FDECEA',
  unknown: '#EEF0F2',
  excused: '#F0EBFD',
  'on-air': '#E4F0FB',
  planned: '#FFFFFF',
} as const;

/** FullCalendar's own dates in Vietnam's wall-clock time, whatever the browser's zone: it is told UTC and given shifted times. */
const wall = (instant: number) => `${dayOf(instant)}T${timeOf(instant)}:00Z`;

interface Props {
  monday: string;
  now: number;
  items: readonly BoardItem[];
  quiet: readonly QuietWindow[];
  caption: string;
  onOpen: (path: string) => void;
}

/** «Lưới giờ»: the week as hours, for who is used to it. A chunk of its own, fetched when asked for. */
export function HourGrid({ monday, now, items, quiet, caption, onOpen }: Props) {
  const { say, language } = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={caption} tabIndex={0} className="hour-grid" style={{ overflowX: 'auto' }}>
      <style>{skeleton + theme + OWN_STYLE}</style>
      <FullCalendar
        plugins={[timeGrid, classic]}
        initialView="timeGridWeek"
        key={monday}
        initialDate={monday}
        timeZone="UTC"
        locale={language === 'vi' ? vietnamese : 'en'}
        timedText={say('plan.what.when')}
        now={wall(now)}
        firstDay={1}
        headerToolbar={false}
        allDaySlot={false}
        nowIndicator
        slotMinTime={slotMin(quiet)}
        slotMaxTime={slotMax(quiet)}
        slotDuration="00:15:00"
        slotEventOverlap={false}
        slotHeaderInterval="01:00"
        slotHeaderContent={({ date }) => date.toISOString().slice(11, 16)}
        dayHeaderContent={({ date }) => {
          const day = date.toISOString().slice(0, 10);
          return `${say(`weekday.title.${weekdayOf(day) as 1 | 2 | 3 | 4 | 5 | 6 | 7}`)} ${shortDayText(day)}`;
        }}
        height="auto"
        eventMinHeight={28}
        eventContent={({ event }) => (
          <span className="entry" title={event.title}>
            {event.title}
          </span>
        )}
        eventClick={({ event, jsEvent }) => {
          jsEvent.preventDefault();
          if (event.url) onOpen(event.url);
        }}
        events={items.map((item) => {
          const state = stateOf(item, now);
          const day = dayOf(item.startAt);
          const path =
            item.run && item.run.state !== 'planned'
              ? runPath(item.run.id)
              : item.programme && programmePath(item.programme.id, item.startAt);
          return {
            id: item.key,
            title: `${timeOf(item.startAt)} ${item.title} · ${say(state.word)}`,
            start: wall(item.startAt),
            end: wall(item.startAt + Math.max(item.durationMs, 60_000)),
            color: COLOURS[state.meaning],
            contrastColor: '#1B2530',
            extendedProps: { day: dayText(day) },
            ...(path ? { url: path } : {}),
          };
        })}
      />
    </section>
  );
}

const OWN_STYLE = `
.hour-grid {
  --fc-classic-border: #d9dee4;
  --fc-classic-background: #fff;
  --fc-classic-foreground: #1b2530;
  --fc-classic-today: #f2f8fe;
  --fc-classic-now: #b42318;
  --fc-classic-event: #868e96;
  --fc-classic-event-contrast: #1b2530;
  background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: 8px;
}
.hour-grid a { color: #1b2530; text-decoration: none; }
.hour-grid a:hover, .hour-grid a:focus-visible { z-index: 9 !important; }
.hour-grid .entry { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; min-height: 24px; line-height: 24px; padding: 0 4px; font-size: 1rem; border: 1px solid #868e96; border-radius: 4px; }
`;

/** The grid leaves the quiet night out where that is one window over midnight. */
function slotMin(quiet: readonly QuietWindow[]): string {
  const night = quiet.find(({ from, to }) => from > to);
  return `${night?.to ?? '00:00'}:00`;
}

function slotMax(quiet: readonly QuietWindow[]): string {
  const night = quiet.find(({ from, to }) => from > to);
  return `${night?.from ?? '24:00'}:00`;
}
