import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chances } from '../../firmware-sim/scenarios/chance.ts';
import { outagesOf, stopsOf, windowOf } from '../../launch/demo/calendar.ts';
import { districtOf, nodesOf } from '../../launch/demo/district.ts';
import { cameAt, FATES, timelineFor } from '../../launch/demo/fates.ts';
import { sharesOf } from '../../launch/demo/shares.ts';
import { readTable } from '../../launch/demo/table.ts';
import { TEXTS } from '../../launch/demo/texts.ts';
import { programmesOf } from '../../launch/demo/timetable.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { instantAt, startOfDay } from '../../protocol/vietnam-time.ts';

const NOW = instantAt('2026-11-22', '10:00');
const district = districtOf(readTable().communes, 'demo');
const hamlets = district.communes.flatMap((commune) => commune.hamlets);

describe('the demo’s district', () => {
  it('has the figures of the source: 18 communes, 126 hamlets, 882 horns, 7 a hamlet on average', () => {
    expect(district.communes).toHaveLength(18);
    expect(hamlets).toHaveLength(126);
    expect(nodesOf(district)).toHaveLength(252);
    expect(nodesOf(district).reduce((total, node) => total + node.horns, 0)).toBe(882);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(districtOf(readTable().communes, 'demo')).toEqual(district);
    expect(districtOf(readTable().communes, 'other')).not.toEqual(district);
  });

  it('gives every place a name, a code and an identity of its own', () => {
    const ids = [...district.communes, ...hamlets, ...nodesOf(district)].map((place) => place.id);
    expect(new Set(ids).size).toBe(18 + 126 + 252);
    expect(new Set(nodesOf(district).map((node) => node.code)).size).toBe(252);
    for (const commune of district.communes)
      expect(new Set(commune.hamlets.map((hamlet) => hamlet.name)).size).toBe(commune.hamlets.length);
  });

  it('knows every fate, and leaves most hamlets well and some communes wholly well', () => {
    const fates = new Set(nodesOf(district).map((node) => node.fate));
    expect([...fates].sort()).toEqual([...FATES].sort());
    expect(nodesOf(district).filter((node) => node.fate === 'well').length).toBeGreaterThan(140);
    expect(
      district.communes.filter((commune) =>
        commune.hamlets.every((hamlet) => hamlet.nodes.every((n) => n.fate === 'well')),
      ).length,
    ).toBeGreaterThanOrEqual(4);
  });

  it('divides any total without remainder, within its limits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(4), fc.nat(5), fc.nat(), (count, least, span, extra) => {
        const most = least + span;
        const total = count * least + (extra % (count * span + 1));
        const shares = sharesOf(total, count, least, most, chances(extra));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(least);
        expect(Math.max(...shares)).toBeLessThanOrEqual(most);
      }),
    );
    expect(() => sharesOf(3, 2, 2, 4, Math.random)).toThrow('cannot be divided');
  });
});

describe('the demo’s days', () => {
  const window = windowOf(NOW, 90);

  it('begin at a Vietnamese midnight and end now, or before a run that is still on the air', () => {
    expect(window).toEqual({ from: startOfDay('2026-08-24'), to: NOW });
    const due = NOW - 2 * MINUTE_MS;
    expect(windowOf(NOW, 90, [due]).to).toBe(due - MINUTE_MS);
    expect(windowOf(NOW, 90, [NOW - 20 * MINUTE_MS]).to).toBe(NOW);
  });

  it('hold one outage of the gateway of a few hours', () => {
    const [outage, ...others] = outagesOf(window);
    expect(others).toEqual([]);
    expect((outage?.to ?? 0) - (outage?.from ?? 0)).toBe(220 * MINUTE_MS);
    expect(outagesOf({ from: NOW - DAY_MS, to: NOW })).toEqual([]);
  });

  it('stop after each due instant and after the run, in order, once, within the window', () => {
    const due = instantAt('2026-11-20', '05:00');
    const stops = stopsOf(window, [due, due, NOW + 1]);
    expect(stops.filter((stop) => stop >= due && stop < due + DAY_MS / 8)).toEqual([due + 1_000, due + 15 * MINUTE_MS]);
    expect(stops).toEqual([...new Set(stops)].sort((a, b) => a - b));
    expect(stops.at(-1)).toBe(NOW);
  });

  it('leave a new hamlet without a past, and a dark one dark to the end', () => {
    expect(cameAt('new', window)).toBe(startOfDay('2026-11-14'));
    expect(cameAt('well', window)).toBe(window.from);
    expect(timelineFor('dark', 'demo', 'h', 'n', window).off.at(-1)?.to).toBe(window.to);
    expect(timelineFor('repaired', 'demo', 'h', 'n', window).off.at(-1)?.to).toBeLessThan(window.to - 4 * DAY_MS);
  });

  it('have two sessions from Monday to Saturday in every commune, and few hamlets’ own', () => {
    const programmes = programmesOf(district, '2026-08-24', 'demo');
    expect(programmes.filter((programme) => programme.recurrence.weekdays.length === 6)).toHaveLength(36);
    expect(programmes.length).toBeGreaterThan(38);
    const known = new Set<string>([...TEXTS.map((text) => text.key), 'relay']);
    const relaying = programmes.filter(({ says }) => says.includes('relay')).length;
    expect(relaying).toBeGreaterThan(2);
    expect(relaying).toBeLessThan(10);
    expect(programmes.every((programme) => programme.says.every((key) => known.has(key)))).toBe(true);
  });
});
