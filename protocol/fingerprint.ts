/** A SHA-256 as people compare it: hexadecimal in groups of four. */
export function fingerprintText(sha256: Uint8Array): string {
  const hex = [...sha256].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.match(/.{4}/g)?.join(' ') ?? '';
}
