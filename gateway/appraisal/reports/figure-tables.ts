// pure
import type { ReportDocument, SourceFigure } from '../../../protocol/api/reports.ts';
import { numberText } from '../../documents/cell-text.ts';
import { FIGURE_WORDS } from '../figures/figure-words.ts';
import { grouped } from '../grouped.ts';
import { count, numbered, percentText, type Table, text } from './document.ts';

/** Every line of every source beside what this installation counts. */
export function figureTable(figures: readonly SourceFigure[]): Table {
  const columns = [
    ...[count('TT', 0.4), text('Địa bàn', 1.2), text('Năm', 0.5), text('Số liệu', 1.3), text('Giá trị', 0.9)],
    ...[text('Nguồn', 2), text('Ghi chú', 1.2), text('Hệ thống đếm', 0.9), text('Đối chiếu', 1)],
  ];
  const rows = numbered(
    figures.flatMap(({ areaName, year, figure, said, counted, conflict }) =>
      said.map(({ value, source, note }) => [
        ...[areaName, String(year), FIGURE_WORDS[figure][1], valueText(value), source, note, valueText(counted)],
        conflict ? 'Các nguồn khác nhau' : '',
      ]),
    ),
  );
  return { title: 'Số liệu theo các nguồn', landscape: true, columns, rows, empty: 'Chưa nhập số liệu nguồn nào.' };
}

/** The shares a source's figures give, with every pair where sources differ. */
export function figureParagraphs(figures: readonly SourceFigure[]): ReportDocument['paragraphs'] {
  const places = grouped(figures, ({ area, year }) => `${area} ${year}`);
  const shares = [...places.values()].flatMap((of) => {
    const find = (figure: SourceFigure['figure']) => of.find((one) => one.figure === figure);
    const [all, some, ip] = [find('communes'), find('stations'), find('stations-ip')];
    const [first] = of;
    if (!first || !all || !some) return [];
    const lines = all.said.flatMap((communes) =>
      some.said.map(
        (stations) =>
          `${partText(stations.value, communes.value)} xã có đài (${[...new Set([stations.source, communes.source])].join('; ')})`,
      ),
    );
    const ofIp = ip?.said.map(({ value, source }) => `${value} đài CNTT-VT (${source})`) ?? [];
    return [{ title: `${first.areaName}, năm ${first.year}`, text: `${[...lines, ...ofIp].join('. ')}.` }];
  });
  const conflicts = figures
    .filter(({ conflict }) => conflict)
    .map(
      ({ areaName, year, figure, said }) =>
        `${FIGURE_WORDS[figure][1]}, ${areaName} ${year}: ${said.map(({ value, source, note }) => `${valueText(value)} (${[source, note].filter(Boolean).join(', ')})`).join(' và ')}`,
    );
  return [
    ...shares,
    ...(conflicts.length > 0
      ? [{ title: 'Số liệu các nguồn khác nhau, giữ cả hai', text: `${conflicts.join('. ')}.` }]
      : []),
  ];
}

/** «375/411 (91 %)». */
export function partText(part: number, whole: number): string {
  return whole === 0 ? `${part}/0` : `${part}/${whole} (${percentText(part / whole)})`;
}

function valueText(value: number | undefined): string {
  return value === undefined ? '' : numberText(value, Number.isInteger(value) ? 0 : 1);
}
