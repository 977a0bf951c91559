// pure
import type { TextKey } from '../i18n/say.ts';

/** Languages that commune stations speak (BCP 47); another tag stays as it is. */
export const LANGUAGES = [
  'vi',
  'hmn',
  'tai',
  'tyz',
  'mtq',
  'nut',
  'ium',
  'km',
  'jra',
  'rad',
  'bdq',
  'cjm',
] as const satisfies readonly string[];
type Known = (typeof LANGUAGES)[number];

export function languageWord(tag: string): TextKey | undefined {
  const known = LANGUAGES.find((one): one is Known => one === tag);
  return known && `language.${known}`;
}
