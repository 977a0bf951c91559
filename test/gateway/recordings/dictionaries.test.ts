import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { readOut } from '../../../gateway/audio/reading/read-out.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { Dictionaries } from '../../../gateway/recordings/dictionaries.ts';
import { dictionaryRoutes } from '../../../gateway/recordings/dictionary-routes.ts';
import type { Dictionary } from '../../../protocol/api/library.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';

const [PROVINCE, COMMUNE, OTHER] = [1, 2, 3].map((byte) => areaIdFrom(new Uint8Array(10).fill(byte))) as [
  string,
  string,
  string,
];
const person = (id: string, role: Person['role'], area: string): Person => ({
  ...{ id, username: id, name: id, role, areas: [area] },
});
const PEOPLE: Record<string, Person> = {
  operator: person('operator', 'operator', COMMUNE),
  administrator: person('administrator', 'administrator', PROVINCE),
  'hamlet-head': person('hamlet-head', 'hamlet-head', COMMUNE),
};

describe.each(ENGINES)('dictionaries on $engine', ({ open }) => {
  let test: TestDatabase;
  let app: App;
  let dictionaries: Dictionaries;
  let changed: string[];
  let make: () => Dictionaries;

  beforeAll(async () => {
    test = await open();
    const tree = new AreaTree(() => '2026-11-22');
    const area = { validFrom: '2025-07-01', predecessors: [] };
    tree.put([
      { id: PROVINCE, kind: 'province', name: 'Nghệ An', ...area },
      { id: COMMUNE, kind: 'commune', name: 'Hưng Lĩnh', parent: PROVINCE, ...area },
      { id: OTHER, kind: 'commune', name: 'Long Xá', parent: PROVINCE, ...area },
    ]);
    const clock = new MovableClock(Date.parse('2026-11-22T02:00:00Z'));
    const { database } = test;
    changed = [];
    make = () =>
      new Dictionaries({
        ...{ database, clock, tree, audit: new Audit({ database, clock }) },
        changed: (one) => changed.push(one),
      });
    dictionaries = make();
    await dictionaries.start();
    app = await served(
      { clock, personOf: (token) => PEOPLE[token] },
      { api: (api) => dictionaryRoutes(api, { dictionaries, scope: tree }) },
    );
  });
  afterAll(async () => {
    await app.close();
    await test.close();
  });

  const put = (area: string, entries: object[], who = 'operator') =>
    callAs(app, who, 'PUT', `/areas/${area}/dictionary`, { entries });
  const read = (text: string, area: string) => readOut(text, 'north', dictionaries.wordsOf(area)).spoken;

  it('are read in the area and below, the nearest first, and stand after a restart', async () => {
    expect(
      (
        await put(
          PROVINCE,
          [
            { written: 'TTHC', spoken: 'trung tâm hành chính' },
            { written: 'Krông', spoken: 'cờ rông' },
          ],
          'administrator',
        )
      ).statusCode,
    ).toBe(200);
    const answer = await put(COMMUNE, [{ written: 'krông', spoken: 'sông' }]);
    expect(answer.json<Dictionary>()).toEqual({
      entries: [{ written: 'krông', spoken: 'sông', exact: false }],
      inherited: [{ written: 'TTHC', spoken: 'trung tâm hành chính', exact: false, areaName: 'Nghệ An' }],
    });
    expect(read('TTHC Krông', COMMUNE)).toBe('trung tâm hành chính sông');
    expect(read('TTHC Krông', OTHER)).toBe('trung tâm hành chính cờ rông');
    expect(changed).toEqual([PROVINCE, COMMUNE]);
    const again = make();
    await again.start();
    expect(again.shown(COMMUNE)).toEqual(dictionaries.shown(COMMUNE));
  });

  it('are changed by operators and administrators of the area alone', async () => {
    expect((await put(COMMUNE, [], 'hamlet-head')).statusCode).toBe(403);
    expect((await put(OTHER, [])).json()).toMatchObject({ code: 'out-of-scope' });
    expect((await put(PROVINCE, [])).json()).toMatchObject({ code: 'out-of-scope' });
    expect((await callAs(app, 'hamlet-head', 'GET', `/areas/${COMMUNE}/dictionary`)).statusCode).toBe(200);
  });

  it('take no word twice, none without a letter, and five hundred at most', async () => {
    const twice = [
      { written: 'NVH', spoken: 'nhà văn hóa' },
      { written: 'nvh', spoken: 'hội trường' },
    ];
    expect((await put(COMMUNE, twice)).json()).toMatchObject({ status: 422, code: 'dictionary-twice' });
    const exact = [
      { written: 'Mai', spoken: 'một', exact: true },
      { written: 'mai', spoken: 'hai', exact: true },
    ];
    expect((await put(COMMUNE, exact)).statusCode).toBe(200);
    expect((await put(COMMUNE, [{ written: '—', spoken: 'gạch' }])).json()).toMatchObject({
      code: 'dictionary-no-word',
    });
    const many = Array.from({ length: 501 }, (_, index) => ({ written: `w${index}`, spoken: 'w' }));
    expect((await put(COMMUNE, many)).statusCode).toBe(400);
  });

  it('leave in the audit what was taken out and what was put in', async () => {
    await put(COMMUNE, [{ written: 'BCH', spoken: 'ban chấp hành' }]);
    await put(COMMUNE, [{ written: 'BCH', spoken: 'ban chỉ huy' }]);
    const row = await test.database
      .read('audit_entries')
      .where({ action: 'dictionary.change' })
      .orderBy('id', 'desc')
      .first();
    expect(row).toMatchObject({ area_id: COMMUNE, outcome: 'done' });
    expect(JSON.parse(row.before)).toEqual({
      words: 1,
      entries: [{ written: 'BCH', spoken: 'ban chấp hành', exact: false }],
    });
    expect(JSON.parse(row.after)).toEqual({
      words: 1,
      entries: [{ written: 'BCH', spoken: 'ban chỉ huy', exact: false }],
    });
  });
});
