import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPeriod } from '../../../gateway/coverage/periods-store.ts';
import { addRules } from '../../../gateway/coverage/rules-store.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { closer } from './closing.ts';
import { RULE } from './given.ts';

const ADMIN = { id: 'admin', username: 'admin', name: 'Quản trị', role: 'administrator' as const, areas: ['p'] };
const CHILD = join(import.meta.dirname, 'closing-child.js');
/** A head of the province, verdicts and sessions of each of twenty communes. */
const ANSWERS = 41;
/** The first statement looks whether the period is still open; the two behind the answers are the closing and the audit entry. */
const STATEMENTS = 1 + ANSWERS + 2;

describe('a gateway killed while it closes a period', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openSqlite();
    await addRules(test.database, [RULE], 'system', 1);
  });
  afterAll(() => test.close());

  const stored = async (period: string) => {
    const { read } = test.database;
    const count = async (table: string, where: object) =>
      Number((await read(table).where(where).count({ n: '*' }).first())?.n);
    return {
      answers: await count('period_answers', { period_id: period }),
      closings: await count('period_closings', { period_id: period }),
      audited: await count('audit_entries', { subject: period, action: 'period.close' }),
    };
  };
  const open = async (index: number) => {
    const period = {
      id: `P${index}`,
      name: `Kỳ ${index}`,
      from: '2026-10-01',
      to: `2026-10-${20 + index}`,
      closesOn: '2026-11-19',
    };
    await test.database.write((t) => addPeriod(t, { ...period, createdBy: 'admin', createdAt: 1 }));
    return period.id;
  };

  it.each([
    ['in the middle of the answers', 20],
    ['after the audit entry, just before the end of the transaction', STATEMENTS],
  ])(
    '%s leaves it open and closes it whole the next time',
    async (_when, statements) => {
      const period = await open(statements % 9);
      const child = spawn(process.execPath, [CHILD, test.url, period, String(statements)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = await once(child.stdout, 'data');
      expect(String(said)).toBe('here\n');
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await stored(period)).toEqual({ answers: 0, closings: 0, audited: 0 });
      const closed = await closer(test.database).close(ADMIN, period);
      expect(await stored(period)).toEqual({ answers: ANSWERS, closings: 1, audited: 1 });
      expect(closed.frozen?.treeSize).toBe(7);
    },
    60_000,
  );

  it('after it leaves it closed, and nobody closes it again', async () => {
    const period = await open(9);
    const child = spawn(process.execPath, [CHILD, test.url, period, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe(`closed after ${STATEMENTS}\n`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await stored(period)).toEqual({ answers: ANSWERS, closings: 1, audited: 1 });
    await expect(closer(test.database).close(ADMIN, period)).rejects.toMatchObject({ code: 'period-closed' });
  }, 60_000);
});
