import { type Area, type AreaKind, areaInput } from '../../protocol/api/areas.ts';
import { dayFrom, type SheetRow, wholeNumber, wordFrom } from '../http/spreadsheet.ts';
import { bareName, theArea } from './area-names.ts';
import type { AreaTree } from './area-tree.ts';

export const AREA_COLUMNS = {
  name: ['name', 'tên', 'tên đơn vị', 'địa bàn'],
  hamlet: ['hamlet', 'thôn', 'tên thôn', 'thôn/xóm/bản', 'thôn, xóm'],
  commune: ['commune', 'xã', 'tên xã', 'xã/phường', 'xã/phường/đặc khu'],
  province: ['province', 'tỉnh', 'tỉnh/thành phố', 'tên tỉnh'],
  kind: ['kind', 'cấp', 'loại', 'loại đơn vị', 'unit', 'đơn vị'],
  code: ['code', 'mã', 'mã ĐVHC', 'mã đơn vị'],
  parent: ['parent', 'thuộc', 'trực thuộc', 'mã cấp trên'],
  validFrom: ['valid from', 'từ ngày', 'hiệu lực từ'],
  validTo: ['valid to', 'đến ngày', 'hiệu lực đến'],
  formerDistrict: ['former district', 'huyện cũ'],
  region: ['region', 'khu vực'],
  class: ['class', 'loại xã', 'hạng xã', 'xã loại'],
  floorDecision: ['floor decision', 'quyết định mức sàn'],
  households: ['households', 'số hộ', 'hộ'],
  inhabitants: ['inhabitants', 'số dân', 'dân số', 'nhân khẩu', 'số nhân khẩu'],
  latitude: ['latitude', 'lat', 'vĩ độ'],
  longitude: ['longitude', 'lon', 'lng', 'kinh độ'],
} as const;
export type AreaRow = SheetRow<keyof typeof AREA_COLUMNS>;
type Cells = AreaRow['cells'];

export interface CellFault {
  readonly column?: string;
  readonly message: string;
}

const KINDS: Record<AreaKind, readonly string[]> = {
  province: ['province', 'tỉnh', 'thành phố'],
  commune: ['commune', 'xã', 'phường', 'thị trấn', 'đặc khu'],
  hamlet: ['hamlet', 'thôn', 'xóm', 'bản', 'ấp', 'buôn', 'khóm', 'khối', 'làng', 'tổ dân phố', 'tdp'],
};

/** By the column «cấp»; without one, by the smallest place the row names. */
export function kindOfRow({ cells }: AreaRow): AreaKind | undefined {
  if (cells.kind !== undefined) return wordFrom(cells.kind, KINDS);
  if (cells.hamlet !== undefined) return 'hamlet';
  return cells.commune === undefined ? undefined : 'commune';
}

/** The area a row means, new or changed, or what is wrong with its cells. The rules of the tree are asked afterwards. */
export function areaOfRow(
  { cells }: AreaRow,
  kind: AreaKind,
  tree: AreaTree,
  newId: () => string,
): { area: Area } | { faults: CellFault[] } {
  const faults = cellFaults(cells);
  const name = cells.name ?? cells[kind];
  if (name === undefined) faults.push({ column: 'name', message: 'The name is missing.' });
  const parent = parentOf(cells, kind, tree);
  if (kind !== 'province' && !parent) {
    const wanted = kind === 'hamlet' ? 'commune' : 'province';
    faults.push({ column: 'parent', message: `Its ${wanted} is missing, unknown, or not the only one of that name.` });
  }
  if (faults.length > 0 || name === undefined) return { faults };
  const known = knownArea(name, kind, parent?.id, cells.code, tree);
  const checked = areaInput.safeParse({ ...known, ...given(cells, kind), name, parent: parent?.id });
  if (checked.success) return { area: { ...checked.data, id: known?.id ?? newId() } };
  return {
    faults: checked.error.issues.map((issue) => ({ column: String(issue.path[0] ?? 'name'), message: issue.message })),
  };
}

