import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formDraftRoutes } from '../../../gateway/broadcast/form-draft-routes.ts';
import { FormDrafts } from '../../../gateway/broadcast/form-drafts.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';

const person = (id: string, role: Person['role'] = 'operator'): Person => ({
  ...{ id, username: id, name: id, role, areas: [] },
});
const PEOPLE: Record<string, Person> = {
  nga: person('01KAAAAAAAAAAAAAAAAAAAAAAA'),
  binh: person('01KBBBBBBBBBBBBBBBBBBBBBBB'),
  technician: person('01KCCCCCCCCCCCCCCCCCCCCCCC', 'technician'),
};

describe.each(ENGINES)('a form that somebody has begun, on $engine', ({ open }) => {
  let test: TestDatabase;
  let app: App;
  const clock = new MovableClock(1_795_000_000_000);
  beforeAll(async () => {
    test = await open();
    const drafts = new FormDrafts({ database: test.database, clock });
    const audit = { record: async () => undefined };
    app = await served(
      { clock, audit, personOf: (token) => PEOPLE[token] },
      { api: (api) => formDraftRoutes(api, drafts) },
    );
  });
  afterAll(async () => {
    await app.close();
    await test.close();
  });
  const call = (who: string, method: 'GET' | 'PUT' | 'DELETE', of: string, body?: object) =>
    callAs(app, who, method, `/drafts/${of}`, body);
  const kept = async (who: string, of: string) => (await call(who, 'GET', of)).json().draft?.form;

  it('is found on another device of the same person, and by nobody else', async () => {
    const form = { title: 'Tiêm phòng', times: ['17:30'] };
    expect((await call('nga', 'PUT', 'new', { form })).json()).toMatchObject({ version: 1 });
    expect(await kept('nga', 'new')).toEqual(form);
    expect(await kept('binh', 'new')).toBeUndefined();
    expect((await call('technician', 'GET', 'new')).statusCode).toBe(403);
  });

  it('is not written over by a device that has not seen the newer one, but shown to it', async () => {
    expect((await call('nga', 'PUT', 'new', { form: { title: 'điện thoại' }, seen: 1 })).json()).toMatchObject({
      version: 2,
    });
    const late = await call('nga', 'PUT', 'new', { form: { title: 'máy tính' }, seen: 1 });
    expect(late.statusCode).toBe(409);
    expect(late.json()).toMatchObject({ code: 'draft-changed', draft: { version: 2, form: { title: 'điện thoại' } } });
    expect(await kept('nga', 'new')).toEqual({ title: 'điện thoại' });
    expect((await call('nga', 'PUT', 'new', { form: { title: 'máy tính' }, seen: 2 })).statusCode).toBe(200);
  });

  it('is gone once it was sent, and a device that held it begins anew without a question', async () => {
    expect((await call('nga', 'DELETE', 'new')).statusCode).toBe(204);
    expect(await kept('nga', 'new')).toBeUndefined();
    expect((await call('nga', 'PUT', 'new', { form: { title: 'lại' }, seen: 3 })).json()).toMatchObject({ version: 4 });
  });

  it('is kept for thirty days, and of one person no more than the newest twenty', async () => {
    const programme = (n: number) => `01KD${String(n).padStart(22, '0')}`;
    for (let n = 0; n < 21; n++) {
      clock.set(clock.now() + 1_000);
      await call('binh', 'PUT', programme(n), { form: { n } });
    }
    expect(await kept('binh', programme(0))).toBeUndefined();
    expect(await kept('binh', programme(1))).toEqual({ n: 1 });
    clock.set(clock.now() + 31 * DAY_MS);
    expect(await kept('binh', programme(20))).toBeUndefined();
    await call('nga', 'PUT', 'new', { form: {} });
    expect(await test.database.read('form_drafts').select('of')).toEqual([{ of: 'new' }]);
  });

  it('is refused when it is larger than a form can be', async () => {
    const answer = await call('nga', 'PUT', 'new', { form: { title: 'x'.repeat(40_000) } });
    expect(answer.statusCode).toBe(400);
  });
});
