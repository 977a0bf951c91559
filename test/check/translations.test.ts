import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { en } from '../../dashboard/i18n/en.ts';
import { vi as firstWords } from '../../dashboard/i18n/vi.ts';
import { viApproval } from '../../dashboard/i18n/vi-approval.ts';
import { viAudit } from '../../dashboard/i18n/vi-audit.ts';
import { viCases } from '../../dashboard/i18n/vi-cases.ts';
import { viEnding } from '../../dashboard/i18n/vi-ending.ts';
import { viEnrol } from '../../dashboard/i18n/vi-enrol.ts';
import { viException } from '../../dashboard/i18n/vi-exception.ts';
import { viField } from '../../dashboard/i18n/vi-field.ts';
import { viFirmware } from '../../dashboard/i18n/vi-firmware.ts';
import { viFleet } from '../../dashboard/i18n/vi-fleet.ts';
import { viInspection } from '../../dashboard/i18n/vi-inspection.ts';
import { viLibrary } from '../../dashboard/i18n/vi-library.ts';
import { viListening } from '../../dashboard/i18n/vi-listening.ts';
import { viLive } from '../../dashboard/i18n/vi-live.ts';
import { viNotify } from '../../dashboard/i18n/vi-notify.ts';
import { viPlace } from '../../dashboard/i18n/vi-place.ts';
import { viRelay } from '../../dashboard/i18n/vi-relay.ts';
import { viRemote } from '../../dashboard/i18n/vi-remote.ts';
import { viRepair } from '../../dashboard/i18n/vi-repair.ts';
import { viReport } from '../../dashboard/i18n/vi-report.ts';
import { viRules } from '../../dashboard/i18n/vi-rules.ts';
import { viSchedule } from '../../dashboard/i18n/vi-schedule.ts';
import { viSettings } from '../../dashboard/i18n/vi-settings.ts';
import { viSetup } from '../../dashboard/i18n/vi-setup.ts';
import { viSources } from '../../dashboard/i18n/vi-sources.ts';
import { viSpeech } from '../../dashboard/i18n/vi-speech.ts';
import { viToken } from '../../dashboard/i18n/vi-token.ts';
import { viVerdict } from '../../dashboard/i18n/vi-verdict.ts';
import { viVerify } from '../../dashboard/i18n/vi-verify.ts';
import { viVisit } from '../../dashboard/i18n/vi-visit.ts';

/** The first load's and those that come with their pages. */
const vi = {
  ...firstWords,
  ...viCases,
  ...viField,
  ...viRepair,
  ...viFirmware,
  ...viFleet,
  ...viListening,
  ...viToken,
  ...viEnding,
  ...viAudit,
  ...viSpeech,
  ...viSources,
  ...viRelay,
  ...viPlace,
  ...viLive,
  ...viNotify,
  ...viRemote,
  ...viApproval,
  ...viInspection,
  ...viLibrary,
  ...viVisit,
  ...viReport,
  ...viRules,
  ...viSchedule,
  ...viException,
  ...viSettings,
  ...viEnrol,
  ...viSetup,
  ...viVerdict,
  ...viVerify,
};

const DASHBOARD = fileURLToPath(new URL('../../dashboard/', import.meta.url));
/** Attributes whose text is shown or read out. */
const SPOKEN = new Set([
  'label',
  'title',
  'placeholder',
  'alt',
  'aria-label',
  'aria-description',
  'description',
  'caption',
  'sentence',
]);
/** The product's own name, and the switch that must be understood in either language. */
const NOT_WORDS = new Set(['LoaXã', 'Ngôn ngữ / Language']);
const LETTER = /\p{L}/u;

interface Source {
  readonly file: string;
  readonly text: string;
}

