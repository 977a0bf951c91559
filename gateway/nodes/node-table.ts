import { setImmediate as breathe } from 'node:timers/promises';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { BYTE_ORDER_MARK, csvLine } from '../documents/csv.ts';
import type { Live } from './node-view.ts';
import type { AreaLookup } from './roster.ts';
import type { NodeStands } from './standing.ts';

export interface NodeTableParts {
  readonly areas: AreaLookup;
  readonly liveOf: (node: string) => Live;
}

const HEAD = [
  'Mã cụm',
  'Xã',
  'Thôn',
  'Vị trí',
  'Loại hình',
  'Số loa',
  'Tình trạng',
  'Sự cố',
  'Bảo trì',
  'Thấy lần cuối',
  'Sóng (dBm)',
  'Điện lưới (V)',
  'Nhiệt độ (°C)',
  'Âm lượng (%)',
  'Phần mềm',
  'Lệch giờ (giây)',
  'Vĩ độ',
  'Kinh độ',
  'Mã thiết bị',
] as const;
const STATES = {
  online: 'Hoạt động',
  offline: 'Mất kết nối',
  unobserved: 'Không rõ',
  maintenance: 'Bảo trì',
} as const;
const TECHNOLOGY = { ip: 'CNTT-VT', fm: 'Không dây (FM)', wired: 'Hữu tuyến' } as const;
const ROWS_AT_ONCE = 500;

/** A list as a table of an office program, some rows at a time so that 20,000 of them hold nothing up. */
export async function* nodeTable(
  nodes: readonly NodeStands[],
  { areas, liveOf }: NodeTableParts,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(HEAD);
  for (let start = 0; start < nodes.length; start += ROWS_AT_ONCE) {
    yield nodes
      .slice(start, start + ROWS_AT_ONCE)
      .map((one) => line(one, areas, liveOf(one.node.id)))
      .join('');
    await breathe();
  }
}

function line({ node, enrolled }: NodeStands, areas: AreaLookup, live: Live): string {
  const { lastSeenAt, clockErrorMs } = live;
  return csvLine([
    node.code,
    areas.get(areas.communeOf(node.hamlet) ?? '')?.name,
    areas.get(node.hamlet)?.name,
    node.place,
    TECHNOLOGY[node.technology],
    node.horns,
    enrolled ? STATES[live.presence] : 'Chưa đăng ký thiết bị',
    (live.faults ?? []).map((kind) => FAULT_WORDS[kind].vi).join('; '),
    live.maintenance === undefined ? '' : 'có',
    lastSeenAt === undefined ? '' : `${dayOf(lastSeenAt)} ${timeOf(lastSeenAt)}`,
    live.rssiDbm,
    live.mainsVolts,
    live.celsius,
    live.volume,
    node.firmware,
    clockErrorMs === undefined ? '' : Math.round(clockErrorMs / 100) / 10,
    node.latitude,
    node.longitude,
    node.id,
  ]);
}
