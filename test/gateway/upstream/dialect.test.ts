import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Dialect, type FieldPaths, readDialect } from '../../../gateway/upstream/dialect/dialect.ts';
import { Mappings } from '../../../gateway/upstream/dialect/mappings.ts';
import {
  COARSE,
  ENUMS,
  type EnumName,
  type Field,
  MESSAGES,
  type Message,
  type MessageName,
  type Shape,
} from '../../../gateway/upstream/dialect/messages.ts';
import { readMessage, WrongMessage, writeMessage } from '../../../gateway/upstream/dialect/translate.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'loaxa-mappings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const other: unknown = JSON.parse(readFileSync(new URL('so-tt-tinh.json', import.meta.url), 'utf8'));

function loaded(files: Readonly<Record<string, unknown>> = {}): Mappings {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return Mappings.load(folder);
}

describe('the shipped dialect', () => {
  const dialect = loaded().get('default');

  it('reads a bulletin with its timetable in the shapes of DOMAIN §3.6', () => {
    const sent = {
      BanTin: { BanTinID: 'BT-7', TieuDe: 'Tiêm phòng', LoaiBanTin: 1, MucDoUuTien: 2, NoiDung: 'Mời bà con' },
      ...{ DanhSachDonViID: ['17329'], NgayBatDau: '2026-12-01', NgayKetThuc: '2026-12-05', CheDoPhat: 1 },
      LichPhat: { KieuLich: 2, DanhSachThu: [2, 8], ThoiDiem: ['05:30', '17:00'] },
      NguoiGui: 'nobody asked',
    };
    expect(readMessage(dialect, 'bulletin', sent)).toEqual({
      ...{ reference: 'BT-7', title: 'Tiêm phòng', content: 'text', class: 'priority', text: 'Mời bà con' },
      ...{ areas: ['17329'], from: '2026-12-01', to: '2026-12-05', mode: 'scheduled', repeat: 'weekly' },
      ...{ weekdays: [1, 7], times: ['05:30', '17:00'] },
    });
  });

  it('writes the state of a node under their names', () => {
    const at = instantAt('2026-12-01', '05:30');
    const item = { origin: 'A', node: 'CL-1', volume: 70, activity: 'playing', connection: 'online' } as const;
    expect(writeMessage(dialect, 'status', { at, items: [{ ...item, celsius: 41.5, title: 'Tin' }] })).toEqual({
      ThoiDiem: '2026-12-01T05:30:00.000+07:00',
      DanhSach: [
        {
          ...{ NguonID: 'A', CumLoaID: 'CL-1', AmLuong: 70, TrangThaiHoatDong: 0, TrangThaiKetNoi: 1, NhietDo: 41.5 },
          NoiDungPhat: 'Tin',
        },
      ],
    });
  });

  it('says every thing that is wrong, by their names', () => {
    const wrong = { BanTin: { BanTinID: '', TieuDe: 'x', LoaiBanTin: 9, MucDoUuTien: 1 }, NgayBatDau: '30/02/2026' };
    const read = () => readMessage(dialect, 'bulletin', wrong);
    expect(read).toThrow(WrongMessage);
    expect(read).toThrow(
      'BanTin.BanTinID is missing; BanTin.LoaiBanTin is not of its kind; NgayBatDau is not of its kind',
    );
  });

  it.each([
    null,
    [],
    'text',
    7,
    { BanTin: null },
    { __proto__: { BanTin: {} } },
    JSON.parse('{"__proto__":{"BanTin":1}}'),
  ])('of %j says what is missing and throws nothing else', (body) => {
    expect(() => readMessage(dialect, 'bulletin', body)).toThrow(WrongMessage);
  });
});

