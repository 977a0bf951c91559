import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkpoints } from '../../../gateway/evidence/checkpoints.ts';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { registerEvidenceRoutes } from '../../../gateway/evidence/evidence-routes.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { silentLog } from '../../../gateway/log.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { judgeAnswer } from '../evidence/judged.ts';
import { openDoor, person } from '../faults/front-door.ts';
import { type Caller, Doors } from '../http/doors.ts';
import { TestNode } from '../intake/test-node.ts';
import { Browser } from './browser.ts';

const WORDS = ['Hồ Thị Quên', 'hothiquen', 'Điện thoại của Quên', 'báo cáo của Quên'];
const TABLES = [
  ...['accounts', 'account_areas', 'web_sessions', 'trusted_devices', 'recovery_codes', 'account_links'],
  ...['api_tokens', 'audit_entries', 'confirmations', 'settings', 'nodes', 'areas'],
];

describe.each(ENGINES)('an erased person on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let root: Caller;
  let id: string;
  let auditBefore: unknown[];
  let browser: Browser;
  const keyFolder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
  const node = new TestNode();

  beforeAll(async () => {
    test = await open();
    doors = await Doors.open(test, undefined, { live: true });
    const { province } = await doors.smallProvince();
    root = await doors.person('administrator', [province.id]);
    const made = await root.call('POST', '/accounts', {
      ...{
        username: 'hothiquen',
        name: 'Hồ Thị Quên',
        role: 'operator',
        areas: [province.id],
        password: 'mật khẩu của tôi',
      },
    });
    ({ id } = made.json());
    browser = new Browser(doors);
    await browser.signIn('hothiquen', 'mật khẩu của tôi');
    await browser.setUpAuthenticator();
    await browser.call('POST', '/me/devices', { name: 'Điện thoại của Quên', pin: '592048' });
    await browser.call('POST', '/me/tokens', { name: 'báo cáo của Quên', areas: [province.id], days: 9 });
    const evidence = new EvidenceLog(test);
    await test.database.write((transaction) =>
      evidence.append(transaction, [
        ...[0, 1, 2].map((seq) => ({
          ...{ jws: node.boot(seq, doors.clock.now()), node: node.id, log: node.log, seq, kind: 'boot' as const },
          ...{ entryAt: doors.clock.now(), receivedAt: doors.clock.now() },
        })),
      ]),
    );
    auditBefore = await test.database.read('audit_entries').orderBy('id');
    expect((await root.call('POST', `/accounts/${id}/erase`)).statusCode).toBe(204);
  });
  afterAll(async () => {
    await doors.close();
    await test.close();
    rmSync(keyFolder, { recursive: true, force: true });
  });

  it('is named nowhere in the database any more, nor to anybody who asks', async () => {
    const dump = JSON.stringify(await Promise.all(TABLES.map((table) => test.database.read(table))));
    for (const word of WORDS) expect(dump).not.toContain(word);
    expect(doors.accounts.nameOf(id)).toBe('Người dùng đã xóa');
    const listed = (await root.call('GET', '/accounts')).json().items.find((one: { id: string }) => one.id === id);
    expect(listed).toMatchObject({
      ...{ username: `erased-${id.toLowerCase()}`, name: 'Người dùng đã xóa' },
      ...{ erased: true, disabled: true, secondFactor: false, devices: 0, invited: false },
    });
    expect(
      (await doors.audit.list({ limit: 200, by: id })).items.every((one) => one.byName === 'Người dùng đã xóa'),
    ).toBe(true);
  });

  it('is signed out everywhere and cannot come back, not even by a link', async () => {
    expect(await browser.code('GET', '/session')).toBe('401 not-signed-in');
    expect(await browser.code('POST', '/session/pin', { pin: '592048' })).toBe('403 unknown-device');
    expect(doors.accounts.authorityOf(id)).toBeUndefined();
    for (const [method, path, body] of [
      ['POST', '/link', undefined],
      ['PATCH', '', { disabled: false }],
      ['POST', '/erase', undefined],
    ] as const)
      expect((await root.call(method, `/accounts/${id}${path}`, body)).json()).toMatchObject({
        status: 409,
        code: 'erased',
      });
  });

  it('frees the username', async () => {
    const again = {
      username: 'hothiquen',
      name: 'Người khác',
      role: 'operator',
      areas: root && (await doors.accounts.find(root.id))?.areas,
    };
    expect((await root.call('POST', '/accounts', again)).statusCode).toBe(201);
  });

  it('leaves the record as it was, with one line more, and the evidence verifies', async () => {
    const after = await test.database.read('audit_entries').orderBy('id');
    expect(after.slice(0, auditBefore.length)).toEqual(auditBefore);
    expect(after[auditBefore.length]).toMatchObject({ action: 'account.erase', subject: id, by: root.id });
    const parts = { ...test, clock: doors.clock, log: silentLog, keys: KeyRing.open(keyFolder), origin: 'loaxa/test' };
    const checkpoints = new Checkpoints(parts);
    const door = await openDoor(test, doors.clock, [person('reader', 'operator', ['a'])], {
      api: (api) =>
        registerEvidenceRoutes(api, {
          evidence: new EvidenceLog(test),
          checkpoints,
          keyOf: () => node.publicKey,
          mayRead: () => true,
        }),
    });
    const { publicKey } = (await door.get('/evidence/checkpoint')).body;
    expect(judgeAnswer((await door.get('/evidence/1', 'reader')).body, publicKey)).toMatchObject({
      wrong: [],
      entries: 1,
      signed: 1,
    });
    await door.app.close();
  });
});
