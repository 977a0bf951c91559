import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInvocation } from '../../../firmware-sim/arguments.ts';
import { Received } from '../../../firmware-sim/source-system/received.ts';
import { SourceClient } from '../../../firmware-sim/source-system/source-client.ts';
import { runSource } from '../../../firmware-sim/source-system/source-command.ts';
import { SourceSystem } from '../../../firmware-sim/source-system/source-system.ts';
import { wavOf } from '../../../gateway/audio/wav.ts';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { Person } from '../../../gateway/http/app.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { TestStation } from '../relays/test-station.ts';
import { LivingSystem } from './living-system.ts';

const SCRIPTS = join(import.meta.dirname, '../../../docs/examples/source');
const run = promisify(execFile);
/** A Tuesday: still night, quiet until five. */
const DAY = '2026-12-01';
const NIGHT = instantAt(DAY, '04:40');
const REPORT_SECRET = 'bao-cao-len-tren';
const PATIENT = { timeout: 60_000, interval: 100 };

function tone(): Buffer {
  const samples = Float64Array.from(
    { length: 16_000 },
    (_, index) => 0.4 * Math.sin((index * 2 * Math.PI * 440) / 8_000),
  );
  return Buffer.from(wavOf(samples, 8_000));
}

describe('a source system that knows only the published scripts', () => {
  const system = new LivingSystem(NIGHT);
  const received = new Received();
  const upstream = new SourceSystem({ received, secret: REPORT_SECRET });
  let gateway: Gateway;
  let node: string;
  let operator: Person;
  let administrator: Person;
  let secret = '';
  let province: Area;
  let environment: Record<string, string>;
  /** The priority run, as its device names it. */
  let planned = '';

  beforeAll(async () => {
    mkdirSync(join(system.folder, 'mappings'));
    copyFileSync(new URL('so-tt-tinh.json', import.meta.url), join(system.folder, 'mappings', 'so-tt-tinh.json'));
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
    administrator = (await account('administrator', [province.id])) as Person;
    const { code } = await gateway.enrolment.labels.claim(by, gateway.nodes.known(node));
    await system.addDevice(code);
    const made = await gateway.sources.create(administrator, {
      ...{ kind: 'source-system', name: 'HTTTN tỉnh', level: 'province', areas: [province.id], mapping: 'default' },
      ...{ reportUrl: await upstream.listen(), reportSecret: REPORT_SECRET, statusEverySeconds: 60, signers: [] },
      streamHosts: ['127.0.0.1'],
    });
    environment = { LOAXA_URL: system.url, LOAXA_CLIENT_ID: made.source.id, LOAXA_CLIENT_SECRET: made.secret };
    secret = made.secret;
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

  it('takes sound along, in the message and from an address; what it cannot say is told in its words', async () => {
    const sound = tone();
    const file = join(system.folder, 'tin.wav');
    writeFileSync(file, sound);
    environment.LOAXA_CLIENT_SECRET = secret;
    environment.LOAXA_TOKEN = String((await script('token.sh')).token);
    expect(await script('bulletin-audio.sh', 'AT-1', '17329', 'Tiếng', file)).toMatchObject({ MaLoi: 0, TrangThai: 1 });

    const client = new SourceClient(system.url, { id: environment.LOAXA_CLIENT_ID ?? '', secret });
    const bulletin = (of: object) =>
      client.call('POST', '/bulletins', {
        BanTin: { TieuDe: 'Tiếng', MucDoUuTien: 3, ...of },
        DanhSachDonViID: ['17329'],
      });
    const audio = { LoaiBanTin: 3, DuLieu: sound.toString('base64') };
    expect(await bulletin({ BanTinID: 'AT-2', ...audio })).toMatchObject({ status: 200, said: { MaLoi: 0 } });
    const library = createServer((request, response) =>
      request.url === '/tin.wav' ? response.end(sound) : response.writeHead(404).end(),
    );
    await new Promise<void>((done) => library.listen(0, '127.0.0.1', done));
    const { port } = library.address() as AddressInfo; // it listens on a port
    const fetched = (path: string) =>
      bulletin({ BanTinID: 'AT-3', LoaiBanTin: 3, DuongDan: `http://127.0.0.1:${port}${path}` });
    expect(await fetched('/tin.wav')).toMatchObject({ status: 200, said: { MaLoi: 0 } });
    expect(await fetched('/gone.wav')).toMatchObject({ status: 503, said: { MaLoi: 10 } });
    library.close();
    // A neighbour of the server that nobody let through.
    const inside = { BanTinID: 'AT-4', LoaiBanTin: 3, DuongDan: 'http://169.254.169.254/latest' };
    expect(await bulletin(inside)).toMatchObject({
      said: { MaLoi: 10, ThongBao: expect.stringContaining('private-address') },
    });
    expect(await bulletin({ BanTinID: 'AT-5', LoaiBanTin: 2 })).toMatchObject({ status: 422, said: { MaLoi: 7 } });
    const wrong = await client.call('POST', '/bulletins', { BanTin: { BanTinID: 'AT-6' } });
    expect(wrong).toMatchObject({
      status: 400,
      said: { MaLoi: 4, ThongBao: expect.stringContaining('BanTin.TieuDe is missing') },
    });
    const loud = await client.call('POST', '/volume', { DanhSachCumLoaID: ['CL-01'], AmLuong: 101 });
    expect(loud).toMatchObject({ status: 422, said: { MaLoi: 4 } });
    const elsewhere = await client.call('POST', '/nodes', { DanhSachCumLoa: [{ CumLoaID: 'X', MaCumLoa: 'TL-999' }] });
    expect(elsewhere).toMatchObject({ status: 400, said: { MaLoi: 4 } });
    const refused = (await gateway.sources.calls.list(environment.LOAXA_CLIENT_ID ?? '')).filter(
      (one) => one.outcome === 'refused',
    );
    expect(refused.map((one) => one.what)).toEqual(
      expect.arrayContaining(['bulletin', 'volume', 'register', 'cancel']),
    );
  }, 180_000);

  it('a live programme of the source is passed on at once, until it is called off, and reported as such', async () => {
    const station = await TestStation.start();
    const url = `${station.origin}/live`;
    try {
      const live = await script('bulletin-stream.sh', 'TT-1', '17329', 'Chủ tịch tỉnh', url, '120', '1');
      expect(live).toMatchObject({ MaLoi: 0, TrangThai: 3 });
      const id = String(live.MaTiepNhan);
      await expect.poll(() => deliveries(id), PATIENT).toEqual(['playing']);
      await expect.poll(() => station.pulls, PATIENT).toBeGreaterThan(0);
      const { contents } = (await gateway.broadcast.runs.get(id)) ?? {};
      expect(contents?.at(-1)).toMatchObject({ durationMs: 120_000, relay: { url, as: 'live' } });
      expect(await script('cancel.sh', 'TT-1', 'nói xong')).toMatchObject({ MaLoi: 0, TrangThai: 4 });
      await expect.poll(() => deliveries(id), PATIENT).toEqual(['partial']);
      const told = () => received.of('log').find((one) => one.id.startsWith(id))?.said;
      await expect.poll(told, PATIENT).toMatchObject({ LoaiBanTin: 5, TiepAm: 1, NguonTiepAm: url, MucDoUuTien: 1 });
      // The same from the command line of the simulator, as an ordinary one.
      const { LOAXA_CLIENT_ID: client = '', LOAXA_CLIENT_SECRET: key = '', LOAXA_URL: address = '' } = environment;
      const said = ['source', '--send', 'normal', '--url', address, '--client', client, '--secret', key];
      const sim = parseInvocation([...said, '--area', '17329', '--title', 'Họp', '--stream', url, '--seconds', '120']);
      if (sim.command !== 'source') throw new Error('it is another command');
      const answers: Record<string, unknown>[] = [];
      await runSource(sim.options, pino({}, { write: (line: string) => void answers.push(JSON.parse(line)) }));
      expect(answers).toMatchObject([{ status: 200, MaLoi: 0, TrangThai: 1 }]);
      const item = (await gateway.inbox.list(operator)).find((one) => one.bulletin === answers[0]?.MaTiepNhan);
      expect(item).toMatchObject({ title: 'Họp', class: 'normal' });
      const bulletin = await gateway.broadcast.bulletins.get(String(item?.bulletin));
      expect(bulletin).toMatchObject({ relay: { minutes: 2 } });
    } finally {
      await station.stop();
    }
  }, 120_000);

  it('another province speaks its own dialect, which is a file in the folder of mappings', async () => {
    const made = await gateway.sources.create(administrator, {
      ...{ kind: 'source-system', name: 'Tỉnh khác', level: 'province', areas: [province.id], mapping: 'so-tt-tinh' },
      ...{ statusEverySeconds: 60, signers: [] },
    });
    interface Said {
      readonly data?: { readonly jwt: string };
      readonly result?: { readonly ref: string };
    }
    const say = async (path: string, body: unknown, token?: string): Promise<Said> => {
      const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const url = `${system.url}/api/v1/source${path}`;
      return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Said;
    };
    const { data } = await say('/token', { auth: { user: made.source.id, key: made.secret } });
    const message = { uid: 7, subject: 'Tin khác', kind: '10', rank: 'TT', body: 'Mời bà con đi họp.' };
    const plan = { kind: 3, dates: '02/12/2026;04/12/2026', clock: '06:00:00' };
    const answer = await say('/bulletins', { payload: { message, where: { units: '17329' }, plan } }, data?.jwt);
    expect(answer).toMatchObject({ result: { code: 'OK', text: 'OK' } });
    const item = (await gateway.inbox.list(operator)).find((one) => one.bulletin === answer.result?.ref);
    expect(item).toMatchObject({
      fromName: 'Tỉnh khác',
      wish: { days: ['2026-12-02', '2026-12-04'], times: ['06:00'] },
    });
    const night = { payload: { message: { ...message, uid: 8, rank: 'UT2' }, plan: { ...plan, clock: '03:00:00' } } };
    expect(await say('/bulletins', night, data?.jwt)).toMatchObject({
      result: { code: 'E-GIO-YEN-TINH', retry: '02/12/2026 05:00:00' },
    });
    await gateway.sources.end(administrator, made.source.id);
    expect(await say('/bulletins', night, data?.jwt)).toMatchObject({ status: 401, code: 'bad-source-token' });
  }, 60_000);

  it('is told everything once that was played while the gateway was down for an hour', async () => {
    await expect.poll(() => gateway.broadcast.plans.holdsNewest(node), PATIENT).toBe(true);
    // The sound is on the device too: the next beat but one comes after its fetches.
    await expect.poll(() => received.of('status').length, PATIENT).toBeGreaterThan(0);
    await system.stopGateway();
    system.clock.moveTo(instantAt(DAY, '05:15') - 1_500);
    await expect.poll(() => system.deviceWrote(planned), PATIENT).toBe(true);
    system.clock.moveTo(instantAt(DAY, '05:41'));
    gateway = await system.start();
    // The emergency and the live programme are told already.
    await expect.poll(() => received.of('log').length, PATIENT).toBe(3);
    const played = await gateway.database
      .read('deliveries')
      .whereNotNull('evidence_position')
      .select('run_id', 'node_id');
    const expected = played.map((row: { run_id: string; node_id: string }) => `${row.run_id}/${row.node_id}`);
    expect(new Set(received.of('log').map((line) => line.id))).toEqual(new Set(expected));
    expect(received.of('log').at(-1)?.said).toMatchObject({
      BanTinID: 'BT-2',
      TieuDe: 'Bão',
      MucDoUuTien: 2,
      KetQua: 1,
    });
    expect(received.again).toBe(0);
    delete environment.LOAXA_TOKEN;
    // Asked for: one line for all of a run, another for its commune, once it must be over.
    system.clock.moveTo(instantAt(DAY, '06:30'));
    type Page = { DanhSach: Record<string, unknown>[] };
    const whole = (await script('log.sh', '', '4')) as unknown as Page;
    const communes = (await script('log.sh', '', '3')) as unknown as Page;
    expect([whole, communes]).toMatchObject([{ DanhSach: expect.any(Array) }, { DanhSach: expect.any(Array) }]);
    const counts = { BanTinID: 'BT-2', KetQua: 1, SoCumLoa: 1, SoCumLoaPhat: 1 };
    expect(whole.DanhSach.find((one) => one.NhatKyID === planned)).toMatchObject(counts);
    const ofCommune = communes.DanhSach.find((one) => String(one.NhatKyID).startsWith(`${planned}/`));
    expect(ofCommune).toMatchObject({ ...counts, DonViID: '17329' });
  }, 180_000);
});
