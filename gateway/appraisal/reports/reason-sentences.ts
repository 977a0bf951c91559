// pure
import type { HamletVerdict, Rule, VerdictReason } from '../../../protocol/api/coverage.ts';
import { instantText, numberText, shareText } from '../../documents/cell-text.ts';

type Code = VerdictReason['code'];
type Figures = Readonly<Record<string, number>>;

/** Why a hamlet's verdict is what it is, one sentence a reason, the figures in it: what the screen says, on paper. */
export function reasonSentences(verdict: HamletVerdict, rule: Rule): string[] {
  const sentences = verdict.reasons.flatMap(({ code, figures }) => SENTENCES[code](figures, verdict, rule));
  return [...new Set(sentences)];
}

/** What a hamlet lacks to pass; empty when it is met. */
export function missingSentence({ missing }: HamletVerdict): string {
  if (!missing) return '';
  const parts = [
    ...(missing.sessions > 0 ? [`${count(missing.sessions)} buổi nghe được`] : []),
    ...(missing.visits > 0 ? [`${count(missing.visits)} lần kiểm tra hợp lệ`] : []),
  ];
  return parts.join(', ');
}

const SENTENCES: Readonly<Record<Code, (figures: Figures, verdict: HamletVerdict, rule: Rule) => string | string[]>> = {
  'no-nodes': () => 'Không có loa, tính là chưa đạt.',
  'too-few-sessions': (_, { sessions }, { numbers }) =>
    `Mới có ${count(sessions.due)} buổi, cần ít nhất ${count(numbers.minSessions)} buổi.`,
  'heard-share': (_, { sessions, owed, lower, upper }, { numbers }) =>
    `Cần nghe được từ ${percent(numbers.sessionsShare)} số buổi, hiện ${count(sessions.heard)}/${count(owed)} buổi (thấp ${percent(lower)}, cao ${percent(upper)}).`,
  'consecutive-misses': (_, { longestMiss }) => `Có lúc ${count(longestMiss)} buổi liền không nghe được.`,
  'unknown-sessions': (_, { sessions }) => `${count(sessions.unknown)} buổi không rõ có nghe được không.`,
  'below-floor': (_, { sessions, owed }) =>
    `Lịch đăng ký chỉ có ${count(sessions.due)} buổi nên mẫu số tính theo mức tối thiểu ${count(owed)} buổi.`,
  'cancelled-too-often': ({ over, allowed }) =>
    `Có ${count(over)} buổi hủy quá mức cho phép (${percent(allowed)}), tính là không nghe được.`,
  'bounds-disagree': (_, { lower, upper }) =>
    `Nghe được từ ${percent(lower)} đến ${percent(upper)}: tùy các buổi không rõ mà đạt hay không.`,
  'hamlets-share': () => [],
  'excluded-too-much': ({ share, allowed }) =>
    `Không tính ${percent(share)} số buổi, quá mức ${percent(allowed)} nên chưa đủ dữ liệu.`,
  'unknown-unobserved': ({ sessions, from, to }) =>
    `${count(sessions)} buổi không rõ: máy chủ ngừng theo dõi từ ${at(from)} đến ${at(to)}.`,
  'unknown-offline': ({ sessions, from, to }) =>
    `${count(sessions)} buổi không rõ: cụm loa mất kết nối từ ${at(from)} đến ${at(to)} và chưa báo lại.`,
  'unknown-unvouched': ({ sessions }) => `${count(sessions)} buổi không rõ: loa không có cảm biến và chưa ai kiểm tra.`,
  'by-inspection': ({ visits, required }) => `Đánh giá theo ${count(visits)} lần kiểm tra, cần ${count(required)} lần.`,
  'visits-missing': ({ visits, required }) =>
    `Mới có ${count(visits)} lần kiểm tra hợp lệ, cần ${count(required)} lần.`,
  'log-missing': ({ log, required }) => `Sổ phát thanh mới ghi ${percent(log)} số buổi, cần ${percent(required)}.`,
  inherited: ({ sessions }) => `${count(sessions)} buổi lấy từ thôn cũ, theo số hộ.`,
  'live-ended-silence': () => 'Chuỗi không nghe được dừng ở một buổi nói trực tiếp.',
  'looked-back': (_, { days }) => `Kỳ này ít buổi nên xét ${count(days)} ngày.`,
};

function count(value: number | undefined): string {
  return numberText(value ?? 0, Number.isInteger(value ?? 0) ? 0 : 1);
}

function percent(share: number | undefined): string {
  return `${shareText(share ?? 0)}%`;
}

function at(instant: number | undefined): string {
  return instant === undefined ? 'không rõ lúc nào' : instantText(instant);
}
