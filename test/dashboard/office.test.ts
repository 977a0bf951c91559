import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormat } from '../../dashboard/format/format.ts';
import { createSay } from '../../dashboard/i18n/say.ts';
import { vi } from '../../dashboard/i18n/vi.ts';
import { changesOf } from '../../dashboard/log/changes.ts';
import { logQuery } from '../../dashboard/log/log-query.ts';
import { cellText, rowsPerPage, sumsOf } from '../../dashboard/reports/report-cell.ts';
import { choicesOf, comparedDays, daysOf, ownDays, spanOf } from '../../dashboard/reports/report-period.ts';
import { mayNotAssess, mayNotJudge, mayNotWriteParts } from '../../dashboard/rounds/rights.ts';
import { withHamlet, withText } from '../../dashboard/rounds/self-assessment.ts';
import { faultsOfVisit, toVisit } from '../../dashboard/rounds/visit-form.ts';
import { decideUntil, faultsOf, mostSessions, PARTS, toInput } from '../../dashboard/rules/exclusion-form.ts';
import { closesFrom, nextQuarter, readPeriod } from '../../dashboard/rules/period-form.ts';
import { DRAFT_STEPS, readDraft, typedRule } from '../../dashboard/rules/rule-draft.ts';
import { ALL_FIELDS, differing, RULE_POINTS, typedOf, withTyped } from '../../dashboard/rules/rule-fields.ts';
import { inForce, newestPublished } from '../../dashboard/rules/versions.ts';
import type { Round } from '../../protocol/api/appraisal.ts';
import type { Period, RuleVersion } from '../../protocol/api/periods.ts';
import { ruleDraftInput } from '../../protocol/api/periods.ts';
import { dayOf, instantAt } from '../../protocol/vietnam-time.ts';
import { RULE } from '../browser/fake/coverage-world.ts';

const format = createFormat('vi', createSay(vi));

describe('the numbers of a rule', () => {
  test('every number stands in exactly one of the eleven points or the commune’s, at most six a step', () => {
    const flat = (value: object): unknown[] =>
      Object.values(value).flatMap((one) => (typeof one === 'object' ? flat(one) : [one]));
    expect(ALL_FIELDS).toHaveLength(flat(RULE.numbers).length);
    expect(new Set(RULE_POINTS.map(({ point }) => point)).size).toBe(12);
    for (const { fields } of RULE_POINTS) expect(fields.length).toBeLessThanOrEqual(6);
    expect(DRAFT_STEPS).toHaveLength(RULE_POINTS.length + 3);
  });

  test('what is not touched keeps its precision', () => {
    const read = readDraft(RULE, typedRule(RULE, 'không đổi'));
    expect('draft' in read && read.draft.numbers).toEqual(RULE.numbers);
    expect(typedRule(RULE, '').numbers.horns).toBe('66,67');
  });

  test('any value within the bounds of its field comes back as it was typed, and changes no other', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL_FIELDS), fc.integer({ min: 0, max: 1_000 }), (field, n) => {
        const typed = field.kind === 'yes-no' ? 'false' : field.kind === 'inheritance' ? 'none' : String(n);
        const after = withTyped(field, RULE.numbers, typed);
        if (after === undefined) return;
        expect(typedOf(field, after)).toBe(typed);
        expect(differing(RULE.numbers, after).filter((other) => other !== field)).toEqual([]);
      }),
    );
  });

  test.each([
    ['sessions', '101'],
    ['sessions', '-1'],
    ['sessions', 'tám mươi'],
    ['window-days', '0'],
    ['window-days', '90,5'],
    ['visits', '13'],
    ['deadline', '91'],
    ['live', ''],
  ])('%s does not take «%s»', (name, typed) => {
    const field = ALL_FIELDS.find((one) => one.name === name);
    expect(field && withTyped(field, RULE.numbers, typed)).toBeUndefined();
  });

  test('a draft that is read is one the gateway takes; a bad field is named with its step', () => {
    const typed = typedRule(RULE, ' Góp ý của xã ');
    const good = readDraft(RULE, { ...typed, numbers: { ...typed.numbers, sessions: '85,5' } });
    expect('draft' in good && ruleDraftInput.parse(good.draft).numbers.sessionsShare).toBe(0.855);
    const bad = readDraft(RULE, {
      ...typed,
      reason: '',
      validTo: '01/01/2020',
      numbers: { ...typed.numbers, live: 'x' },
    });
    expect('faults' in bad && bad.faults.map(({ step, what }) => [step, what])).toEqual([
      ['live', 'number'],
      ['name', 'valid-to'],
      ['reason', 'reason'],
    ]);
  });

  test('the version in force is the newest published one that is valid on the day', () => {
    const version = (n: number, validFrom: string, state: RuleVersion['state'] = 'published'): RuleVersion => ({
      ...{ rule: { ...RULE, version: n, validFrom }, state, byName: 'Minh', at: 0 },
    });
    const all = [
      version(4, '2026-01-01', 'draft'),
      version(3, '2027-01-01'),
      version(2, '2026-06-01'),
      version(1, '2026-01-01'),
    ];
    expect(inForce(all, '2026-05-31')?.rule.version).toBe(1);
    expect(inForce(all, '2026-12-31')?.rule.version).toBe(2);
    expect(inForce(all, '2027-01-01')?.rule.version).toBe(3);
    expect(inForce(all, '2025-12-31')).toBeUndefined();
    expect(newestPublished(all)?.rule.version).toBe(3);
  });
});

