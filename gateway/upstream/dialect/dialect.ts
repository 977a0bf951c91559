// pure
import { z } from 'zod';
import { DURATION_WORDS, INSTANT_WORDS, patternProblem } from './dates.ts';
import { COARSE, ENUMS, type EnumName, LATER, MESSAGES, type MessageName, type Shape } from './messages.ts';

/** A name of theirs, or several inside each other: `LichPhat.DanhSachNgayPhat`. */
const PATH = /^[\p{L}_][\p{L}\p{N}_-]*(\.[\p{L}_][\p{L}\p{N}_-]*)*$/u;
const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);
const path = z
  .string()
  .max(200)
  .refine(
    (text) => PATH.test(text) && !text.split('.').some((name) => FORBIDDEN.has(name)),
    'is no name like TieuDe or BanTin.TieuDe',
  );
const value = z.union([z.string().max(100), z.number()]);
export type Value = z.infer<typeof value>;

/** Where each of our fields stands; of a list of records also what stands in each. */
export type FieldPaths = { readonly [field: string]: string | { readonly path: string; readonly fields: FieldPaths } };
const fieldPaths: z.ZodType<FieldPaths> = z.lazy(() =>
  z.record(z.string(), z.union([path, z.strictObject({ path: z.union([path, z.literal('')]), fields: fieldPaths })])),
);

const names = <T extends string>(all: readonly T[]) => z.enum(all as [T, ...T[]]); // none of the lists is empty
const messageName = names(Object.keys(MESSAGES) as MessageName[]);

/** The file of one dialect (docs/from-above.md); what may be left out is what the shapes leave out. */
const file = z.strictObject({
  v: z.literal(1),
  /** For people. */
  title: z.string().max(200),
  /** Another dialect, of which this one says only what differs. Joined before it is read here. */
  extends: z.string().optional(),
  forms: z.strictObject({
    day: z.string().max(40),
    time: z.string().max(40),
    instant: z.string().max(60),
    duration: z.enum(DURATION_WORDS),
    /** How no and yes are written. */
    flag: z.tuple([z.union([value, z.boolean()]), z.union([value, z.boolean()])]),
    /** How several plain values stand together: as a JSON array, or in one text between these signs. */
    list: z.union([z.literal('array'), z.string().min(1).max(3)]),
    /** Monday to Sunday. */
    weekdays: z.array(value).length(7),
  }),
  /** Ours to theirs: a value, several of which the first is written, or null for what they have no word for. */
  enums: z.record(z.string(), z.record(z.string(), z.union([value, z.array(value).min(1).max(20), z.null()]))),
  messages: z.partialRecord(messageName, fieldPaths),
  /** What stands in what we say, whatever it is about. */
  constants: z.partialRecord(messageName, z.record(path, z.union([value, z.boolean(), z.null()]))).default({}),
  /** NguonID of this installation, and DichID of the system above. */
  origin: z.string().max(100).optional(),
  destination: z.string().max(100).optional(),
  reports: z.strictObject({
    /** Added to the address of the source. */
    status: z.strictObject({ path: z.string().max(200).default(''), batch: z.number().int().min(1).max(2_000) }),
    log: z.strictObject({ path: z.string().max(200).default(''), batch: z.number().int().min(1).max(500) }),
  }),
});
export type Dialect = z.infer<typeof file>;

/** The dialect of a file's content; `problems` says all that is wrong with it, in words for whoever wrote it. */
export function readDialect(content: unknown): { dialect: Dialect } | { problems: string[] } {
  const read = file.safeParse(content);
  if (!read.success) {
    const problems = read.error.issues.slice(0, 20).map((one) => `${one.path.join('.') || 'the file'}: ${one.message}`);
    return { problems };
  }
  const dialect = read.data;
  const problems = [...formProblems(dialect), ...enumProblems(dialect), ...messageProblems(dialect)];
  return problems.length > 0 ? { problems } : { dialect };
}

/** What differs laid over what it extends; lists and lone values are replaced whole. */
export function laidOver(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const joined: Record<string, unknown> = { ...below };
  for (const [key, one] of Object.entries(above)) joined[key] = key in below ? laidOver(below[key], one) : one;
  return joined;
}

