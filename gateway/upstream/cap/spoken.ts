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

/** Sentences with an end each: line breaks, bullets and rows of dots become ends, addresses of the web go, shouting is quiet. */
export function sentencesOf(text: string): string[] {
  const flat = text
    .normalize('NFC')
    .replace(/\bhttps?:\/\/\S+|\bwww\.\S+/giu, ' ')
    .replace(/[\p{Cc}\p{Cf}]*[\r\n]+[\p{Cc}\p{Cf}]*/gu, '\n')
    .replace(/\n\s*(?:[-*•–+]|\d{1,2}[.)])\s+/g, '\n')
    .replace(/\.{2,}|…/g, '\n')
    // A single line break within a sentence is a space; one before a capital begins a new sentence.
    .replace(/([\p{Ll}\p{N},])\n(?=\p{Ll})/gu, '$1 ')
    .replace(/[<>{}[\]|*_#]+/g, ' ');
  return flat
    .split(/\n+|(?<=[.!?;])\s+/u)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((sentence) => ended(isShouted(sentence) ? quiet(sentence) : sentence));
}

function ended(sentence: string): string {
  const bare = sentence.replace(/[\s,;:–-]+$/u, '');
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
