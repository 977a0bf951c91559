import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { MovableClock } from '../../../gateway/clock.ts';
import { readConfig } from '../../../gateway/config.ts';
import { createGateway } from '../../../gateway/gateway.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Area, AreaKind } from '../../../protocol/api/areas.ts';
import { type InspectionInput, inspectionInput } from '../../../protocol/api/inspections.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { HOUR_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import type { TestDatabase } from '../database/engines.ts';

export const SYSTEM = { id: 'system' };
/** A Monday, at ten. */
export const START = instantAt('2026-11-23', '10:00');
/** The beginning of a photo, and something of its own to tell it from another. */
export const photo = (text: string) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(text)]);

export type Village = Awaited<ReturnType<typeof openVillage>>;

/** The gateway with two communes, one of them with an FM hamlet and a wired one, and somebody of each role that matters. */
export async function openVillage(opened: TestDatabase) {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-inspect-'));
  for (const file of ['gateway.credential', 'roster.token']) writeFileSync(join(folder, file), 'x'.repeat(43));
  const clock = new MovableClock(START);
  const config = readConfig({ LOAXA_DATA_DIR: folder });
  const gateway = await createGateway(config, { log: silentLog, clock, database: opened.database });
  await gateway.load();
  const area = (kind: AreaKind, name: string, parent?: Area) =>
    gateway.areas.create(SYSTEM, {
      ...{ kind, name, validFrom: '2025-07-01', predecessors: [] },
      ...(parent ? { parent: parent.id } : {}),
    });
  const province = await area('province', 'Nghệ An');
  const commune = await area('commune', 'Hưng Lĩnh', province);
  const elsewhere = await area('commune', 'Long Xá', province);
  const dong = await area('hamlet', 'Đông', commune);
  const tay = await area('hamlet', 'Tây', commune);
  const xa = await area('hamlet', 'Xa', elsewhere);
  const node = (hamlet: Area, code: string, technology: 'fm' | 'wired' | 'ip') =>
    gateway.nodes.create(SYSTEM, { hamlet: hamlet.id, code, place: 'Nhà văn hóa', technology, horns: 4 });
  const fm = await node(dong, 'HL-01', 'fm');
  const wired = await node(tay, 'HL-02', 'wired');
  await node(xa, 'LX-01', 'ip');
  const person = (username: string, role: Role, ...areas: Area[]): Promise<Person> =>
    gateway.accounts.createAccount(SYSTEM, {
      ...{ username, name: `Người ${username}`, role, areas: areas.map(({ id }) => id) },
    });
  const people = {
    inspector: await person('inspector', 'inspector', province),
    insider: await person('insider', 'inspector', commune),
    technician: await person('technician', 'technician', province),
    appraiser: await person('appraiser', 'appraiser', province),
    operator: await person('operator', 'operator', commune),
    neighbour: await person('neighbour', 'operator', elsewhere),
    head: await person('head', 'hamlet-head', dong),
    otherHead: await person('other-head', 'hamlet-head', tay),
    admin: await person('admin', 'administrator', province),
  };
  const input = (more: Partial<InspectionInput> = {}): InspectionInput =>
    inspectionInput.parse({
      ...{ id: ulid(clock.now()), commune: commune.id, at: clock.now() - HOUR_MS, unannounced: true },
      ...{ basis: 'Quyết định 12', present: 'Trưởng thôn Đông', lines: [line()] },
      ...more,
    });
  const line = (more: object = {}) => ({
    ...{ hamlet: dong.id, node: fm.id, place: 'Nhà văn hóa', technology: 'fm' as const },
    ...{ hornsThere: 4, hornsSounding: 4, quality: 'clear' as const, amplifier: 'good' as const },
    ...{ wiring: 'good' as const, power: 'grid' as const, duringSession: true, photos: [], shortcomings: '' },
    ...more,
  });
  return {
    ...{ gateway, clock, people, province, commune, elsewhere, dong, tay, xa, fm, wired, input, line },
    close: async () => {
      await gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
