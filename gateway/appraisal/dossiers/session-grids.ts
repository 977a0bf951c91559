// pure
import type { SessionDetail } from '../../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../../protocol/sessions.ts';
import { type Day, daysBetween } from '../../../protocol/vietnam-time.ts';
import type { PrintedGrid } from '../../documents/printed.ts';
import { PART_WORDS, STATE_SIGNS, STATE_WORDS } from '../reports/words.ts';

/** Where nothing was registered, and where the window does not reach. */
const NOTHING = '·';
const OUTSIDE = ' ';
const DAYS = 31;

/** What the signs of the grids mean, said once. */
export function legend(parts: readonly (typeof PARTS_OF_DAY)[number][]): string {
  const signs = Object.entries(STATE_SIGNS).map(
    ([state, sign]) => `${sign} = ${STATE_WORDS[state as keyof typeof STATE_WORDS].toLowerCase()}`,
  );
  const order = parts.map((part) => PART_WORDS[part].toLowerCase()).join(', ');
  return `Mỗi dòng một tháng, mỗi ô một ngày, trong ô lần lượt buổi ${order}. ${signs.join('; ')}; ${NOTHING} = không có buổi.`;
}

/** The parts of the day in which anybody owed anything. */
export function partsUsed(sessions: ReadonlyMap<string, readonly SessionDetail[]>) {
  const used = new Set([...sessions.values()].flatMap((details) => details.map(({ part }) => part)));
  const found = PARTS_OF_DAY.filter((part) => used.has(part));
  return found.length > 0 ? found : PARTS_OF_DAY.slice(0, 2);
}

/** A hamlet's window as a page shows it: a line a month, a cell a day, a sign a session. */
export function gridOf(
  title: string,
  note: string,
  sessions: readonly SessionDetail[],
  { from, to }: { readonly from: Day; readonly to: Day },
  parts: readonly (typeof PARTS_OF_DAY)[number][],
): PrintedGrid {
  const signs = new Map(sessions.map(({ day, part, state }) => [`${day} ${part}`, STATE_SIGNS[state]]));
  const cell = (day: Day) => parts.map((part) => signs.get(`${day} ${part}`) ?? NOTHING).join('');
  const blank = OUTSIDE.repeat(parts.length);
  const months = new Map<string, string[]>();
  for (const day of daysBetween(from, to)) {
    const month = day.slice(0, 7);
    const cells = months.get(month) ?? Array.from({ length: DAYS }, () => blank);
    cells[Number(day.slice(8)) - 1] = cell(day);
    months.set(month, cells);
  }
  const width = Math.max(2, parts.length);
  const line = (cells: readonly string[]) => cells.map((one) => one.padEnd(width)).join(' ');
  return {
    title,
    ...(note ? { note } : {}),
    head: {
      label: 'Tháng',
      signs: line(Array.from({ length: DAYS }, (_, index) => String(index + 1).padStart(2, '0'))),
    },
    lines: [...months].map(([month, cells]) => ({
      label: `${month.slice(5)}/${month.slice(0, 4)}`,
      signs: line(cells),
    })),
  };
}
