import { describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import { Confirmations } from '../../../gateway/people/confirmations.ts';
import { confirmation } from '../../../protocol/api/people.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { Caller, type Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';

describe.each(ENGINES)('what waits for a second person on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let asker: Caller;
  let second: Caller;
  let near: Caller;
  let areas: string[];
  let told: { id: string; state: string }[];
  let done: { by: string; order: unknown }[];
  freshDoors({ open, live: true }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    const { province, linh, xa } = await doors.smallProvince();
    areas = [linh.id, xa.id];
    asker = await doors.person('administrator', [province.id]);
    second = await doors.person('approver', [province.id]);
    near = await doors.person('approver', [linh.id]);
    told = [];
    done = [];
    doors.facts.on('confirmationChanged', ({ id, state }) => told.push({ id, state }));
    doors.perform = async (_action, by, order) => {
      done.push({ by: by.id, order });
      return 'THE-RUN';
    };
  });

  const ask = async () => {
    const session = await doors.sessions.find(asker.token);
    if (!session) throw new Error('the asker is signed in');
    const wish = {
      action: 'emergency',
      title: 'Lũ quét',
      areas,
      communes: ['Hưng Lĩnh', 'Long Xá'],
      nodes: 41,
    } as const;
    return doors.people.confirmations.request(
      { person: session.person, session: session.id },
      { ...wish, order: { bulletin: 'b' } },
    );
  };
  const answer = (caller: Caller, id: string, confirm: boolean) =>
    caller.call('POST', `/confirmations/${id}`, { confirm });
  const listed = async (caller: Caller) => (await caller.call('GET', '/confirmations')).json().items;

  it('is done in the name of who asked once somebody else says yes, and only then', async () => {
    const asked = confirmation.parse(await ask());
    expect(asked).toMatchObject({ own: true, state: 'waiting', nodes: 41 });
    expect(done).toEqual([]);
    expect(await listed(second)).toMatchObject([{ id: asked.id, own: false, state: 'waiting' }]);
    expect((await answer(asker, asked.id, true)).json()).toMatchObject({ status: 403, code: 'own-request' });
    expect((await answer(near, asked.id, true)).json()).toMatchObject({ status: 404 });
    const yes = confirmation.parse((await answer(second, asked.id, true)).json());
    expect(yes).toMatchObject({ state: 'confirmed', run: 'THE-RUN' });
    expect(done).toEqual([{ by: asker.id, order: { bulletin: 'b' } }]);
    expect(told).toEqual([
      { id: asked.id, state: 'waiting' },
      { id: asked.id, state: 'confirmed' },
    ]);
    expect((await answer(second, asked.id, true)).json()).toMatchObject({ status: 409, code: 'decided' });
    expect(await doors.people.confirmations.confirmerOf('THE-RUN')).toMatch(/^Người approver/);
    const record = await test.database
      .read('audit_entries')
      .where({ subject: asked.id, outcome: 'done' })
      .orderBy('id');
    expect(record.map((row) => [row.action, row.by])).toEqual([
      ['emergency.ask', asker.id],
      ['emergency.confirmed', second.id],
    ]);
  });

  it('is not done by one person with two accounts: whoever was let in by the asker counts a day later', async () => {
    const change = { role: 'operator', areas };
    expect((await asker.call('PATCH', `/accounts/${second.id}`, { areas: [areas[0]] })).statusCode).toBe(200);
    expect((await asker.call('PATCH', `/accounts/${second.id}`, { areas })).statusCode).toBe(200);
    const puppet = (await asker.call('POST', '/accounts', { ...change, username: 'roi', name: 'Rối' })).json();
    const { token, csrfToken } = await doors.sessions.open(
      puppet.id,
      {},
      {
        step: 'done',
        unlockedUntil: doors.clock.now() + 9e9,
      },
    );
    const { id } = await ask();
    for (const caller of [second, new Caller(doors, token, csrfToken, puppet.id)])
      expect((await answer(caller, id, true)).json()).toMatchObject({ status: 403, code: 'not-independent' });
    expect(done).toEqual([]);
    expect((await answer(second, id, false)).json(), 'to say no anybody may').toMatchObject({ state: 'refused' });
  });

  it('is done once when two say yes at once', async () => {
    const { id } = await ask();
    const third = await doors.person('operator', areas);
    const answers = await Promise.all([answer(second, id, true), answer(third, id, true)]);
    expect(answers.map((one) => one.statusCode).sort()).toEqual([200, 409]);
    expect(done).toHaveLength(1);
  });

  it('is not done when somebody says no, nobody says anything, or the asker withdraws', async () => {
    const refused = await ask();
    expect((await answer(second, refused.id, false)).json()).toMatchObject({ state: 'refused' });
    const late = await ask();
    await doors.clock.advance(60_000);
    expect((await answer(second, late.id, true)).json()).toMatchObject({ status: 409, code: 'decided' });
    const withdrawn = await ask();
    expect((await second.call('DELETE', `/confirmations/${withdrawn.id}`)).json()).toMatchObject({
      code: 'not-own-request',
    });
    expect((await asker.call('DELETE', `/confirmations/${withdrawn.id}`)).statusCode).toBe(204);
    await expect
      .poll(() => told.filter(({ state }) => state !== 'waiting'))
      .toEqual([
        { id: refused.id, state: 'refused' },
        { id: late.id, state: 'expired' },
        { id: withdrawn.id, state: 'refused' },
      ]);
    expect(done).toEqual([]);
  });

  it('is not done for an asker who was disabled meanwhile, nor after a sign-out', async () => {
    const first = await ask();
    await test.database.write((t) => t('accounts').where({ id: asker.id }).update({ disabled_at: 1 }));
    expect((await answer(second, first.id, true)).json()).toMatchObject({ status: 409, code: 'asker-gone' });
    await test.database.write((t) => t('accounts').where({ id: asker.id }).update({ disabled_at: null }));
    const next = await ask();
    await asker.call('DELETE', '/session');
    expect((await answer(second, next.id, true)).json()).toMatchObject({ status: 403, code: 'same-device' });
    expect(done).toEqual([]);
  });

  it('asked twice under one key it waits once, and is nothing that somebody else could find', async () => {
    const session = await doors.sessions.find(asker.token);
    const person = session?.person as Person;
    const wish = { action: 'drill', title: 'Diễn tập', areas, communes: ['a', 'b'], nodes: 1 } as const;
    const { confirmations } = doors.people;
    const asked = await confirmations.request({ person, session: session?.id ?? '' }, { ...wish, order: { key: 'K' } });
    expect(await confirmations.waitingFor(person, 'K')).toEqual(asked);
    expect(await confirmations.waitingFor(person, 'L')).toBeUndefined();
    expect(await confirmations.waitingFor({ ...person, id: second.id }, 'K')).toBeUndefined();
    await doors.clock.advance(60_000);
    expect(await confirmations.waitingFor(person, 'K')).toBeUndefined();
  });

  it('is over after a restart', async () => {
    const { id } = await ask();
    const again = new Confirmations({ ...doors.people, scope: doors.areas.tree });
    await again.start();
    expect(await listed(second)).toMatchObject([{ id, state: 'expired' }]);
  });

  it('says no when it could not be done', async () => {
    doors.perform = async () => {
      throw new Error('no loudspeaker');
    };
    const { id } = await ask();
    expect((await answer(second, id, true)).statusCode).toBe(500);
    expect(await listed(asker)).toMatchObject([{ id, state: 'refused' }]);
  });
});
