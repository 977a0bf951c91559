/** Words of what a phone keeps where there is no network: photos, last copies, what waits to be sent. */
export const viField = {
  'kept.copy-at': 'Bản lưu trên máy lúc {when}, chưa tải được bản mới.',
  'kept.mast': 'Ảnh cột và loa',
  'kept.mast-drop': 'Bỏ các ảnh này',
  'kept.mast-none': 'Chưa có ảnh nào của cụm loa này.',
  'kept.mast-waiting': 'Ảnh giữ trên máy này, tự gửi khi có mạng.',
  'kept.photo': 'Ảnh {n}',
  'kept.photo-failed': 'Không đọc được ảnh này. Chụp lại ảnh khác.',
  'kept.photo-remove': 'Bỏ ảnh {n}',
  'kept.photo-take': 'Chụp ảnh',
  'kept.photos': 'Ảnh: {n}, nhiều nhất {most}',
  'kept.refused': 'Máy chủ không nhận: {why}',
  'kept.send-now': 'Gửi ngay',
  'kept.waiting': 'Chờ gửi ({n})',
  'kept.waiting-offline': 'Máy này không có mạng. Sẽ tự gửi khi có mạng.',
  'kept.waiting-online': 'Có mạng, đang gửi. Chưa gửi xong thì tự thử lại sau 30 giây.',
} as const;
