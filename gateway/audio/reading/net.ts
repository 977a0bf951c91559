// pure
import { spell } from './letters.ts';
import { readDigits } from './numbers.ts';
import type { Rule } from './rule.ts';

/** As everybody says them. */
const KNOWN: Readonly<Record<string, string>> = {
  vn: 'vê nờ',
  gov: 'gốp',
  com: 'com',
  org: 'o rờ gờ',
  net: 'nét',
  edu: 'e đu',
  info: 'in phô',
  gmail: 'gờ meo',
  yahoo: 'da hu',
  outlook: 'ao lúc',
  facebook: 'phây búc',
  youtube: 'diu túp',
  zalo: 'da lô',
  congan: 'cong an',
  google: 'gu gồ',
};
/** A syllable of Vietnamese as it is written where there are no marks: `nguyen`, `nghe`. */
const PLAIN =
  /^(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?(?:(?:a|e|i|o|u|y|oa|oe|oo|ie|ye|uo|ua|ue|uy|uye)(?:c|ch|m|n|ng|nh|p|t)|a|e|i|o|u|y|ai|ao|au|ay|eo|eu|ia|ieu|iu|oa|oe|oi|oai|oay|ua|ue|ui|uo|uoi|uou|uu|uy|uya|uyu|uay|yeu)$/;
const LONGEST_SYLLABLE = 7;
/** One that begins with a vowel is the rarer half of two ways: "vu cong", not "vuc ong". */
const VOWEL_COST = 0.1;
/** Longer labels are nobody's Vietnamese, and are not searched. */
const LONGEST_LABEL = 40;

/** Addresses of the net and of mail. */
export const NET_RULES: readonly Rule[] = [
  {
    pattern:
      /(?:https?:\/\/|www\.)[\w.\-/]{1,200}\w|[\w.-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|(?:[a-z0-9-]{1,63}\.){1,5}(?:com|gov|org|net|edu|vn)(?![\p{L}\p{N}])(?:\/[\w.\-/]{0,100}\w)?/iuy,
    read: ([address = '']) =>
      address
        .replace(/^https?:\/\//i, '')
        .replace(/^www\./i, '')
        .replace(/[A-Za-z]+/g, (label) => ` ${labelWords(label.toLowerCase())} `)
        .replace(/\d/g, (digit) => ` ${readDigits(digit)} `)
        .replace(/@/g, ' a còng ')
        .replace(/\./g, ' chấm ')
        .replace(/\//g, ' gạch chéo ')
        .replace(/-/g, ' gạch ngang ')
        .replace(/_/g, ' gạch dưới ')
        .replace(/\s+/g, ' ')
        .trim(),
  },
];

/** `dichvucong` is "dich vu cong"; what cannot be taken apart into syllables is spelled when it is short. */
function labelWords(label: string): string {
  const known = KNOWN[label];
  if (known !== undefined) return known;
  const syllables = label.length <= LONGEST_LABEL ? apart(label) : undefined;
  if (syllables) return syllables.join(' ');
  return label.length <= 4 ? spell(label) : label;
}

/** The fewest syllables that make up a word without marks, those with a consonant first; undefined when there are none. */
export function apart(word: string): string[] | undefined {
  const best: ({ cost: number; syllables: string[] } | undefined)[] = [];
  best[word.length] = { cost: 0, syllables: [] };
  for (let at = word.length - 1; at >= 0; at--) {
    for (let end = Math.min(word.length, at + LONGEST_SYLLABLE); end > at; end--) {
      const rest = best[end];
      const syllable = word.slice(at, end);
      if (!rest || !PLAIN.test(syllable)) continue;
      const cost = rest.cost + 1 + (/^[aeiouy]/.test(syllable) ? VOWEL_COST : 0);
      if (cost < (best[at]?.cost ?? Number.POSITIVE_INFINITY))
        best[at] = { cost, syllables: [syllable, ...rest.syllables] };
    }
  }
  return best[0]?.syllables;
}
