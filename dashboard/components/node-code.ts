// pure
import { foldForSearch } from '../../protocol/vietnamese.ts';

const NUMBERED = /^(.*?)(\d{1,6})$/;

/** The next free code of a commune in the pattern most of its codes follow: TL-001, TL-002 → TL-003; without any, by its name's initials. */
export function nextCode(codes: readonly string[], commune: string): string {
  const series = new Map<string, { count: number; highest: number; digits: number }>();
  for (const code of codes) {
    const [, prefix = '', digits = ''] = NUMBERED.exec(code) ?? [];
    if (digits === '') continue;
    const known = series.get(prefix) ?? { count: 0, highest: 0, digits: 0 };
    series.set(prefix, {
      count: known.count + 1,
      highest: Math.max(known.highest, Number(digits)),
      digits: Math.max(known.digits, digits.length),
    });
  }
  const [best] = [...series].sort(([, a], [, b]) => b.count - a.count || b.highest - a.highest);
  if (best) return `${best[0]}${String(best[1].highest + 1).padStart(best[1].digits, '0')}`;
  const initials = foldForSearch(commune)
    .split(/[^a-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  return `${initials}-001`;
}
