import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Received } from '../../../firmware-sim/source-system/received.ts';
import { SourceSystem } from '../../../firmware-sim/source-system/source-system.ts';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { Person } from '../../../gateway/http/app.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { LivingSystem } from './living-system.ts';

const SCRIPTS = join(import.meta.dirname, '../../../docs/examples/source');
const run = promisify(execFile);
/** A Tuesday: still night, quiet until five. */
const DAY = '2026-12-01';
const NIGHT = instantAt(DAY, '04:40');
const REPORT_SECRET = 'bao-cao-len-tren';
const PATIENT = { timeout: 60_000, interval: 100 };

describe('a source system that knows only the published scripts', () => {
  const system = new LivingSystem(NIGHT);
  const received = new Received();
  const upstream = new SourceSystem({ received, secret: REPORT_SECRET });
  let gateway: Gateway;
  let node: string;
  let operator: Person;
  let province: Area;
  let environment: Record<string, string>;
  /** The priority run, as its device names it. */
  let planned = '';

  beforeAll(async () => {
    gateway = await system.start();
    const by = { id: 'system' };
    const area = (kind: Area['kind'], name: string, code: string, parent?: string) =>
      gateway.areas.create(by, {
        ...{ kind, name, code, validFrom: '2025-07-01', predecessors: [] },
        ...(parent === undefined ? {} : { parent }),
      });
    province = await area('province', 'Nghệ An', '40');
    const commune = await area('commune', 'Hưng Nguyên', '17329', province.id);
    const hamlet = await area('hamlet', 'Xóm 1', '1732901', commune.id);
    const about = { code: 'TL-001', place: 'nhà văn hóa', technology: 'ip', horns: 2 } as const;
    node = (await gateway.nodes.create(by, { hamlet: hamlet.id, ...about })).id;
    const account = (role: Person['role'], areas: string[]) =>
      gateway.accounts.createAccount(by, { username: role, name: role, role, areas });
    operator = (await account('operator', [commune.id])) as Person;
    const administrator = (await account('administrator', [province.id])) as Person;
    const { code } = await gateway.enrolment.labels.claim(by, gateway.nodes.known(node));
    await system.addDevice(code);
    const { source, secret } = await gateway.sources.create(administrator, {
      ...{ kind: 'source-system', name: 'HTTTN tỉnh', level: 'province', areas: [province.id], mapping: 'default' },
      ...{ reportUrl: await upstream.listen(), reportSecret: REPORT_SECRET, statusEverySeconds: 60, signers: [] },
    });
    environment = { LOAXA_URL: system.url, LOAXA_CLIENT_ID: source.id, LOAXA_CLIENT_SECRET: secret };
  }, 120_000);

  afterAll(async () => {
    await system.close();
    await upstream.stop();
  });

  async function script(name: string, ...args: string[]): Promise<Record<string, unknown>> {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    const { stdout } = await run('sh', [join(SCRIPTS, name), ...args], { env });
    return name === 'token.sh' ? { token: stdout.trim() } : JSON.parse(stdout);
  }
  const deliveries = async (id: string) => (await gateway.broadcast.deliveries.ofRun(id)).map((one) => one.state);

  it('registers, sets the volume, and sends all three classes to where each belongs', async () => {
    await expect.poll(() => gateway.presence.stateOf(node), PATIENT).toBe('online');
    const { token } = await script('token.sh');
    expect(token).toMatch(/^[\w-]{43}$/);
    environment.LOAXA_TOKEN = String(token);
    expect(await script('register.sh', 'CL-01', 'TL-001', '17329')).toMatchObject({ MaLoi: 0, SoLuong: 1 });
    expect((await script('nodes.sh')).DanhSachCumLoa).toMatchObject([
      { CumLoaID: 'CL-01', ThietBiID: node, MaCumLoa: 'TL-001', DonViID: '1732901', TenXa: 'Hưng Nguyên' },
    ]);
    expect(await script('volume.sh', 'CL-01', '55')).toMatchObject({ MaLoi: 0, SoLuong: 1 });
    const obeyed = () =>
      gateway.database
        .read('command_targets')
        .join('commands', 'commands.id', 'command_targets.command_id')
        .where({ type: 'volume', node_id: node })
        .pluck('state');
    await expect.poll(obeyed, PATIENT).toEqual(['done']);

    const normal = await script('bulletin-normal.sh', 'BT-1', '17329', 'Tin "thường"', 'Mời bà con đi tiêm phòng.');
    expect(normal).toMatchObject({ MaLoi: 0, BanTinID: 'BT-1', TrangThai: 1 });
    expect(await gateway.inbox.list(operator)).toMatchObject([
      { bulletin: normal.MaTiepNhan, title: 'Tin "thường"', fromName: 'HTTTN tỉnh', class: 'normal' },
    ]);

    const night = await script('bulletin-priority.sh', 'BT-2', '17329', 'Bão', 'Bão.', DAY, DAY, '04:45');
    expect(night).toMatchObject({ MaLoi: 6, ThoiDiemDuocPhat: `${DAY}T05:00:00.000+07:00` });
    const priority = await script('bulletin-priority.sh', 'BT-2', '17329', 'Bão', 'Bão gần bờ.', DAY, DAY, '06:15');
    expect(priority).toMatchObject({ MaLoi: 0, TrangThai: 2 });
    expect(await script('reschedule.sh', 'BT-2', DAY, DAY, '05:15')).toMatchObject({ MaLoi: 0, TrangThai: 2 });
    const [due, ...more] = await gateway.broadcast.runs.scheduled(NIGHT, instantAt(DAY, '23:00'));
    expect(more).toEqual([]);
    planned = due?.id ?? 'none';
    expect(due).toMatchObject({ dueAt: instantAt(DAY, '05:15'), class: 'priority', level: 'province' });

    const emergency = await script('emergency.sh', 'KC-1', '17329', 'Lũ khẩn cấp', 'Lũ đang về.');
    expect(emergency).toMatchObject({ MaLoi: 0, TrangThai: 3 });
    await expect.poll(() => deliveries(String(emergency.MaTiepNhan)), PATIENT).toEqual(['playing']);
    expect((await script('status.sh')).DanhSach).toMatchObject([{ CumLoaID: 'CL-01', TrangThaiKetNoi: 1 }]);
    expect(await script('cancel.sh', 'KC-1', 'nước đã rút')).toMatchObject({ MaLoi: 0, TrangThai: 4 });
    await expect.poll(() => deliveries(String(emergency.MaTiepNhan)), PATIENT).toEqual(['partial']);
    await expect.poll(() => received.of('log').length, PATIENT).toBe(1);
    expect(received.of('log')[0]?.said).toMatchObject({
      ...{ CumLoaID: 'CL-01', MucDoUuTien: 1, TieuDe: 'Lũ khẩn cấp', KetQua: 2, TiepAm: 0, CoTieng: 0 },
    });
    expect(await script('cancel.sh', 'BT-9', 'nhầm')).toMatchObject({ MaLoi: 3 });
    delete environment.LOAXA_TOKEN;
    environment.LOAXA_CLIENT_SECRET = `${environment.LOAXA_CLIENT_SECRET}x`;
    await expect(script('token.sh')).rejects.toThrow('"MaLoi":1');
  }, 180_000);

  it('is told everything once that was played while the gateway was down for an hour', async () => {
    await expect.poll(() => gateway.broadcast.plans.holdsNewest(node), PATIENT).toBe(true);
    // The sound is on the device too: the next beat but one comes after its fetches.
    await expect.poll(() => received.of('status').length, PATIENT).toBeGreaterThan(0);
    await system.stopGateway();
    system.clock.moveTo(instantAt(DAY, '05:15') - 1_500);
    await expect.poll(() => system.deviceWrote(planned), PATIENT).toBe(true);
    system.clock.moveTo(instantAt(DAY, '05:41'));
    gateway = await system.start();
    await expect.poll(() => received.of('log').length, PATIENT).toBe(2);
    const played = await gateway.database
      .read('deliveries')
      .whereNotNull('evidence_position')
      .select('run_id', 'node_id');
    const expected = played.map((row: { run_id: string; node_id: string }) => `${row.run_id}/${row.node_id}`);
    expect(new Set(received.of('log').map((line) => line.id))).toEqual(new Set(expected));
    expect(received.of('log')[1]?.said).toMatchObject({ BanTinID: 'BT-2', TieuDe: 'Bão', MucDoUuTien: 2, KetQua: 1 });
    expect(received.again).toBe(0);
  }, 180_000);
});
