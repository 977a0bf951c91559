import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Microphone (live), camera (QR codes) and place (putting up a node) are for our own pages; nothing else is for anybody. */
const OURS = ['camera', 'microphone', 'geolocation', 'fullscreen', 'screen-wake-lock', 'autoplay', 'clipboard-write'];
const NOBODYS = [
  ...['accelerometer', 'bluetooth', 'browsing-topics', 'display-capture', 'gyroscope', 'hid', 'magnetometer', 'midi'],
  ...['payment', 'publickey-credentials-get', 'serial', 'usb', 'xr-spatial-tracking'],
];
export const PERMISSIONS_POLICY = [
  ...OURS.map((feature) => `${feature}=(self)`),
  ...NOBODYS.map((feature) => `${feature}=()`),
].join(', ');

/** No script but our own files. Mantine writes its variables into style elements, hence inline styles. */
export const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // These three depend on how the request came: see secure.ts.
  hsts: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: { policy: 'same-origin' as const },
};

/** For answers given before the router and its hooks have a say: an address that cannot be read, bytes that are no HTTP. */
export const BARE_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'content-type': 'application/problem+json',
  'permissions-policy': PERMISSIONS_POLICY,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** Ends a connection on which something came that is no HTTP request, with a problem where one can still be said. */
export function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): string {
  const [status, code] = problemOfBytes(error.code);
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return code;
  }
  const title = STATUS_CODES[status] ?? 'Error';
  const detail = 'The request cannot be read as HTTP.';
  const body = JSON.stringify({ type: `urn:loaxa:problem:${code}`, title, status, code, detail });
  const headers = Object.entries({ ...BARE_HEADERS, 'content-length': String(body.length), connection: 'close' });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${head}\r\n${body}`);
  return code;
}

function problemOfBytes(code: string | undefined): [status: number, code: string] {
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'headers-too-large'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'request-timeout'];
  return [400, 'not-http'];
}
