import { setImmediate as breathe } from 'node:timers/promises';
import type { Rule } from '../../protocol/api/coverage.ts';
import { daysBetween } from '../../protocol/vietnam-time.ts';
import { NO_MARKS } from './day-marks.ts';
import { readDay } from './day-reading.ts';
import type { SignsOf } from './judging.ts';
import { AWAITED_MS, BATCH, type RollUpParts, readingOf } from './roll-up.ts';

/** The signs of a draft rule, straight from the raw rows: nothing of it stays behind, and receipts may come in meanwhile. */
export function readDraft(parts: RollUpParts, numbers: Rule['numbers']): SignsOf {
  const { database, clock } = parts;
  return async (hamlets, from, to) => {
    const found = new Map(hamlets.map((hamlet) => [hamlet, { letters: '', marks: '' }]));
    const until = clock.now() - AWAITED_MS;
    for (const day of daysBetween(from, to)) {
      for (let start = 0; start < hamlets.length; start += BATCH) {
        const some = hamlets.slice(start, start + BATCH);
        const rules = new Map([['draft', numbers]]);
        const records = (await readDay(database.read, readingOf(parts), day, some, rules, until)).get('draft');
        for (const hamlet of some) {
          const signs = found.get(hamlet);
          const record = records?.get(hamlet);
          if (!signs || !record) continue;
          signs.letters += record.letters;
          signs.marks += record.marks || NO_MARKS;
        }
        await breathe();
      }
    }
    return found;
  };
}
