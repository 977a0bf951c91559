import { ulid } from 'ulid';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Person } from '../../gateway/http/app.ts';
import type { InspectionLine } from '../../protocol/api/inspections.ts';
import type { ReportDocument } from '../../protocol/api/reports.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, instantAt, startOfDay } from '../../protocol/vietnam-time.ts';
import type { DemoCommune, DemoDistrict, DemoHamlet } from './district.ts';

export interface Office {
  readonly administrator: Person;
  readonly approver: Person;
  readonly appraiser: Person;
  readonly inspector: Person;
  readonly operator: Person;
  readonly technician: Person;
}

const DOCUMENTS_UNTIL_SIGNED = 2;

/** What an office did around the verdicts: periods, a storm excluded by decision, loudspeakers inspected, a round half way. */
export async function makeAppraisal(
  gateway: Gateway,
  district: DemoDistrict,
  office: Office,
  from: Day,
): Promise<void> {
  const now = gateway.clock.now();
  const today = dayOf(now);
  await makePeriods(gateway, office, from, today);
  const [first, second, third] = district.communes.filter(({ unit }) => unit === 'xã');
  const town = district.communes.find(({ unit }) => unit === 'thị trấn');
  if (!first || !second || !third || !town) throw new Error('the demo needs three communes and a town');
  await excludeStorm(gateway, office, [second, third], addDays(today, -DOCUMENTS_UNTIL_SIGNED));
  await inspectDeaf(gateway, office, district, now);
  await gateway.licences.put(office.administrator, town.id, {
    ...{ number: '1187/GP-CTS', frequencyMhz: 98.5, issuedBy: 'Cục Tần số vô tuyến điện' },
    ...{ from: addDays(today, 45 - 5 * 365), to: addDays(today, 45) },
  });
  await holdRound(gateway, office, [first, second, third], now);
}

/** The quarter that runs, and the months before it that were over long enough to be closed. */
async function makePeriods(gateway: Gateway, { administrator }: Office, from: Day, today: Day): Promise<void> {
  const year = today.slice(0, 4);
  const quarter = Math.ceil(Number(today.slice(5, 7)) / 3);
  const firstOfQuarter = `${year}-${String(quarter * 3 - 2).padStart(2, '0')}-01`;
  await gateway.periods.create(administrator, {
    name: `Quý ${['I', 'II', 'III', 'IV'][quarter - 1]}/${year}`,
    ...{ from: firstOfQuarter, to: addDays(firstOfNext(firstOfNext(firstOfNext(firstOfQuarter))), -1) },
  });
  for (let first = firstWhole(from); firstOfNext(first) <= firstOfQuarter; first = firstOfNext(first)) {
    const name = `Tháng ${first.slice(5, 7)}/${first.slice(0, 4)}`;
    const { id } = await gateway.periods.create(administrator, {
      name,
      from: first,
      to: addDays(firstOfNext(first), -1),
    });
    if (addDays(firstOfNext(first), 15) < today) await gateway.periods.close(administrator, id);
  }
}

const firstOfNext = (first: Day) => `${addDays(first, 31).slice(0, 7)}-01`;
const firstWhole = (day: Day) => (day.endsWith('-01') ? day : firstOfNext(`${day.slice(0, 7)}-01`));

async function excludeStorm(gateway: Gateway, { administrator }: Office, communes: readonly DemoCommune[], on: Day) {
  const names = communes.map(({ name }) => name).join(', ');
  const paper = await gateway.documents.renderPdf(decisionOf(names, startOfDay(on)));
  const { sha256 } = await gateway.attachments.add(administrator, 'quyet-dinh-loai-tru.pdf', paper);
  await gateway.exclusions.decide(administrator, {
    areas: communes.map(({ id }) => id),
    ...{ from: addDays(on, -6), to: addDays(on, -5), cause: 'storm', reason: 'Bão, cắt điện toàn xã hai ngày' },
    decision: { number: '412/QĐ-SVHTTDL', on, document: sha256 },
  });
}

