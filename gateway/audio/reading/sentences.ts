// pure
import type { SpeechPreview } from '../../../protocol/api/library.ts';

type Piece = SpeechPreview['pieces'][number];

/** What is said in one breath, and the silence behind it. */
export interface Utterance {
  readonly words: string;
  readonly pauseMs: number;
}

/** `from` and `to` in what was written, as in the preview. */
export interface Sentence extends Utterance {
  readonly from: number;
  readonly to: number;
}

export const SENTENCE_PAUSE_MS = 400;
export const PARAGRAPH_PAUSE_MS = 800;
/** Shorter ones are said with the next: each is a run of a program. */
const SHORTEST = 40;
/** Longer ones are cut at a comma or a space: no engine is asked for minutes at once. */
const LONGEST = 800;
const BREATH_MS = 150;

/** The end of a sentence or a line, with what follows up to the next word. */
const END = /(?:[.!?…]+["”»’)\]]*(?=\s|$)\s*)|\n\s*/gu;
/** "1." or "a)" at the head: the sentence only begins. */
const HEAD = /^\s*[\p{L}\d]{1,4}[.)]\s*$/u;
/** "N." of a name */
const INITIAL = /(?<!\p{L})\p{Lu}[.]\s*$/u;

/** The sentences of what is read: cut where a point, a line or a pause mark ends one. Those without a word are left out. */
export function sentencesOf(pieces: readonly Piece[]): Sentence[] {
  const sentences: Sentence[] = [];
  let open = { from: 0, written: '', words: '' };
  let at = 0;
  const take = (written: string, words: string) => {
    open = { ...open, written: open.written + written, words: open.words + words };
    at += written.length;
  };
  const close = (pauseMs: number) => {
    const words = open.words.replace(/\s+/g, ' ').trim();
    const last = sentences.at(-1);
    if (/[\p{L}\p{N}]/u.test(words)) {
      const lead = open.written.length - open.written.trimStart().length;
      const to = open.from + open.written.trimEnd().length;
      sentences.push({ from: open.from + lead, to, words, pauseMs });
    } else if (last) sentences[sentences.length - 1] = { ...last, pauseMs: Math.max(last.pauseMs, pauseMs) };
    open = { from: at, written: '', words: '' };
  };
  for (const { written, spoken, changed, pauseMs } of pieces) {
    if (pauseMs !== undefined) {
      close(pauseMs);
      at += written.length;
      open = { from: at, written: '', words: '' };
      continue;
    }
    if (changed) {
      take(written, spoken);
      continue;
    }
    let done = 0;
    for (const { 0: found, index } of written.matchAll(END)) {
      const end = index + found.length;
      const so = open.written + written.slice(done, end);
      const isLine = found.includes('\n');
      const next = written.slice(end, end + 1);
      if (!isLine && (HEAD.test(so) || INITIAL.test(so) || /\p{Ll}/u.test(next))) continue;
      take(written.slice(done, end), written.slice(done, end));
      close(isLine ? PARAGRAPH_PAUSE_MS : SENTENCE_PAUSE_MS);
      done = end;
    }
    take(written.slice(done), written.slice(done));
  }
  close(0);
  const last = sentences.at(-1);
  // Behind the last word stands only a pause that somebody asked for.
  const isAsked = pieces.findLast((piece) => piece.written.trim() !== '')?.pauseMs !== undefined;
  return last && !isAsked ? [...sentences.slice(0, -1), { ...last, pauseMs: 0 }] : sentences;
}

/** What the engine is given: sentences, short ones together with the next unless a longer pause is between them. */
export function utterancesOf(sentences: readonly Sentence[]): Utterance[] {
  const said: Utterance[] = [];
  for (const { words, pauseMs } of sentences.flatMap(breathsOf)) {
    const last = said.at(-1);
    if (last && last.pauseMs === SENTENCE_PAUSE_MS && last.words.length < SHORTEST)
      said[said.length - 1] = { words: `${last.words} ${words}`, pauseMs };
    else said.push({ words, pauseMs });
  }
  return said;
}

function breathsOf({ words, pauseMs }: Utterance): Utterance[] {
  const breaths: Utterance[] = [];
  let rest = words;
  while (rest.length > LONGEST) {
    const piece = rest.slice(0, LONGEST);
    const at = [piece.lastIndexOf(', ') + 1, piece.lastIndexOf(' '), LONGEST].find((one) => one > 0) ?? LONGEST;
    breaths.push({ words: rest.slice(0, at), pauseMs: BREATH_MS });
    rest = rest.slice(at).trimStart();
  }
  return [...breaths, { words: rest, pauseMs }];
}
