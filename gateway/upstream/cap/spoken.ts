// pure
import type { CapInfo } from './cap-message.ts';

/** What an emergency of text may hold (protocol/api/emergency.ts). */
export const MOST_SPOKEN = 600;
const MOST_HEADLINE = 150;
const MOST_INSTRUCTION = 250;
/** What stays in capitals when a shouted text is made quiet: the reader spells these out or knows them. */
const KEPT = new Set(
  'UBND HĐND UBMTTQ MTTQ BCH BCĐ PCTT TKCN KTTV TNMT NNPTNT CSGT PCCC CNCH TDP THPT THCS QL TL ĐT CAP COVID SOS'.split(
    ' ',
  ),
);

/** Headline, description and instruction as sentences, within what may be spoken; the event when there is no headline. */
export function spokenOf({
  headline,
  event,
  description,
  instruction,
}: Pick<CapInfo, 'headline' | 'event' | 'description' | 'instruction'>): string {
  const first = shortened(sentencesOf(headline || event), MOST_HEADLINE);
  const last = shortened(sentencesOf(instruction ?? ''), MOST_INSTRUCTION);
  const told = withoutRepeat(sentencesOf(description ?? ''), first);
  const room = MOST_SPOKEN - first.length - last.length - 2;
  return [first, shortened(told, room), last].filter(Boolean).join(' ');
}

/** Several of them one after another; what does not fit any more is left out whole. */
export function spokenTogether(texts: readonly string[]): string {
  let all = '';
  for (const text of new Set(texts)) {
    const longer = all === '' ? text : `${all} ${text}`;
    if (longer.length <= MOST_SPOKEN) all = longer;
  }
  return all;
}

/** What surely ends a sentence: a point of a list, a row of dots. */
const END = '\u2029';

/** Sentences with an end each: line breaks, bullets and rows of dots become ends, addresses of the web go, shouting is quiet. */
export function sentencesOf(text: string): string[] {
  const flat = text
    .normalize('NFC')
    .replace(/[^\S\r\n]+/g, ' ')
    .replace(/\bhttps?:\/\/\S+|\bwww\.\S+/giu, ' ')
    .replace(/\s*[\r\n]+\s*/gu, '\n')
    .replace(/(^|\n)(?:[-*•–+]|\d{1,2}[.)])\s+/g, END)
    .replace(/\.{2,}|…/g, END)
    // A line that breaks within a sentence goes on in small letters.
    .replace(/\n(?=\p{Ll})/gu, ' ')
    .replace(/\n/g, END)
    .replace(/[<>{}[\]|*_#]+/g, ' ');
  const isLoud = isShouted(flat);
  return flat
    .split(/\u2029+|(?<=[.!?;])\s+/u)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((sentence) => ended(isLoud || isShouted(sentence) ? quiet(sentence) : sentence));
}

function ended(sentence: string): string {
  let end = sentence.length;
  while (end > 0 && ' ,;:–-'.includes(sentence.charAt(end - 1))) end -= 1;
  const bare = sentence.slice(0, end);
  return /[.!?]$/u.test(bare) ? bare : `${bare}.`;
}

/** Mostly capitals, and more than an abbreviation or two. */
function isShouted(sentence: string): boolean {
  const capitals = sentence.match(/\p{Lu}/gu)?.length ?? 0;
  const small = sentence.match(/\p{Ll}/gu)?.length ?? 0;
  return capitals >= 8 && capitals / (capitals + small) > 0.7;
}

/** Names lose their capitals, which nobody hears. */
function quiet(sentence: string): string {
  const words = sentence.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) =>
    KEPT.has(word) || /\p{N}/u.test(word) ? word : word.toLocaleLowerCase('vi'),
  );
  return words.replace(/^[^\p{L}]*\p{L}/u, (start) => start.toLocaleUpperCase('vi'));
}

/** Whole sentences as long as they fit; of a first one that is too long, whole words. */
function shortened(sentences: readonly string[], most: number): string {
  let all = '';
  for (const sentence of sentences) {
    const longer = all === '' ? sentence : `${all} ${sentence}`;
    if (longer.length > most) break;
    all = longer;
  }
  const [first = ''] = sentences;
  if (all !== '' || first === '' || most < 20) return all;
  return ended(first.slice(0, most - 1).replace(/\s+\S*$/u, ''));
}

/** A description that begins with the headline says it once. */
function withoutRepeat(sentences: readonly string[], headline: string): readonly string[] {
  const plain = (text: string) =>
    text
      .toLocaleLowerCase('vi')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const [first, ...rest] = sentences;
  return first !== undefined && plain(first) === plain(headline) ? rest : sentences;
}
