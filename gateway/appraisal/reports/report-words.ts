// pure
import type { Bulletin } from '../../../protocol/api/broadcast.ts';
import type { VerdictWord } from '../../../protocol/api/coverage.ts';
import type { FIELDS, GENRES } from '../../../protocol/bulletins.ts';
import type { BulletinClass, SourceLevel } from '../../../protocol/classes.ts';
import type { Technology } from '../../../protocol/nodes.ts';
import type { PartOfDay } from '../../../protocol/sessions.ts';

/** Words as they are printed: a report is Vietnamese whatever language its reader has chosen. */
export const FIELD_WORDS: Readonly<Record<(typeof FIELDS)[number], string>> = {
  general: 'Chung',
  security: 'An ninh trật tự',
  agriculture: 'Nông nghiệp',
  health: 'Y tế, dịch bệnh',
  education: 'Giáo dục',
  culture: 'Văn hóa, thể thao',
  disaster: 'Phòng chống thiên tai',
  digital: 'Chuyển đổi số',
  reform: 'Cải cách hành chính',
  other: 'Khác',
};
export const GENRE_WORDS: Readonly<Record<(typeof GENRES)[number], string>> = {
  news: 'Tin',
  article: 'Bài',
  feature: 'Chuyên mục',
  notice: 'Thông báo',
  questions: 'Hỏi đáp',
  relay: 'Tiếp âm',
  other: 'Khác',
};
export const CLASS_WORDS: Readonly<Record<BulletinClass, string>> = {
  emergency: 'Khẩn cấp',
  priority: 'Ưu tiên',
  normal: 'Thông thường',
};
export const LEVEL_WORDS: Readonly<Record<SourceLevel, string>> = {
  central: 'Trung ương',
  province: 'Tỉnh',
  commune: 'Xã',
  hamlet: 'Thôn',
};
export const PART_WORDS: Readonly<Record<PartOfDay, string>> = { morning: 'Sáng', afternoon: 'Chiều', evening: 'Tối' };
export const TECHNOLOGY_WORDS: Readonly<Record<Technology, string>> = {
  ip: 'CNTT-VT (IP)',
  fm: 'Không dây (FM)',
  wired: 'Hữu tuyến',
};
export const UPGRADE_WORDS = {
  none: 'Chưa nâng cấp',
  planned: 'Có kế hoạch',
  'in-progress': 'Đang nâng cấp',
  done: 'Đã nâng cấp',
} as const;
export const VERDICT_WORDS: Readonly<Record<VerdictWord, string>> = {
  met: 'Đạt',
  'not-met': 'Chưa đạt',
  insufficient: 'Chưa đủ dữ liệu',
};
export const ROUND_LEVEL_WORDS = { ntm: 'NTM', advanced: 'NTM nâng cao', model: 'NTM kiểu mẫu' } as const;
export const RULE_LEVEL_WORDS = { base: 'NTM', advanced: 'NTM nâng cao', model: 'NTM kiểu mẫu' } as const;
const LANGUAGE_WORDS: Readonly<Record<string, string>> = {
  vi: 'Tiếng Việt',
  hmn: 'Tiếng Mông',
  tai: 'Tiếng Thái',
  tyz: 'Tiếng Tày',
  mtq: 'Tiếng Mường',
  nut: 'Tiếng Nùng',
  ium: 'Tiếng Dao',
  km: 'Tiếng Khmer',
  jra: 'Tiếng Gia Rai',
  rad: 'Tiếng Ê Đê',
  bdq: 'Tiếng Ba Na',
  cjm: 'Tiếng Chăm',
};

/** A tag we have no word for stays as it is. */
export function languageWord(tag: string): string {
  return LANGUAGE_WORDS[tag] ?? tag;
}

/** Nothing is said of a bulletin from before there were genres. */
export function genreWord(genre: Bulletin['genre']): string {
  return genre === undefined ? 'Chưa phân loại' : GENRE_WORDS[genre];
}