const period = (from: string, to: string, more: Partial<Period> = {}): Period => ({
  ...{ id: from, name: from, from, to, closesOn: to },
  ...more,
});

describe('periods', () => {
  test.each([
    [[], '2026-11-23', 'Quý IV/2026', '01/10/2026', '31/12/2026', '15/01/2027'],
    [[period('2026-10-01', '2026-12-31')], '2026-11-23', 'Quý I/2027', '01/01/2027', '31/03/2027', '15/04/2027'],
    [[period('2020-01-01', '2020-03-31')], '2026-02-10', 'Quý I/2026', '01/01/2026', '31/03/2026', '15/04/2026'],
  ] as const)('after %j on %s the next is %s', (periods, today, name, from, to, closesOn) => {
    expect(nextQuarter(periods, today)).toEqual({ name, from, to, closesOn });
  });

  test('one closes 15 days after its last day at the earliest, and overlaps no other', () => {
    const typed = { name: 'Tháng 11', from: '01/11/2026', to: '30/11/2026', closesOn: '14/12/2026' };
    expect(readPeriod(typed, [])).toEqual({ faults: ['closes-on'] });
    expect(readPeriod({ ...typed, closesOn: '15/12/2026' }, [])).toHaveProperty('period.closesOn', '2026-12-15');
    expect(readPeriod({ ...typed, closesOn: '15/12/2026' }, [period('2026-11-30', '2026-12-31')])).toEqual({
      faults: ['overlaps'],
    });
    expect(closesFrom(period('2026-10-01', '2026-12-31'))).toBe('2027-01-15');
  });
});

describe('an exclusion', () => {
  const typed = {
    ...{ areas: ['xa'], from: '03/11/2026', to: '05/11/2026', parts: PARTS, cause: 'storm', reason: 'Bão' },
    ...{ number: '12/QĐ', on: '06/11/2026', document: { sha256: 'a'.repeat(64), name: 'qd.pdf' } },
  };

  test('takes out at most hamlets × days × parts of the day', () => {
    expect(mostSessions(7, typed)).toBe(63);
    expect(mostSessions(7, { ...typed, parts: ['morning'] })).toBe(21);
    expect(mostSessions(7, { ...typed, to: '01/11/2026' })).toBe(0);
  });

  test('names parts of the day only when it is not the whole day', () => {
    expect(toInput(typed)).not.toHaveProperty('parts');
    expect(toInput({ ...typed, parts: ['evening'] })).toHaveProperty('parts', ['evening']);
    expect(toInput({ ...typed, document: undefined })).toBeUndefined();
  });

  test('touches no closed period, and is decided in time for the first period it touches', () => {
    const periods = [period('2026-11-04', '2026-12-31'), period('2026-08-01', '2026-11-03', { closedAt: 1 })];
    expect(faultsOf('where', typed, periods)).toEqual(['closed']);
    expect(faultsOf('where', { ...typed, from: '04/11/2026' }, periods)).toEqual([]);
    expect(decideUntil(periods, '2026-11-03', '2026-11-05', 15)).toBe('2026-11-18');
    expect(decideUntil([], '2026-11-03', '2026-11-05', 15)).toBeUndefined();
  });
});

