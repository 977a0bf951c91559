// pure
import type { OtherPart } from '../../../protocol/api/appraisal.ts';
import type { Station } from '../../../protocol/api/areas.ts';
import type { AreaVerdict, Coverage, HamletVerdict, Rule, VerdictWord } from '../../../protocol/api/coverage.ts';
import type { ReportCell, ReportColumn, ReportDocument } from '../../../protocol/api/reports.ts';
import { OTHER_PARTS } from '../../../protocol/verdicts.ts';
import { dayText, numberText, shareText } from '../../documents/cell-text.ts';
import { LEVEL_WORDS, OTHER_PART_WORDS, TECHNOLOGY_WORDS, VERDICT_WORDS } from './words.ts';

/** What is known of a hamlet besides its verdict. */
export interface HamletEvidence {
  /** Signed receipts of the window. */
  readonly receipts: number;
  /** Lines of inspection records. */
  readonly visits: number;
  /** Horns known to sound: on nodes heard in the last month of the window, or sounding at the last visit. */
  readonly sounding: number;
}

export interface CriterionFacts {
  readonly coverage: Coverage;
  /** The commune, or the hamlet, and who issues the paper. */
  readonly areaName: string;
  readonly organisation: ReportDocument['organisation'];
  readonly place: string;
  readonly madeAt: number;
  readonly number?: string;
  readonly station?: Pick<Station, 'decision' | 'regulation'>;
  readonly evidence: ReadonlyMap<string, HamletEvidence>;
  /** What the commune thinks of itself, by hamlet, and the other parts of the criterion: of the appraisal round, when one is named. */
  readonly round?: string;
  readonly self?: ReadonlyMap<string, VerdictWord>;
  readonly parts?: readonly OtherPart[];
  readonly council?: { readonly verdict: VerdictWord; readonly text: string };
}

const COLUMNS: readonly ReportColumn[] = [
  { title: 'TT', kind: 'count', width: 0.6 },
  { title: 'Thôn', kind: 'text', width: 2 },
  { title: 'Số hộ', kind: 'count', width: 0.8 },
  { title: 'Loại hình', kind: 'text', width: 1.3 },
  { title: 'Cụm', kind: 'count', width: 0.8 },
  { title: 'Loa hoạt động/tổng', kind: 'text', width: 1.2 },
  { title: 'Buổi phải phát', kind: 'count', width: 0.8 },
  { title: 'Phát được', kind: 'count', width: 0.8 },
  { title: 'Không phát', kind: 'count', width: 0.8 },
  { title: 'Không rõ', kind: 'count', width: 0.8 },
  { title: 'Không tính', kind: 'count', width: 0.8 },
  { title: 'Tỷ lệ thấp–cao (%)', kind: 'text', width: 1.4 },
  { title: 'Không loại trừ (%)', kind: 'text', width: 1.4 },
  { title: 'Lỡ liên tiếp', kind: 'count', width: 0.8 },
  { title: 'Minh chứng', kind: 'text', width: 1.9 },
  { title: 'Xã tự đánh giá', kind: 'text', width: 1.2 },
  { title: 'Kết quả', kind: 'text', width: 1.5 },
];

