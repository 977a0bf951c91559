import type { Area } from '../../../protocol/api/areas.ts';
import type { Rule, Trend } from '../../../protocol/api/coverage.ts';
import type { Inspection } from '../../../protocol/api/inspections.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { seededUlid } from './random.ts';
import type { Place } from './verdict-world.ts';

/** FM hamlets were visited: twice where it counts, once where another visit is owed. */
export function inspectionsOf({ hamlet, kind }: Place, commune: Area): Inspection[] {
  const days = kind === 'fm' ? ['2026-10-06', '2026-11-10'] : kind === 'fm-unvisited' ? ['2026-11-12'] : [];
  return days.map((day) => ({
    ...{ id: seededUlid('inspection', hamlet.id, day), commune: commune.id, communeName: 'Xã An Hòa' },
    ...{ basis: 'Kế hoạch 12/KH-SVHTTDL', present: 'Hồ Thị Lan, trưởng thôn', at: instantAt(day, '17:08') },
    ...{ unannounced: true, fromOutside: true, proposals: '', conclusion: 'Loa hoạt động.', byName: 'Đinh Văn Khoa' },
    recordedAt: instantAt(day, '17:45'),
    lines: [
      {
        ...{ hamlet: hamlet.id, hamletName: `Thôn ${hamlet.name}`, place: 'nhà văn hóa', technology: 'fm' },
        ...{ hornsThere: 7, hornsSounding: 6, quality: 'clear', amplifier: 'good', wiring: 'good', power: 'grid' },
        ...{ duringSession: true, photos: [], shortcomings: '' },
      },
    ],
  }));
}

/** Month by month of what the sessions of these hamlets say. */
export function trendOf(places: readonly Place[], rule: Rule): Trend {
  const months = [...new Set(places.flatMap(({ sessions }) => sessions.map(({ day }) => day.slice(0, 7))))].sort();
  return {
    rule,
    months: months.map((month) => {
      const perHamlet = places.map(({ sessions }) => {
        const own = sessions.filter(
          ({ day, state }) => day.startsWith(month) && state !== 'excluded' && state !== 'cancelled',
        );
        const of = (state: string) => own.filter((one) => one.state === state).length;
        return { due: own.length, heard: of('heard'), unknown: of('unknown') };
      });
      const sum = (key: 'due' | 'heard' | 'unknown') => perHamlet.reduce((all, one) => all + one[key], 0);
      const [due, heard, unknown] = [sum('due'), sum('heard'), sum('unknown')];
      return {
        ...{ month, due, heard, unknown, hamlets: places.length },
        lower: due === 0 ? 0 : heard / due,
        upper: due === 0 ? 0 : (heard + unknown) / due,
        met: perHamlet.filter((one) => one.due > 0 && one.heard / one.due >= rule.numbers.sessionsShare).length,
      };
    }),
  };
}
