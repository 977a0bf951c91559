import type { FaultKind } from './faults.ts';
import type { ActionType } from './remote.ts';

/** How a fault is called, what to do next in the field's order, and the remote action that tells more. */
export interface FaultWords {
  readonly vi: string;
  readonly en: string;
  readonly stepVi: string;
  readonly stepEn: string;
  readonly action?: ActionType;
}

/** One place for pages, messages to people, and printed slips. */
export const FAULT_WORDS: Readonly<Record<FaultKind, FaultWords>> = {
  'mains-lost': {
    vi: 'Mất điện',
    en: 'Mains lost',
    stepVi: 'Gọi người giữ chìa khóa xem aptomat; nếu cả thôn mất điện thì chờ điện lực.',
    stepEn: 'Ask the keeper to look at the breaker; if the whole hamlet is dark, wait for the grid.',
  },
  'network-lost': {
    vi: 'Mất kết nối',
    en: 'Network lost',
    stepVi: 'Gọi người giữ chìa khóa xem đèn nguồn; nếu đèn sáng thì kiểm tra SIM và sóng.',
    stepEn: 'Ask the keeper whether the lamp is lit; if it is, check SIM and signal.',
  },
  'bad-credential': {
    vi: 'Sai khóa kết nối',
    en: 'Credential refused',
    stepVi: 'Xem có thiết bị lạ dùng mã này không; nếu là thiết bị của mình thì đăng ký lại.',
    stepEn: 'See whether a stranger uses this id; if the device is ours, enrol it again.',
  },
  'firmware-failing': {
    vi: 'Thiết bị tự khởi động lại nhiều lần',
    en: 'Device restarts again and again',
    stepVi: 'Lấy nhật ký thiết bị; xem nguồn 12 V, rồi cập nhật hoặc thay thiết bị.',
    stepEn: 'Fetch the device log; check the 12 V supply, then update or replace the device.',
    action: 'fetch-log',
  },
  'never-heard': {
    vi: 'Chưa kết nối lần nào',
    en: 'Never heard of',
    stepVi: 'Kiểm tra thiết bị đã lắp và có sóng chưa, mã nhãn có đúng không.',
    stepEn: 'Check that the device is mounted, has signal and carries the right label.',
  },
  'line-open': {
    vi: 'Đứt dây ra loa',
    en: 'Horn line open',
    stepVi: 'Kiểm tra tiếng nhỏ; xem dây từ tăng âm ra loa, mối nối và củ loa.',
    stepEn: 'Run the silent test; look at the wire, its joints and the driver.',
    action: 'silent-test',
  },
  'line-short': {
    vi: 'Chập dây ra loa',
    en: 'Horn line shorted',
    stepVi: 'Không phát cho tới khi sửa; tìm chỗ dây chạm nhau hoặc củ loa chập.',
    stepEn: 'Do not play until mended; find where the wires touch or the driver is shorted.',
    action: 'silent-test',
  },
  amplifier: {
    vi: 'Hỏng tăng âm',
    en: 'Amplifier failed',
    stepVi: 'Khởi động lại một lần; nếu còn báo thì thay tăng âm.',
    stepEn: 'Restart once; if it stays, replace the amplifier.',
    action: 'reboot',
  },
  mute: {
    vi: 'Có mạng, không ra tiếng',
    en: 'Online but mute',
    stepVi: 'Phát thử tiếng nhỏ; nếu vẫn im thì đến xem loa, dây và tăng âm.',
    stepEn: 'Run the tone test; if still silent, go and look at horns, line and amplifier.',
    action: 'tone-test',
  },
  'not-heard': {
    vi: 'Đang phát nhưng không nghe tiếng',
    en: 'Playing but not heard',
    stepVi: 'Kiểm tra tiếng nhỏ và âm lượng; nếu dây tốt thì xem loa và micro đo.',
    stepEn: 'Run the silent test and check the volume; if the line is good, look at horns and microphone.',
    action: 'silent-test',
  },
  'playback-error': {
    vi: 'Lỗi khi phát',
    en: 'Playback error',
    stepVi: 'Nạp lại kế hoạch phát; nếu còn lỗi thì lấy nhật ký thiết bị.',
    stepEn: 'Resync the plan; if it stays, fetch the device log.',
    action: 'resync',
  },
  'on-battery': {
    vi: 'Đang chạy ắc quy',
    en: 'On battery',
    stepVi: 'Gọi người giữ chìa khóa xem aptomat trước khi hết ắc quy.',
    stepEn: 'Ask the keeper to look at the breaker before the battery is empty.',
  },
  'weak-signal': {
    vi: 'Sóng yếu',
    en: 'Weak signal',
    stepVi: 'Xoay hoặc nâng ăng-ten; cân nhắc đổi nhà mạng.',
    stepEn: 'Turn or raise the antenna; consider another operator.',
  },
  'clock-wrong': {
    vi: 'Sai giờ',
    en: 'Clock wrong',
    stepVi: 'Nạp lại; nếu lệch tiếp thì thay pin đồng hồ.',
    stepEn: 'Resync; if it drifts again, replace the clock battery.',
    action: 'resync',
  },
  'too-hot': {
    vi: 'Quá nóng',
    en: 'Too hot',
    stepVi: 'Xem quạt và lỗ thoát gió, che nắng cho tủ.',
    stepEn: 'Look at fan and vents, shade the cabinet.',
  },
  'storage-full': {
    vi: 'Bộ nhớ đầy',
    en: 'Storage full',
    stepVi: 'Nạp lại kế hoạch để xóa âm thanh cũ; nếu vẫn đầy thì thay thẻ nhớ.',
    stepEn: 'Resync so that old audio goes; if still full, replace the card.',
    action: 'resync',
  },
  recalibrate: {
    vi: 'Micro đo bị lệch, cần chỉnh lại',
    en: 'Microphone moved, recalibrate',
    stepVi: 'Đến tận nơi, nghe loa rồi bấm «Lấy mức chuẩn».',
    stepEn: 'Go there, hear the horn, then press “Calibrate”.',
    action: 'calibrate',
  },
  'data-budget': {
    vi: 'Sắp hết dung lượng SIM',
    en: 'SIM data nearly used up',
    stepVi: 'Mua thêm dung lượng hoặc xem vì sao tải nhiều.',
    stepEn: 'Buy more data or see what is downloaded.',
  },
  'update-failed': {
    vi: 'Cập nhật không thành',
    en: 'Update failed',
    stepVi: 'Thiết bị đã quay về bản cũ; xem lý do rồi mới cập nhật lại.',
    stepEn: 'The device went back; read the reason before trying again.',
    action: 'fetch-log',
  },
  'node-fault': {
    vi: 'Cụm loa tự báo hỏng',
    en: 'The node reports a fault',
    stepVi: 'Đọc nhật ký thiết bị.',
    stepEn: 'Read the device log.',
    action: 'fetch-log',
  },
  'duplicate-id': {
    vi: 'Hai thiết bị dùng chung một mã',
    en: 'Two devices share one id',
    stepVi: 'Tìm thiết bị bị sao chép, thu hồi rồi đăng ký lại.',
    stepEn: 'Find the copied device, revoke it and enrol again.',
  },
  'forged-message': {
    vi: 'Tin có chữ ký sai',
    en: 'Message with a wrong signature',
    stepVi: 'Đổi khóa kết nối của cụm; báo quản trị.',
    stepEn: 'Change the node’s credential; tell the administrator.',
  },
  'denied-publish': {
    vi: 'Gửi tin không được phép',
    en: 'Sent what it may not send',
    stepVi: 'Xem phiên bản phần mềm của thiết bị; báo quản trị.',
    stepEn: 'Look at the firmware version; tell the administrator.',
  },
  refusal: {
    vi: 'Cụm từ chối lệnh',
    en: 'The node refused a command',
    stepVi: 'Xem lý do; thường do sai giờ hoặc lệnh đã hết hạn.',
    stepEn: 'Read the reason; often a wrong clock or an expired command.',
    action: 'resync',
  },
  'rotation-unfinished': {
    vi: 'Chưa đổi xong khóa kết nối',
    en: 'Credential not changed yet',
    stepVi: 'Chờ cụm kết nối lại; nếu quá một ngày thì đăng ký lại.',
    stepEn: 'Wait until the node is back; after a day enrol it again.',
  },
  reported: {
    vi: 'Bà con báo loa hỏng',
    en: 'Reported by residents',
    stepVi: 'Phát thử tiếng nhỏ, rồi gọi lại người báo.',
    stepEn: 'Run the tone test, then call back who reported it.',
    action: 'tone-test',
  },
  'order-unresolved': {
    vi: 'Hai bản tin ưu tiên trùng giờ',
    en: 'Two priority bulletins at one time',
    stepVi: 'Chọn bản tin phát trước.',
    stepEn: 'Say which one goes first.',
  },
  'emergency-not-reviewed': {
    vi: 'Tin khẩn cấp chưa được rà soát',
    en: 'An emergency was not reviewed',
    stepVi: 'Lãnh đạo mở trang Duyệt và xem lại.',
    stepEn: 'The leader opens Approvals and reviews it.',
  },
  'licence-expiring': {
    vi: 'Giấy phép tần số sắp hết hạn',
    en: 'A frequency licence ends soon',
    stepVi: 'Làm hồ sơ gia hạn giấy phép.',
    stepEn: 'Apply for renewal.',
  },
  'maintenance-due': {
    vi: 'Đến hạn bảo dưỡng',
    en: 'Preventive maintenance due',
    stepVi: 'Xếp lịch đi bảo dưỡng, ghi lại khi xong.',
    stepEn: 'Plan the visit, record it when done.',
  },
  'relay-lost': {
    vi: 'Mất nguồn tiếp âm',
    en: 'A relayed station is lost',
    stepVi: 'Nghe thử đài nguồn; nếu đài đổi địa chỉ, sửa ở Cài đặt, mục Đài tiếp âm. Loa đang phát bản dự phòng.',
    stepEn: 'Listen to the station; if its address changed, correct it in the settings. The fallback is sounding.',
  },
  'watch-gap': {
    vi: 'Hệ thống ngừng theo dõi',
    en: 'The system did not watch',
    stepVi: 'Khoảng này ghi là không rõ cho mọi cụm; xem vì sao máy chủ dừng.',
    stepEn: 'The gap is unobserved for all; find out why the server stopped.',
  },
  'disk-low': {
    vi: 'Ổ đĩa máy chủ gần đầy',
    en: 'Server disk nearly full',
    stepVi: 'Dọn ổ đĩa hoặc thêm dung lượng trước khi dịch vụ dừng.',
    stepEn: 'Free space or add some before the service stops.',
  },
  lagging: {
    vi: 'Máy chủ chậm',
    en: 'The server lags',
    stepVi: 'Xem máy có việc khác không; xem số liệu ở trang Sức khỏe hệ thống.',
    stepEn: 'See what else runs there; look at the page System health.',
  },
  'job-failed': {
    vi: 'Việc định kỳ bị lỗi',
    en: 'A periodic job failed',
    stepVi: 'Xem nhật ký máy chủ; việc sẽ được thử lại.',
    stepEn: 'Read the server’s log; the job is tried again.',
  },
  'broker-lost': {
    vi: 'Mất kết nối máy chủ tin nhắn',
    en: 'The broker is away',
    stepVi: 'Xem dịch vụ broker có chạy không.',
    stepEn: 'See whether the broker runs.',
  },
  'channel-failing': {
    vi: 'Không gửi được cảnh báo',
    en: 'Messages cannot be sent',
    stepVi: 'Mở Cài đặt thông báo, bấm «Gửi thử».',
    stepEn: 'Open the notification settings and press “Send a test”.',
  },
  'dead-man-failing': {
    vi: 'Không báo được cho bên ngoài là còn sống',
    en: 'The sign of life does not get out',
    stepVi: 'Xem mạng của máy chủ và địa chỉ theo dõi bên ngoài.',
    stepEn: 'See the server’s network and the outside address.',
  },
  'certificate-expiring': {
    vi: 'Chứng thư HTTPS sắp hết hạn',
    en: 'The HTTPS certificate ends soon',
    stepVi: 'Gia hạn chứng thư; khi hết hạn, trình duyệt và thiết bị không vào được.',
    stepEn: 'Renew it; when it ends neither browsers nor devices get in.',
  },
  'reports-waiting': {
    vi: 'Chưa gửi được báo cáo lên hệ thống nguồn',
    en: 'Reports to the system above are waiting',
    stepVi: 'Xem địa chỉ và mật khẩu của hệ thống nguồn; báo cáo được giữ lại và gửi sau, không mất.',
    stepEn: 'See the address and the secret of the system above; reports are kept and sent later, none is lost.',
  },
  'feed-away': {
    vi: 'Không lấy được cảnh báo từ nguồn',
    en: 'Alerts of a source cannot be fetched',
    stepVi: 'Xem lỗi ở trang Hệ thống nguồn và gọi cho nơi gửi; trong lúc đó cảnh báo của họ không tới được.',
    stepEn: 'See what is wrong on the page Sources and call the sender; until then their alerts do not arrive.',
  },
};

/** What our own firmware calls its faults on the alarm channel; a name that another maker gave stays as it came. */
const FAULTS_OF_NODES: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  'microphone-deaf': ['micro không nghe được gì', 'the microphone hears nothing'],
};

/** A fault's detail as people read it: of a node's own fault, `name: detail`, the name in words. */
export function detailText(detail: string, language: 'vi' | 'en'): string {
  const [name = '', ...rest] = detail.split(': ');
  const words = FAULTS_OF_NODES[name];
  return words ? [words[language === 'vi' ? 0 : 1], ...rest].join(': ') : detail;
}
