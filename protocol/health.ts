import type { FaultKind } from './faults.ts';

/** What the installation looks after in itself. */
export const HEALTH_CHECKS = [
  'disk',
  'lag',
  'database',
  'ticks',
  'outbox',
  'broker',
  'channels',
  'dead-man',
  'clock',
  'certificate',
  'backup',
  'speech',
] as const;
export type HealthCheck = (typeof HEALTH_CHECKS)[number];

/** off: nothing of that kind is set up here. unknown: not looked at yet. */
export const HEALTH_STATES = ['well', 'strained', 'bad', 'off', 'unknown'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

export const HEALTH_UNITS = ['percent', 'ms', 'count', 'days', 'none'] as const;
export type HealthUnit = (typeof HEALTH_UNITS)[number];

interface HealthWords {
  readonly vi: string;
  readonly en: string;
  readonly adviceVi: string;
  readonly adviceEn: string;
}

/** How a check is called, and what to do when it is not well. */
export const HEALTH_WORDS: Readonly<Record<HealthCheck, HealthWords>> = {
  disk: {
    vi: 'Ổ đĩa còn trống',
    en: 'Free disk space',
    adviceVi: 'Xóa tệp không cần hoặc thêm ổ đĩa; dưới 5% thì có thể mất số liệu.',
    adviceEn: 'Delete what is not needed or add a disk; below 5 % data may be lost.',
  },
  lag: {
    vi: 'Độ trễ xử lý',
    en: 'Delay of the event loop',
    adviceVi: 'Xem máy chủ có chạy việc khác không; cân nhắc máy mạnh hơn.',
    adviceEn: 'See what else runs on the server; consider a stronger one.',
  },
  database: {
    vi: 'Ghi cơ sở dữ liệu',
    en: 'Writing to the database',
    adviceVi: 'Xem ổ đĩa có hỏng hoặc quá chậm không; xem dịch vụ PostgreSQL nếu dùng.',
    adviceEn: 'See whether the disk fails or is too slow; look at PostgreSQL where it is used.',
  },
  ticks: {
    vi: 'Việc định kỳ',
    en: 'Periodic jobs',
    adviceVi: 'Đọc nhật ký máy chủ tìm «a tick failed»; việc tự chạy lại.',
    adviceEn: 'Look for “a tick failed” in the server’s log; the job runs again by itself.',
  },
  outbox: {
    vi: 'Lệnh chờ gửi',
    en: 'Commands waiting to be sent',
    adviceVi: 'Kiểm tra kết nối tới máy chủ tin nhắn.',
    adviceEn: 'Look at the connection to the broker.',
  },
  broker: {
    vi: 'Máy chủ tin nhắn',
    en: 'Broker',
    adviceVi: 'Xem dịch vụ broker có chạy không và mạng của máy chủ; lúc này mọi cụm được ghi là không rõ.',
    adviceEn: 'See whether the broker runs and the server has a network; until then every node is unobserved.',
  },
  channels: {
    vi: 'Kênh gửi thông báo',
    en: 'Channels of notification',
    adviceVi: 'Mở trang Thông báo, bấm «Gửi thử» để xem lý do.',
    adviceEn: 'Open Notifications and press “Send a test” to see why.',
  },
  'dead-man': {
    vi: 'Tín hiệu sống ra bên ngoài',
    en: 'Sign of life to the outside',
    adviceVi: 'Xem mạng Internet của máy chủ và địa chỉ theo dõi bên ngoài.',
    adviceEn: 'See the server’s way to the internet and the outside address.',
  },
  clock: {
    vi: 'Đồng hồ máy chủ',
    en: 'Clock of the server',
    adviceVi: 'Bật đồng bộ giờ (chrony hoặc systemd-timesyncd).',
    adviceEn: 'Turn time synchronisation on (chrony or systemd-timesyncd).',
  },
  certificate: {
    vi: 'Chứng thư HTTPS',
    en: 'HTTPS certificate',
    adviceVi: 'Gia hạn chứng thư trước khi hết hạn; nếu dùng certbot thì xem vì sao không tự gia hạn.',
    adviceEn: 'Renew the certificate before it ends; with certbot, see why it was not renewed.',
  },
  backup: {
    vi: 'Bản sao lưu gần nhất',
    en: 'Newest backup',
    adviceVi: 'Chạy «npm run backup» và cất bản sao ở máy khác.',
    adviceEn: 'Run “npm run backup” and keep the copy on another machine.',
  },
  speech: {
    vi: 'Giọng đọc',
    en: 'The voice that reads texts',
    adviceVi: 'Xem máy đọc đã cấu hình (LOAXA_SPEECH_ENGINE) có chạy không; tin khẩn cấp lúc này do espeak-ng đọc.',
    adviceEn: 'See whether the configured engine (LOAXA_SPEECH_ENGINE) runs; until then espeak-ng speaks emergencies.',
  },
};

/** Which fault a check raises, and from which state on; none: the page alone says it. */
export const HEALTH_FAULTS: Readonly<Partial<Record<HealthCheck, { fault: FaultKind; from: 'strained' | 'bad' }>>> = {
  disk: { fault: 'disk-low', from: 'strained' },
  lag: { fault: 'lagging', from: 'bad' },
  database: { fault: 'lagging', from: 'bad' },
  outbox: { fault: 'lagging', from: 'bad' },
  ticks: { fault: 'job-failed', from: 'strained' },
  broker: { fault: 'broker-lost', from: 'bad' },
  channels: { fault: 'channel-failing', from: 'bad' },
  'dead-man': { fault: 'dead-man-failing', from: 'bad' },
  certificate: { fault: 'certificate-expiring', from: 'strained' },
};
