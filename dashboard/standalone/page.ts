import type { DossierAnswer } from '../../protocol/dossier-check.ts';
import { dateTimeText, dayText } from '../format/date.ts';
import { type Language, numberText, percentText } from '../format/number.ts';
import { enVerify } from '../i18n/en-verify.ts';
import { createSay, type Say } from '../i18n/say.ts';
import { viVerify } from '../i18n/vi-verify.ts';
import { type AnswerText, answerTexts } from '../verify/answer-text.ts';
import { isPublicKey } from '../verify/proving.ts';
import { judgeApart } from './judge-apart.ts';

/** The page a dossier carries along: opened from the disk, without any network and without our server. */
export function showPage(document: Document, language: Language = 'vi'): void {
  const say = createSay(language === 'vi' ? viVerify : enVerify);
  const page = document.getElementById('page') as HTMLElement;
  document.documentElement.lang = language;
  document.title = say('verify.title');
  const outcome = element('div', { role: 'status', id: 'outcome' });
  const other = language === 'vi' ? 'en' : 'vi';
  const change = element('button', { type: 'button', lang: other }, other === 'vi' ? 'Tiếng Việt' : 'English');
  change.onclick = () => showPage(document, other);
  const key = element('input', { id: 'public-key', autocomplete: 'off', spellcheck: 'false' }) as HTMLInputElement;
  const panel = element(
    'div',
    { class: 'panel' },
    dropField(say, (file) => void judge(file, key.value.trim(), outcome, say, language)),
    element(
      'div',
      { class: 'field' },
      element('label', { for: 'public-key' }, say('verify.key')),
      element('span', { class: 'soft' }, say('verify.key-hint')),
      key,
    ),
    outcome,
  );
  page.replaceChildren(
    element('h1', {}, say('verify.title')),
    element('p', {}, say('verify.sentence')),
    panel,
    element('p', { class: 'soft' }, say('verify.how')),
    element('p', {}, change),
  );
}

function dropField(say: Say, take: (file: File) => void): HTMLElement {
  const input = element('input', { type: 'file', id: 'dossier-file', accept: '.zip,.jsonl,.json' }) as HTMLInputElement;
  input.onchange = () => {
    const [file] = input.files ?? [];
    if (file) take(file);
    input.value = '';
  };
  const field = element(
    'div',
    { class: 'drop' },
    element('span', {}, say('verify.drop')),
    input,
    element('label', { class: 'button', for: 'dossier-file' }, say('verify.choose')),
    element('span', { class: 'soft' }, say('verify.kinds')),
  );
  field.ondragover = (event) => {
    event.preventDefault();
    field.dataset.over = '';
  };
  field.ondragleave = () => delete field.dataset.over;
  field.ondrop = (event) => {
    event.preventDefault();
    delete field.dataset.over;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) take(file);
  };
  return field;
}

async function judge(file: File, key: string, outcome: HTMLElement, say: Say, language: Language): Promise<void> {
  if (key !== '' && !isPublicKey(key)) {
    outcome.replaceChildren(element('p', { class: 'wrong' }, say('verify.key-wrong')));
    return;
  }
  const { name } = file;
  const bar = element('progress', { max: '1', value: '0', 'aria-label': say('verify.progress') });
  const text = element('p', {});
  outcome.replaceChildren(text, bar);
  const progress = (share: number) => {
    text.textContent = say('verify.reading', { name, share: percentText(share, language) });
    bar.setAttribute('value', String(share));
  };
  progress(0);
  try {
    const answer = await judgeApart({ file, name, ...(key !== '' && { publicKey: key }) }, progress);
    outcome.replaceChildren(...answered(answer, name, say, language));
  } catch {
    outcome.replaceChildren(element('p', { class: 'wrong' }, say('verify.failed', { name })));
  }
}

function answered(answer: DossierAnswer, name: string, say: Say, language: Language): HTMLElement[] {
  if (answer.kind === 'nothing') return [element('p', { class: 'wrong' }, say('verify.not-dossier', { name }))];
  const number = (value: number) => numberText(value, language);
  const { changed, signed } = answerTexts(answer, { say, language, number, instant: dateTimeText });
  return [
    element('h2', {}, say('verify.result', { name })),
    answerBox(say('verify.question-changed'), changed),
    answerBox(say('verify.question-signed'), signed),
    ...(answer.manifest ? [aboutBox(answer.manifest, say)] : []),
  ];
}

function answerBox(question: string, { title, good, lines, code = [] }: AnswerText): HTMLElement {
  return element(
    'section',
    { class: 'answer', 'data-answer': good ? 'good' : 'bad' },
    element('h3', {}, question),
    element('p', { class: 'said' }, `${good ? '✓' : '✕'} ${title}`),
    element('ul', {}, ...lines.map((line) => element('li', {}, line))),
    ...code.map(({ label, text }) => element('p', {}, `${label}: `, element('code', {}, text))),
  );
}

function aboutBox({ number, area, from, to, rule, madeAt }: NonNullable<DossierAnswer['manifest']>, say: Say) {
  const facts: [string, string][] = [
    [say('verify.number'), number],
    [say('verify.commune'), area.name],
    [say('verify.period'), `${dayText(from)} – ${dayText(to)}`],
    [say('verify.rule'), `${rule.name} · v${rule.version}`],
    [say('verify.made-at'), dateTimeText(madeAt)],
  ];
  const list = facts.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]);
  return element('section', {}, element('h3', {}, say('verify.about')), element('dl', {}, ...list));
}

function element(tag: string, attributes: Record<string, string>, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