/** «Báo cáo nội dung loa thuộc tiêu chí 8.3» with exactly the columns of DOMAIN §6; the set, level and validity always beside it. */
export function criterionReport(facts: CriterionFacts): ReportDocument {
  const { coverage, areaName, organisation, place, madeAt, number, station } = facts;
  const { rule, from, to } = coverage;
  return {
    form: 'criterion',
    organisation,
    ...(number === undefined ? {} : { number }),
    place,
    madeAt,
    title: `Báo cáo ${criterionName(rule)}`,
    subtitle: `${areaName}, từ ${dayText(from)} đến ${dayText(to)}`,
    facts: [
      { label: 'Căn cứ', value: rule.criterion.basis },
      { label: 'Mức', value: levelOf(rule) },
      {
        label: 'Quy tắc',
        value: `${rule.name}, phiên bản ${rule.version}, ${validity(rule)}. Các con số của quy tắc do tỉnh quyết định, không phải quy định của luật.`,
      },
      { label: 'Kỳ', value: periodOf(coverage) },
      { label: 'Quyết định, quy chế đài', value: stationPapers(station) },
    ],
    tables: [
      {
        title: 'Kết quả từng thôn',
        landscape: true,
        columns: [...COLUMNS],
        rows: coverage.hamlets.map((hamlet, index) => rowOf(index + 1, hamlet, facts)),
        foot: footOf(coverage.hamlets),
        empty: 'Không có thôn nào trong địa bàn này ở cuối kỳ.',
      },
    ],
    paragraphs: [
      { title: 'Truyền hình, xuất bản phẩm', text: otherParts(facts) },
      { title: 'Kết luận', text: conclusion(facts).join('\n') },
      {
        title: 'Cách đọc bảng',
        text: 'Tỷ lệ thấp coi buổi không rõ là không nghe được, tỷ lệ cao coi là nghe được. «Không phát» gồm cả buổi nghe một phần và buổi thiếu so với mức tối thiểu của quy tắc. «Không tính» gồm buổi loại trừ theo quyết định của tỉnh và buổi hủy trước đúng hạn. «Không loại trừ» là tỷ lệ khi không loại trừ buổi nào. «Loa hoạt động»: loa trên cụm có buổi nghe được trong 30 ngày cuối kỳ, hoặc có tiếng ở lần kiểm tra gần nhất.',
      },
    ],
    signatures: [
      { title: 'Người lập' },
      { title: 'Phụ trách đài' },
      { title: 'TM. Ủy ban nhân dân', note: '(Ký, đóng dấu)' },
    ],
  };
}

/** «nội dung loa thuộc 8.3», or what the province's own set calls it; never a bare 8.3. */
export function criterionName({ criterion }: Rule): string {
  return criterion.code;
}

export function levelOf({ criterion }: Rule): string {
  return `${criterion.set} (mức ${LEVEL_WORDS[criterion.level]}): ${criterion.code}${criterion.region ? `, vùng ${criterion.region}` : ''}`;
}

export function validity({ validFrom, validTo }: Rule): string {
  return `hiệu lực từ ${dayText(validFrom)}${validTo === undefined ? '' : ` đến ${dayText(validTo)}`}`;
}

function periodOf({ period, from, to }: Coverage): string {
  const days = `từ ${dayText(from)} đến ${dayText(to)}`;
  return period ? `${period.name} (${days}), đã chốt; số liệu giữ nguyên như lúc chốt` : `${days}, kỳ chưa chốt`;
}

function stationPapers(station: CriterionFacts['station']): string {
  const papers = [station?.decision, station?.regulation].filter((paper) => paper !== undefined && paper !== '');
  return papers.join('; ') || 'chưa ghi trong hệ thống';
}

function rowOf(index: number, hamlet: HamletVerdict, { evidence, self }: CriterionFacts): ReportCell[] {
  const { sessions, owed, without } = hamlet;
  const known = evidence.get(hamlet.hamlet);
  const assessed = self?.get(hamlet.hamlet);
  return [
    index,
    hamlet.name,
    hamlet.households ?? null,
    hamlet.technologies.map((one) => TECHNOLOGY_WORDS[one]).join(', ') || (hamlet.nodes === 0 ? 'Chưa có loa' : ''),
    hamlet.nodes,
    `${numberText(Math.min(known?.sounding ?? 0, hamlet.horns), 0)}/${numberText(hamlet.horns, 0)}`,
    owed,
    sessions.heard,
    notHeard(hamlet),
    sessions.unknown,
    sessions.excluded + sessions.cancelled,
    interval(hamlet.lower, hamlet.upper, owed),
    interval(without.lower, without.upper, without.due),
    hamlet.longestMiss,
    evidenceText(known),
    assessed === undefined ? '' : VERDICT_WORDS[assessed],
    resultText(hamlet),
  ];
}

/** What of the sessions owed was surely not heard: heard, not heard and unknown make up what is owed. */
export function notHeard({ owed, sessions }: Pick<HamletVerdict, 'owed' | 'sessions'>): number {
  return Math.max(0, owed - sessions.heard - sessions.unknown);
}

