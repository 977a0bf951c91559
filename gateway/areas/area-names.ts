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
 * The one area of a kind that a cell means: by id, code or name, within `province` when that is given. Undefined when there
 * is none, or more than one that lasts.
 */
export function theArea(text: string, kind: AreaKind, province: string | undefined, tree: AreaTree): Area | undefined {
  const direct = tree.get(text) ?? tree.coded(text).find((area) => area.kind === kind);
  if (direct?.kind === kind) return direct;
  if (kind === 'province') return only(tree.named(undefined, text), text);
  const provinces = province === undefined ? tree.children() : tree.named(undefined, province);
  return only(
    provinces.flatMap((parent) => tree.named(parent.id, text)).filter((area) => area.kind === kind),
    text,
  );
}

function only(found: readonly Area[], text: string): Area | undefined {
  const lasting = found.filter((area) => area.validTo === undefined);
  const whole = lasting.filter((area) => area.name.toLowerCase() === text.toLowerCase());
  const exact = whole.length > 0 ? whole : lasting.filter((area) => bareName(area.name) === bareName(text));
  const best = exact.length > 0 ? exact : lasting;
  return best.length === 1 ? best[0] : undefined;
}
