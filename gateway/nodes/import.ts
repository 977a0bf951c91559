import { type ImportResult, type NodeInput, type NodePatch, nodeInput } from '../../protocol/api/areas.ts';
import { decimalNumber, readSheet, type SheetRow, wholeNumber, wordFrom } from '../http/spreadsheet.ts';
import { ASSET_COLUMNS, type AssetCells, assetOfCells } from './asset-cells.ts';
import { codeIndex } from './node-rules.ts';
import type { AreaLookup, Roster } from './roster.ts';

const COLUMNS = {
  code: ['code', 'mã cụm', 'mã', 'mã cụm loa'],
  hamlet: ['hamlet', 'thôn', 'tên thôn', 'thôn/xóm/bản', 'thôn, xóm'],
  commune: ['commune', 'xã', 'tên xã', 'xã/phường', 'xã/phường/đặc khu'],
  province: ['province', 'tỉnh'],
  place: ['place', 'vị trí', 'nơi lắp'],
  technology: ['technology', 'loại hình', 'công nghệ'],
  horns: ['horns', 'số loa', 'loa lắp', 'loa'],
  latitude: ['latitude', 'lat', 'vĩ độ'],
  longitude: ['longitude', 'lon', 'lng', 'kinh độ'],
  ...ASSET_COLUMNS,
} as const;
type Cells = SheetRow<keyof typeof COLUMNS>['cells'];
interface CellFault {
  readonly column: string;
  readonly message: string;
}

const TECHNOLOGY_WORDS = {
  ip: ['ip', 'cntt-vt', 'ứng dụng CNTT-VT', 'thông minh', 'truyền thanh thông minh'],
  fm: ['fm', 'không dây', 'vô tuyến'],
  wired: ['wired', 'hữu tuyến', 'có dây'],
} as const;

export interface NodePlan {
  readonly result: ImportResult;
  readonly fresh: NodeInput[];
  readonly changed: { readonly id: string; readonly patch: NodePatch }[];
  /** What stands there, by the key of the node (`rowKey`). */
  readonly assets: ReadonlyMap<string, AssetCells>;
}

/** A node of a table before it has an id: its code in its commune. */
export function rowKey(commune: string, code: string): string {
  return `${commune} ${code.toLowerCase()}`;
}

/** What importing a table of nodes would do; a row is the node with its code in its commune. Empty cells leave a known one as it is. */
export function planNodes(
  bytes: Uint8Array,
  { roster, areas }: { roster: Roster; areas: AreaLookup },
  mayPut: (hamlet: string) => boolean,
): NodePlan {
  const { rows, errors } = readSheet(bytes, COLUMNS);
  const codes = codeIndex(roster, areas);
  const fresh: NodeInput[] = [];
  const changed: { id: string; patch: NodePatch }[] = [];
  const rowOfCode = new Map<string, number>();
  const assets = new Map<string, AssetCells>();
  for (const { row, cells } of rows) {
    const faults: CellFault[] = [];
    const hamlet = hamletOf(cells, areas, faults);
    const values = valuesOf(cells, faults);
    const asset = assetOfCells(cells, faults);
    if (faults.length > 0 || !hamlet) {
      errors.push(...faults.map((fault) => ({ row, ...fault })));
      continue;
    }
    const commune = areas.communeOf(hamlet) ?? '';
    const key = rowKey(commune, cells.code ?? '');
    if (asset) assets.set(key, asset);
    const twin = rowOfCode.get(key);
    rowOfCode.set(key, twin ?? row);
    const known = codes.find(commune, cells.code ?? '');
    const place = known === undefined ? undefined : roster.get(known)?.hamlet;
    if (twin !== undefined) errors.push({ row, column: 'code', message: `The same code stands in row ${twin}.` });
    else if (!mayPut(hamlet) || (place !== undefined && !mayPut(place)))
      errors.push({ row, message: 'This hamlet does not belong to your account.' });
    else if (known !== undefined) changed.push({ id: known, patch: { hamlet, ...values } });
    else {
      const checked = nodeInput.safeParse({ hamlet, ...values });
      if (checked.success) fresh.push(checked.data);
      else for (const { path, message } of checked.error.issues) errors.push({ row, column: String(path[0]), message });
    }
  }
  const right = errors.length === 0;
  const result = {
    rows: rows.length,
    imported: right ? fresh.length + changed.length : 0,
    errors: errors.sort((a, b) => a.row - b.row),
  };
  return { result, assets, ...(right ? { fresh, changed } : { fresh: [], changed: [] }) };
}

function hamletOf(cells: Cells, areas: AreaLookup, faults: CellFault[]): string | undefined {
  const province = cells.province === undefined ? undefined : areas.find('province', cells.province);
  const commune = cells.commune === undefined ? undefined : areas.find('commune', cells.commune, province?.id);
  if ((cells.province !== undefined && !province) || (cells.commune !== undefined && !commune)) {
    faults.push({ column: 'commune', message: 'The commune is unknown, or not the only one of that name.' });
    return undefined;
  }
  const hamlet = cells.hamlet === undefined ? undefined : areas.find('hamlet', cells.hamlet, commune?.id);
  if (!hamlet)
    faults.push({ column: 'hamlet', message: 'The hamlet is missing, unknown, or not the only one of that name.' });
  return hamlet?.id;
}

function valuesOf(cells: Cells, faults: CellFault[]): NodePatch {
  if (cells.code === undefined) faults.push({ column: 'code', message: 'The code is missing.' });
  const number = (column: 'horns' | 'latitude' | 'longitude') => {
    const text = cells[column];
    if (text === undefined) return undefined;
    const value = column === 'horns' ? wholeNumber(text) : decimalNumber(text);
    const limit = { horns: 64, latitude: 90, longitude: 180 }[column];
    if (value === undefined || Math.abs(value) > limit)
      faults.push({ column, message: `«${text}» is no number up to ${limit}.` });
    return value;
  };
  const technology = cells.technology === undefined ? undefined : wordFrom(cells.technology, TECHNOLOGY_WORDS);
  if (cells.technology !== undefined && !technology)
    faults.push({ column: 'technology', message: `«${cells.technology}» is none of ip, fm, wired.` });
  const values = {
    code: cells.code,
    place: cells.place,
    technology,
    horns: number('horns'),
    latitude: number('latitude'),
    longitude: number('longitude'),
  };
  if ((cells.code ?? '').length > 32) faults.push({ column: 'code', message: 'More than 32 characters.' });
  if ((cells.place ?? '').length > 120) faults.push({ column: 'place', message: 'More than 120 characters.' });
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