describe('who writes in a round', () => {
  const round: Round = {
    ...{ id: 'r', year: 2026, level: 'ntm', kind: 'new', title: '', communes: ['xa'], createdAt: 0 },
    ...{ members: [{ id: 'lan', name: 'Lan' }], from: 100, until: 200 },
  };
  const lan = { id: 'lan', role: 'appraiser', areas: ['tinh'] } as const;
  const hung = { id: 'hung', role: 'approver', areas: ['xa'] } as const;
  const minh = { id: 'minh', role: 'administrator', areas: ['tinh'] } as const;

  test.each([
    [lan, 100, undefined],
    [lan, 99, 'not-begun'],
    [lan, 200, 'over'],
    [{ ...lan, id: 'ai' }, 150, 'not-member'],
    [hung, 150, 'council-only'],
    [minh, 150, 'council-only'],
  ] as const)('%j at %i judges unless: %s', (who, now, why) => {
    expect(mayNotJudge(round, who, now)).toBe(why);
  });

  test('nothing is written to a closed one, by nobody', () => {
    const closed = { ...round, closedAt: 150 };
    expect(mayNotJudge(closed, lan, 160)).toBe('closed');
    expect(mayNotAssess(closed, 'xa', hung, 160)).toBe('closed');
    expect(mayNotWriteParts(closed, 'xa', minh, 160)).toBe('closed');
  });

  test('a commune assesses itself alone; other parts are its leader’s or an administrator’s', () => {
    expect(mayNotAssess(round, 'xa', hung, 150)).toBeUndefined();
    expect(mayNotAssess(round, 'khac', hung, 150)).toBe('commune-only');
    expect(mayNotAssess(round, 'xa', minh, 150)).toBe('commune-only');
    expect(mayNotWriteParts(round, 'xa', minh, 150)).toBeUndefined();
    expect(mayNotWriteParts(round, 'xa', lan, 150)).toBe('parts-only');
  });

  test('one hamlet’s word replaces its own and keeps the others and the words of the whole', () => {
    const before = {
      ...{ commune: 'xa', version: 3, text: 'Chung', byName: 'Hùng', at: 0 },
      hamlets: ['a', 'b'].map((hamlet) => ({ hamlet, name: hamlet, verdict: 'met' as const, note: '' })),
    };
    expect(withHamlet(before, { hamlet: 'a', verdict: 'not-met', note: 'hỏng' })).toEqual({
      ...{ text: 'Chung', replaces: 3 },
      hamlets: [
        { hamlet: 'b', verdict: 'met', note: '' },
        { hamlet: 'a', verdict: 'not-met', note: 'hỏng' },
      ],
    });
    expect(withText(undefined, 'Mới')).toEqual({ hamlets: [], text: 'Mới', replaces: 0 });
  });

  test('a visit is not in the future and hears no more horns than there are', () => {
    const now = instantAt('2026-11-23', '06:12');
    const typed = {
      ...{ hamlet: 'a', day: '23/11/2026', time: '6h30', hornsThere: '7', hornsSounding: '8' },
      ...{ duringSession: true, unannounced: true, note: ' ' },
    };
    expect(faultsOfVisit('when', typed, now)).toEqual(['future']);
    expect(faultsOfVisit('when', { ...typed, time: '6h10' }, now)).toEqual([]);
    expect(faultsOfVisit('heard', typed, now)).toEqual(['sounding']);
    expect(toVisit({ ...typed, time: '6h10', hornsSounding: '7' }, { id: 'd', item: 2 })).toMatchObject({
      ...{ at: instantAt('2026-11-23', '06:10'), note: '', draw: { id: 'd', item: 2 } },
    });
  });
});