export function resultText({ verdict, byInspection, nodes }: HamletVerdict): string {
  if (nodes === 0) return `${VERDICT_WORDS[verdict]} (chưa có loa)`;
  return byInspection && verdict === 'met' ? 'Đạt (theo kiểm tra)' : VERDICT_WORDS[verdict];
}

/** «75,0–79,2»; one figure when nothing is unknown. */
export function interval(lower: number, upper: number, due: number): string {
  if (due === 0) return '–';
  return lower === upper ? shareText(lower) : `${shareText(lower)}–${shareText(upper)}`;
}

function evidenceText(known: HamletEvidence | undefined): string {
  const parts = [
    ...(known && known.receipts > 0 ? [`${numberText(known.receipts, 0)} xác nhận phát`] : []),
    ...(known && known.visits > 0 ? [`${numberText(known.visits, 0)} lượt kiểm tra`] : []),
  ];
  return parts.join('; ') || 'Không có';
}

/** Sums; shares are not summed. */
function footOf(hamlets: readonly HamletVerdict[]): ReportCell[] {
  const sum = (of: (hamlet: HamletVerdict) => number) => hamlets.reduce((total, hamlet) => total + of(hamlet), 0);
  return [
    ...[null, 'Cộng', sum((one) => one.households ?? 0), null, sum((one) => one.nodes)],
    `–/${numberText(
      sum((one) => one.horns),
      0,
    )}`,
    sum((one) => one.owed),
    sum((one) => one.sessions.heard),
    sum(notHeard),
    sum((one) => one.sessions.unknown),
    sum((one) => one.sessions.excluded + one.sessions.cancelled),
    ...[null, null, null, null, null, null],
  ];
}

function otherParts({ parts, round }: CriterionFacts): string {
  if (round === undefined) return 'Không thuộc báo cáo này: chưa chọn đợt thẩm định.';
  return OTHER_PARTS.map((part) => {
    const said = parts?.find((one) => one.part === part);
    if (!said) return `${OTHER_PART_WORDS[part]}: chưa nhập.`;
    const papers = said.documents.length > 0 ? ` (${said.documents.length} tài liệu kèm theo)` : '';
    return `${OTHER_PART_WORDS[part]}: ${VERDICT_WORDS[said.verdict]}. ${said.text}${papers}`;
  }).join('\n');
}

function conclusion({ coverage, areaName, council, round }: CriterionFacts): string[] {
  const { rule } = coverage;
  const [whole] = coverage.communes;
  const name = `«${criterionName(rule)}» (${rule.criterion.set}, ${LEVEL_WORDS[rule.criterion.level]}, ${validity(rule)})`;
  const opinion = council
    ? `Kết luận của hội đồng thẩm định: ${VERDICT_WORDS[council.verdict]}.${council.text ? ` ${council.text}` : ''}`
    : 'Kết luận của hội đồng thẩm định: chưa có.';
  return [
    whole
      ? `Theo số liệu, ${areaName} ${VERDICT_WORDS[whole.verdict].toLowerCase()} ${name}: ${wholeSentence(whole)} Nếu không loại trừ buổi nào: ${withoutExclusions(coverage)} thôn đạt.`
      : `Theo số liệu, ${coverage.hamlets.map((one) => `${one.name}: ${resultText(one)}`).join('; ')}, về ${name}.`,
    ...(round === undefined
      ? []
      : [
          `Ý kiến tự đánh giá của xã, số liệu và kết luận của hội đồng (${round}) đứng riêng, không trộn lẫn.`,
          opinion,
        ]),
  ];
}

function wholeSentence({ met, hamlets, required, notMet, insufficient, withoutNodes }: AreaVerdict): string {
  const rest = [
    `${notMet} thôn chưa đạt${withoutNodes > 0 ? ` (trong đó ${withoutNodes} thôn chưa có loa)` : ''}`,
    ...(insufficient > 0 ? [`${insufficient} thôn chưa đủ dữ liệu`] : []),
  ];
  return `${met}/${hamlets} thôn đạt, cần ${required}/${hamlets}; ${rest.join(', ')}.`;
}

function withoutExclusions({ hamlets }: Coverage): string {
  return `${hamlets.filter(({ without }) => without.verdict === 'met').length}/${hamlets.length}`;
}
