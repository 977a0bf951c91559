// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import type { RuleVersion } from '../../protocol/api/periods.ts';
import type { ReportDocument } from '../../protocol/api/reports.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import { type Day, dayOf } from '../../protocol/vietnam-time.ts';

const LEVELS: Readonly<Record<Rule['criterion']['level'], string>> = {
  base: 'xã nông thôn mới',
  advanced: 'xã nông thôn mới nâng cao',
  model: 'xã nông thôn mới kiểu mẫu',
};

/** What must stand beside every number that no law gives. */
export const OURS = 'Các con số do tỉnh/LoaXã đề xuất, không phải quy định của luật.';

const BOUNDS =
  'Buổi không rõ tính là không nghe được ở cận thấp, nghe được ở cận cao. Đạt nếu cận thấp đạt; chưa đạt nếu cận cao cũng không đạt; còn lại là chưa đủ dữ liệu.';

/** The rule on one page, as it is printed: eleven points in words with their numbers (DOMAIN §4). `office` issues it. */
export function ruleDocument(
  { rule, state, reason, publishedAt, publishedByName, byName }: RuleVersion,
  office: { readonly above: string; readonly name: string; readonly place: string },
  madeAt: number,
): ReportDocument {
  const { criterion } = rule;
  const draft = state === 'draft';
  const because = reason === undefined ? '' : `; lý do: ${reason}`;
  return {
    form: 'rule',
    organisation: { above: office.above, name: office.name },
    place: office.place,
    madeAt,
    title: 'QUY TẮC ĐÁNH GIÁ',
    subtitle: `${rule.name}, phiên bản ${rule.version}${draft ? ' (DỰ THẢO, chưa có hiệu lực)' : ''}`,
    facts: [
      { label: 'Nội dung', value: `${criterion.code}; ${criterion.set}; mức ${LEVELS[criterion.level]}` },
      { label: 'Căn cứ', value: criterion.basis },
      { label: 'Hiệu lực', value: `${validity(rule)}; ${criterion.region === '' ? 'toàn tỉnh' : criterion.region}` },
      publishedAt === undefined
        ? { label: 'Người soạn', value: `${byName}${because}` }
        : {
            label: 'Ban hành',
            value: `${date(dayOf(publishedAt))}, ${publishedByName ?? byName}; soạn: ${byName}${because}`,
          },
      { label: 'Tính chất', value: OURS },
    ],
    tables: [
      {
        columns: [
          { title: 'Điểm', kind: 'text', width: 0.07 },
          { title: 'Nội dung', kind: 'text', width: 0.15 },
          { title: 'Quy tắc', kind: 'text', width: 0.78 },
        ],
        rows: [
          ...pointsOf(rule).map(([title, text], index) => [String(index + 1), title, text]),
          [null, 'Kết quả của xã', communeInWords(rule)],
          [null, 'Không rõ', BOUNDS],
        ],
      },
    ],
    paragraphs: [],
    // An annex of the decision that issues it, which is signed: two signatures would need a second page.
    signatures: [],
  };
}

