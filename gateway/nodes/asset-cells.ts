// pure
import { type Asset, assetInput } from '../../protocol/api/cases.ts';
import { wordFrom } from '../http/spreadsheet.ts';

/** Columns of the table of nodes that say what stands there. */
export const ASSET_COLUMNS = {
  assetNumber: ['asset number', 'mã tài sản', 'số tài sản'],
  serial: ['serial', 'số máy', 'số sê-ri'],
  supply: ['supply', 'nguồn điện'],
  keeper: ['keeper', 'người giữ chìa khóa'],
  phone: ['phone', 'điện thoại', 'số điện thoại'],
} as const;

const SUPPLY_WORDS = {
  grid: ['grid', 'điện lưới'],
  'grid-battery': ['grid-battery', 'điện lưới và ắc quy'],
  solar: ['solar', 'điện mặt trời'],
  generator: ['generator', 'máy nổ'],
} as const;

export type AssetCells = Pick<Partial<Asset>, 'assetNumber' | 'serial' | 'supply' | 'keeper'>;

/** What a row says of the asset: undefined when nothing; what is empty leaves it as it is. */
export function assetOfCells(
  cells: Readonly<Partial<Record<keyof typeof ASSET_COLUMNS, string>>>,
  faults: { column: string; message: string }[],
): AssetCells | undefined {
  const { assetNumber, serial, keeper: name, phone } = cells;
  const supply = cells.supply === undefined ? undefined : wordFrom(cells.supply, SUPPLY_WORDS);
  if (cells.supply !== undefined && !supply)
    faults.push({ column: 'supply', message: `«${cells.supply}» is none of grid, grid-battery, solar, generator.` });
  if (name !== undefined && phone === undefined)
    faults.push({ column: 'phone', message: 'A keeper is written down with a telephone number.' });
  const said = Object.entries({
    ...{ assetNumber, serial, supply },
    keeper: phone === undefined ? undefined : { name: name ?? '', phone },
  }).filter(([, value]) => value !== undefined);
  if (said.length === 0) return undefined;
  const checked = assetInput.safeParse({ ...Object.fromEntries(said), version: 0 });
  if (!checked.success)
    for (const { path, message } of checked.error.issues)
      faults.push({ column: path[0] === 'keeper' ? 'phone' : String(path[0]), message });
  // The names that were said, with the values that the contract checked.
  return Object.fromEntries(said) as AssetCells;
}