describe('the days of a report', () => {
  test.each([
    ['2026-02', '2026-02-01', '2026-02-28', 'month'],
    ['2028-02', '2028-02-01', '2028-02-29', 'month'],
    ['2026-Q4', '2026-10-01', '2026-12-31', 'quarter'],
    ['2026', '2026-01-01', '2026-12-31', 'year'],
    ['2026-11-05~2026-11-09', '2026-11-05', '2026-11-09', 'own'],
  ] as const)('%s is %s to %s', (text, from, to, span) => {
    expect(daysOf(text)).toEqual({ from, to });
    expect(spanOf(text)).toBe(span);
  });

  test('what is none is said to be none', () => {
    for (const text of ['2026-13', '2026-Q5', '', '2026-11-09~2026-11-05']) expect(daysOf(text)).toBeUndefined();
    expect(ownDays('09/11/2026', '05/11/2026')).toBeUndefined();
    expect(ownDays('05/11/2026', '9/11/2026')).toBe('2026-11-05~2026-11-09');
  });

  test('today’s stands first, and each choice can be read', () => {
    expect(choicesOf('month', '2026-01-31').slice(0, 2)).toEqual(['2026-01', '2025-12']);
    expect(choicesOf('quarter', '2026-02-10').slice(0, 3)).toEqual(['2026-Q1', '2025-Q4', '2025-Q3']);
    for (const span of ['month', 'quarter', 'year'] as const)
      for (const text of choicesOf(span, '2026-11-23')) expect(daysOf(text), text).toBeDefined();
  });

  test.each([
    ['2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['2026-01-01', '2026-03-31', '2025-10-01', '2025-12-31'],
    ['2026-01-01', '2026-12-31', '2025-01-01', '2025-12-31'],
    ['2026-11-05', '2026-11-09', '2026-10-31', '2026-11-04'],
  ])('%s–%s stands beside %s–%s', (from, to, before, until) => {
    expect(comparedDays({ from, to }, 'before')).toEqual({ from: before, to: until });
  });

  test('the same days a year before know leap years', () => {
    expect(comparedDays({ from: '2028-02-01', to: '2028-02-29' }, 'year-before')).toEqual({
      ...{ from: '2027-02-01', to: '2027-02-28' },
    });
  });
});

describe('cells of a report', () => {
  test.each([
    [0.887, 'percent', '88,7%'],
    [920_000, 'duration', '15 phút 20 giây'],
    [1_234_567, 'money', '1.234.567'],
    ['2026-11-23', 'day', '23/11/2026'],
    [instantAt('2026-11-23', '05:30'), 'instant', '05:30, 23/11/2026'],
    [1.5, 'decimal', '1,50'],
    [null, 'count', ''],
    ['14/14', 'count', '14/14'],
  ] as const)('%j as %s reads «%s»', (cell, kind, text) => {
    expect(cellText(cell, kind, format)).toBe(text);
  });

  test('a wide table shows fewer rows at a time, and its sums are told by their columns', () => {
    const columns = (n: number) => Array.from({ length: n }, () => ({ title: 'x', kind: 'count' as const }));
    expect(rowsPerPage({ columns: columns(19), rows: [] }) * 19).toBeLessThanOrEqual(420);
    expect(rowsPerPage({ columns: columns(300), rows: [] })).toBe(5);
    const table = {
      columns: [
        { title: 'Xã', kind: 'text' as const },
        { title: 'Thôn', kind: 'count' as const },
        { title: 'Tỷ lệ', kind: 'percent' as const },
      ],
      rows: [],
      foot: ['Cộng', 126, null],
    };
    expect(sumsOf(table, format)).toEqual([{ title: 'Thôn', value: '126' }]);
  });
});

describe('the log', () => {
  test('the address is what the gateway is asked; the last day is taken in, and nonsense is left out', () => {
    const asked = logQuery(new URLSearchParams('nguoi=a&viec=rule&doi-tuong= loa &tu=2026-11-01&den=2026-11-30'));
    expect(asked).toMatchObject({ by: 'a', kind: 'rule', about: 'loa', from: instantAt('2026-11-01', '00:00') });
    expect(dayOf((asked.to ?? 0) - 1)).toBe('2026-11-30');
    expect(logQuery(new URLSearchParams('viec=gì&doi-tuong=a&tu=2026-02-30&den=hôm qua'))).toEqual({
      ...{ by: undefined, kind: undefined, about: undefined, from: undefined, to: undefined },
    });
  });

  test('what changed stands first, each value by its path', () => {
    const changes = changesOf(
      { title: 'A', times: ['05:30', '17:00'], deep: { x: 1 } },
      { title: 'A', times: ['05:30'], deep: { x: 1, y: true } },
    );
    expect(changes.map(({ name, before, after, changed }) => [name, before, after, changed])).toEqual([
      ['times', '05:30, 17:00', '05:30', true],
      ['deep.y', undefined, 'true', true],
      ['title', 'A', 'A', false],
      ['deep.x', '1', '1', false],
    ]);
    expect(changesOf(undefined, undefined)).toEqual([]);
  });
});
