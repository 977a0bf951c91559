import type { SessionState } from '../../protocol/api/coverage.ts';
import { shortDayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { tellSession } from './meaning.ts';

const CELL = 13;
const HEIGHT = 18;

interface DayCell {
  day: string;
  state?: SessionState | undefined;
}

/** The last days of a hamlet, oldest first. Unknown is hatched, a day without a registered session is an empty frame. */
export function DayStrip({ days }: { days: readonly DayCell[] }) {
  const { say } = useWords();
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  const cells = (state: SessionState | undefined) =>
    days.flatMap((cell, index) => (cell.state === state ? [index * CELL] : []));
  const said = summary(days)
    .map(([state, count]) => `${count} ${say(state === undefined ? 'session.none' : tellSession(state).word)}`)
    .join(', ');
  const label = say('strip.label', { from: shortDayText(first.day), to: shortDayText(last.day), said });
  return (
    <svg
      role="img"
      aria-label={label}
      width={days.length * CELL}
      height={HEIGHT}
      viewBox={`0 0 ${days.length * CELL} ${HEIGHT}`}
      style={{ display: 'block' }}
    >
      <path d={boxes(cells('heard'))} fill="#8FD0A5" />
      <path d={boxes(cells('partial'))} fill="#F2B705" />
      <path d={strokes(cells('partial'), 'M5.5 5v5M5.5 12.6v.8')} stroke="#3b2500" strokeWidth="1.6" />
      <path d={boxes(cells('not-heard'))} fill="#A61B1B" />
      <path d={strokes(cells('not-heard'), 'M3 6.5l5 5M8 6.5l-5 5')} stroke="#fff" strokeWidth="1.6" />
      <path d={boxes(cells('unknown'))} fill="url(#hatch)" stroke="#868E96" strokeDasharray="2 1.6" />
      <path d={boxes(cells('excluded'))} fill="#B9A7E8" />
      <path d={strokes(cells('excluded'), 'M3 9h5')} stroke="#2f1a75" strokeWidth="1.6" />
      <path d={boxes(cells('cancelled'))} fill="#fff" stroke="#5F3DC4" />
      <path d={strokes(cells('cancelled'), 'M3 9h5')} stroke="#5F3DC4" strokeWidth="1.6" />
      <path d={boxes(cells(undefined))} fill="#fff" stroke="#CED4DA" />
    </svg>
  );
}

function boxes(lefts: readonly number[]): string {
  return lefts.map((left) => `M${left + 0.5} 1.5h10v15h-10z`).join('');
}

/** The same small drawing at each place, moved to it. */
function strokes(lefts: readonly number[], drawing: string): string {
  return lefts.map((left) => drawing.replace(/M([\d.]+)/g, (_, x: string) => `M${Number(x) + left}`)).join('');
}

function summary(days: readonly DayCell[]): [SessionState | undefined, number][] {
  const counts = new Map<SessionState | undefined, number>();
  for (const { state } of days) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
