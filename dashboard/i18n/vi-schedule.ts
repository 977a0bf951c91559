/** Words of the pages about timetable and campaigns; part of vi.ts. */
export const viSchedule = {
  'audit.action.programme-order': 'Xếp chương trình nào phát trước',
  'audit.action.programme-replaced-by': 'Bỏ lượt phát để nhường chương trình khác',
  'audit.action.set-allowed-hours': 'Đặt khung giờ được phát',
  'audit.action.set-broadcast-settings': 'Đặt âm lượng, nhạc hiệu và so le',
  'fault.kind.order-unresolved': 'Hai bản tin ưu tiên trùng giờ, chờ xã chọn thứ tự',
  'warning.order-unresolved': 'Chờ xã chọn bản tin nào phát trước',
  'warning.trimmed': 'Bị cắt khi đến giờ không phát',
} as const;
