import { type ImportResult, type Station, stationInput } from '../../protocol/api/areas.ts';
import { readSheet, type SheetRow, wholeNumber, wordFrom } from '../http/spreadsheet.ts';
import { type CellFault, communeCalled } from './area-row.ts';
import type { AreaTree } from './area-tree.ts';

const COLUMNS = {
  commune: ['commune', 'xã', 'tên xã', 'xã/phường', 'xã/phường/đặc khu', 'code', 'mã', 'mã ĐVHC'],
  province: ['province', 'tỉnh'],
  name: ['name', 'tên đài', 'đài'],
  technology: ['technology', 'technology assumed', 'loại hình', 'công nghệ'],
  upgrade: ['upgrade', 'upgrade assumed', 'nâng cấp', 'tình trạng nâng cấp'],
  decision: ['decision', 'quyết định', 'quyết định thành lập'],
  regulation: ['regulation', 'quy chế', 'quy chế hoạt động'],
  licence: ['licence', 'license', 'giấy phép', 'giấy phép tần số'],
  note: ['note', 'ghi chú'],
  year: ['year', 'năm đầu tư', 'năm'],
  source: ['source', 'nguồn vốn', 'nguồn'],
  amount: ['amount', 'số tiền', 'kinh phí'],
} as const;
type Cells = SheetRow<keyof typeof COLUMNS>['cells'];

export const TECHNOLOGY_WORDS = {
  ip: ['ip', 'cntt-vt', 'ứng dụng CNTT-VT', 'thông minh', 'truyền thanh thông minh'],
  fm: ['fm', 'không dây', 'vô tuyến'],
  wired: ['wired', 'hữu tuyến', 'có dây'],
} as const;
const UPGRADE_WORDS = {
  none: ['none', 'không', 'chưa'],
  planned: ['planned', 'kế hoạch', 'dự kiến'],
  'in-progress': ['in progress', 'đang nâng cấp', 'đang làm'],
  done: ['done', 'đã nâng cấp', 'xong', 'hoàn thành'],
} as const;

/**
 * What importing a table of stations would do; a row is the station of its commune. Empty cells leave a known one as it is. A further
 * row of the same commune that says nothing but year, source and amount is another investment of it.
 */
export function planStations(
  bytes: Uint8Array,
  tree: AreaTree,
  known: (area: string) => Station | undefined,
  mayPut: (area: string) => boolean,
): { result: ImportResult; stations: Station[] } {
  const { rows, errors } = readSheet(bytes, COLUMNS);
  const planned = new Map<string, Station>();
  const rowOfCommune = new Map<string, number>();
  for (const { row, cells } of rows) {
    const read = stationOf(cells, tree, (area) => planned.get(area) ?? known(area));
    if ('faults' in read) {
      for (const fault of read.faults) errors.push({ row, ...fault });
      continue;
    }
    const { area } = read.station;
    const twin = rowOfCommune.get(area);
    if (twin !== undefined && isInvestment(cells)) planned.set(area, read.station);
    else if (twin !== undefined)
      errors.push({ row, column: 'commune', message: `The same commune stands in row ${twin}.` });
    else if (!mayPut(area)) errors.push({ row, message: 'This commune does not belong to your account.' });
    else planned.set(area, read.station);
    rowOfCommune.set(area, twin ?? row);
  }
  const stations = errors.length > 0 ? [] : [...planned.values()];
  const sorted = errors.sort((a, b) => a.row - b.row);
  return { result: { rows: rows.length, imported: stations.length, errors: sorted }, stations };
}

function stationOf(
  cells: Cells,
  tree: AreaTree,
  known: (area: string) => Station | undefined,
): { station: Station } | { faults: CellFault[] } {
  const faults: CellFault[] = [];
  const commune = cells.commune === undefined ? undefined : communeCalled(cells.commune, cells.province, tree);
  if (!commune)
    faults.push({ column: 'commune', message: 'The commune is missing, unknown, or not the only one of that name.' });
  const technology = cells.technology && wordFrom(cells.technology, TECHNOLOGY_WORDS);
  if (cells.technology && !technology)
    faults.push({ column: 'technology', message: `«${cells.technology}» is none of ip, fm, wired.` });
  const upgrade = cells.upgrade && wordFrom(cells.upgrade, UPGRADE_WORDS);
  if (cells.upgrade && !upgrade)
    faults.push({ column: 'upgrade', message: `«${cells.upgrade}» is none of none, planned, in progress, done.` });
  const amountVnd = cells.amount === undefined ? undefined : wholeNumber(cells.amount);
  if (cells.amount !== undefined && (amountVnd === undefined || !cells.year))
    faults.push({ column: 'amount', message: 'An amount is whole đồng, with its year beside it.' });
  if (!commune || faults.length > 0) return { faults };
  const before = known(commune.id);
  const { decision, regulation, licence, note } = cells;
  const words = { technology, upgrade, decision, regulation, licence, note };
  const checked = stationInput.safeParse({
    upgrade: 'none',
    ...before,
    ...Object.fromEntries(Object.entries(words).filter(([, value]) => value)),
    name: cells.name ?? before?.name ?? `Đài truyền thanh ${commune.name}`,
    investments: investmentsWith(before, Number(cells.year), cells.source ?? '', amountVnd),
  });
  if (checked.success) return { station: { ...checked.data, area: commune.id } };
  return { faults: checked.error.issues.map(({ path, message }) => ({ column: String(path[0]), message })) };
}

/** Names its commune and an amount, and nothing else of the station. */
function isInvestment({ commune: _, province: __, year, source, amount, ...station }: Cells): boolean {
  const said = [year, source, amount].some((cell) => cell !== undefined);
  return said && amount !== undefined && Object.values(station).every((cell) => cell === undefined);
}

/** The same year and source again replaces its amount: importing a file twice changes nothing. */
function investmentsWith(before: Station | undefined, year: number, source: string, amountVnd: number | undefined) {
  const kept = before?.investments ?? [];
  if (amountVnd === undefined) return kept;
  return [...kept.filter((other) => other.year !== year || other.source !== source), { year, source, amountVnd }];
}