/** The eleven points of the rule in words, each with a short title; Vietnamese. */
export function pointsOf({ numbers }: Pick<Rule, 'numbers'>): [title: string, text: string][] {
  const { floorPerWeek: floor, inspection } = numbers;
  return [
    [
      'Đơn vị tính',
      'Buổi phát: một thôn, một ngày, buổi sáng, chiều hoặc tối, theo lịch phát đã đăng ký trước buổi đó.',
    ],
    [
      'Nghe được',
      `Ít nhất ${percent(numbers.sessionMinutesShare)} số phút của buổi có tiếng, trên các cụm mang ít nhất ${percent(numbers.hornsShare)} số loa của thôn. Tiếng bắt đầu sớm nhất ${count(numbers.earlyMs / SECOND_MS)} giây trước giờ. Bị tin cấp trên chen vào vẫn tính là có tiếng. Cụm không có cảm biến chỉ tính khi được kiểm tra hoặc tự thử đạt trong ${numbers.vouchDays} ngày gần nhất.`,
    ],
    [
      'Mẫu số',
      `Số lớn hơn giữa số buổi đã đăng ký và mức sàn: ${count(floor.normal)} buổi một tuần; ${count(floor.regionIII)} ở xã khu vực III; ${count(floor.byDecision)} theo quyết định riêng.`,
    ],
    [
      'Đạt',
      `Nghe được ít nhất ${percent(numbers.sessionsShare)} số buổi trong ${numbers.windowDays} ngày, và không lỡ liên tiếp nhiều hơn số buổi của một tuần (ít nhất ${numbers.minConsecutiveMisses} buổi). Đếm buổi, không đếm ngày.`,
    ],
    [
      'Ngoài tỷ lệ',
      `Phát trực tiếp, phát ngay và thử loa không vào tỷ lệ; một lần phát trực tiếp từ ${count(numbers.liveEndsSilenceMs / SECOND_MS)} giây trở lên chấm dứt chuỗi im lặng. Thôn dựa vào trưởng thôn thì đăng ký giờ đó.`,
    ],
    [
      'Hủy trước',
      `Hủy trước giờ ít nhất ${count(numbers.cancelAheadMs / MINUTE_MS)} phút và có lý do: không tính, tối đa ${percent(numbers.cancelledShare)} số buổi; phần vượt tính là không nghe được. Bấm DỪNG không bị trừ.`,
    ],
    [
      'Không tính (miễn)',
      `Bão, mất điện lưới, thi công…: chỉ theo quyết định của tỉnh, không do xã tự quyết, muộn nhất ${numbers.exclusionDeadlineDays} ngày sau khi hết kỳ, kèm văn bản. Quá ${percent(numbers.excludedShare)} số buổi thì kết quả là chưa đủ dữ liệu. Luôn in cả hai số: có và không có phần miễn.`,
    ],
    [
      'Không lưới điện, không sóng',
      `${numbers.solarFailureCounts ? 'Hỏng nguồn mặt trời vẫn tính là lỡ buổi.' : 'Hỏng nguồn mặt trời có thể được miễn theo quyết định của tỉnh.'} Xác nhận phát được lấy tại cột (điện thoại, USB) hoặc thay bằng kiểm tra.`,
    ],
    ['Loa FM và có dây', visitsInWords(inspection)],
    [
      'Ít buổi',
      `Dưới ${numbers.minSessions} buổi trong kỳ xét: xét ${numbers.lookBackDays} ngày gần nhất, sau đó xét theo kiểm tra, nếu không thì chưa đủ dữ liệu.`,
    ],
    [
      'Sáp nhập',
      numbers.inheritance === 'households'
        ? 'Lịch sử đi theo địa điểm; thôn mới thừa hưởng từ các thôn cũ, theo số hộ.'
        : 'Lịch sử đi theo địa điểm; thôn mới không thừa hưởng kết quả của thôn cũ.',
    ],
  ];
}

function communeInWords({ numbers }: Pick<Rule, 'numbers'>): string {
  return `Đạt khi ít nhất ${percent(numbers.communeShare)} số thôn hiện có đạt. Thôn chưa có loa tính là chưa đạt: mẫu số không bao giờ giảm.`;
}

function visitsInWords(inspection: Rule['numbers']['inspection']): string {
  const how = [
    ...(inspection.unannounced ? ['không báo trước'] : []),
    ...(inspection.fromOutside ? ['do người ngoài xã'] : []),
    ...(inspection.duringSession ? ['trong giờ phát'] : []),
  ];
  const manner = how.length === 0 ? '' : `, ${how.join(', ')}`;
  return `${inspection.visits} lần kiểm tra${manner}, cách nhau ít nhất ${inspection.apartDays} ngày, ít nhất ${percent(inspection.hornsShare)} số loa có tiếng, nhật ký phát ghi tay đủ ${percent(inspection.logShare)} số buổi: “Đạt (theo kiểm tra)”.`;
}

function validity({ validFrom, validTo }: Rule): string {
  return validTo === undefined ? `từ ${date(validFrom)}` : `từ ${date(validFrom)} đến hết ${date(validTo)}`;
}

function date(day: Day): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}

function percent(share: number): string {
  return `${count(Math.round(share * 1_000) / 10)} %`;
}

/** At most three decimals, with a comma. */
function count(value: number): string {
  return String(Math.round(value * 1_000) / 1_000).replace('.', ',');
}
