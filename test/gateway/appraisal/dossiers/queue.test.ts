import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_A_YEAR, MOST_WAITING } from '../../../../gateway/appraisal/dossiers/dossier-rules.ts';
import { Dossiers } from '../../../../gateway/appraisal/dossiers/dossiers.ts';
import { openSqlite, type TestDatabase } from '../../database/engines.ts';
import { type Office, openOffice } from './office.ts';

describe('the queue of dossiers', () => {
  let test: TestDatabase;
  let office: Office;
  let visitsFail = false;
  const WINDOW = { from: '2026-11-01', to: '2026-11-14', parts: ['csv' as const] };

  beforeAll(async () => {
    test = await openSqlite();
    const size = { hamlets: 4, from: '2026-11-01', to: '2026-11-14' };
    office = await openOffice(test, size, {
      // Something that goes wrong between the order and the making.
      visits: () => (visitsFail ? Promise.reject(new Error('the disk is gone')) : Promise.resolve([])),
    });
  });
  afterAll(async () => {
    await office.close();
    await test.close();
  });
  const approver = () => office.person('approver', office.commune.id);
  const order = (more: object = {}) =>
    office.dossiers.order(approver(), { area: office.commune.id, ...WINDOW, ...more });
  const only = async (id: string) => office.dossiers.get(approver(), id);

  it('numbers the dossiers of a place and takes only so many at once', async () => {
    const numbers: string[] = [];
    for (let turn = 0; turn < MOST_WAITING; turn++) numbers.push((await order()).number);
    expect(numbers).toEqual(['01/HS-LX-2026', '02/HS-LX-2026', '03/HS-LX-2026']);
    await expect(order()).rejects.toMatchObject({ code: 'dossiers-waiting', status: 422 });
    const hamlet = office.hamlets[0]?.id ?? '';
    expect((await order({ area: hamlet })).number).toBe('01/HS-LX-2026');
  });

  it('makes again what a stopped process was making, and the others after it', async () => {
    const [last] = await office.dossiers.list(approver(), office.commune.id);
    await test.database.write((t) =>
      t('dossiers').where({ id: last?.id }).update({ state: 'making', step: 'evidence', progress: 0.5 }),
    );
    const again = new Dossiers(office.parts);
    await again.start();
    await again.idle();
    const all = await office.dossiers.list(approver());
    expect(all.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready']);
    expect(new Set(all.map(({ code }) => code)).size).toBe(4);
    await again.stop();
  });

  it('leaves nothing half-made behind when it is stopped, and goes on later', async () => {
    const { id } = await order();
    const told = new Promise<void>((resolve) => {
      office.facts.on('changed', ({ what }) => what === 'dossiers' && resolve());
    });
    await office.dossiers.start();
    await told;
    await office.dossiers.stop();
    expect((await only(id)).state).not.toBe('failed');
    expect(readdirSync(office.parts.folder).filter((name) => name.endsWith('.making'))).toEqual([]);
    await office.dossiers.start();
    await office.dossiers.idle();
    expect((await only(id)).state).toBe('ready');
  });

  it('says that one failed, tells no insides, and makes the next', async () => {
    await office.dossiers.stop();
    const { id } = await order();
    visitsFail = true;
    await office.dossiers.start();
    await office.dossiers.idle();
    visitsFail = false;
    const failed = await only(id);
    expect(failed).toMatchObject({ state: 'failed', files: [] });
    expect(failed.error).toMatch(/could not make it/);
    expect(failed.error).not.toContain('disk');
    await expect(office.dossiers.file(approver(), id, 'dossier.zip')).rejects.toMatchObject({
      code: 'dossier-not-ready',
    });
    const next = await order();
    await office.dossiers.idle();
    expect((await only(next.id)).state).toBe('ready');
    expect(existsSync(`${office.parts.folder}/${id}`)).toBe(false);
  });

  it('keeps so many a year of a place, and says so', async () => {
    const first = { area_id: office.commune.id, sequence: 1 };
    await test.database.write((t) => t('dossiers').where(first).update({ sequence: MOST_A_YEAR }));
    await expect(order()).rejects.toMatchObject({ code: 'dossiers-full', message: expect.stringContaining('kept') });
  });

  it.each<[string, object, string]>([
    ['a window that ends before it begins', { from: '2026-11-14', to: '2026-11-01' }, 'bad-window'],
    ['a window of more than two years', { from: '2024-11-01' }, 'window-too-long'],
    ['a rule nobody knows', { rule: 'none' }, 'unknown-rule'],
  ])('takes no order for %s', async (_what, more, code) => {
    await expect(order(more)).rejects.toMatchObject({ code });
  });

  it('is of a commune or a hamlet, not of a whole province', async () => {
    const province = office.commune.parent ?? '';
    const ordered = office.dossiers.order(office.person('administrator', province), { area: province, ...WINDOW });
    await expect(ordered).rejects.toMatchObject({ code: 'commune-only' });
  });

  it('an appraiser orders for the communes of the own rounds, and for no other', async () => {
    const appraiser = office.person('appraiser');
    const ask = () => office.dossiers.list(appraiser, office.commune.id);
    await expect(ask()).rejects.toMatchObject({ code: 'out-of-scope' });
    const member = new Dossiers({ ...office.parts, roundCommunes: async () => [office.commune.id] });
    expect((await member.list(appraiser, office.commune.id)).length).toBeGreaterThan(3);
  });
});
