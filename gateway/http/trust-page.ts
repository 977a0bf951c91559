// pure
import { TRUST_CERTIFICATE_PATH } from '../../protocol/api/paths.ts';

export interface Trust {
  readonly pem: string;
  /** SHA-256, hexadecimal. */
  readonly fingerprint: string;
  readonly hosts: readonly string[];
}

/** The fingerprint as people compare it: groups of four, in capitals. */
export function fingerprintGroups(fingerprint: string): string[] {
  return fingerprint.toUpperCase().match(/.{1,4}/g) ?? [];
}

interface Words {
  readonly lang: string;
  readonly title: string;
  readonly why: string;
  readonly compare: string;
  readonly only: (hosts: string) => string;
  readonly download: string;
  readonly devices: readonly { readonly name: string; readonly steps: readonly string[] }[];
}

const VIETNAMESE: Words = {
  lang: 'vi',
  title: 'Tin cậy máy chủ LoaXã',
  why: 'Máy chủ của xã dùng chứng thư do chính đơn vị cấp. Mỗi máy tính, điện thoại cần làm các bước dưới đây một lần; sau đó trình duyệt không còn cảnh báo và dùng được micro, camera.',
  compare:
    'Trước khi cài, so dãy số này với tờ giấy in sẵn ở văn phòng (hoặc hỏi người quản trị qua điện thoại). Khác dù chỉ một ký tự: dừng lại, báo người quản trị.',
  only: (hosts) => `Chứng thư này chỉ xác nhận được cho: ${hosts}. Nó không thể mạo danh trang web khác.`,
  download: 'Tải chứng thư (loaxa-ca.crt)',
  devices: [
    {
      name: 'Windows (Chrome, Edge, Cốc Cốc)',
      steps: [
        'Tải chứng thư, mở tệp <b>loaxa-ca.crt</b>, bấm <b>Install Certificate…</b>',
        'Chọn <b>Current User</b>, bấm <b>Next</b>.',
        'Chọn <b>Place all certificates in the following store</b>, bấm <b>Browse</b>, chọn <b>Trusted Root Certification Authorities</b>, <b>OK</b>, <b>Next</b>, <b>Finish</b>.',
        'Ở câu hỏi bảo mật, bấm <b>Yes</b>. Đóng trình duyệt rồi mở lại.',
      ],
    },
    {
      name: 'Android',
      steps: [
        'Tải chứng thư.',
        'Mở <b>Cài đặt</b> → <b>Bảo mật và quyền riêng tư</b> → <b>Cài đặt bảo mật khác</b> → <b>Mã hóa và thông tin xác thực</b>.',
        'Chọn <b>Cài đặt chứng chỉ</b> → <b>Chứng chỉ CA</b> → <b>Vẫn cài đặt</b>, nhập khóa màn hình, chọn tệp <b>loaxa-ca.crt</b>.',
        'Tên mục có thể khác theo hãng máy: tìm chữ “chứng chỉ CA” trong Cài đặt. Dùng Chrome.',
      ],
    },
    {
      name: 'iPhone, iPad',
      steps: [
        'Mở trang này bằng <b>Safari</b>, tải chứng thư, chọn <b>Cho phép</b>.',
        'Mở <b>Cài đặt</b> → <b>Đã tải về hồ sơ</b> → <b>Cài đặt</b>, nhập mật mã.',
        'Mở <b>Cài đặt</b> → <b>Cài đặt chung</b> → <b>Giới thiệu</b> → <b>Cài đặt tin cậy chứng nhận</b>, bật <b>LoaXã</b>.',
      ],
    },
    {
      name: 'Firefox',
      steps: [
        'Mở <b>Cài đặt</b> → <b>Riêng tư và bảo mật</b> → <b>Chứng chỉ</b> → <b>Xem chứng chỉ…</b> → <b>Tổ chức cấp</b> → <b>Nhập…</b>, chọn tệp, đánh dấu tin cậy cho trang web.',
      ],
    },
  ],
};

