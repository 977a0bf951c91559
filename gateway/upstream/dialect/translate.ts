// pure
import {
  readDay,
  readDuration,
  readInstant,
  readTime,
  writeDay,
  writeDuration,
  writeInstant,
  writeTime,
} from './dates.ts';
import { type Dialect, type FieldPaths, valuesOf } from './dialect.ts';
import { ENUMS, type EnumName, type Field, MESSAGES, type Message, type MessageName, type Shape } from './messages.ts';

/** What is wrong with what somebody sent, by the names of the dialect. */
export class WrongMessage extends Error {
  override name = 'WrongMessage';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

type Json = Record<string, unknown>;
const MOST_RECORDS = 2_000;
const LONGEST_TEXT = 40_000_000;

/** Their message in our words. Throws WrongMessage with all that is wrong. What the dialect does not name is ignored. */
export function readMessage<N extends MessageName>(dialect: Dialect, name: N, body: unknown): Message<N> {
  const problems: string[] = [];
  const read = readShape(dialect, MESSAGES[name], dialect.messages[name] ?? {}, body, '', problems);
  if (problems.length > 0) throw new WrongMessage(problems.slice(0, 20));
  return read as Message<N>; // the shape says which fields are there and of which kind
}

/** Our message in their words. */
export function writeMessage<N extends MessageName>(dialect: Dialect, name: N, message: Message<N>): unknown {
  const written = writeShape(dialect, MESSAGES[name], dialect.messages[name] ?? {}, message as Json);
  const constants = Object.entries(dialect.constants[name] ?? {});
  if (Array.isArray(written)) return written;
  for (const [path, value] of constants) put(written, path, value);
  return written;
}

function readShape(
  dialect: Dialect,
  shape: Shape,
  paths: FieldPaths,
  body: unknown,
  at: string,
  problems: string[],
): Json {
  const message: Json = {};
  for (const [field, kind] of Object.entries(shape)) {
    const where = paths[field];
    if (where === undefined) continue;
    const path = typeof where === 'string' ? where : where.path;
    const found = path === '' ? body : find(body, path);
    const name = `${at}${path}`;
    if (found === undefined || found === null || found === '') {
      if (!kind.optional) problems.push(`${name} is missing`);
      continue;
    }
    const value =
      kind.is === 'records' && typeof where !== 'string'
        ? readRecords(dialect, kind.shape, where.fields, found, name, problems)
        : readValue(dialect, kind, found);
    if (value === undefined) problems.push(`${name} is not of its kind`);
    else message[field] = value;
  }
  return message;
}

function readRecords(
  dialect: Dialect,
  shape: Shape,
  paths: FieldPaths,
  found: unknown,
  name: string,
  problems: string[],
): Json[] | undefined {
  if (!Array.isArray(found) || found.length > MOST_RECORDS) return undefined;
  return found.map((one, index) => readShape(dialect, shape, paths, one, `${name}[${index}].`, problems));
}

function readValue(dialect: Dialect, kind: Field, found: unknown): unknown {
  const { forms } = dialect;
  switch (kind.is) {
    case 'text':
      if (typeof found === 'number') return String(found);
      return typeof found === 'string' && found.length <= LONGEST_TEXT ? found : undefined;
    case 'integer':
      return numberOf(found, Number.isSafeInteger);
    case 'number':
      return numberOf(found, Number.isFinite);
    case 'flag': {
      const index = forms.flag.findIndex((one) => String(one) === String(found));
      return index < 0 ? undefined : index === 1;
    }
    case 'instant':
      return readInstant(found, forms.instant);
    case 'duration':
      return readDuration(found, forms.duration);
    case 'day':
      return readDay(found, forms.day);
    case 'time':
      return readTime(found, forms.time);
    case 'texts':
      return listOf(dialect, found, (one) => (typeof one === 'number' ? String(one) : textOf(one)));
    case 'days':
      return listOf(dialect, found, (one) => readDay(one, forms.day));
    case 'times':
      return listOf(dialect, found, (one) => readTime(one, forms.time));
    case 'weekdays':
      return listOf(dialect, found, (one) => {
        const index = forms.weekdays.findIndex((name) => String(name) === String(one));
        return index < 0 ? undefined : index + 1;
      });
    case 'enum':
      return readEnum(dialect, kind.of, found);
    case 'records':
      return undefined;
  }
}

function readEnum(dialect: Dialect, name: EnumName, found: unknown): string | undefined {
  if (typeof found !== 'string' && typeof found !== 'number') return undefined;
  return ENUMS[name].find((word) => valuesOf(dialect.enums[name]?.[word]).some((one) => String(one) === String(found)));
}

function numberOf(found: unknown, isOne: (value: number) => boolean): number | undefined {
  const value = typeof found === 'string' && /^-?\d{1,15}(\.\d{1,9})?$/.test(found) ? Number(found) : found;
  return typeof value === 'number' && isOne(value) ? value : undefined;
}

function textOf(one: unknown): string | undefined {
  return typeof one === 'string' && one !== '' ? one : undefined;
}

function listOf<T>({ forms }: Dialect, found: unknown, read: (one: unknown) => T | undefined): T[] | undefined {
  const given: unknown[] | undefined = Array.isArray(found)
    ? found
    : forms.list !== 'array' && (typeof found === 'string' || typeof found === 'number')
      ? String(found).split(forms.list)
      : undefined;
  if (!given || given.length > MOST_RECORDS) return undefined;
  const values = given.map((one) => read(typeof one === 'string' ? one.trim() : one));
  return values.some((one) => one === undefined) ? undefined : (values as T[]);
}

function writeShape(dialect: Dialect, shape: Shape, paths: FieldPaths, message: Json): Json | unknown[] {
  const body: Json = {};
  for (const [field, kind] of Object.entries(shape)) {
    const where = paths[field];
    const value = message[field];
    if (where === undefined || value === undefined) continue;
    if (kind.is === 'records' && typeof where !== 'string') {
      const records = (value as Json[]).map((one) => writeShape(dialect, kind.shape, where.fields, one)); // by the shape
      if (where.path === '') return records;
      put(body, where.path, records);
      continue;
    }
    const written = writeValue(dialect, kind, value);
    if (written !== undefined && typeof where === 'string') put(body, where, written);
  }
  return body;
}

/** The value is of the kind, by the type of the message. */
function writeValue(dialect: Dialect, kind: Field, value: unknown): unknown {
  const { forms } = dialect;
  switch (kind.is) {
    case 'text':
    case 'integer':
    case 'number':
      return value;
    case 'flag':
      return forms.flag[value ? 1 : 0];
    case 'instant':
      return writeInstant(value as number, forms.instant);
    case 'duration':
      return writeDuration(value as number, forms.duration);
    case 'day':
      return writeDay(value as string, forms.day);
    case 'time':
      return writeTime(value as string, forms.time);
    case 'texts':
      return writeList(forms.list, value as string[]);
    case 'days':
      return writeList(
        forms.list,
        (value as string[]).map((one) => writeDay(one, forms.day)),
      );
    case 'times':
      return writeList(
        forms.list,
        (value as string[]).map((one) => writeTime(one, forms.time)),
      );
    case 'weekdays':
      return writeList(
        forms.list,
        (value as number[]).map((one) => forms.weekdays[one - 1] ?? one),
      );
    case 'enum':
      return valuesOf(dialect.enums[kind.of]?.[value as string])[0];
    case 'records':
      return undefined;
  }
}

function writeList(form: string, values: readonly (string | number)[]): unknown {
  return form === 'array' ? values : values.join(form);
}

function find(body: unknown, path: string): unknown {
  let here: unknown = body;
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Json)[name];
  }
  return here;
}

function put(body: Json, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let here = body;
  for (const name of names) {
    const next = Object.hasOwn(here, name) ? here[name] : undefined;
    const inner: Json = typeof next === 'object' && next !== null ? (next as Json) : {};
    here[name] = inner;
    here = inner;
  }
  here[last] = value;
}
