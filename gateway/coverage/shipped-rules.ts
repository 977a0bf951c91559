// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';

/** Our default numbers (DOMAIN §4): proposals, every one editable, none of them law. */
const NUMBERS = {
  windowDays: 90,
  sessionMinutesShare: 0.8,
  hornsShare: 2 / 3,
  sessionsShare: 0.8,
  floorPerWeek: { normal: 5, regionIII: 2, byDecision: 1 },
  minConsecutiveMisses: 2,
  minSessions: 24,
  cancelledShare: 0.1,
  earlyMs: 2_000,
  vouchDays: 90,
  cancelAheadMs: HOUR_MS,
  liveEndsSilenceMs: MINUTE_MS,
  excludedShare: 0.25,
  exclusionDeadlineDays: 15,
  lookBackDays: 180,
  inspection: {
    ...{ visits: 2, apartDays: 30, hornsShare: 0.8 },
    ...{ unannounced: true, fromOutside: true, duringSession: true, logShare: 0.8 },
  },
  solarFailureCounts: true,
  inheritance: 'households',
} as const;

/** The rules a new installation begins with. The loudspeaker part only: television and publications are judged elsewhere. */
export const SHIPPED_RULES: readonly Rule[] = [
  {
    id: 'province',
    version: 1,
    name: 'Loa hoạt động thường xuyên (quy tắc của tỉnh)',
    criterion: {
      set: 'Quy tắc của tỉnh, giai đoạn 2026-2030',
      level: 'advanced',
      code: 'loa hoạt động thường xuyên',
      basis: 'Bộ tiêu chí 2026-2030 không nêu chỉ tiêu loa; các con số do LoaXã đề xuất, tỉnh sửa được',
      region: '',
    },
    validFrom: '2026-01-01',
    numbers: { ...NUMBERS, communeShare: 1 },
  },
  {
    id: 'advanced',
    version: 1,
    name: 'Loa hoạt động thường xuyên (xã nông thôn mới nâng cao)',
    criterion: {
      set: 'Xã nông thôn mới nâng cao, giai đoạn 2021-2025',
      level: 'advanced',
      code: 'nội dung loa thuộc 8.3',
      basis: '100 % số thôn có hệ thống loa hoạt động thường xuyên; cách đo do LoaXã đề xuất',
      region: '',
    },
    validFrom: '2021-01-01',
    validTo: '2025-12-31',
    numbers: { ...NUMBERS, communeShare: 1 },
  },
  {
    id: 'model',
    version: 1,
    name: 'Loa hoạt động thường xuyên (xã nông thôn mới kiểu mẫu)',
    criterion: {
      set: 'Xã nông thôn mới kiểu mẫu, giai đoạn 2021-2025',
      level: 'model',
      code: 'nội dung loa thuộc 8.3 (giữ mức nâng cao)',
      basis:
        'Xã kiểu mẫu giữ mức xã nâng cao: 100 % số thôn có hệ thống loa hoạt động thường xuyên; cách đo do LoaXã đề xuất',
      region: '',
    },
    validFrom: '2021-01-01',
    validTo: '2025-12-31',
    numbers: { ...NUMBERS, communeShare: 1 },
  },
  {
    id: 'base',
    version: 1,
    name: 'Loa hoạt động thường xuyên (xã nông thôn mới)',
    criterion: {
      set: 'Xã nông thôn mới, giai đoạn 2021-2025',
      level: 'base',
      code: 'nội dung loa thuộc 8.3',
      basis: 'Có đài truyền thanh và hệ thống loa đến các thôn; tỷ lệ 2/3 số thôn chưa kiểm chứng, sửa được',
      region: '',
    },
    validFrom: '2021-01-01',
    validTo: '2025-12-31',
    numbers: { ...NUMBERS, communeShare: 2 / 3 },
  },
];