function decisionOf(names: string, madeAt: number): ReportDocument {
  return {
    ...{ form: 'decision', number: '412/QĐ-SVHTTDL', place: 'Nghệ An', madeAt },
    organisation: { above: 'UBND tỉnh Nghệ An', name: 'Sở Văn hóa, Thể thao và Du lịch' },
    ...{ title: 'Quyết định', subtitle: 'Về việc không tính các buổi phát thanh do bão (bản minh họa)' },
    ...{ facts: [{ label: 'Địa bàn', value: names }], tables: [] },
    paragraphs: [{ title: 'Điều 1', text: 'Không tính các buổi phát thanh trong hai ngày bão, mất điện toàn xã.' }],
    signatures: [{ title: 'Giám đốc' }],
  };
}

/** Somebody listened under the loudspeakers that have no sensor, while a session sounded. */
async function inspectDeaf(gateway: Gateway, { inspector }: Office, { communes }: DemoDistrict, now: number) {
  const at = instantAt(dayOf(now - 4 * DAY_MS), '17:10');
  for (const commune of communes) {
    const lines = commune.hamlets.filter(({ nodes }) => nodes.some(({ fate }) => fate === 'deaf')).flatMap(linesOf);
    if (lines.length === 0) continue;
    await gateway.inspections.record(inspector, {
      ...{ id: ulid(at), commune: commune.id, at, unannounced: true, lines },
      ...{ basis: 'Kế hoạch kiểm tra quý', present: 'Bùi Văn Kiểm; trưởng thôn', proposals: '' },
      conclusion: 'Loa kêu rõ trong buổi phát chiều.',
    });
  }
}

function linesOf({ id, households, nodes }: DemoHamlet): InspectionLine[] {
  return nodes.map((node) => ({
    ...{ hamlet: id, node: node.id, place: node.place, latitude: node.latitude, longitude: node.longitude },
    ...{ technology: 'ip', households, hornsThere: node.horns, hornsSounding: node.horns, quality: 'clear' },
    ...{ amplifier: 'good', wiring: 'good', power: 'grid', duringSession: true, photos: [], shortcomings: '' },
  }));
}

/** A round half way: communes have spoken for themselves, the council has begun to look. */
async function holdRound(gateway: Gateway, office: Office, communes: readonly DemoCommune[], now: number) {
  const { administrator, approver, appraiser } = office;
  const { rounds, selfAssessments, visits, conclusions } = gateway.appraisal;
  const year = Number(dayOf(now).slice(0, 4));
  const { id } = await rounds.create(administrator, {
    ...{ year, level: 'advanced', kind: 'new', title: `Thẩm định xã nông thôn mới nâng cao năm ${year}` },
    ...{ communes: communes.map((commune) => commune.id), members: [appraiser.id] },
    ...{ from: now - 20 * DAY_MS, until: now + 60 * DAY_MS },
  });
  for (const commune of communes)
    await selfAssessments.write(approver, id, commune.id, {
      hamlets: commune.hamlets.map(({ id: hamlet }) => ({ hamlet, verdict: 'met', note: '' })),
      text: 'Loa các thôn hoạt động thường xuyên, phát đủ hai buổi mỗi ngày.',
    });
  const hamlet = communes[0]?.hamlets[0];
  const commune = communes[0];
  if (!commune || !hamlet) return;
  const horns = hamlet.nodes.reduce((sum, node) => sum + node.horns, 0);
  await visits.record(appraiser, id, {
    ...{ hamlet: hamlet.id, at: instantAt(dayOf(now - 3 * DAY_MS), '17:15'), hornsThere: horns, hornsSounding: horns },
    ...{ duringSession: true, unannounced: true, note: 'Nghe rõ ở cả hai cụm.' },
  });
  await conclusions.write(appraiser, id, hamlet.id, {
    verdict: 'met',
    text: 'Đã đến nghe trực tiếp, đúng với số liệu.',
  });
}
