import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Retention } from '../../../gateway/evidence/retention.ts';
import { earlier, keptFrom } from '../../../gateway/evidence/retention-rule.ts';
import { SelfCheck } from '../../../gateway/evidence/self-check.ts';
import { verifyLog } from '../../../gateway/evidence/verify-log.ts';
import { silentLog } from '../../../gateway/log.ts';
import { ENGINES } from '../database/engines.ts';
import { judge } from './judged.ts';
import { type SampleLog, sampleLog } from './sample-dossier.ts';

/** Two years after the sample's entries of 2026-11-21. */
const LATER = Date.parse('2028-11-22T12:00:00+07:00');

describe.each([
  { now: '2026-11-26T03:00:00+07:00', months: 24, day: '2024-11-26' },
  { now: '2026-11-26T00:00:00+07:00', months: 24, day: '2024-11-26' },
  { now: '2026-11-25T23:59:59+07:00', months: 24, day: '2024-11-25' },
  { now: '2028-02-29T12:00:00+07:00', months: 24, day: '2026-02-28' },
  { now: '2027-03-31T12:00:00+07:00', months: 25, day: '2025-02-28' },
  { now: '2026-01-15T12:00:00+07:00', months: 60, day: '2021-01-15' },
])('at $now with $months months', ({ now, months, day }) => {
  it(`messages are kept from ${day} on`, () => {
    expect(keptFrom(Date.parse(now), months)).toBe(day);
  });
});

it('the earlier day wins, and an absent one holds nothing back', () => {
  expect([
    earlier('2026-01-02', '2026-01-01'),
    earlier('2026-01-01', '2026-01-02'),
    earlier('2026-01-01', undefined),
  ]).toEqual(['2026-01-01', '2026-01-01', '2026-01-01']);
});

describe.each(ENGINES)('the purge on $engine', ({ open }) => {
  let sample: SampleLog;
  const purges: unknown[] = [];
  beforeEach(async () => {
    sample = await sampleLog(600, open);
    await sample.checkpoints.make();
    await sample.grow(20);
    sample.clock.set(LATER);
    purges.length = 0;
  });
  afterEach(() => sample.close());

  const retention = (neededFrom?: string) =>
    new Retention({
      ...{ ...sample.test, clock: sample.clock, log: silentLog, months: 24 },
      neededFrom: async () => neededFrom,
      record: async (_transaction, purge) => void purges.push(purge),
    });
  const bodies = async () => Number((await sample.test.database.read('evidence_bodies').count({ n: '*' }).first())?.n);
  const verify = () => verifyLog({ read: sample.test.database.read, publicKeys: [sample.publicKey] });

  it('lets sealed messages go that are older than the setting, says so in the audit, and leaves every proof whole', async () => {
    expect(await retention().nightly()).toBe(600);
    expect(await bodies()).toBe(20);
    expect(purges).toEqual([{ before: '2026-11-22', positions: { from: 0, to: 599 }, messages: 600 }]);
    expect((await verify()).findings).toEqual([]);
    const answer = judge(await sample.dossier([0, 255, 256, 599, 610]), sample.publicKey);
    expect(answer.changed.findings).toEqual([]);
    expect(answer.counts).toMatchObject({ entries: 5, purged: 4, signed: 1, cited: 5, citedPurged: 4 });
    // The dossier's own checkpoint has sealed the rest meanwhile.
    expect(await retention().nightly()).toBe(20);
    expect(await retention().nightly()).toBe(0);
  });

  it('waits while an open round or period still looks at that time', async () => {
    expect(await retention('2026-11-21').nightly()).toBe(0);
    expect(await bodies()).toBe(620);
    expect(await retention('2026-11-22').nightly()).toBe(600);
  });

  it('touches nothing that is young enough', async () => {
    sample.clock.set(LATER - 2 * 86_400_000);
    expect(await retention().nightly()).toBe(0);
  });

  it('is told from a message that somebody took away, by the nightly check', async () => {
    const check = new SelfCheck({
      ...sample.test,
      clock: sample.clock,
      log: silentLog,
      publicKeys: () => [sample.publicKey],
    });
    await retention().nightly();
    await check.nightly();
    expect(await check.last()).toEqual({ at: LATER, whole: true });
    await sample.test.database.write(async (transaction) => {
      await transaction('evidence_bodies').where({ position: 610 }).delete();
    });
    await check.nightly();
    expect(await check.last()).toEqual({
      ...{ at: LATER, whole: false },
      wrong: 'Nội dung của bản ghi 610 bị xóa ngoài quy định lưu.',
    });
  });
});
