import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Periods } from '../../../gateway/coverage/periods.ts';
import type { Database } from '../../../gateway/database/database.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { HamletVerdict } from '../../../protocol/api/coverage.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

const COMMUNES = 20;

/** Periods over a province of twenty communes, each of one hamlet whose verdict is always the same. */
export function closer(database: Pick<Database, 'dialect' | 'read' | 'write'>): Periods {
  const clock = new MovableClock(instantAt('2026-11-20', '09:00'));
  const hamlets = Array.from({ length: COMMUNES }, (_, index) => verdictOf(index));
  return new Periods({
    ...{ database: database as Database, clock, log: silentLog, facts: new FactBus() },
    audit: new Audit({ database: database as Database, clock }),
    nameOf: () => undefined,
    holdsAll: () => true,
    provinces: () => [{ id: 'p' }],
    judgeWith: async (rule, _area, from, to) => ({
      ...{ rule, from, to, computedAt: clock.now(), treeSize: 7, communes: [], hamlets },
    }),
    sessionsOf: async () => new Map(),
  });
}

function verdictOf(index: number): HamletVerdict {
  const sessions = { due: 60, heard: 60, partial: 0, notHeard: 0, unknown: 0, excluded: 0, cancelled: 0 };
  return {
    ...{ hamlet: `h${index}`, name: `Thôn ${index}`, commune: `c${index}`, communeName: `Xã ${index}` },
    ...{ nodes: 1, horns: 2, technologies: ['ip'], verdict: 'met', sessions, owed: 60, basis: 'receipts' },
    without: { verdict: 'met', due: 60, heard: 60, lower: 1, upper: 1 },
    ...{ byInspection: false, days: 31, lower: 1, upper: 1, longestMiss: 0, strip: [], reasons: [] },
  };
}
