// pure
import type { Case } from '../../protocol/api/cases.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';

type Named = Pick<Case, 'number' | 'nodeCode' | 'place' | 'incidentName' | 'hamletName' | 'communeName'>;

/** Does a case carry what was typed, in number, code or place? Tone marks and đ do not count. */
export function finds(one: Named, typed: string): boolean {
  const { number, nodeCode = '', place = '', incidentName = '', hamletName = '', communeName } = one;
  return foldForSearch([number, nodeCode, place, incidentName, hamletName, communeName].join(' ')).includes(
    foldForSearch(typed.trim()),
  );
}
