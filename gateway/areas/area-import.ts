import type { Area, AreaKind, ImportResult } from '../../protocol/api/areas.ts';
import { readSheet } from '../http/spreadsheet.ts';
import { AREA_COLUMNS, type AreaRow, areaOfRow, type CellFault, kindOfRow } from './area-row.ts';
import { faultOf } from './area-rules.ts';
import type { AreaTree } from './area-tree.ts';

const PARENTS_FIRST: readonly AreaKind[] = ['province', 'commune', 'hamlet'];

export interface AreaPlan {
  readonly result: ImportResult;
  /** New and changed areas, parents before children; empty when a row is wrong. */
  readonly areas: Area[];
}

/**
 * What importing a table would do, without doing it. A row is the area with its code, or with its name below its parent; a
 * new one gets an id from `newId`. `mayPut` says whether the person reaches that area or, for a new one, its parent.
 */
export function planAreas(
  bytes: Uint8Array,
  tree: AreaTree,
  newId: () => string,
  mayPut: (area: Area, known: boolean) => boolean,
): AreaPlan {
  const { rows, errors } = readSheet(bytes, AREA_COLUMNS);
  const trial = tree.copy();
  const planned: Area[] = [];
  const rowOfArea = new Map<string, number>();
  const tell = ({ row }: AreaRow, fault: CellFault) => void errors.push({ row, ...fault });

  const kinds = rows.map((row) => ({ row, kind: kindOfRow(row) }));
  for (const { row, kind } of kinds)
    if (!kind) tell(row, { column: 'kind', message: 'Say what it is: tỉnh, xã, phường, thôn, xóm, …' });
  for (const kind of PARENTS_FIRST) {
    for (const { row } of kinds.filter((entry) => entry.kind === kind)) {
      const read = areaOfRow(row, kind, trial, newId);
      if ('faults' in read) {
        for (const fault of read.faults) tell(row, fault);
        continue;
      }
      const { area } = read;
      const twin = rowOfArea.get(area.id);
      const fault = faultOf(area, trial);
      if (twin !== undefined) tell(row, { message: `The same area stands in row ${twin}; delete one of them.` });
      else if (fault) tell(row, { column: fault.field, message: fault.message });
      else if (!mayPut(area, tree.get(area.id) !== undefined))
        tell(row, { message: 'This area does not belong to your account.' });
      else {
        trial.put([area]);
        planned.push(area);
        rowOfArea.set(area.id, row.row);
      }
    }
  }
  const areas = errors.length > 0 ? [] : planned;
  const sorted = errors.sort((a, b) => a.row - b.row);
  return { result: { rows: rows.length, imported: areas.length, errors: sorted }, areas };
}