function cellFaults(cells: Cells): CellFault[] {
  const faults: CellFault[] = [];
  for (const column of ['households', 'inhabitants', 'class'] as const) {
    const text = cells[column];
    if (text !== undefined && wholeNumber(text) === undefined)
      faults.push({ column, message: `«${text}» is not a whole number.` });
  }
  for (const [column, most] of [['latitude', 90] as const, ['longitude', 180] as const]) {
    const text = cells[column];
    if (text !== undefined && !(Math.abs(degrees(text)) <= most))
      faults.push({ column, message: `«${text}» is not a number of degrees within ${most}.` });
  }
  for (const column of ['validFrom', 'validTo'] as const) {
    const text = cells[column];
    if (text !== undefined && dayFrom(text) === undefined)
      faults.push({ column, message: `«${text}» is not a day like 01/07/2025.` });
  }
  if (cells.class !== undefined && classOf(cells.class) === undefined)
    faults.push({ column: 'class', message: `«${cells.class}» is none of 1, 2, 3.` });
  return faults;
}

/** What the row says; empty cells leave a known area as it is. */
function given(cells: Cells, kind: AreaKind): Record<string, unknown> {
  const {
    code,
    formerDistrict,
    validFrom,
    validTo,
    region,
    floorDecision,
    households,
    inhabitants,
    latitude,
    longitude,
  } = cells;
  const values = {
    kind,
    unit: cells.kind?.toLowerCase() === kind ? undefined : cells.kind?.toLowerCase(),
    code,
    formerDistrict,
    validFrom: validFrom && dayFrom(validFrom),
    validTo: validTo && dayFrom(validTo),
    region: region && regionOf(region),
    class: cells.class && classOf(cells.class),
    floorDecision,
    households: households && wholeNumber(households),
    inhabitants: inhabitants && wholeNumber(inhabitants),
    latitude: latitude && degrees(latitude),
    longitude: longitude && degrees(longitude),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function parentOf(cells: Cells, kind: AreaKind, tree: AreaTree): Area | undefined {
  switch (kind) {
    case 'province':
      return undefined;
    case 'commune': {
      const text = cells.parent ?? cells.province;
      if (text !== undefined) return theArea(text, 'province', tree);
      const provinces = tree.children();
      return provinces.length === 1 ? provinces[0] : undefined;
    }
    case 'hamlet': {
      const text = cells.parent ?? cells.commune;
      return text === undefined ? undefined : communeCalled(text, cells.province, tree);
    }
  }
}

/** A commune by what a table calls it, within the province the row names; an unknown province finds none. */
export function communeCalled(text: string, province: string | undefined, tree: AreaTree): Area | undefined {
  if (province === undefined) return theArea(text, 'commune', tree);
  const within = theArea(province, 'province', tree);
  return within && theArea(text, 'commune', tree, within.id);
}

/** The same area by its code, or by its name below the parent. */
function knownArea(
  name: string,
  kind: AreaKind,
  parent: string | undefined,
  code: string | undefined,
  tree: AreaTree,
): Area | undefined {
  const coded = code === undefined ? undefined : tree.coded(code).find((area) => area.kind === kind);
  return (
    coded ??
    tree
      .named(parent, name)
      .find((area) => area.kind === kind && area.validTo === undefined && bareName(area.name) === bareName(name))
  );
}

/** NaN for what is no number. */
function degrees(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
}

/** Xã loại 1, 2, 3 (or I, II, III). */
function classOf(text: string): number | undefined {
  const bare = text.toUpperCase().replace(/^LOẠI\s*/, '');
  const place = ['1', '2', '3'].indexOf(bare);
  const roman = ['I', 'II', 'III'].indexOf(bare);
  return Math.max(place, roman) < 0 ? undefined : Math.max(place, roman) + 1;
}

function regionOf(text: string): string {
  const bare = text.toUpperCase().replace(/^(KHU VỰC|KV)\s*/, '');
  return { '1': 'I', '2': 'II', '3': 'III' }[bare] ?? bare;
}
