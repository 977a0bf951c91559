// pure
import { foldForSearch } from '../../../protocol/vietnamese.ts';
import { numberOf, type StoredCase } from './case-record.ts';

export interface CaseNames {
  readonly areaOf: (area: string) => { readonly name: string } | undefined;
  readonly nodeOf: (node: string) => { readonly code: string; readonly place: string } | undefined;
}

/** What a case is found by: number, code, place, common cause, hamlet, commune, what was done and built in; without accents. */
export function searchKeyOf(one: StoredCase, { areaOf, nodeOf }: CaseNames): string {
  const node = nodeOf(one.node ?? '');
  const words = [
    ...[numberOf(one), node?.code, node?.place, one.incidentName, areaOf(one.hamlet ?? '')?.name],
    ...[areaOf(one.commune)?.name, one.measure, one.parts],
  ];
  return foldForSearch(words.filter((word) => word).join(' '));
}

/** Patterns of LIKE (escaped with a backslash) that all must fit; a long text is no search. */
export function searchPatterns(typed: string): string[] {
  const words = foldForSearch(typed)
    .split(' ')
    .filter((word) => word !== '');
  return words.slice(0, 8).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