describe('another province’s dialect is a file', () => {
  const dialect = loaded({ 'so-tt-tinh.json': other }).get('so-tt-tinh');

  it('with other names inside each other, other values, other dates and lists in one text', () => {
    const sent = {
      payload: {
        message: { uid: 9, subject: 'Bão số 5', kind: '10', rank: 'UT2', body: 'Bão' },
        where: { units: '17329;17332' },
        plan: { start: '01/12/2026', kind: 3, dates: '01/12/2026; 03/12/2026', clock: '05:30:00;17:00:00' },
      },
    };
    expect(readMessage(dialect, 'bulletin', sent)).toEqual({
      ...{
        reference: '9',
        title: 'Bão số 5',
        content: 'text',
        class: 'priority',
        text: 'Bão',
        areas: ['17329', '17332'],
      },
      ...{ from: '2026-12-01', repeat: 'days', days: ['2026-12-01', '2026-12-03'], times: ['05:30', '17:00'] },
    });
    const at = instantAt('2026-12-31', '23:59');
    const status = { at, items: [{ node: 'a', activity: 'stopped', connection: 'offline' }] } as const;
    expect(writeMessage(dialect, 'status', status)).toEqual({
      ...{ header: { version: '2.0' }, ThoiDiem: '31/12/2026 23:59:00' },
      speakers: [{ uid: 'a', act: 9, net: 0 }],
    });
  });
});

describe('a mapping that cannot be used is told at the start, with the file and what is wrong', () => {
  it.each([
    ['no JSON', '{', 'bad.json is no JSON'],
    ['another version', { extends: 'default', v: 2 }, 'v: '],
    [
      'a name nobody knows',
      { extends: 'default', messages: { bulletin: { titel: 'x' } } },
      'bulletin.titel: there is no such field',
    ],
    [
      'a place inside another',
      { extends: 'default', messages: { cancel: { why: 'BanTinID.x' } } },
      "stand in each other's place",
    ],
    ['a poisoned name', { extends: 'default', messages: { cancel: { why: '__proto__.x' } } }, 'is no name like'],
    [
      'one number for two classes',
      { extends: 'default', enums: { class: { normal: 2 } } },
      '2 stands for priority and for normal',
    ],
    [
      'no value for a class',
      { extends: 'default', enums: { class: { normal: null } } },
      'must have a value of its own',
    ],
    ['a word we do not have', { extends: 'default', enums: { class: { urgent: 4 } } }, 'urgent: is none of emergency'],
    ['a date without a month', { extends: 'default', forms: { day: 'DD/YYYY' } }, 'lacks MM'],
    ['something it extends that is not there', { extends: 'gone' }, 'which is not there'],
    ['itself', { extends: 'bad' }, 'which extends it'],
  ])('%s', (_, content, problem) => {
    expect(() => loaded({ 'bad.json': content })).toThrow(problem);
    expect(() => loaded({ 'bad.json': content })).toThrow('bad.json');
  });
});

const word = fc
  .stringMatching(/^[A-Za-zĐêôơưạầ][A-Za-z0-9_]{0,8}$/u)
  .filter((one) => !['prototype', 'constructor'].includes(one));

/** Every field at a path of its own, some inside each other. */
function paths(shape: Shape): fc.Arbitrary<FieldPaths> {
  const fields = Object.keys(shape);
  const groups = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: fields.length, maxLength: fields.length });
  const own = fc.uniqueArray(word, { minLength: fields.length, maxLength: fields.length });
  return fc.tuple(own, groups).chain(([names, depth]) => {
    const at = (index: number) =>
      [...Array(depth[index] ?? 0).keys()]
        .map((n) => `g${n}`)
        .concat(`x${names[index]}`)
        .join('.');
    return fc.record(
      Object.fromEntries(
        fields.map((field, index) => {
          const kind = shape[field] as Field;
          if (kind.is !== 'records') return [field, fc.constant(at(index))];
          return [field, paths(kind.shape).map((inner) => ({ path: at(index), fields: inner }))];
        }),
      ),
    ) as fc.Arbitrary<FieldPaths>;
  });
}

