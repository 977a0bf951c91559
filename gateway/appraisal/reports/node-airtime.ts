// pure
import type { ReportDocument } from '../../../protocol/api/reports.ts';
import type { Technology } from '../../../protocol/nodes.ts';
import { column, count, documentOf, type Head, numbered, shareOf, text, totals } from './document.ts';
import type { NodeAir } from './nodes-store.ts';
import { type Places, placeName } from './places.ts';
import { TECHNOLOGY_WORDS } from './report-words.ts';

const COLUMNS = [
  count('TT', 0.4),
  text('Mã cụm', 0.9),
  text('Xã/phường/đặc khu', 1.2),
  text('Thôn, vị trí', 1.6),
  text('Loại hình', 1),
  count('Số loa', 0.6),
  count('Lượt được giao', 0.8),
  count('Phát đủ', 0.7),
  count('Phát chưa hết', 0.7),
  count('Không phát', 0.7),
  count('Chưa rõ', 0.7),
  column('duration', 'Theo lịch', 0.9),
  column('duration', 'Đã phát (xác nhận)', 0.9),
  column('duration', 'Nghe được', 0.9),
  column('percent', 'Nghe được/theo lịch', 0.8),
] as const;

export interface PlacedNode {
  readonly id: string;
  readonly hamlet: string;
  readonly commune: string;
  readonly code: string;
  readonly place: string;
  readonly technology: Technology;
  readonly horns: number;
}

/** Thời lượng theo cụm: every node that hangs there, also one that was sent nothing. */
export function nodeAirtime(
  head: Head,
  { nodes, air, places }: { nodes: readonly PlacedNode[]; air: readonly NodeAir[]; places: Places },
): ReportDocument {
  const of = new Map(air.map((one) => [one.node, one]));
  const rows = numbered(
    nodes.map((node) => {
      const said = of.get(node.id) ?? NOTHING;
      const hamlet = placeName(places.get(node.hamlet), node.hamlet);
      return [
        node.code,
        placeName(places.get(node.commune), node.commune),
        node.place ? `${hamlet}, ${node.place}` : hamlet,
        TECHNOLOGY_WORDS[node.technology],
        node.horns,
        ...[said.due, said.full, said.partial, said.silent, said.unknown],
        ...[said.sentMs, said.playedMs, said.heardMs, shareOf(said.heardMs, said.sentMs)],
      ];
    }),
  );
  const foot = totals(rows, COLUMNS, [5, 6, 7, 8, 9, 10, 11, 12, 13]);
  foot[14] = shareOf(Number(foot[13]), Number(foot[11]));
  return documentOf('node-airtime', head, {
    title: 'THỜI LƯỢNG PHÁT THEO CỤM LOA',
    tables: [
      {
        ...{ landscape: true, columns: [...COLUMNS], rows, empty: 'Chưa có cụm loa nào.' },
        ...(rows.length > 0 ? { foot } : {}),
      },
    ],
  });
}

const NOTHING = { due: 0, full: 0, partial: 0, silent: 0, unknown: 0, sentMs: 0, playedMs: 0, heardMs: 0 } as const;