function isObject(one: unknown): one is Record<string, unknown> {
  return typeof one === 'object' && one !== null && !Array.isArray(one);
}

function formProblems({ forms }: Dialect): string[] {
  const { day, time, instant, flag, weekdays, list } = forms;
  const wall = INSTANT_WORDS.some((word) => word === instant)
    ? undefined
    : patternProblem(instant, ['YYYY', 'MM', 'DD', 'HH', 'mm']);
  const found: [string, string | undefined][] = [
    ['day', patternProblem(day, ['YYYY', 'MM', 'DD'])],
    ['time', patternProblem(time, ['HH', 'mm'])],
    ['instant', wall],
    ['flag', String(flag[0]) === String(flag[1]) ? 'no and yes are written alike' : undefined],
    ['weekdays', new Set(weekdays.map(String)).size < 7 ? 'two days of the week are written alike' : undefined],
    ['list', /[\p{L}\p{N}:/-]/u.test(list === 'array' ? '' : list) ? 'these signs stand in dates too' : undefined],
  ];
  return found.flatMap(([name, problem]) => (problem === undefined ? [] : [`forms.${name}: ${problem}`]));
}

function enumProblems({ enums }: Dialect): string[] {
  const unknown = Object.keys(enums).filter((name) => !(name in ENUMS));
  const problems = unknown.map((name) => `enums.${name}: there is no such enumeration`);
  for (const name of Object.keys(ENUMS) as EnumName[]) {
    const words: readonly string[] = ENUMS[name];
    if (enums[name] === undefined && LATER.includes(name)) continue;
    const given = enums[name] ?? {};
    for (const word of words)
      if (given[word] === undefined) problems.push(`enums.${name}.${word}: is missing; null where they have none`);
    for (const word of Object.keys(given))
      if (!words.includes(word)) problems.push(`enums.${name}.${word}: is none of ${words.join(', ')}`);
    if (COARSE.includes(name)) continue;
    const seen = new Map<string, string>();
    for (const [word, values] of Object.entries(given))
      for (const one of valuesOf(values)) {
        const other = seen.get(String(one));
        if (other !== undefined) problems.push(`enums.${name}: ${one} stands for ${other} and for ${word}`);
        seen.set(String(one), word);
      }
  }
  for (const word of ENUMS.class)
    if (enums.class?.[word] === null) problems.push(`enums.class.${word}: must have a value of its own`);
  return problems;
}

export function valuesOf(values: Value | readonly Value[] | null | undefined): readonly Value[] {
  if (values === null || values === undefined) return [];
  return typeof values === 'object' ? values : [values];
}

function messageProblems({ messages, constants }: Dialect): string[] {
  return (Object.keys(MESSAGES) as MessageName[]).flatMap((name) => {
    const given = messages[name];
    if (!given) return [`messages.${name}: is missing`];
    const constant = Object.keys(constants[name] ?? {});
    return shapeProblems(`messages.${name}`, MESSAGES[name], given, constant);
  });
}

function shapeProblems(at: string, shape: Shape, given: FieldPaths, constant: readonly string[] = []): string[] {
  const problems: string[] = [];
  const paths: string[] = [...constant];
  for (const field of Object.keys(given))
    if (!(field in shape)) problems.push(`${at}.${field}: there is no such field`);
  for (const [field, kind] of Object.entries(shape)) {
    const where = given[field];
    if (where === undefined) {
      if (!kind.optional) problems.push(`${at}.${field}: is missing`);
      continue;
    }
    if (kind.is === 'records') {
      if (typeof where === 'string') problems.push(`${at}.${field}: needs { path, fields }`);
      else problems.push(...shapeProblems(`${at}.${field}.fields`, kind.shape, where.fields));
    } else if (typeof where !== 'string') problems.push(`${at}.${field}: needs a name`);
    paths.push(typeof where === 'string' ? where : where.path);
  }
  for (const [index, one] of paths.entries())
    for (const other of paths.slice(index + 1))
      if (one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`) || one === '' || other === '')
        problems.push(`${at}: «${one}» and «${other}» stand in each other's place`);
  return problems;
}
