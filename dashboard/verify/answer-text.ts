import type { DossierAnswer } from '../../protocol/dossier-check.ts';
import { type FindingLanguage, findingSentence, NOTE_FAULT_WORDS } from '../../protocol/finding.ts';
import { fingerprintText } from '../../protocol/fingerprint.ts';
import { fromBase64Url } from '../../protocol/jws.ts';
import type { Say } from '../i18n/say.ts';
import { proving } from './proving.ts';

/** Further findings shown under the first. */
const MAX_SHOWN = 20;

export interface AnswerText {
  readonly title: string;
  readonly good: boolean;
  readonly lines: readonly string[];
  /** Shown in a fixed-width face, to be compared letter by letter. */
  readonly code?: readonly { readonly label: string; readonly text: string }[];
}

/** The two answers in words, the same on the page and in the file that a dossier carries along. */
export function answerTexts(
  answer: DossierAnswer,
  words: { say: Say; number: (value: number) => string; instant: (at: number) => string; language: FindingLanguage },
): { readonly changed: AnswerText; readonly signed: AnswerText } {
  return { changed: changedText(answer, words), signed: signedText(answer, words) };
}

type Words = Parameters<typeof answerTexts>[1];

function changedText({ changed, counts }: DossierAnswer, { say, number, language }: Words): AnswerText {
  const others = changed.findings.filter((finding) => finding !== changed.first).slice(0, MAX_SHOWN);
  const found = [...(changed.first ? [changed.first] : []), ...others];
  const more = changed.count - found.length;
  const checked = { entries: number(counts.entries), signed: number(counts.signed), files: number(counts.files) };
  const lines = [
    ...found.map((finding) => findingSentence(finding, language)),
    ...(more > 0 ? [say('verify.more', { n: number(more) })] : []),
    say('verify.checked', checked),
    ...(counts.cited > 0 ? [say('verify.cited', { n: number(counts.cited) })] : []),
    ...(counts.unsigned > 0 ? [say('verify.unsigned', { n: number(counts.unsigned) })] : []),
    ...(counts.purged > 0 ? [say('verify.purged', { n: number(counts.purged) })] : []),
  ];
  return { title: say(changed.whole ? 'verify.whole' : 'verify.not-whole'), good: changed.whole, lines };
}

function signedText({ signed }: DossierAnswer, { say, number, instant, language }: Words): AnswerText {
  const { origin, at, fault, publicKey, keyGiven, checkpointSize, holds } = signed;
  const sealed = checkpointSize === undefined ? [] : [say('verify.sealed', { n: number(checkpointSize) })];
  const key = publicKey === undefined ? undefined : fingerprintOf(publicKey);
  const code = key === undefined ? {} : { code: [{ label: say('verify.fingerprint'), text: key }] };
  if (!holds) {
    const why = NOTE_FAULT_WORDS[fault ?? 'no-key']?.[language === 'vi' ? 0 : 1] ?? '';
    return { title: say('verify.not-signed', { why }), good: false, lines: sealed, ...code };
  }
  const who = { origin: origin ?? '', when: at === undefined ? '' : instant(at) };
  return {
    title: say(at === undefined ? 'verify.signed-by' : 'verify.signed-by-at', who),
    good: true,
    lines: [say(keyGiven ? 'verify.key-given' : 'verify.key-own'), ...sealed],
    ...code,
  };
}

function fingerprintOf(publicKey: string): string | undefined {
  try {
    return fingerprintText(proving.sha256(fromBase64Url(publicKey)));
  } catch {
    return undefined;
  }
}
