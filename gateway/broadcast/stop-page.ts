// pure
import type { StopProgress } from '../../protocol/api/emergency.ts';
import { STOP_PAGE_PATH } from '../../protocol/api/paths.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';

/** What the page is told; everything else about it is fixed. */
export interface StopPage {
  readonly csrf: string;
  readonly areaNames: readonly string[];
  readonly mayStopEmergencies: boolean;
  readonly progress?: StopProgress | undefined;
}

const MOST_LISTED = 30;

export const STOP_STYLE =
  'body{margin:0 auto;max-width:34rem;padding:1rem;font:1.125rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}h1{font-size:1.5rem;margin:0}button{display:block;width:100%;min-height:4rem;border:0;border-radius:.5rem;background:#8a1c12;color:#fff;font:700 1.5rem system-ui,sans-serif}label{display:flex;gap:.75rem;align-items:center;min-height:3.5rem}input{width:1.5rem;height:1.5rem}button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid #b35c00;outline-offset:2px}a{color:#1a4f8b}.result{margin:1rem 0;padding:1rem;border:2px solid #1a1a1a;border-radius:.5rem}';

/** STOP for a browser in which nothing else works: no script, one form, less than 5 kB. */
export function stopPage({ csrf, areaNames, mayStopEmergencies, progress }: StopPage): string {
  const emergencies = mayStopEmergencies
    ? '<label><input type="checkbox" name="emergencies" value="1"> Dừng cả phát khẩn cấp</label>'
    : '';
  const form = `<form method="post" action="${STOP_PAGE_PATH}"><input type="hidden" name="csrf" value="${plain(csrf)}">${emergencies}<button>■ DỪNG NGAY</button></form>`;
  const where = areaNames.map(plain).join(', ');
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Dừng phát</title><style>${STOP_STYLE}</style></head><body><main><h1>Dừng phát: ${where}</h1>${progress ? resultOf(progress) : ''}<p>Bấm một lần: mọi loa thuộc địa bàn này im.</p>${form}<p><a href="/">Về trang chính</a></p></main></body></html>`;
}

function resultOf({ command, nodes, silent, tookMs, open }: StopProgress): string {
  const took = tookMs === undefined ? '' : ` trong ${Math.max(1, Math.ceil(tookMs / 1_000))} giây`;
  const rest = open.length > MOST_LISTED ? `<li>và ${open.length - MOST_LISTED} cụm khác</li>` : '';
  const list = open
    .slice(0, MOST_LISTED)
    .map(({ code, hamletName, online, lastSeenAt }) => {
      const seen =
        lastSeenAt === undefined
          ? ''
          : `, thấy lần cuối ${timeOf(lastSeenAt)}, ${dayOf(lastSeenAt).split('-').reverse().join('/')}`;
      return `<li>${plain(code)} · ${plain(hamletName)}: ${online ? 'có kết nối, chưa trả lời' : `mất kết nối${seen}`}</li>`;
    })
    .join('');
  const words = open.length === 0 ? 'Tất cả đã im.' : `Chưa xác nhận ${open.length} cụm:`;
  return `<div class="result" role="status"><b>Đã im ${silent}/${nodes} cụm${took}.</b> ${words}${list ? `<ul>${list}${rest}</ul>` : ''}<p><a href="${STOP_PAGE_PATH}?lenh=${plain(command)}">Xem lại</a></p></div>`;
}

function plain(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
