// pure
import type { DeliveryState } from '../../../protocol/api/broadcast.ts';
import type { Rule, SessionState, VerdictWord } from '../../../protocol/api/coverage.ts';
import type { CaseCause } from '../../../protocol/faults.ts';
import type { Reason } from '../../../protocol/messages/uplink.ts';
import type { Technology } from '../../../protocol/nodes.ts';
import type { PartOfDay } from '../../../protocol/sessions.ts';
import type { EXCLUSION_CAUSES, OTHER_PARTS } from '../../../protocol/verdicts.ts';

/** The words of printed reports: the same sense as the screen's (dashboard/i18n), which a server does not load. */
export const VERDICT_WORDS: Readonly<Record<VerdictWord, string>> = {
  met: 'Đạt',
  'not-met': 'Chưa đạt',
  insufficient: 'Chưa đủ dữ liệu',
};

export const TECHNOLOGY_WORDS: Readonly<Record<Technology, string>> = {
  ip: 'CNTT-VT',
  fm: 'Không dây (FM)',
  wired: 'Có dây',
};

export const PART_WORDS: Readonly<Record<PartOfDay, string>> = { morning: 'Sáng', afternoon: 'Chiều', evening: 'Tối' };

export const STATE_WORDS: Readonly<Record<SessionState, string>> = {
  heard: 'Nghe được',
  partial: 'Nghe một phần',
  'not-heard': 'Không nghe được',
  unknown: 'Không rõ',
  excluded: 'Không tính',
  cancelled: 'Đã hủy trước',
};

/** One sign a session on paper. */
export const STATE_SIGNS: Readonly<Record<SessionState, string>> = {
  heard: 'Đ',
  partial: 'M',
  'not-heard': 'K',
  unknown: '?',
  excluded: 'L',
  cancelled: 'H',
};

export const LEVEL_WORDS: Readonly<Record<Rule['criterion']['level'], string>> = {
  base: 'xã nông thôn mới',
  advanced: 'xã nông thôn mới nâng cao',
  model: 'xã nông thôn mới kiểu mẫu',
};

export const CAUSE_WORDS: Readonly<Record<(typeof EXCLUSION_CAUSES)[number], string>> = {
  storm: 'Bão, lũ',
  'grid-outage': 'Mất điện lưới',
  works: 'Thi công',
  epidemic: 'Dịch bệnh',
  other: 'Khác',
};

export const REPAIR_CAUSE_WORDS: Readonly<Record<CaseCause, string>> = {
  grid: 'Mất điện lưới',
  breaker: 'Aptomat',
  'power-supply': 'Bộ nguồn',
  solar: 'Pin mặt trời, ắc quy',
  sim: 'SIM',
  signal: 'Sóng yếu',
  amplifier: 'Tăng âm',
  horn: 'Củ loa',
  line: 'Dây loa',
  microphone: 'Micro đo',
  mainboard: 'Bo mạch chính',
  storage: 'Thẻ nhớ',
  firmware: 'Phần mềm',
  configuration: 'Cài đặt',
  theft: 'Mất trộm',
  lightning: 'Sét đánh',
  works: 'Thi công',
  'no-fault-found': 'Không thấy lỗi',
  other: 'Khác',
};

export const OTHER_PART_WORDS: Readonly<Record<(typeof OTHER_PARTS)[number], string>> = {
  television: 'Truyền hình',
  publications: 'Xuất bản phẩm',
};

export const DELIVERY_WORDS: Readonly<Record<DeliveryState, string>> = {
  planned: 'chưa có tin báo',
  sent: 'đã gửi, chưa có tin báo',
  received: 'đã nhận, chưa có tin báo',
  playing: 'chưa báo phát xong',
  full: 'phát đủ nhưng không nghe được',
  partial: 'phát một phần',
  refused: 'cụm từ chối',
  failed: 'không phát được',
  preempted: 'bị phát đè',
  missed: 'không phát',
  unknown: 'không rõ, cụm chưa báo lại',
  cancelled: 'đã hủy',
};

export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  'audio-damaged': 'tệp trên cụm bị hỏng',
  'bad-command': 'lệnh sai',
  busy: 'đang phát bản khác',
  cancelled: 'đã hủy',
  'clock-untrusted': 'đồng hồ chưa đúng',
  decoder: 'không giải mã được tệp',
  expired: 'lệnh quá hạn',
  'no-audio': 'chưa tải được tệp',
  'no-power': 'mất điện',
  'not-addressed': 'lệnh gửi nhầm cụm',
  'not-signed': 'lệnh không có chữ ký đúng',
  outranked: 'có bản tin ưu tiên hơn',
  output: 'tăng âm hỏng',
  'quiet-hours': 'giờ không phát',
  replayed: 'lệnh lặp lại',
  restarted: 'cụm khởi động lại',
  stopped: 'đã bấm dừng',
  'stream-lost': 'mất luồng tiếp âm',
  'stream-silent': 'nguồn tiếp âm không có tiếng',
  'storage-full': 'hết chỗ lưu',
  'too-late': 'nhận lệnh quá trễ',
  unsupported: 'cụm chưa hỗ trợ',
};
