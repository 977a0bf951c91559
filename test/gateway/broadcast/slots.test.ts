import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../gateway/areas/broadcast-settings.ts';
import type { StoredBulletin } from '../../../gateway/broadcast/bulletin-store.ts';
import { previewOf, type ReachedHamlet } from '../../../gateway/broadcast/preview.ts';
import type { StoredProgramme } from '../../../gateway/broadcast/programme-store.ts';
import { reconcileRuns, runsOf, slotOf } from '../../../gateway/broadcast/slots.ts';
import type { SourceLevel } from '../../../protocol/classes.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../../protocol/quiet-hours.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';

const NOW = startOfDay('2026-11-23');
const WINDOW = { from: NOW, to: NOW + 3 * DAY_MS };
const hash = 'f'.repeat(64);
const approval = { by: 'x', at: 1, contentHash: hash };
const recording = { sha256: 'a'.repeat(64), durationMs: 120_000, opus: 'b'.repeat(64), mp3: 'c'.repeat(64) };
const bulletin: StoredBulletin = {
  ...{ id: 'B1', title: 'Tiêm phòng', class: 'normal', field: 'health', language: 'vi', recording: recording.sha256 },
  ...{ area: 'a1', state: 'approved', contentHash: hash, approval, createdBy: 'y', changedBy: 'y', createdAt: 1 },
} as const;
const programme = (id: string, change: Partial<StoredProgramme> = {}): StoredProgramme => ({
  ...{ id, title: id, class: 'normal', level: 'commune', resume: 'resume', registered: true, area: 'a1', createdAt: 1 },
  ...{ bulletins: ['B1'], targets: [{ area: 'a1' }], state: 'approved', contentHash: hash, approval },
  ...{ createdBy: 'y', changedBy: 'y', version: 1 },
  recurrence: { from: '2026-11-01', times: ['05:30'], weekdays: [], except: [] },
  ...change,
});
const bulletins = new Map([[bulletin.id, bulletin]]);
const recordings = new Map([[recording.sha256, recording]]);
const slot = (id: string, change: Partial<StoredProgramme> = {}) =>
  slotOf(programme(id, change), bulletins, recordings);
const hamlet: ReachedHamlet = {
  id: 'h1',
  nodes: 2,
  online: 2,
  manner: { quiet: DEFAULT_QUIET_WINDOWS, settings: DEFAULT_SETTINGS },
};

describe('a slot gives runs', () => {
  it('only while programme and every bulletin are approved as they are, and every recording is here', () => {
    const draft = { ...bulletin, state: 'pending' as const };
    const edited = { ...bulletin, contentHash: '0'.repeat(64) };
    const count = (one: ReturnType<typeof slotOf>) => runsOf(one, WINDOW, NOW).length;
    expect(count(slot('P1'))).toBe(3);
    expect(count(slot('P1', { state: 'pending' }))).toBe(0);
    expect(count(slot('P1', { contentHash: '0'.repeat(64) }))).toBe(0);
    expect(count(slotOf(programme('P1'), new Map([['B1', draft]]), recordings))).toBe(0);
    expect(count(slotOf(programme('P1'), new Map([['B1', edited]]), recordings))).toBe(0);
    expect(count(slotOf(programme('P1'), bulletins, new Map()))).toBe(0);
    expect(count(slotOf(programme('P1'), new Map(), recordings))).toBe(0);
  });

  it('whose identity is the programme and the original instant', () => {
    expect(runsOf(slot('P1'), WINDOW, NOW).map((run) => run.id)).toEqual(
      [0, 1, 2].map((days) => `P1@${instantAt('2026-11-23', '05:30') + days * DAY_MS}`),
    );
  });
});

describe('a slot whose bulletin is past its last day', () => {
  const expiring = new Map([['B1', { ...bulletin, expiresOn: '2026-11-24' }]]);
  it('gives no run after it, by the day on which it sounds, and the preview says why', () => {
    const at = instantAt('2026-11-25', '05:30');
    const moved = { ...programme('x').recurrence, exceptions: [{ at, do: 'move' as const, to: at - DAY_MS + 60_000 }] };
    const ids = (one: ReturnType<typeof slot>) => runsOf(one, WINDOW, NOW).map((run) => run.dueAt);
    const days = [at - 2 * DAY_MS, at - DAY_MS];
    expect(ids(slotOf(programme('P1'), expiring, recordings))).toEqual(days);
    expect(ids(slotOf(programme('P1', { recurrence: moved }), expiring, recordings))).toEqual([
      ...days,
      at - DAY_MS + 60_000,
    ]);
    const shown = previewOf([{ slot: slotOf(programme('P1'), expiring, recordings), hamlets: [hamlet] }], WINDOW);
    expect(shown.map((one) => [one.willSound, one.warnings])).toEqual([
      [true, []],
      [true, []],
      [false, ['expired']],
    ]);
  });
});

