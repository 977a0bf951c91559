import type { Area, AreaKind } from '../../protocol/api/areas.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import type { AreaTree } from './area-tree.ts';

const UNIT = /^(tỉnh|thành phố|xã|phường|thị trấn|đặc khu|thôn|xóm|bản|ấp|buôn|khóm|khối|làng|tổ dân phố) (?=\S)/;
const FOLDED_UNIT =
  /^(tinh|thanh pho|xa|phuong|thi tran|dac khu|thon|xom|ban|ap|buon|khom|khoi|lang|to dan pho) (?=\S)/;

/** The name alone, in lower case: «Thị trấn Hưng Nguyên» of one list is «Hưng Nguyên» of another. */
export function bareName(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(UNIT, '');
}

/** The same without accents, to look up what was typed in a hurry. */
export function foldedName(name: string): string {
  return foldForSearch(name).replace(FOLDED_UNIT, '');
}

/**
 * The one area of a kind that a cell means: by id, code or name, straight below `within` when that is given. Undefined when
 * there is none, or more than one that lasts.
 */
export function theArea(text: string, kind: AreaKind, tree: AreaTree, within?: string): Area | undefined {
  const direct = tree.get(text) ?? tree.coded(text).find((area) => area.kind === kind);
  if (direct?.kind === kind) return direct;
  const parents = within === undefined ? parentsOf(kind, tree) : [within];
  return only(
    parents.flatMap((parent) => tree.named(parent, text)).filter((area) => area.kind === kind),
    text,
  );
}

function parentsOf(kind: AreaKind, tree: AreaTree): (string | undefined)[] {
  if (kind === 'province') return [undefined];
  const provinces = tree.children().map((province) => province.id);
  return kind === 'commune' ? provinces : provinces.flatMap((id) => tree.children(id).map((commune) => commune.id));
}

function only(found: readonly Area[], text: string): Area | undefined {
  const lasting = found.filter((area) => area.validTo === undefined);
  const whole = lasting.filter((area) => area.name.toLowerCase() === text.toLowerCase());
  const exact = whole.length > 0 ? whole : lasting.filter((area) => bareName(area.name) === bareName(text));
  const best = exact.length > 0 ? exact : lasting;
  return best.length === 1 ? best[0] : undefined;
}
