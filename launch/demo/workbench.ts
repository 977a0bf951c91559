import { ulid } from 'ulid';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Person } from '../../gateway/http/app.ts';
import { assetInput, type CaseStep, caseQuery, caseStep, maintenanceInput } from '../../protocol/api/cases.ts';
import { SUPPLIES } from '../../protocol/faults.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, instantAt } from '../../protocol/vietnam-time.ts';
import type { Office } from './appraisal.ts';
import type { DemoDistrict, DemoHamlet, DemoNode } from './district.ts';

/** Communes whose technician has written down what stands there. */
const COMMUNES_WITH_ASSETS = 6;
const KEEPERS = ['Nguyễn Thị Lan', 'Trần Văn Bình', 'Phan Thị Hoa', 'Hồ Văn Sáu', 'Lê Thị Tâm', 'Cao Văn Lợi'];
const OPERATORS = ['Viettel', 'Vinaphone', 'Mobifone'];

/** What a technician's desk holds: assets, maintenance slips, and what residents have reported, at different stages. */
export async function makeWorkbench(gateway: Gateway, { communes }: DemoDistrict, office: Office): Promise<void> {
  const now = gateway.clock.now();
  const hamlets = communes.flatMap((commune) => commune.hamlets);
  const known = communes.slice(0, COMMUNES_WITH_ASSETS).flatMap((commune) => commune.hamlets);
  for (const [index, node] of known.flatMap(({ nodes }) => nodes).entries())
    await gateway.assets.put(office.technician, node.id, assetOf(node, index, dayOf(now)));
  await planMaintenance(gateway, office.technician, hamlets, now);
  await takeReports(gateway, office, hamlets, now);
}

/** Everything told apart by the number of the node, so that the same seed makes the same demo. */
function assetOf({ code }: DemoNode, index: number, today: Day) {
  const digits = String(1000 + index * 37).slice(-4);
  return assetInput.parse({
    ...{ assetNumber: `TS-${code}`, serial: `LX24${digits}`, model: 'Cụm thu phát thanh IP 2×25 W' },
    supply: index % 9 === 0 ? 'solar' : SUPPLIES[index % 5 === 0 ? 1 : 0],
    keeper: { name: KEEPERS[index % KEEPERS.length], phone: `0912 ${digits.slice(0, 2)}0 ${digits}` },
    sim: { iccid: `898404${digits}00${digits}`, operator: OPERATORS[index % OPERATORS.length], monthlyMb: 600 },
    ...{ installedOn: addDays(today, -400 - (index % 60)), warrantyTo: addDays(today, 330 - (index % 60)) },
    // Most are looked after once a year; a few fall due these days.
    ...{ everyMonths: index % 12 === 0 ? 13 : 24, version: 0 },
  });
}

async function planMaintenance(gateway: Gateway, technician: Person, hamlets: readonly DemoHamlet[], now: number) {
  const tomorrow = addDays(dayOf(now), 1);
  const [first, second, third] = hamlets;
  const slips = [
    {
      ...{ nodes: first?.nodes.slice(0, 1).map(({ id }) => id), reason: 'power-supply', note: 'Thay bộ nguồn 12 V' },
      ...{ from: instantAt(tomorrow, '16:00'), to: instantAt(tomorrow, '18:00'), askExcusal: true },
    },
    {
      ...{ areas: [second?.id], reason: 'grid-works', note: 'Điện lực cải tạo đường dây' },
      ...{ from: now - HOUR_MS, to: now + 5 * HOUR_MS },
    },
    {
      ...{ areas: [third?.id], reason: 'preventive', note: 'Siết lại đầu dây, vệ sinh tủ' },
      ...{ from: now - 2 * DAY_MS, to: now - 2 * DAY_MS + 3 * HOUR_MS },
    },
  ];
  for (const slip of slips)
    await gateway.maintenance.create(technician, maintenanceInput.parse({ key: ulid(now), ...slip }));
}

const REPORTS = [
  { note: 'Loa im từ chiều hôm qua, đèn nguồn vẫn sáng', reporter: 'ông Thành' },
  { note: 'Loa rè, nghe không rõ tiếng', reporter: 'bà Mận' },
  { note: 'Loa không kêu buổi sáng', reporter: 'trưởng thôn' },
];

/** One is new, one was taken on, one is repaired; of what was noticed besides the newest is taken on too. */
async function takeReports(gateway: Gateway, office: Office, hamlets: readonly DemoHamlet[], now: number) {
  const { technician, operator } = office;
  const noticed = (await gateway.cases.list(technician, caseQuery.parse({ state: 'new', limit: 2 }))).items;
  const step = (id: string, more: object): Promise<unknown> => {
    const taken: CaseStep = caseStep.parse({ key: ulid(now), happenedAt: now, ...more });
    return gateway.cases.step(technician, id, taken);
  };
  for (const { id } of noticed) await step(id, { kind: 'acknowledged', note: 'Sáng mai đến xem.' });
  const troubled = hamlets.filter(({ nodes }) => nodes.some(({ fate }) => fate === 'mute' || fate === 'half-mute'));
  for (const [index, said] of REPORTS.entries()) {
    const hamlet = troubled[index];
    const node = hamlet?.nodes[0];
    if (!hamlet || !node) continue;
    const about = { key: ulid(now), hamlet: hamlet.id, node: node.id, photos: [] };
    const report = { ...about, ...said, happenedAt: now - (index + 1) * 20 * HOUR_MS };
    const { id } = (await gateway.cases.report(operator, report)).case;
    if (index === 1) await step(id, { kind: 'acknowledged', note: 'Hẹn người giữ chìa khóa chiều nay.' });
    if (index !== 2) continue;
    const parts = { parts: '1 củ loa 25 W', costVnd: 450_000, workMinutes: 40, soundHeard: true };
    await step(id, { kind: 'resolved', cause: 'horn', measure: 'Thay củ loa, nối lại dây', ...parts });
  }
}