describe('reconciling runs', () => {
  const runs = runsOf(slot('P1'), WINDOW, NOW);
  const [first, second, third] = runs as [(typeof runs)[0], (typeof runs)[0], (typeof runs)[0]];
  it('writes nothing when nothing changed', () => {
    expect(reconcileRuns(runs, runsOf(slot('P1'), WINDOW, NOW + 5))).toEqual([]);
  });
  it('writes what is new, changes what is different, cancels what is gone', () => {
    const desired = [first, { ...second, title: 'Khác' }];
    expect(reconcileRuns([second, third], desired)).toEqual([
      first,
      { ...second, title: 'Khác' },
      { ...third, state: 'cancelled' },
    ]);
  });
  it('plans a cancelled run again, but never one that somebody took off by hand', () => {
    const cancelled = { ...first, state: 'cancelled' as const };
    expect(reconcileRuns([cancelled], [first])).toEqual([first]);
    expect(reconcileRuns([{ ...cancelled, stoppedBy: 'x' }], [first])).toEqual([]);
  });
});

describe('the preview', () => {
  it('of approved programmes outside quiet hours says will sound exactly where runs are made', () => {
    const someProgramme = fc.record({
      state: fc.constantFrom('approved' as const, 'pending' as const),
      recurrence: fc.record({
        from: fc.constantFrom('2026-11-20', '2026-11-24'),
        times: fc.uniqueArray(fc.constantFrom('05:00', '05:30', '11:00', '17:00', '20:30'), { minLength: 1 }),
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
        except: fc.constantFrom<string[]>([], ['2026-11-24']),
      }),
    });
    fc.assert(
      fc.property(fc.array(someProgramme, { maxLength: 4 }), (programmes) => {
        const slots = programmes.map((change, index) => slot(`P${index}`, change));
        const shown = previewOf(
          slots.map((one) => ({ slot: one, hamlets: [hamlet] })),
          WINDOW,
        );
        const sounding = shown.filter((one) => one.willSound).map((one) => `${one.programme}@${one.startAt}`);
        const runs = slots.flatMap((one) => runsOf(one, WINDOW, NOW)).map((run) => run.id);
        expect(sounding.sort()).toEqual(runs.sort());
      }),
    );
  });

  const warningsOf = (slots: ReturnType<typeof slot>[], reached: Partial<ReachedHamlet> = {}) =>
    Object.fromEntries(
      previewOf(
        slots.map((one) => ({ slot: one, hamlets: [{ ...hamlet, ...reached }] })),
        { from: NOW, to: NOW + DAY_MS },
      ).map((one) => [one.programme, one.warnings]),
    );
  const at = (time: string, level: SourceLevel = 'commune') => ({
    level,
    recurrence: { ...programme('x').recurrence, times: [time] },
  });

  it.each([
    ['not-approved', { state: 'pending' as const }, {}],
    ['quiet-hours', at('03:15'), {}],
    ['no-node', {}, { nodes: 0, online: 0 }],
    ['node-offline', {}, { online: 1 }],
  ])('warns: %s', (warning, change, reached) => {
    expect(warningsOf([slot('P1', change)], reached)).toEqual({ P1: [warning] });
  });

  it('warns whoever a higher rank will interrupt or keep off', () => {
    expect(warningsOf([slot('P1', at('05:30')), slot('P2', at('05:31', 'province'))])).toEqual({
      P1: ['outranked'],
      P2: [],
    });
    expect(warningsOf([slot('P1', at('05:31')), slot('P2', at('05:30', 'province'))])).toEqual({
      P1: ['outranked'],
      P2: [],
    });
  });

  it('warns of an equal one that would have to wait longer than it may be late', () => {
    const long = slotOf(
      programme('P1', at('05:30')),
      bulletins,
      new Map([[recording.sha256, { ...recording, durationMs: 1_200_000 }]]),
    );
    expect(warningsOf([long, slot('P2', at('05:31'))])).toEqual({ P1: [], P2: ['will-not-fit'] });
    expect(warningsOf([slot('P1', at('05:30')), slot('P2', at('05:31'))])).toEqual({ P1: [], P2: [] });
  });
});