const sources: Source[] = readdirSync(DASHBOARD, { recursive: true, encoding: 'utf8' })
  .filter(
    (file) =>
      /\.tsx?$/.test(file) && !file.startsWith('dist/') && !file.startsWith('i18n/vi') && !file.startsWith('i18n/en'),
  )
  .map((file) => ({ file, text: readFileSync(`${DASHBOARD}${file}`, 'utf8') }));

/** Every string and every template of the sources, to see which keys are used. */
function literalsOf({ file, text }: Source): { strings: string[]; templates: string[][] } {
  const strings: string[] = [];
  const templates: string[][] = [];
  const visitor = new Visitor({
    Literal(node) {
      if (typeof node.value === 'string') strings.push(node.value);
    },
    TemplateLiteral(node) {
      templates.push(node.quasis.map((quasi) => quasi.value.cooked ?? ''));
    },
  });
  visitor.visit(parseSync(file, text).program);
  return { strings, templates };
}

/** Visible words that stand in the source instead of the dictionary. */
function hardCodedIn({ file, text }: Source): string[] {
  const found: string[] = [];
  const visitor = new Visitor({
    JSXText(node) {
      if (LETTER.test(node.value)) found.push(`${file}: ${node.value.trim()}`);
    },
    JSXExpressionContainer(node) {
      const said = node.expression.type === 'Literal' ? String(node.expression.value) : '';
      if (LETTER.test(said) && !NOT_WORDS.has(said) && isText(node.expression)) found.push(`${file}: {'${said}'}`);
    },
    JSXAttribute(node) {
      const name = node.name.type === 'JSXIdentifier' ? node.name.name : '';
      if (!SPOKEN.has(name) || node.value?.type !== 'Literal') return;
      const value = String(node.value.value);
      if (LETTER.test(value) && !NOT_WORDS.has(value)) found.push(`${file}: ${name}="${value}"`);
    },
  });
  visitor.visit(parseSync(file, text).program);
  return found;
}

/** In an attribute, numbers and switches are no text; as a child, every string is. */
const isText = (expression: { type: string; value?: unknown }) => typeof expression.value === 'string';

const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]))].sort();

describe('translations', () => {
  test('English has exactly the keys of Vietnamese', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(vi).sort());
  });

  test('no text is empty, and both languages take the same values', () => {
    for (const key of Object.keys(vi) as (keyof typeof vi)[]) {
      expect(vi[key].trim(), key).not.toBe('');
      expect(en[key].trim(), key).not.toBe('');
      expect(placeholders(en[key]), key).toEqual(placeholders(vi[key]));
    }
  });

  test('every key is used', () => {
    const literals = sources.map(literalsOf);
    const strings = new Set(literals.flatMap((one) => one.strings));
    const patterns = literals
      .flatMap((one) => one.templates)
      .filter((parts) => parts.length > 1 && /^[a-z-]+(\.[a-z-]+)*\.$/.test(parts[0] ?? ''))
      .map((parts) => new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[^.]+')}$`));
    const unused = Object.keys(vi).filter((key) => !strings.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(unused).toEqual([]);
  });

  test('no visible word is written into a page', () => {
    expect(sources.flatMap(hardCodedIn)).toEqual([]);
  });

  test('a missing word, an unused key and a hard-coded sentence would each be found', () => {
    expect(hardCodedIn({ file: 'x.tsx', text: 'const a = <p title="Xin chào">Xin chào {"bà con"}</p>;' })).toHaveLength(
      3,
    );
    expect(literalsOf({ file: 'x.tsx', text: ["say('a.b'); say(`c.$", '{d}`);'].join('') })).toEqual({
      strings: ['a.b'],
      templates: [['c.', '']],
    });
  });

  test('Vietnamese copy has no exclamation mark and no English jargon', () => {
    const jargon = /\b(node|offline|online|server|upload|file|bulletin|hamlet)\b|!/i;
    expect(Object.entries(vi).filter(([, text]) => jargon.test(text.replace(/\{[^}]*\}/g, '')))).toEqual([]);
  });
});