const dialects: fc.Arbitrary<Dialect> = fc
  .record({
    messages: fc.record(Object.fromEntries(Object.entries(MESSAGES).map(([name, shape]) => [name, paths(shape)]))),
    start: fc.integer({ min: -3, max: 90 }),
    asText: fc.boolean(),
    day: fc.constantFrom('YYYY-MM-DD', 'DD/MM/YYYY', 'YYYYMMDD', 'ngày DD tháng MM năm YYYY'),
    time: fc.constantFrom('HH:mm', 'HH:mm:ss', 'HHmm', 'HHhmm'),
    instant: fc.constantFrom('iso', 'epoch-ms', 'epoch-s', 'DD/MM/YYYY HH:mm:ss', 'YYYYMMDDHHmmss'),
    duration: fc.constantFrom('ms', 's', 'HH:mm:ss'),
    list: fc.constantFrom('array', ';', ' | '),
    flag: fc.constantFrom([0, 1], ['N', 'Y'], [false, true], ['1', '0']),
  })
  .map(({ messages, start, asText, list, flag, ...forms }) => {
    const value = (index: number) => (asText ? `v${start + index}` : start + index);
    const read = readDialect({
      ...{ v: 1, title: 'made', messages, constants: {} },
      forms: { ...forms, list, flag, weekdays: [...Array(7).keys()].map(value) },
      enums: Object.fromEntries(
        Object.entries(ENUMS).map(([name, words]) => [
          name,
          Object.fromEntries(
            words.map((one, index) => [one, index % 3 === 2 ? [value(index), `also ${one}`] : value(index)]),
          ),
        ]),
      ),
      reports: { status: { batch: 10 }, log: { batch: 10 } },
    });
    if ('problems' in read) throw new Error(read.problems.join('\n'));
    return read.dialect;
  });

const second = fc.integer({ min: 946_684_800, max: 4_000_000_000 }).map((one) => one * 1_000);
const days = second.map((at) => new Date(at).toISOString().slice(0, 10));
const times = fc.integer({ min: 0, max: 1_439 }).map((one) => new Date(one * 60_000).toISOString().slice(11, 16));
/** Without the signs of lists: a list in one text cannot carry them. */
const plain = fc.stringMatching(/^[A-Za-zĐêôơưạầ0-9][A-Za-zđêôơưạầ0-9 ]{0,10}[a-z0-9]$/u);
const listOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 4 });

function valueIn(kind: Field): fc.Arbitrary<unknown> {
  switch (kind.is) {
    case 'text':
      return plain;
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'flag':
      return fc.boolean();
    case 'instant':
      return second;
    case 'duration':
      return fc.integer({ min: 0, max: 300_000 }).map((one) => one * 1_000);
    case 'day':
      return days;
    case 'time':
      return times;
    case 'texts':
      return listOf(plain);
    case 'days':
      return listOf(days);
    case 'times':
      return listOf(times);
    case 'weekdays':
      return listOf(fc.integer({ min: 1, max: 7 }));
    case 'enum':
      return fc.constantFrom(...ENUMS[kind.of]);
    case 'records':
      return fc.array(messageOf(kind.shape), { maxLength: 3 });
  }
}

function messageOf(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  const optional = Object.entries(shape).flatMap(([name, kind]) => (kind.optional ? [name] : []));
  const needed = Object.keys(shape).filter((name) => !optional.includes(name));
  const model = Object.fromEntries(Object.entries(shape).map(([name, kind]) => [name, valueIn(kind)]));
  return fc.record(model, { requiredKeys: needed });
}

describe('what is written in any dialect is read as it was meant', () => {
  it.each(Object.keys(MESSAGES) as MessageName[])('%s', (name) => {
    fc.assert(
      fc.property(dialects, messageOf(MESSAGES[name]), (dialect, message) => {
        const written = JSON.parse(JSON.stringify(writeMessage(dialect, name, message as Message<typeof name>)));
        expect(readMessage(dialect, name, written)).toEqual(JSON.parse(JSON.stringify(message)));
      }),
      { numRuns: 10 },
    );
  });

  it('an enumeration is read back but where theirs is coarser than ours', () => {
    const dialect = loaded({ 'so-tt-tinh.json': other }).get('default');
    for (const name of Object.keys(ENUMS) as EnumName[]) {
      const values = ENUMS[name].map((one) => String([dialect.enums[name]?.[one]].flat()[0]));
      if (!COARSE.includes(name)) expect(new Set(values).size, name).toBe(values.length);
    }
  });
});