const ENGLISH: Words = {
  lang: 'en',
  title: 'Trust this LoaXã server',
  why: 'This server shows a certificate issued by the office itself. Do the steps below once on every computer and phone; then the browser stops warning, and microphone and camera work.',
  compare:
    'Before installing, compare this number with the printed paper in the office (or ask the administrator by telephone). If a single character differs, stop and tell the administrator.',
  only: (hosts) => `This certificate can vouch for ${hosts} only. It cannot pose as any other site.`,
  download: 'Download the certificate (loaxa-ca.crt)',
  devices: [
    {
      name: 'Windows',
      steps: [
        'Open <b>loaxa-ca.crt</b> → <b>Install Certificate…</b> → <b>Current User</b> → <b>Place all certificates in the following store</b> → <b>Trusted Root Certification Authorities</b> → <b>Finish</b> → <b>Yes</b>. Restart the browser.',
      ],
    },
    {
      name: 'Android',
      steps: [
        '<b>Settings</b> → <b>Security &amp; privacy</b> → <b>More security settings</b> → <b>Encryption &amp; credentials</b> → <b>Install a certificate</b> → <b>CA certificate</b> → <b>Install anyway</b>, choose the file.',
      ],
    },
    {
      name: 'iPhone, iPad',
      steps: [
        'In <b>Safari</b>, download and allow. <b>Settings</b> → <b>Profile Downloaded</b> → <b>Install</b>. Then <b>General</b> → <b>About</b> → <b>Certificate Trust Settings</b>, switch <b>LoaXã</b> on.',
      ],
    },
    {
      name: 'Firefox',
      steps: [
        '<b>Settings</b> → <b>Privacy &amp; Security</b> → <b>View Certificates…</b> → <b>Authorities</b> → <b>Import…</b>',
      ],
    },
  ],
};

const STYLE = `body{margin:0 auto;max-width:46rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.125rem;margin:1.25rem 0 .25rem}section+section{margin-top:2.5rem;border-top:1px solid #767676}
ol{margin:.25rem 0;padding-left:1.5rem}li{margin:.25rem 0}
.number{display:grid;grid-template-columns:repeat(4,auto);justify-content:start;gap:.25rem 1rem;margin:.75rem 0;padding:.75rem 1rem;border:2px solid #1a1a1a;border-radius:.5rem;font:600 1.375rem/1.4 ui-monospace,Consolas,monospace;list-style:none}
.number li{margin:0}.button{display:inline-block;padding:.75rem 1rem;border-radius:.5rem;background:#1a4f8b;color:#fff;font-weight:600;text-decoration:none}
a{color:#1a4f8b}.button:focus-visible,a:focus-visible{outline:3px solid #b35c00;outline-offset:2px}
@media print{body{max-width:none;padding:0;font-size:.875rem}.button{display:none}h2,li,.number{break-inside:avoid}section+section{break-before:page;border:0;margin:0}}`;

/** The whole page: no script, no file besides the certificate, Vietnamese before English. */
export function trustPage({ fingerprint, hosts }: Trust): string {
  const body = [VIETNAMESE, ENGLISH].map((words) => section(words, fingerprint, hosts)).join('');
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${VIETNAMESE.title}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

function section(words: Words, fingerprint: string, hosts: readonly string[]): string {
  const heading = words.lang === 'vi' ? 'h1' : 'h2';
  const groups = fingerprintGroups(fingerprint).map((group) => `<li>${group}</li>`);
  const devices = words.devices.map(
    ({ name, steps }) => `<h2>${name}</h2><ol>${steps.map((step) => `<li>${step}</li>`).join('')}</ol>`,
  );
  return `<section lang="${words.lang}"><${heading}>${words.title}</${heading}><p>${words.why}</p><p><b>SHA-256.</b> ${words.compare}</p><ul class="number">${groups.join('')}</ul><p>${words.only(hosts.join(', '))}</p><p><a class="button" href="${TRUST_CERTIFICATE_PATH}">${words.download}</a></p>${devices.join('')}</section>`;
}
