import { CLAIM_CODE, groupedClaimCode, plainClaimCode } from './claim-code.ts';

/** Page that a label's QR opens in a plain camera app. */
export const ENROL_PAGE = '/dang-ky-thiet-bi';

/** SHA-256 in hexadecimal of the root key that signs the gateway's keys. */
const FINGERPRINT = /^[0-9a-f]{64}$/;

/** What a label says: where the gateway is, the one-time code, and by which root key the gateway is known. */
export interface Label {
  /** `https://host[:port]` */
  readonly origin: string;
  /** Plain, see claim-code.ts. */
  readonly code: string;
  readonly rootFingerprint?: string;
}

/** The text of a label's QR. Code and fingerprint stand in the fragment: a browser never sends it, no server logs it. */
export function labelText({ origin, code, rootFingerprint }: Label): string {
  const root = rootFingerprint === undefined ? '' : `&khoa=${rootFingerprint}`;
  return `${origin}${ENROL_PAGE}#ma=${groupedClaimCode(code)}${root}`;
}

/** Reads a label's text; undefined for anything else (a QR of somebody else's). */
export function readLabel(text: string): Label | undefined {
  const [, origin, path, fragment] =
    /^(https?:\/\/[^/?#\s@]+)(\/[^?#\s]*)(?:\?[^#\s]*)?#(\S+)$/i.exec(text.trim()) ?? [];
  if (!origin || !fragment || path?.replace(/\/$/, '') !== ENROL_PAGE) return undefined;
  const about = readLabelFragment(fragment);
  return about && { origin: origin.toLowerCase(), ...about };
}

/** Reads what stands behind the `#`. */
export function readLabelFragment(fragment: string): Omit<Label, 'origin'> | undefined {
  const values = new Map(
    fragment
      .replace(/^#/, '')
      .split('&')
      .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
  const code = plainClaimCode(values.get('ma') ?? '');
  const root = values.get('khoa');
  if (!CLAIM_CODE.test(code) || (root !== undefined && !FINGERPRINT.test(root))) return undefined;
  return root === undefined ? { code } : { code, rootFingerprint: root };
}
