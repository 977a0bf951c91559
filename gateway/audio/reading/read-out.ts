// pure
import type { SpeechInput, SpeechPreview } from '../../../protocol/api/library.ts';
import { CONTEXT_RULES } from './abbreviations-by-context.ts';
import { AMOUNT_RULES } from './amounts.ts';
import { CODE_RULES } from './codes.ts';
import { DATE_RULES } from './dates.ts';
import { NO_WORDS, type OwnWords } from './dictionary.ts';
import { DOCUMENT_RULES } from './documents.ts';
import { LAW_RULES } from './law.ts';
import { NET_RULES } from './net.ts';
import { NORTH, readDigits, SOUTH } from './numbers.ts';
import { markAt } from './pauses.ts';
import type { Rule, Surroundings } from './rule.ts';
import { sentencesOf, type Utterance, utterancesOf } from './sentences.ts';
import { SIGN_RULES } from './signs.ts';
import { TELEPHONE_RULES } from './telephones.ts';
import { TIME_RULES } from './times.ts';
import { ROAD_RULES, SPELLING_RULES, WORD_RULES } from './words.ts';

type Piece = SpeechPreview['pieces'][number];

/** Tried in this order wherever a word begins; the first that knows what it is reads it. */
const RULES: readonly Rule[] = [
  ...NET_RULES,
  ...LAW_RULES,
  ...DOCUMENT_RULES,
  ...CODE_RULES,
  ...ROAD_RULES,
  ...DATE_RULES,
  ...TELEPHONE_RULES,
  ...TIME_RULES,
  ...CONTEXT_RULES,
  ...WORD_RULES,
  ...AMOUNT_RULES,
  ...SPELLING_RULES,
];
const BETWEEN_WORDS: readonly Rule[] = SIGN_RULES;

const CONTEXT = 60;
const WORD = /[\p{L}\p{M}\p{N}]+/uy;
const LETTER = /[\p{L}\p{M}\p{N}]/u;

/**
 * A text as it is to be spoken: the words of the place's own dictionary first, then numbers, dates, times, money, units, telephone
 * numbers and abbreviations in words. The pieces joined are what was written (NFC) and what is spoken; those that differ are marked,
 * pause marks among them. No digit is left.
 */
export function readOut(text: string, voice: SpeechInput['voice'] = 'north', own: OwnWords = NO_WORDS): SpeechPreview {
  const pieces = piecesOf(text.normalize('NFC'), voice === 'south' ? SOUTH : NORTH, own);
  const sentences = sentencesOf(pieces).map(({ from, to, pauseMs }) => ({ from, to, pauseMs }));
  return { spoken: pieces.map((piece) => piece.spoken).join(''), pieces, sentences };
}

/** What an engine is to say, sentence by sentence, with the pauses between. */
export function toSay(text: string, voice: SpeechInput['voice'] = 'north', own: OwnWords = NO_WORDS): Utterance[] {
  return utterancesOf(sentencesOf(readOut(text, voice, own).pieces));
}

function piecesOf(written: string, dialect: Surroundings['dialect'], own: OwnWords): Piece[] {
  const pieces: Piece[] = [];
  const add = (from: string, to: string) => {
    const last = pieces.at(-1);
    if (from === to && last && !last.changed) {
      last.written += from;
      last.spoken += to;
    } else pieces.push({ written: from, spoken: to, changed: from !== to });
  };
  let at = 0;
  while (at < written.length) {
    const mark = markAt(written, at);
    if (mark) {
      const { length, pauseMs } = mark;
      const piece = { written: written.slice(at, at + length), spoken: '', changed: true };
      pieces.push(pauseMs === undefined ? piece : { ...piece, pauseMs });
      at += length;
      continue;
    }
    const word = own.at(written, at);
    if (word) {
      // A dictionary may say "đường 3 tháng 2": its digits are read as well, by the rules alone.
      const spoken = piecesOf(word.spoken, dialect, NO_WORDS).map((piece) => piece.spoken);
      const piece = { written: written.slice(at, at + word.length), spoken: spoken.join('') };
      pieces.push({ ...piece, changed: true, byDictionary: true });
      at += word.length;
      continue;
    }
    const found = firstOf(written, at, dialect);
    if (found) {
      add(written.slice(at, at + found.length), found.spoken);
      at += found.length;
      continue;
    }
    const plain = wordAt(written, at);
    add(
      plain,
      plain.replace(/\d+/g, (digits) => ` ${readDigits(digits)} `),
    );
    at += plain.length;
  }
  return pieces;
}

function firstOf(
  written: string,
  at: number,
  dialect: Surroundings['dialect'],
): { length: number; spoken: string } | undefined {
  const before = written.slice(Math.max(0, at - CONTEXT), at);
  // Within a word nothing begins; a sign may.
  const rules = LETTER.test(before.slice(-1)) && LETTER.test(written[at] ?? '') ? [] : RULES;
  for (const { pattern, read } of [...rules, ...BETWEEN_WORDS]) {
    pattern.lastIndex = at;
    const found = pattern.exec(written);
    if (!found || found[0] === '') continue;
    const end = at + found[0].length;
    const spoken = read(found, { dialect, before, behind: written.slice(end, end + CONTEXT) });
    if (spoken !== undefined) return { length: found[0].length, spoken };
  }
  return undefined;
}

/** The word that begins here, or the one character that is none. */
function wordAt(written: string, at: number): string {
  WORD.lastIndex = at;
  return WORD.exec(written)?.[0] ?? String.fromCodePoint(written.codePointAt(at) ?? 0);
}
