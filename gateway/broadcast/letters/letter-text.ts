// pure
import type { Letter } from '../../../protocol/api/library.ts';
import { fieldOf } from './letter-field.ts';
import { HEADING, isCapitals, KIND, referenceOf, SIGNATURE, SUBJECT, TO } from './letter-marks.ts';

/** As `speechInput` and `bulletinInput` take it. */
const LONGEST_TEXT = 20_000;
const LONGEST_TITLE = 200;
/** A heading does not reach farther than this. */
const HEAD_LINES = 40;

export interface Raw {
  readonly text: string;
  /** Lines end where the paper ended (PDF), not where the paragraph does. */
  readonly wrapped: boolean;
  readonly tablesLeftOut: boolean;
}

/**
 * What of an official letter is to be read out (NĐ 30/2020/NĐ-CP, annex I): without the national heading, the addressees, the
 * list of recipients and the signatures. A proposal that somebody reads before it is used. `fallback` is the title where
 * the letter has none.
 */
export function letterFrom({ text, wrapped, tablesLeftOut }: Raw, fallback: string): Letter {
  const lines = linesOf(text);
  const reference = referenceOf(lines.slice(0, HEAD_LINES));
  const subject = subjectOf(lines);
  const body = bodyOf(lines, subject?.end ?? 0);
  const paragraphs = wrapped ? joined(body) : body;
  const whole = tidy(paragraphs);
  const kept = shortened(whole, LONGEST_TEXT);
  const title = shortened(subject?.title ?? paragraphs.find(Boolean) ?? fallback, LONGEST_TITLE) || fallback;
  const hasText = /\p{L}/u.test(kept);
  const warnings: Letter['warnings'] = [];
  if (!hasText) warnings.push('no-text');
  if (kept.length < whole.length) warnings.push('cut');
  if (tablesLeftOut) warnings.push('tables-left-out');
  return {
    title,
    text: hasText ? kept : '',
    field: fieldOf(title, kept),
    ...(reference ? { reference } : {}),
    warnings,
  };
}

function linesOf(text: string): string[] {
  return text
    .normalize('NFC')
    .replace(/[\f\r]/g, '\n')
    .split('\n')
    .map((line) =>
      line
        .replace(/[\p{Cc}\p{Cf}]/gu, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .map((line) => (/^(-\s*)?\d{1,3}(\s*-)?$|^[-_–—.*=\s]+$/.test(line) ? '' : line));
}

/** What the letter is about, and the line behind it: «V/v …» under the number, or the kind of paper and the lines below it. */
function subjectOf(lines: readonly string[]): { title: string; end: number } | undefined {
  const head = lines.slice(0, HEAD_LINES);
  const kind = head.findIndex((line) => KIND.test(line) && isCapitals(line));
  const about = head.findIndex((line) => SUBJECT.test(line));
  if (kind >= 0 && (about < 0 || about >= kind)) {
    const end = endOfBlock(lines, kind + 1);
    const below = lines
      .slice(kind + 1, end)
      .join(' ')
      .trim()
      .replace(SUBJECT, 'về việc ');
    return { title: [sentenceCase(lines[kind] ?? ''), below].filter(Boolean).join(' '), end };
  }
  if (about < 0) return undefined;
  const end = endOfBlock(lines, about + 1);
  const rest = lines.slice(about, end).join(' ').replace(SUBJECT, '').trim();
  return { title: `Về việc ${rest}`, end };
}

/** A title goes on over lines until an empty one, a sentence, or the next part of the heading. */
function endOfBlock(lines: readonly string[], from: number): number {
  let end = from;
  while (end < lines.length && end < from + 5) {
    const line = lines[end] ?? '';
    if (line === '' && end === from) {
      // One empty line between the kind of paper and what it is about.
      if (!SUBJECT.test(lines[end + 1] ?? '')) break;
    } else if (line === '' || HEADING.test(line) || TO.test(line) || /[.:;]$/.test(line) || isBody(line)) break;
    end++;
  }
  return end;
}

/** A title is set in the middle of the page; a long line that begins with a capital is the first of the text. */
function isBody(line: string): boolean {
  return line.length > 160 || (line.length > 60 && /^\p{Lu}/u.test(line));
}

function bodyOf(lines: readonly string[], afterSubject: number): string[] {
  let from = afterSubject;
  for (let at = afterSubject; at < Math.min(lines.length, HEAD_LINES); at++) {
    if (HEADING.test(lines[at] ?? '')) from = at + 1;
    else if (TO.test(lines[at] ?? '')) from = endOfAddressees(lines, at);
  }
  const rest = lines.slice(from);
  const end = rest.findIndex((line, index) => SIGNATURE.test(line) && index > 0);
  return (end < 0 ? rest : rest.slice(0, end)).filter((line) => !HEADING.test(line));
}

/** «Kính gửi:» and the list below it. */
function endOfAddressees(lines: readonly string[], at: number): number {
  let end = at + 1;
  const isListed = (line: string) => /^[-+•]/.test(line) || /;$/.test(lines[end - 1] ?? '');
  while (end < lines.length && lines[end] !== '' && isListed(lines[end] ?? '')) end++;
  return end;
}

/** Lines of the paper made paragraphs again. */
function joined(lines: readonly string[]): string[] {
  const paragraphs: string[] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    const goesOn = last && line && !/[.:;!?…]$/.test(last) && !/^([-+•*]|[a-zđ]\)|\d+[.)]|[IVX]+\.)\s?/.test(line);
    if (goesOn && (last.length > 50 || /^\p{Ll}/u.test(line))) paragraphs[paragraphs.length - 1] = `${last} ${line}`;
    else paragraphs.push(line);
  }
  return paragraphs;
}

function tidy(paragraphs: readonly string[]): string {
  return paragraphs
    .map((line) => line.replace(/\s*\.\/\.?\s*$/, '.'))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Up to the last end of a sentence, else of a word. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const front = text.slice(0, length);
  const sentence = Math.max(front.lastIndexOf('. '), front.lastIndexOf('.\n')) + 1;
  return sentence > length / 2 ? front.slice(0, sentence) : front.replace(/\s+\S*$/, '');
}

function sentenceCase(capitals: string): string {
  const lower = capitals.toLocaleLowerCase('vi');
  return `${lower.slice(0, 1).toLocaleUpperCase('vi')}${lower.slice(1)}`;
}
