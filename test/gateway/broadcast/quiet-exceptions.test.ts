import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeUntil } from '../../../firmware-sim/core/permit.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { COMMAND_TYP, QUIET_PERMIT_TYP } from '../../../protocol/channels.ts';
import { decodeJws, joinJws, jwsSigningInput } from '../../../protocol/jws.ts';
import { type PlanItem, planFile, type QuietPermit } from '../../../protocol/messages/downlink.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { openSqlite } from '../database/engines.ts';
import type { TestNode } from '../intake/test-node.ts';
import { Newsroom } from './newsroom.ts';

/** 03:15 in the night after the day these tests begin: the hour that woke a commune (DOMAIN §3.3). */
const NIGHT = instantAt('2026-11-24', '03:15');
const REASON = 'Lễ cầu mưa của bản, theo tờ trình số 12';
const at = { from: '2026-11-24', to: '2026-11-24', weekdays: [], except: [] };

describe('an exception to quiet hours', () => {
  let room: Newsroom;
  let second: Person;
  let administrator: Person;
  let node: TestNode;
  let bulletin: string;
  beforeAll(async () => {
    room = new Newsroom(await openSqlite());
    const { air } = room;
    second = air.person('approver', air.commune);
    administrator = air.person('administrator', air.province);
    node = air.node(air.east, 'TL-001');
    air.node(air.west, 'TL-002');
    await air.broadcast.start();
    bulletin = (await room.approvedBulletin()).id;
  });
  afterAll(async () => {
    await room.air.close();
    await room.test.close();
  });

  const input = (time: string, change: object = {}) =>
    room.programmeInput(bulletin, {
      ...{ title: `Lễ ${time}`, targets: [{ area: room.air.east.id }], recurrence: { ...at, times: [time] } },
      ...{ exception: { reason: REASON }, ...change },
    });
  const programmes = () => room.air.broadcast.programmes;
  const asked = async (time: string) => (await programmes().create(room.operator, input(time))).id;
  const confirm = (person: Person, id: string) => programmes().exceptions.confirm(person, id, undefined);
  const granted = async (time: string) => {
    const id = await asked(time);
    await programmes().approve(room.approver, id);
    await confirm(room.approver, id);
    await confirm(second, id);
    await room.air.broadcast.plans.idle();
    return id;
  };
  const planned = async (id: string, of = node) => {
    await room.air.broadcast.plans.idle();
    const plan = await room.planOf(of.id);
    return plan.items.find(({ run }) => 'programme' in run && run.programme === id);
  };
  const shown = async () =>
    room.air.broadcast.previews.preview(room.air.commune.id, { from: NIGHT - 12 * 3_600_000, to: NIGHT + 3_600_000 });

  it('without one the hour is refused, with the next that is allowed', async () => {
    await expect(programmes().create(room.operator, input('03:15', { exception: undefined }))).rejects.toMatchObject({
      ...{ code: 'quiet-hours', message: expect.stringContaining('Choose 05:00 or later.') },
    });
  });

  it('sounds when two others have confirmed what was asked, and not before; the preview says by whose leave', async () => {
    const id = await asked('03:15');
    await programmes().approve(room.approver, id);
    expect(await planned(id)).toBeUndefined();
    await confirm(room.approver, id);
    expect(await planned(id)).toBeUndefined();
    expect((await shown()).find((one) => one.programme === id)).toMatchObject({
      ...{ willSound: false, warnings: expect.arrayContaining(['quiet-hours']) },
    });
    await confirm(second, id);
    const item = (await planned(id)) as PlanItem;
    expect(decodeJws(item.permit ?? '', QUIET_PERMIT_TYP).payload).toMatchObject({
      ...{ hamlet: room.air.east.id, startAt: NIGHT, content: item.parts.map((part) => part.sha256) },
      by: [room.operator.id, room.approver.id, second.id],
    });
    expect((await shown()).find((one) => one.programme === id)).toMatchObject({
      ...{
        willSound: true,
        exception: { reason: REASON, by: [`name of ${room.approver.id}`, `name of ${second.id}`] },
      },
    });
    const audit = await room.air.database
      .read('audit_entries')
      .where({ subject: id })
      .whereLike('action', 'exception.%');
    expect(audit.map((row) => [row.action, row.by])).toEqual([
      ['exception.ask', room.operator.id],
      ['exception.confirm', room.approver.id],
      ['exception.confirm', second.id],
    ]);
  });

  it('the same plan is made to the byte again, so that its hash stays', async () => {
    const before = room.air.broadcast.plans.markOf(node.id);
    await room.air.broadcast.plans.refresh();
    expect(room.air.broadcast.plans.markOf(node.id)).toEqual(before);
  });

  it.each<[string, (id: string) => Promise<unknown>, string]>([
    ['who asked', (id) => confirm(room.operator, id), 'exception-role'],
    [
      'the same person twice',
      async (id) => [await confirm(room.approver, id), await confirm(room.approver, id)],
      'second-person',
    ],
    [
      'two administrators without an approver',
      async (id) => {
        await confirm(administrator, id);
        await confirm(room.air.person('administrator', room.air.province), id);
      },
      'exception-leader',
    ],
    [
      'an approver of another commune',
      (id) => confirm(room.air.person('approver', room.air.other), id),
      'out-of-scope',
    ],
    [
      'a third',
      async (id) => [await confirm(room.approver, id), await confirm(second, id), await confirm(administrator, id)],
      'confirmed-already',
    ],
  ])('is not confirmed by %s', async (_, act, code) => {
    const id = await asked('23:40');
    await expect(act(id)).rejects.toMatchObject({ code });
    await programmes().cancel(room.operator, id);
  });

  it.each<[string, object, string]>([
    [
      'without an end',
      { recurrence: { from: '2026-11-24', times: ['03:45'], weekdays: [], except: [] } },
      'exception-endless',
    ],
    ['for half a year', { recurrence: { ...at, to: '2027-05-24', times: ['03:45'] } }, 'exception-too-long'],
    ['that nobody needs', { recurrence: { ...at, times: ['09:45'] } }, 'exception-needless'],
  ])('is not asked for %s', async (_, change, code) => {
    await expect(programmes().create(room.operator, input('03:45', change))).rejects.toMatchObject({ code });
  });

  it('is not asked for by a hamlet head', async () => {
    const head = room.air.person('hamlet-head', room.air.east);
    await expect(programmes().create(head, input('03:45', { area: room.air.east.id }))).rejects.toMatchObject({
      code: 'exception-role',
    });
  });

  it('is void with any edit: the run leaves the plan, and what was confirmed does not come back by an undo', async () => {
    const id = await granted('23:10');
    expect(await planned(id)).toBeDefined();
    await programmes().replace(room.operator, id, input('23:10', { title: 'Đổi tên' }));
    expect(await planned(id)).toBeUndefined();
    expect((await programmes().asProgramme(await programmes().get(id))).exception).toMatchObject({
      ...{ granted: false, confirmed: [] },
    });
    await programmes().changes.undo(room.operator, id);
    expect(await planned(id)).toBeUndefined();
    await programmes().cancel(room.operator, id);
  });

  it('is void when a bulletin gets another sound', async () => {
    const own = await room.approvedBulletin({ title: 'Riêng' });
    const made = await programmes().create(room.operator, input('23:25', { bulletins: [own.id] }));
    await confirm(room.approver, made.id);
    const other = await room.bulletinInput({ title: 'Riêng', recording: await room.air.recording(30_000) });
    await room.air.broadcast.bulletins.replace(room.operator, own.id, other);
    expect((await programmes().get(made.id)).exception).toBeUndefined();
  });

  it('is refused by the signer once who confirmed may no more, whatever the plan maker asks', async () => {
    const id = await granted('22:10');
    expect(await planned(id)).toBeDefined();
    const kept = room.air.people.get(second.id) as Person;
    room.air.people.set(second.id, { ...kept, areas: [room.air.other.id] });
    await room.air.broadcast.plans.refresh();
    expect(await planned(id)).toBeUndefined();
    room.air.people.set(second.id, kept);
  });

  it('on the node lets exactly this item through: anything forged, changed, moved or stale makes no sound', async () => {
    const id = await granted('22:40');
    const item = (await planned(id)) as PlanItem;
    const { keys, east, west, commune, province } = room.air;
    const { kid, publicKey } = keys.publicKey('command');
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    const book = { keyOf: (name: string) => (name === kid ? key : undefined), isOpen: () => true };
    const groups = [east.id, commune.id, province.id];
    const time = { now: () => item.startAt, trusted: true };
    const until = (one: PlanItem, where: readonly string[] = groups, by = book) => freeUntil(one, by, where, time);
    const permit = decodeJws(item.permit ?? '', QUIET_PERMIT_TYP).payload as QuietPermit;
    expect(until(item)).toBe(permit.until);
    expect(permit.until - item.startAt).toBeLessThan(10 * MINUTE_MS);

    const stranger = generateKeyPairSync('ed25519').privateKey;
    const signedBy = (private_: typeof stranger, typ: string, payload: object) => {
      const bytes = jwsSigningInput({ alg: 'EdDSA', kid, typ }, payload);
      return joinJws(bytes, sign(null, Buffer.from(bytes), private_));
    };
    const silent: [string, PlanItem, (readonly string[])?][] = [
      ['no permit', { ...item, permit: undefined }],
      ['a stranger’s signature', { ...item, permit: signedBy(stranger, QUIET_PERMIT_TYP, permit) }],
      ['signed as something else', { ...item, permit: signedBy(stranger, COMMAND_TYP, permit) }],
      ['an hour later', { ...item, startAt: item.startAt + 60 * MINUTE_MS }],
      ['another run', { ...item, run: { programme: id, dueAt: item.startAt + 86_400_000 } }],
      ['another sound', { ...item, parts: item.parts.map((part) => ({ ...part, sha256: 'f'.repeat(64) })) }],
      ['more than was confirmed', { ...item, parts: [...item.parts, ...item.parts] }],
      ['in the next hamlet', item, [west.id, commune.id, province.id]],
      ['on a node that lies nowhere', item, []],
      ['not a JWS', { ...item, permit: 'a.b.c' }],
    ];
    expect(silent.filter(([, one, where]) => until(one, where) !== undefined).map(([name]) => name)).toEqual([]);
    expect(until(item, groups, { ...book, isOpen: () => false })).toBeUndefined();

    const bytes = item.permit ?? '';
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.constantFrom(...'AZaz09-_.'), (place, letter) => {
        const forged = bytes.slice(0, place) + letter + bytes.slice(place + 1);
        // The last letter of base64url holds bits that no byte has.
        const same = forged === bytes || place === bytes.length - 1;
        return same || until({ ...item, permit: forged }) === undefined;
      }),
      { numRuns: 300 },
    );
    // And it stands in the plan as nodes read it.
    expect(planFile.safeParse(await room.planOf(node.id)).success).toBe(true);
  });

  it('a run with leave is due in quiet hours, one without is not', async () => {
    const { air } = room;
    const id = await granted('02:05');
    const without = await asked('02:20');
    await programmes().approve(room.approver, without);
    air.clock.set(instantAt('2026-11-24', '02:21'));
    await air.broadcast.tick();
    const rows = await air.database.read('deliveries').whereLike('run_id', `${id}@%`);
    const others = await air.database.read('deliveries').whereLike('run_id', `${without}@%`);
    expect(rows.map((row) => [Boolean(row.due), row.state])).toEqual([[true, 'unknown']]);
    expect(others.map((row) => [Boolean(row.due), row.state, row.reason])).toEqual([
      [false, 'cancelled', 'quiet-hours'],
    ]);
  });
});
